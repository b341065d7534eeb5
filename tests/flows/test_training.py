"""A model is learnt from labels, measured on outlets it has not seen, and stands only if better."""

from __future__ import annotations

import importlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine

from cli.commands.training import model as model_command
from cli.commands.training import train as train_command
from db import labels, learned, queries, runs
from db.labels import Opinion
from db.records import Incoming
from db.session import reading, writing
from db.store import Store
from flows import training
from flows.plan import record
from flows.training import LEAST, TrainingError, train
from flows.trainreport import Figures, markdown
from korean.article import Article, Moment
from korean.dates import kst
from korean.linear import VETOES
from korean.relevance import RULESET, judge
from korean.skeleton import content_hash, text_hash
from korean.verdict import Verdict
from spiders import registry
from spiders.rendering import decode_rendering, read_rendering

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
OUTLETS = ("kyongbuk", "hidomin", "dkilbo")
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

#: What the rules of these tests (`rules`) get wrong, so that there is something to learn.
BOOK = "인공지능이 고른 책 {n}권 나왔다"
BOOK_BODY = "출판사가 인공지능이 고른 책 {n}권을 냈다. 시청 도서관은 {n}권을 들여놓는다."
SHOW = "시립미술관, 인공지능이 고른 그림 {n}점 전시"
SHOW_BODY = "시립미술관은 인공지능이 고른 그림 {n}점을 전시한다. 관람객은 해설 {n}편을 듣는다."


def rules(title: str, subtitle: str | None, body: str, *_: Any) -> Verdict:
    """Not quite sure, and wrong about books and shows; of birds they speak as the real ones do."""
    real = judge(title, body, subtitle=subtitle)
    if real.reason in VETOES:
        return real
    if "책" in title:
        return Verdict("off_topic", 0.33, "reject", "leisure", RULESET)
    return Verdict("on_topic", 0.65, "accept", "policy", RULESET)


class Corpus:
    def __init__(self, engine: Engine, home: Path) -> None:
        self.engine, self.home, self.number = engine, home, 0
        with writing(engine) as session:
            known = [record(registry.outlet(o)) for o in (*OUTLETS, "kbs")]
            runs.save_outlets(session, known, NOW)

    def store(
        self, outlet: str, title: str, body: str, *, label: str | None, at: datetime = NOW
    ) -> str:
        return self.store_all(outlet, [(title, body, label)], at=at)[0]

    def store_all(
        self, outlet: str, texts: Sequence[tuple[str, str, str | None]], *, at: datetime = NOW
    ) -> list[str]:
        """Titles, bodies and labels; the articles' names."""
        verdict = Verdict("on_topic", 0.8, "accept", "policy", "rules-0")
        items = [
            Incoming(
                outlet=outlet, key=str(key), url=f"https://{outlet}.kr/{key}", source="feed",
                captured_at=NOW, verdict=verdict, tags=(),
                article=Article(title=title, body=body, published=Moment(at, "minute", "x")),
                text_hash=text_hash(title, None, body), content_hash=content_hash(body),
            )
            for key, (title, body, _) in enumerate(texts, self.number + 1)
        ]  # fmt: skip
        self.number += len(items)
        run_id = runs.new_run_id(NOW)
        names = [f"{outlet}:{item.key}" for item in items]
        with writing(self.engine, exclusive=True) as session:
            runs.begin(session, run_id, flow="ingest", trigger="hand", params={}, now=NOW,
                       outlets=[outlet], code_version="t")  # fmt: skip
            Store(session, run_id, NOW, "t").save(items, [])
            given = [
                Opinion(queries.article(session, name).id, label, "가", NOW)
                for name, (_, _, label) in zip(names, texts, strict=True)
                if label
            ]
            labels.add(session, given)
        return names

    def learnable(self, outlets: tuple[str, ...] = OUTLETS, each: int = 10) -> None:
        """People see it otherwise than the rules, and alike at every outlet."""
        for outlet in outlets:
            self.store_all(outlet, [
                text for n in range(1, each + 1) for text in (
                    (BOOK.format(n=n), BOOK_BODY.format(n=n), "on_topic"),
                    (SHOW.format(n=n), SHOW_BODY.format(n=n), "off_topic"),
                )
            ])  # fmt: skip

    def train(self, **more: Any) -> Any:
        return train(self.engine, self.home, **({"now": NOW} | more))

    def standing(self) -> Any:
        with reading(self.engine) as session:
            return learned.standing(session)


@pytest.fixture
def corpus(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Corpus:
    monkeypatch.setattr(training, "_rules", rules)
    return Corpus(engine, tmp_path)


class TestALearnableCorpus:
    def test_gives_a_model_that_beats_the_rules_and_stands(self, corpus: Corpus) -> None:
        corpus.learnable()
        report = corpus.train()
        assert report.promoted
        assert report.total("combined").f1 > (report.total("rules").f1 or 0)
        standing = corpus.standing()
        title, body = BOOK.format(n=77), BOOK_BODY.format(n=77)
        assert standing.judge(rules(title, None, body), title, body).label == "on_topic"

    @sqlite_only
    def test_is_measured_outlet_by_outlet(self, corpus: Corpus) -> None:
        corpus.learnable()
        document = corpus.train().document()
        assert set(document["outlets"]) == set(OUTLETS)
        for figures in document["outlets"].values():
            assert sum(figures["combined"][c] for c in ("tp", "fp", "fn", "tn")) == 20
        assert document["total"]["rules"]["fp"] == 30

    def test_gives_the_same_coefficients_again_and_keeps_nothing_twice(
        self, corpus: Corpus
    ) -> None:
        corpus.learnable()
        first = corpus.train()
        weights = corpus.standing().weights()
        again = corpus.train()
        assert again.same == first.name
        assert corpus.standing().weights() == weights
        with reading(corpus.engine) as session:
            assert len(list(learned.models(session))) == 1

    @sqlite_only
    def test_gives_another_model_when_the_labels_change_and_retires_the_first(
        self, corpus: Corpus
    ) -> None:
        corpus.learnable()
        corpus.train()
        corpus.store("kbs", BOOK.format(n=99), BOOK_BODY.format(n=99), label="on_topic")
        report = corpus.train()
        assert report.name == "linear-20261120-2"
        with reading(corpus.engine) as session:
            assert [m.state for m in learned.models(session)] == ["stands", "retired"]

    @sqlite_only
    def test_is_kept_and_does_not_stand_when_asked_so(self, corpus: Corpus) -> None:
        corpus.learnable()
        report = corpus.train(promote=False)
        assert (report.promoted, report.better) == (False, True)
        assert corpus.standing() is None
        with reading(corpus.engine) as session:
            assert [m.state for m in learned.models(session)] == ["not promoted"]

    @sqlite_only
    def test_never_lifts_a_bird_even_if_people_say_so(self, corpus: Corpus) -> None:
        corpus.learnable()
        bird = (
            "AI 확진 비상",
            "고병원성 조류인플루엔자(AI)가 오리 농장 {n}곳에서 확진됐다. 살처분을 했다.",
        )
        for outlet in OUTLETS:
            for n in range(10):
                corpus.store(outlet, bird[0], bird[1].format(n=n) * 3, label="on_topic")
        corpus.train()
        title, body = bird[0], bird[1].format(n=3) * 3
        vetoed = judge(title, body)
        assert vetoed.reason in VETOES
        assert corpus.standing().judge(vetoed, title, body).label == "off_topic"


class TestNoPromotion:
    @sqlite_only
    def test_where_the_rules_are_right_already(self, corpus: Corpus) -> None:
        for outlet in OUTLETS:
            for n in range(1, 11):
                corpus.store(outlet, SHOW.format(n=n), SHOW_BODY.format(n=n), label="on_topic")
                corpus.store(outlet, BOOK.format(n=n), BOOK_BODY.format(n=n), label="off_topic")
        report = corpus.train()
        assert (report.promoted, report.better) == (False, False)
        assert "rules alone" in report.verdict
        assert corpus.standing() is None

    @sqlite_only
    def test_where_a_seed_of_the_corpus_would_go(self, corpus: Corpus) -> None:
        corpus.learnable()
        seed = datetime(2024, 2, 21, 10, 34, 11, tzinfo=UTC)
        name = corpus.store("kbs", SHOW.format(n=5), SHOW_BODY.format(n=5), label=None, at=seed)
        report = corpus.train()
        assert (report.better, report.promoted) == (True, False)
        assert name in report.lost[0]
        assert "would lose" in report.verdict
        assert corpus.standing() is None

    @sqlite_only
    def test_is_repeated_without_keeping_the_same_model_again(self, corpus: Corpus) -> None:
        corpus.learnable()
        first = corpus.train(promote=False)
        again = corpus.train(promote=False)
        assert (again.same, again.name) == (first.name, first.name)
        assert "nothing new was kept" in again.verdict
        with reading(corpus.engine) as session:
            assert [m.state for m in learned.models(session)] == ["not promoted"]

    @sqlite_only
    def test_can_be_made_good_later_without_a_second_row(self, corpus: Corpus) -> None:
        corpus.learnable()
        first = corpus.train(promote=False)
        later = corpus.train()
        assert (later.promoted, later.name) == (True, first.name)
        assert corpus.standing().name == first.name
        with reading(corpus.engine) as session:
            (kept,) = learned.models(session)
        assert (kept.state, kept.report["promoted"]) == ("stands", True)

    @sqlite_only
    def test_of_a_retired_model_is_no_reason_against_its_like(self, corpus: Corpus) -> None:
        corpus.learnable()
        corpus.train()
        with writing(corpus.engine) as session:
            learned.retire(session, NOW)
        assert corpus.train().promoted
        with reading(corpus.engine) as session:
            assert [m.state for m in learned.models(session)] == ["stands", "retired"]

    @sqlite_only
    def test_of_a_model_that_only_remembers_the_stories_of_one_outlet(self, corpus: Corpus) -> None:
        """Copies of the held-out outlet's articles are not trained on: else it would seem to learn."""
        corpus.learnable()
        with writing(corpus.engine) as session:
            from db.models import Article, Story

            story = Story(created_at=NOW)
            session.add(story)
            session.flush()
            session.execute(Article.__table__.update().values(story_id=story.id))
        with pytest.raises(TrainingError, match="copies of its articles"):
            corpus.train()


class TestTheGuardOfTheSeeds:
    @sqlite_only
    def test_is_said_to_be_void_where_there_are_none(self, corpus: Corpus) -> None:
        corpus.learnable()
        report = corpus.train()
        said = "none of the 5 seeds is in the corpus, so none was checked"
        assert said in report.verdict
        assert said in markdown(report.document())
        assert report.document()["seeds"] == {"in_all": len(training.SEEDS), "checked": 0}

    @sqlite_only
    def test_counts_those_it_checked(self, corpus: Corpus) -> None:
        corpus.learnable()
        seed = datetime(2024, 2, 21, 10, 34, 11, tzinfo=UTC)
        corpus.store("kbs", BOOK.format(n=5), BOOK_BODY.format(n=5), label=None, at=seed)
        report = corpus.train()
        assert "seeds there and checked: 1 of 5" in report.verdict
        assert report.document()["seeds"]["checked"] == 1


class TestWhatIsMissing:
    @pytest.mark.parametrize(
        ("outlets", "each", "said"),
        [
            (OUTLETS, 3, f"{LEAST - 9} more labels on topic (9 of {LEAST})"),
            (OUTLETS[:1], LEAST, "labels off topic of at least two outlets"),
        ],
    )
    @sqlite_only
    def test_is_told(self, corpus: Corpus, outlets: tuple[str, ...], each: int, said: str) -> None:
        corpus.learnable(outlets, each)
        with pytest.raises(TrainingError) as told:
            corpus.train()
        assert said in str(told.value)

    @sqlite_only
    def test_is_told_of_an_empty_corpus(self, corpus: Corpus) -> None:
        with pytest.raises(TrainingError, match="aipolicy review"):
            corpus.train()

    @sqlite_only
    def test_is_the_library(self, corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
        real = importlib.import_module

        def without(name: str, package: str | None = None) -> Any:
            if name.startswith("sklearn"):
                raise ModuleNotFoundError(f"No module named {name!r}")
            return real(name, package)

        monkeypatch.setattr(training.importlib, "import_module", without)
        with pytest.raises(TrainingError, match=r"pip install 'aipolicy\[train\]'"):
            corpus.train()


def test_the_seeds_are_known_by_outlet_and_minute(shared: Path) -> None:
    read = [
        read_rendering(decode_rendering(file.read_bytes())).article.published
        for file in sorted((shared / "seeds").glob("*.txt"))
    ]
    minutes = sorted(f"{kst(found.at):%Y-%m-%d %H:%M}" for found in read if found)
    assert minutes == sorted(minute for _, minute in training.SEEDS)


@sqlite_only
def test_labelled_rows_without_a_text_are_left_out_and_counted(corpus: Corpus) -> None:
    corpus.learnable()
    name = corpus.store("kbs", BOOK.format(n=5), BOOK_BODY.format(n=5), label="on_topic")
    with writing(corpus.engine) as session:
        queries.article(session, name).current_version_id = None
    assert corpus.train().left_out == 1


def test_figures_of_a_confusion_table() -> None:
    found = Figures(tp=6, fp=2, fn=4, tn=8)
    assert (found.precision, found.recall, found.f1) == (0.75, 0.6, 0.6667)
    assert Figures(tn=3).f1 is None


# -- the commands ----------------------------------------------------------------------------------


@pytest.fixture
def commanded(corpus: Corpus, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Corpus:
    monkeypatch.setenv("AIPOLICY_DATABASE_URL", database_url)
    monkeypatch.setenv("AIPOLICY_HOME", str(corpus.home))
    return corpus


@sqlite_only
class TestTheCommands:
    def test_train_tells_and_writes_its_report(self, commanded: Corpus, tmp_path: Path) -> None:
        commanded.learnable()
        file = tmp_path / "report.md"
        result = CliRunner().invoke(train_command, ["--report", str(file)])
        assert result.exit_code == 0, result.output
        assert "is promoted: F1" in result.stderr
        assert "all\tcombined" in result.stdout
        assert "| kyongbuk | rules |" in file.read_text(encoding="utf-8")

    def test_train_writes_json_where_the_name_says_so(
        self, commanded: Corpus, tmp_path: Path
    ) -> None:
        commanded.learnable()
        file = tmp_path / "report.json"
        CliRunner().invoke(train_command, ["--no-promote", "--report", str(file)])
        document = json.loads(file.read_text(encoding="utf-8"))
        assert document["promoted"] is False
        assert markdown(document).startswith("# linear-")

    def test_train_says_what_is_missing(self, commanded: Corpus) -> None:
        result = CliRunner().invoke(train_command, [])
        assert result.exit_code == 1
        assert "There is not enough to learn from" in result.output

    def test_model_shows_what_stands_and_retires_it(self, commanded: Corpus) -> None:
        assert "No model was trained yet" in CliRunner().invoke(model_command, []).stderr
        commanded.learnable()
        commanded.train()
        shown = CliRunner().invoke(model_command, [])
        assert "linear-20261120-1\tstands" in shown.stdout
        (row,) = [
            json.loads(x) for x in CliRunner().invoke(model_command, ["--json"]).stdout.splitlines()
        ]
        assert row["report"]["promoted"] is True
        assert CliRunner().invoke(model_command, ["--retire"]).exit_code == 0
        assert commanded.standing() is None
        assert "linear-20261120-1\tretired" in CliRunner().invoke(model_command, []).stdout
        assert CliRunner().invoke(model_command, ["--retire"]).exit_code == 1
