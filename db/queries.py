"""What people ask of the corpus. Each predicate ("on topic", "current") lives here once."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, select
from sqlalchemy.orm import Session

from db.document import iso, of_row
from db.errors import NotFound
from db.models import (
    Article,
    ArticleRights,
    Outcome,
    Outlet,
    Run,
    RunOutlet,
    Story,
    Tag,
    Verdict,
    Version,
)
from db.slices import parts

#: Rows fetched together while a long list streams by.
PAGE = 500
#: The largest number a row can have; databases refuse to be asked for a greater one.
_LARGEST = 2**63 - 1
#: Kinds of tags that articles are filtered and counted by.
TAGGED = ("region", "topic", "agency", "programme")
#: Flows that discover articles; the ledger of another kind of run is empty or of a part.
_DISCOVERING = ("ingest", "import", "spread")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles: all given conditions hold. Times are aware; ``until`` is exclusive. ``licence``
    is written as articles carry it, such as ``KOGL-1``.
    """

    outlets: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None
    region: str | None = None
    topic: str | None = None
    agency: str | None = None
    band: str | None = None
    off_topic: bool = False
    licence: str | None = None
    programme: str | None = None

    def apply(self, query: Select[Any]) -> Select[Any]:
        query = query.where(Article.label == ("off_topic" if self.off_topic else "on_topic"))
        if self.outlets:
            query = query.where(Article.outlet.in_(list(self.outlets)))
        if self.since:
            query = query.where(Article.published_at >= self.since)
        if self.until:
            query = query.where(Article.published_at < self.until)
        if self.band:
            query = query.where(Article.band == self.band)
        if self.licence:
            licensed = select(ArticleRights.article_id).where(ArticleRights.licence == self.licence)
            query = query.where(Article.id.in_(licensed))
        for kind in TAGGED:
            value = getattr(self, kind)
            if value:
                tagged = select(Tag.article_id).where(Tag.kind == kind, Tag.value == value)
                query = query.where(Article.id.in_(tagged))
        return query


def count(session: Session, wanted: Filter) -> int:
    """How many articles the filter holds."""
    return session.scalar(wanted.apply(select(func.count()).select_from(Article))) or 0


def articles(
    session: Session, wanted: Filter, *, limit: int | None = None
) -> Iterator[dict[str, Any]]:
    """Documents, newest first; articles without a date come last."""
    newest = (Article.published_at.is_(None), Article.published_at.desc(), Article.id.desc())
    ids = list(session.scalars(wanted.apply(select(Article.id)).order_by(*newest).limit(limit)))
    for start in range(0, len(ids), PAGE):
        part = ids[start : start + PAGE]
        by_id = documents(session, part)
        yield from (by_id[id_] for id_ in part)


def article(session: Session, id_or_url: str) -> Article:
    """An article by its number, ``outlet:key``, or canonical URL. Raises NotFound."""
    found: Article | None
    if id_or_url.isascii() and id_or_url.isdecimal():
        number = int(id_or_url) if len(id_or_url) <= len(str(_LARGEST)) else _LARGEST + 1
        found = session.get(Article, number) if number <= _LARGEST else None
    elif id_or_url.startswith(("http://", "https://")):
        found = session.scalars(select(Article).where(Article.url == id_or_url)).first()
    else:  # the key of an imported page may be an address itself
        outlet, _, key = id_or_url.partition(":")
        found = session.scalars(
            select(Article).where(Article.outlet == outlet, Article.key == key)
        ).first()
    if found is None:
        raise NotFound(
            f"no article {id_or_url!r}. Give its number, outlet:key or canonical URL; "
            "`aipolicy list` shows what is there"
        )
    return found


def document(session: Session, id_: int) -> dict[str, Any]:
    """The document of one article."""
    return documents(session, [id_])[id_]


def runs(session: Session, limit: int = 20) -> list[tuple[Run, list[RunOutlet]]]:
    """The last runs, newest first, each with its outlets."""
    found = list(session.scalars(select(Run).order_by(Run.started_at.desc()).limit(limit)))
    return [(run, sorted(run.outlets, key=lambda o: o.outlet)) for run in found]


def run(session: Session, run_id: str | None, outlets: Sequence[str] = ()) -> Run:
    """A run by id or unique beginning of it; when None the last one that fetched or imported (one of
    ``outlets``, where some are given), and the whole where that was a part of a spread run. Raises
    NotFound.
    """
    query = select(Run).order_by(Run.started_at.desc())
    if run_id:
        query = query.where(Run.id.startswith(run_id, autoescape=True))
    else:
        query = query.where(Run.flow.in_(_DISCOVERING))
        if outlets:
            query = query.where(Run.outlets.any(RunOutlet.outlet.in_(outlets)))
    found = list(session.scalars(query.limit(2)))
    if not found:
        of = f" from {', '.join(outlets)}" if outlets else ""
        raise NotFound(
            f"no run {run_id!r}; `aipolicy runs` lists them"
            if run_id
            else f"there was no run yet that fetched or imported{of}; `aipolicy run` starts one"
        )
    if run_id and len(found) > 1 and found[0].id != run_id:
        raise NotFound(f"{run_id!r} begins several runs' ids; give more of it")
    whole = None if run_id else session.get(Run, found[0].params.get("part_of") or "")
    return whole or found[0]


def ledger(session: Session, run_id: str) -> dict[str, dict[str, int]]:
    """Outlet → outcome → URLs, for one run."""
    table: dict[str, dict[str, int]] = {}
    for outlet, outcome, urls in session.execute(
        select(Outcome.outlet, Outcome.outcome, func.count())
        .where(Outcome.run_id == run_id)
        .group_by(Outcome.outlet, Outcome.outcome)
        .order_by(Outcome.outlet, Outcome.outcome)
    ):
        table.setdefault(outlet, {})[outcome] = urls
    return table


def finished_window(session: Session, since: str, until: str, *, begun_after: datetime) -> set[str]:
    """Outlets that a run over exactly this window finished. ``since`` and ``until`` are the run's
    parameters; a run that began before ``begun_after`` (aware) could not see the whole window.
    """
    return set(
        session.scalars(
            select(RunOutlet.outlet)
            .join(Run, Run.id == RunOutlet.run_id)
            .where(
                Run.flow == "ingest",
                Run.params["since"].as_string() == since,
                Run.params["until"].as_string() == until,
                Run.started_at >= begun_after,
                RunOutlet.status == "finished",
            )
            .distinct()
        )
    )


def outlet_counts(session: Session) -> dict[str, dict[str, Any]]:
    """Outlet → on-topic and off-topic articles, and the newest publication on topic."""
    table: dict[str, dict[str, Any]] = {}
    for outlet, label, number, newest in session.execute(
        select(
            Article.outlet, Article.label, func.count(), func.max(Article.published_at)
        ).group_by(Article.outlet, Article.label)
    ):
        row = table.setdefault(outlet, {"on_topic": 0, "off_topic": 0, "newest": None})
        row[label] = number
        if label == "on_topic":
            row["newest"] = newest
    return table


def documents(session: Session, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Number → document; a few hundred at a time. Numbers that are not there are left out."""
    tags: dict[int, list[Tag]] = {id_: [] for id_ in ids}
    for tag in session.scalars(select(Tag).where(Tag.article_id.in_(ids))):
        tags[tag.article_id].append(tag)
    rows = session.execute(
        select(Article, Version, Outlet, ArticleRights)
        .join(Outlet, Outlet.code == Article.outlet)
        .outerjoin(Version, Version.id == Article.current_version_id)
        .outerjoin(ArticleRights, ArticleRights.article_id == Article.id)
        .where(Article.id.in_(ids))
    )
    return {a.id: of_row(a, v, o, r, tags[a.id]) for a, v, o, r in rows}


def versions(session: Session, article_id: int) -> list[dict[str, Any]]:
    """Every text an article had, oldest first."""
    found = session.scalars(
        select(Version).where(Version.article_id == article_id).order_by(Version.n)
    )
    return [
        {
            "version": v.n, "captured_at": iso(v.captured_at), "title": v.title,
            "subtitle": v.subtitle, "body": v.body, "modified_at": iso(v.modified_at),
            "text_hash": v.text_hash, "extractor": v.extractor,
        }
        for v in found
    ]  # fmt: skip


def why(session: Session, article_id: int) -> dict[str, Any]:
    """The verdict that stands with its evidence, and the spans behind each tag.

    The newest one with the article's own score and band: after a model was retired, newer rows than
    that are the model's.
    """
    verdict = session.scalars(
        select(Verdict)
        .join(Article, Article.id == Verdict.article_id)
        .where(Verdict.article_id == article_id)
        .order_by(
            case((and_(Verdict.score == Article.score, Verdict.band == Article.band), 0), else_=1),
            Verdict.id.desc(),
        )
    ).first()
    tags = session.scalars(select(Tag).where(Tag.article_id == article_id).order_by(Tag.kind))
    return {
        "verdict": verdict
        and {
            "ruleset": verdict.ruleset, "label": verdict.label, "score": verdict.score,
            "band": verdict.band, "reason": verdict.reason, "evidence": verdict.evidence,
        },
        "tags": [
            {"kind": t.kind, "value": t.value, "count": t.count, "evidence": t.evidence}
            for t in tags
        ],
    }  # fmt: skip


def fingerprint(session: Session) -> str:
    """A hash over every article, version, tag and story: equal when nothing of the corpus changed.

    A story is told by its articles and which of them is its origin. When something was last looked
    at is no part of it, nor are numbers the database gave out.
    """
    digest = hashlib.blake2b(digest_size=16)
    for row in session.execute(
        select(
            Article.outlet, Article.key, Article.url, Article.title, Article.label, Article.band,
            Version.n, Version.text_hash, Version.published_at, Version.modified_at,
        )
        .outerjoin(Version, Version.article_id == Article.id)
        .order_by(Article.outlet, Article.key, Version.n)
    ):  # fmt: skip
        digest.update(repr(tuple(row)).encode())
    for tagged in session.execute(
        select(Article.outlet, Article.key, Tag.kind, Tag.value)
        .join(Article, Article.id == Tag.article_id)
        .order_by(Article.outlet, Article.key, Tag.kind, Tag.value)
    ):
        digest.update(repr(tuple(tagged)).encode())
    order: dict[int, int] = {}  # of stories, by their first article here
    for outlet, key, story_id, origin_id, id_ in session.execute(
        select(Article.outlet, Article.key, Story.id, Story.origin_id, Article.id)
        .join(Story, Story.id == Article.story_id)
        .order_by(Article.outlet, Article.key)
    ):
        place = order.setdefault(story_id, len(order))
        digest.update(repr((outlet, key, place, id_ == origin_id)).encode())
    return digest.hexdigest()


def held(session: Session, outlet: str, keys: Collection[str]) -> set[str]:
    """Those keys of an outlet that are articles of the corpus, off-topic ones included."""
    found: set[str] = set()
    for part in parts(sorted(keys)):
        query = select(Article.key).where(Article.outlet == outlet, Article.key.in_(part))
        found.update(session.scalars(query))
    return found


def known_articles(session: Session, outlet: str) -> int:
    """How many articles of an outlet the corpus knows, off-topic ones included."""
    return (
        session.scalar(select(func.count()).select_from(Article).where(Article.outlet == outlet))
        or 0
    )
