"""What people say of relevance. Labels are only ever added; the newest of an article holds.

A standing label decides ``article.label`` at once and in every later scoring (``article.reason`` is
then ``label``); score and band stay the scorer's, and its verdicts go on being written. A label that
is taken back is one more row, ``withdrawn``: the scorer's word holds again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from db import describe
from db.models import Article, Label, Verdict
from db.records import Incoming
from db.upsert import ignore
from db.values import verdict_row
from korean import verdict as opinions
from korean.relevance import LABEL_FROM

#: What a person can say; `WITHDRAWN` takes an earlier label back.
LABELS = ("on_topic", "off_topic")
WITHDRAWN = "withdrawn"
#: ``article.reason`` where a person decided.
REASON = "label"

_PART = 300  # values bound at once; SQLite has a limit


@dataclass(frozen=True, slots=True)
class Opinion:
    """One row of the log. ``label`` is one of `LABELS` or `WITHDRAWN`; ``created_at`` is aware."""

    article_id: int
    label: str
    person: str
    created_at: datetime
    note: str | None = None


# -- what stands -----------------------------------------------------------------------------------


def standing(session: Session, article_ids: Iterable[int]) -> dict[int, str]:
    """Article → the label that holds; articles without one are absent."""
    found = newest(session, article_ids)
    return {id_: row.label for id_, row in found.items() if row.label != WITHDRAWN}


def newest(session: Session, article_ids: Iterable[int]) -> dict[int, Label]:
    """Article → its newest row, withdrawals included."""
    found: dict[int, Label] = {}
    for part in _parts(sorted(set(article_ids))):
        rows = select(Label).where(Label.article_id.in_(part))
        for row in session.scalars(rows.order_by(Label.created_at, Label.id)):
            found[row.article_id] = row
    return found


def labelled() -> ColumnElement[bool]:
    """The condition on `Article` that a label holds: its newest row is no withdrawal."""
    later, row = aliased(Label), aliased(Label)
    after = or_(
        later.created_at > row.created_at,
        and_(later.created_at == row.created_at, later.id > row.id),
    )
    overruled = exists().where(later.article_id == row.article_id, after)
    return exists().where(row.article_id == Article.id, row.label != WITHDRAWN, ~overruled)


# -- saying ----------------------------------------------------------------------------------------


def say(
    session: Session,
    article_id: int,
    label: str,
    person: str,
    now: datetime,
    note: str | None = None,
) -> Opinion | None:
    """One person's label, from now on the newest: where the last one's clock was ahead, right after
    it. None where the newest is this person's and says the same (and there is no other note): one
    row is enough. Call inside ``writing(engine, exclusive=True)``.
    """
    last = newest(session, [article_id]).get(article_id)
    if last and (last.label, last.person) == (label, person) and note in (None, last.note):
        return None
    at = max(now, last.created_at + timedelta(microseconds=1)) if last else now
    opinion = Opinion(article_id, label, person, at, note)
    add(session, [opinion])
    return opinion


def add(session: Session, opinions: Sequence[Opinion]) -> set[Opinion]:
    """Write rows and let them take effect; those that were not there before. Adding the same rows
    again changes nothing.
    """
    wanted = {(o.article_id, o.person, o.created_at): o for o in opinions}
    there: set[tuple[int, str, datetime]] = set()
    for part in _parts(sorted(wanted)):
        key = (Label.article_id, Label.person, Label.created_at)
        there.update(session.execute(select(*key).where(tuple_(*key).in_(part))).tuples())
    new = {o for key, o in wanted.items() if key not in there}
    rows = [
        {
            "article_id": o.article_id, "label": o.label, "person": o.person, "note": o.note,
            "created_at": o.created_at,
        }
        for o in sorted(new, key=lambda o: (o.created_at, o.article_id, o.person))
    ]  # fmt: skip
    if rows:
        session.execute(ignore(session, Label), rows)
    take_effect(session, {o.article_id for o in new})
    return new


def take_effect(session: Session, article_ids: Iterable[int]) -> None:
    """The articles' own rows as the labels that hold say, or as the scorer says where none does."""
    ids = sorted(set(article_ids))
    labels = standing(session, ids)
    back: list[int] = []
    for part in _parts(ids):
        for article in session.scalars(select(Article).where(Article.id.in_(part))):
            before = article.label
            if article.id in labels:
                article.label, article.reason = labels[article.id], REASON
            elif article.reason == REASON:
                article.label, article.reason = _scorers(session, article)
            if (before, article.label) == ("off_topic", "on_topic"):
                back.append(article.id)
    session.flush()
    describe.anew(session, back)


def _scorers(session: Session, article: Article) -> tuple[str, str | None]:
    """The scorer's label and reason. Its score and band were never touched: they tell which of its
    verdicts is the article's.
    """
    verdict = session.scalars(
        select(Verdict)
        .where(
            Verdict.article_id == article.id, Verdict.score == article.score,
            Verdict.band == article.band,
        )
        .order_by(Verdict.id.desc())
        .limit(1)
    ).first()  # fmt: skip
    if verdict is not None:
        return verdict.label, verdict.reason
    # judged from a list alone: no verdict was kept
    return by_score(article.score), None


def by_score(score: float) -> str:
    """The label a scorer gives with this score."""
    return "on_topic" if score >= LABEL_FROM else "off_topic"


# -- scoring again ---------------------------------------------------------------------------------


def heed(
    session: Session,
    article_id: int,
    item: Incoming,
    labels: Mapping[int, str],
    now: datetime,
) -> Incoming:
    """What was read of a known article, with the label that holds in the scorer's place; ``labels``
    as `standing` gives them. Without one the item comes back as it is.

    The scorer's own verdict is written here, before: verdicts are unique by article, text and
    ruleset, so that the item, stored afterwards, adds none. Heeding twice changes nothing.
    """
    label = labels.get(article_id)
    if label is None or (item.verdict.reason == REASON and item.verdict.label == label):
        return item
    session.execute(ignore(session, Verdict), verdict_row(article_id, item, now))
    verdict = replace(item.verdict, label=cast(opinions.Label, label), reason=REASON)
    heeded = replace(item, verdict=verdict)
    missing = label == "on_topic" and item.verdict.label == "off_topic"
    return describe.described(heeded) if missing else heeded


# -- the log as a table ----------------------------------------------------------------------------


def rows(session: Session) -> Iterator[dict[str, Any]]:
    """Every row of the log, oldest first, with what names its article elsewhere."""
    query = (
        select(Label, Article.outlet, Article.key, Article.url, Article.title)
        .join(Article, Article.id == Label.article_id)
        .order_by(Label.created_at, Label.id)
    )
    for row, outlet, key, url, title in session.execute(query).tuples():
        yield {
            "outlet": outlet, "key": key, "url": url, "title": title, "label": row.label,
            "person": row.person, "note": row.note, "created_at": row.created_at,
        }  # fmt: skip


def find(session: Session, outlet: str, key: str, url: str) -> list[int]:
    """Articles that (outlet, key) and the address name: none, one, or two that contradict."""
    named: list[ColumnElement[bool]] = []
    if outlet and key:
        named.append(and_(Article.outlet == outlet, Article.key == key))
    if url:
        named.append(Article.url == url)
    return sorted(session.scalars(select(Article.id).where(or_(*named)))) if named else []


def count(session: Session) -> dict[str, int]:
    """How many articles have which label, by what holds."""
    ids = session.scalars(select(Label.article_id).distinct())
    counts = dict.fromkeys(LABELS, 0)
    for label in standing(session, ids).values():
        counts[label] += 1
    return counts


# -- to be looked at -------------------------------------------------------------------------------


def middle(
    session: Session, outlets: Sequence[str] = (), limit: int | None = None
) -> tuple[list[int], int]:
    """Articles the scorer is not sure of and no person has spoken of, oldest first, and how many
    there are in all. Those without a date come last.
    """
    wanted = [Article.band == "review", ~labelled()]
    if outlets:
        wanted.append(Article.outlet.in_(list(outlets)))
    oldest = (Article.published_at.is_(None), Article.published_at, Article.id)
    ids = session.scalars(select(Article.id).where(*wanted).order_by(*oldest).limit(limit))
    total = session.scalar(select(func.count()).select_from(Article).where(*wanted)) or 0
    return list(ids), total


def _parts(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[i : i + _PART] for i in range(0, len(items), _PART))
