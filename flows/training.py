"""`train`: a linear model from people's labels, measured on outlets it has not seen.

Learned models pick up how an outlet writes, so each outlet is judged by a model trained on all the
others, without the stories it shares with them. The model stands afterwards only if rules and model
together beat the rules alone there, and every seed is kept. Same labels, same coefficients.
"""

from __future__ import annotations

import importlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from db import labels, learned
from db.models import Article, Label, Outlet, Version
from db.records import Incoming
from db.session import reading, retrying, writing
from flows.labelling import light
from flows.stages.reread import read_again
from flows.trainreport import SCORERS, Figures, Report, rounded
from korean import linear
from korean.linear import BUCKETS, VETOES, Model
from korean.relevance import LABEL_FROM, RULESET, judge
from korean.verdict import Verdict
from spiders.window import KST

#: Labels of each kind below which nothing can be learnt or measured.
LEAST = 20
#: Strength of the fit; on our own gold results hardly change between .3 and 10.
STRENGTH = 1.0
#: The five articles the project began with, which no scorer may lose: outlet, minute in Korea.
SEEDS = frozenset(
    {
        ("kbs", "2024-02-21 19:34"),
        ("etoday", "2024-05-28 17:11"),
        ("gyeongbuk", "2023-07-14 14:44"),
        ("gipress", "2024-03-07 21:28"),
        ("newspim", "2024-01-19 09:00"),
    }
)

Watcher = Callable[[str], None]


class TrainingError(Exception):
    """Raised by `train`: labels or libraries are missing; the message says which."""


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled text with what the rules say of it. ``story`` is what its copies share."""

    article_id: int
    outlet: str
    key: str
    story: int | None
    on: bool
    title: str
    body: str
    verdict: Verdict


def train(
    engine: Engine,
    home: Path,
    *,
    promote: bool = True,
    now: datetime | None = None,
    watcher: Watcher | None = None,
) -> Report:
    """Fit, measure, keep, and promote if it deserves it; ``watcher`` hears what is being done.
    Raises TrainingError.
    """
    tell = watcher or (lambda _said: None)
    solver = _Solver()
    tell("reading what is labelled")
    examples, left_out = gather(engine, home)
    enough(examples)
    figures: dict[str, dict[str, Figures]] = {name: {} for name in SCORERS}
    outlets = sorted({e.outlet for e in examples})
    for number, outlet in enumerate(outlets, 1):
        tell(f"outlet {number} of {len(outlets)}: {outlet}")
        held, rest = _split(examples, outlet)
        fold = solver.fit(rest, "fold")
        for name, found in _measure(fold, held).items():
            figures[name][outlet] = found
    tell("fitting on all labels")
    fitted = solver.fit(examples, "all")
    checked, lost = _seeds(engine, fitted)

    def once() -> Report:
        at = now or datetime.now(UTC)
        with writing(engine, exclusive=True) as session:
            twin = learned.twin(session, fitted)
            waits = twin is not None and twin.state == "not promoted"
            report = Report(
                name=twin.name if twin and waits else learned.new_name(session, at),
                ruleset=RULESET, figures=figures, left_out=left_out,
                labels=dict(Counter("on_topic" if e.on else "off_topic" for e in examples)),
                checked=checked, lost=lost, asked=promote, same=None,
            )  # fmt: skip
            if twin and (twin.state == "stands" or not report.promoted):
                return replace(report, name=twin.name, same=twin.name)
            if waits:
                learned.promote(session, report.name, report.document(), at)
            else:
                learned.keep(
                    session, replace(fitted, name=report.name), labels=len(examples),
                    report=report.document(), now=at, promote=report.promoted,
                )  # fmt: skip
            return report

    return retrying(once)


# -- labelled texts --------------------------------------------------------------------------------


def gather(engine: Engine, home: Path) -> tuple[list[Example], int]:
    """Every article a label holds of, with its text: from the database, or, of a light row, from
    the archive; by outlet and key. And how many were left out for want of a text.
    """
    with reading(engine) as session:
        held = labels.standing(session, session.scalars(select(Label.article_id).distinct()))
        examples = [
            _example(article, version, kind, held[article.id])
            for article, version, kind in _texts(session, held)
        ]
    missing = sorted(held.keys() - {e.article_id for e in examples})
    for id_ in missing:
        if found := _from_archive(engine, home, id_, held[id_]):
            examples.append(found)
    return sorted(examples, key=lambda e: (e.outlet, e.key)), len(held) - len(examples)


def _texts(session: Session, ids: Iterable[int]) -> list[tuple[Article, Version, str]]:
    wanted = sorted(ids)
    found: list[tuple[Article, Version, str]] = []
    for start in range(0, len(wanted), 300):
        query = (
            select(Article, Version, Outlet.kind)
            .join(Version, Version.id == Article.current_version_id)
            .join(Outlet, Outlet.code == Article.outlet)
            .where(Article.id.in_(wanted[start : start + 300]))
        )
        found += session.execute(query).tuples()
    return found


def _example(article: Article, version: Version, kind: str, label: str) -> Example:
    verdict = _rules(version.title, version.subtitle, version.body, kind, version.section)
    return Example(
        article.id, article.outlet, article.key, article.story_id, label == "on_topic",
        version.title, version.body, verdict,
    )  # fmt: skip


def _from_archive(engine: Engine, home: Path, article_id: int, label: str) -> Example | None:
    was = light(engine, article_id)
    read = read_again(home, was) if was else None
    if was is None or not isinstance(read, Incoming):
        return None
    article = read.article
    with reading(engine) as session:
        kind = session.get_one(Outlet, was.outlet).kind
    verdict = _rules(article.title, article.subtitle, article.body, kind, article.section)
    return Example(
        article_id, was.outlet, was.key, None, label == "on_topic", article.title, article.body,
        verdict,
    )  # fmt: skip


def _rules(title: str, subtitle: str | None, body: str, kind: str, section: str | None) -> Verdict:
    """What the rules alone say today: stored verdicts may be older, or a model's."""
    return judge(title, body, subtitle=subtitle, kind=kind, section=section)


def enough(examples: Sequence[Example]) -> None:
    """Raises TrainingError with what is missing."""
    found = {on: [e.outlet for e in examples if e.on is on] for on in (True, False)}
    missing = []
    for on, word in ((True, "on topic"), (False, "off topic")):
        if len(found[on]) < LEAST:
            missing.append(
                f"{LEAST - len(found[on])} more labels {word} ({len(found[on])} of {LEAST})"
            )
        if len(set(found[on])) < 2:
            missing.append(f"labels {word} of at least two outlets, for each outlet is judged by a "
                           "model trained on the others")  # fmt: skip
    if missing:
        raise TrainingError(
            f"There is not enough to learn from. Missing: {'; '.join(missing)}. "
            "`aipolicy review` and `aipolicy label` give labels"
        )


# -- fitting and measuring -------------------------------------------------------------------------


def _split(examples: Sequence[Example], outlet: str) -> tuple[list[Example], list[Example]]:
    """(the outlet's, the others' without copies of them)."""
    held = [e for e in examples if e.outlet == outlet]
    stories = {e.story for e in held if e.story is not None}
    return held, [e for e in examples if e.outlet != outlet and e.story not in stories]


class _Solver:
    """Logistic regression of scikit-learn. Raises TrainingError where it is not installed."""

    def __init__(self) -> None:
        try:
            self._regression = importlib.import_module("sklearn.linear_model").LogisticRegression
            self._matrix = importlib.import_module("scipy.sparse").csr_matrix
            self._threads = importlib.import_module("threadpoolctl").threadpool_limits
        except ImportError as error:
            raise TrainingError(
                "`aipolicy train` needs scikit-learn: pip install 'aipolicy[train]'. "
                "Judging with a trained model does without"
            ) from error

    def fit(self, examples: Sequence[Example], name: str) -> Model:
        """A model of these examples, in their order. Raises TrainingError where all are alike."""
        if len({e.on for e in examples}) < 2:
            raise TrainingError(
                "Without one outlet and the copies of its articles all labels left say the same; "
                "label articles of other outlets, both on and off topic"
            )
        gates = [linear.gates(e.verdict) for e in examples]
        names = sorted({name for found in gates for name in found})
        place = {name: BUCKETS + number for number, name in enumerate(names)}
        values: list[float] = []
        indices: list[int] = []
        ends = [0]
        for example, found in zip(examples, gates, strict=True):
            distinct, each = linear.spread(linear.buckets(example.title, example.body))
            indices += sorted(distinct)
            values += [each] * len(distinct)
            for gate, value in sorted(found.items()):
                indices.append(place[gate])
                values.append(value)
            ends.append(len(indices))
        shape = (len(examples), BUCKETS + len(names))
        regression = self._regression(C=STRENGTH, class_weight="balanced", max_iter=5000, tol=1e-6)
        # One thread: more add in another order, and on a busy machine take fifty times as long.
        with self._threads(limits=1):
            fitted = regression.fit(
                self._matrix((values, indices, ends), shape=shape), [e.on for e in examples]
            )
        weights = [rounded(w) for w in fitted.coef_[0].tolist()]
        return Model(
            name, RULESET, rounded(float(fitted.intercept_[0])), tuple(weights[:BUCKETS]),
            {gate: weights[at] for gate, at in place.items()},
        )  # fmt: skip


def _measure(model: Model, held: Sequence[Example]) -> dict[str, Figures]:
    """How the rules, the model alone (the vetoes hold) and both together judge these."""
    counts: dict[str, Counter[tuple[bool, bool]]] = defaultdict(Counter)
    for example in held:
        verdict = example.verdict
        alone = (
            verdict.reason not in VETOES
            and model.probability(verdict, example.title, example.body) >= LABEL_FROM
        )
        both = model.judge(verdict, example.title, example.body).label == "on_topic"
        for name, said in zip(SCORERS, (verdict.label == "on_topic", alone, both), strict=True):
            counts[name][example.on, said] += 1
    return {name: Figures.of(counts[name]) for name in SCORERS}


def _seeds(engine: Engine, model: Model) -> tuple[int, list[str]]:
    """How many of the five seeds the corpus has with a text, and those of them that rules and model
    together would not accept.
    """
    checked, lost = 0, []
    with reading(engine) as session:
        for outlet, minute in sorted(SEEDS):
            at = datetime.fromisoformat(minute).replace(tzinfo=KST)
            rows = (
                session.execute(
                    select(Article, Version, Outlet.kind)
                    .join(Version, Version.id == Article.current_version_id)
                    .join(Outlet, Outlet.code == Article.outlet)
                    .where(
                        Article.outlet == outlet,
                        Article.published_at >= at,
                        Article.published_at < at + timedelta(minutes=1),
                    )
                    .order_by(Article.id)
                )
                .tuples()
                .all()
            )
            checked += bool(rows)
            for article, version, kind in rows:
                verdict = _rules(
                    version.title, version.subtitle, version.body, kind, version.section
                )
                if model.judge(verdict, version.title, version.body).band != "accept":
                    lost.append(f"{article.outlet}:{article.key} {version.title}")
    return checked, lost
