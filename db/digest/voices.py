"""Who was quoted most, each with one short quotation.

A quotation counts once a story, however many papers printed it. What is shown is a citation: one a
speaker, none of an article twice, cut where it is long, always with its source.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from db.digest.scope import STORY, Scope
from db.digest.shape import Voice
from db.digest.sources import sources
from db.digest.span import Span
from db.models import Article, Quote

#: Characters of a quotation that is shown.
SHORTEST, LONGEST = 15, 120
#: Quotations of a speaker among which one is chosen.
_LOOKED_AT = 200


def voices(
    session: Session, scope: Scope, span: Span, by: Literal["speaker", "agency"], limit: int,
    *, used: Collection[int] = (),
) -> tuple[tuple[Voice, ...], frozenset[int]]:  # fmt: skip
    """The most quoted, and the articles cited for them; nothing of ``used`` is cited again."""
    name = getattr(Quote, by)
    counted = _most(session, scope, span, name, limit)
    spoken = _spoken(session, scope, span, name, [value for value, _, _ in counted])
    taken = set(used)
    chosen: list[tuple[str, int, int, _Said | None]] = []
    for value, quotes, stories in counted:
        said = _choose(spoken[value], taken)
        if said is not None:
            taken.add(said.article)
        chosen.append((value, quotes, stories, said))
    there = sources(session, [said.article for *_, said in chosen if said])
    found = tuple(
        Voice(
            value, _office(spoken[value]) if by == "speaker" else None, quotes, stories,
            short(said.text) if said else None, there[said.article] if said else None,
        )
        for value, quotes, stories, said in chosen
    )  # fmt: skip
    return found, frozenset(taken)


def short(text: str) -> str:
    """On one line, cut between words where it is long."""
    line = " ".join(text.split())
    if len(line) <= LONGEST:
        return line
    head = line[: LONGEST - 1]
    return (head.rpartition(" ")[0] or head).rstrip() + "…"


@dataclass(frozen=True, slots=True)
class _Said:
    text: str
    article: int
    office: str


def _most(
    session: Session, scope: Scope, span: Span, name: Any, limit: int
) -> Sequence[tuple[str, int, int]]:
    once = _quoted(
        select(name.label("name"), STORY.label("story"), Quote.text), scope, span, name
    ).distinct().subquery()  # fmt: skip
    number: ColumnElement[int] = func.count()
    query = (
        select(once.c.name, number, func.count(once.c.story.distinct()))
        .group_by(once.c.name)
        .order_by(number.desc(), func.count(once.c.story.distinct()).desc(), once.c.name)
        .limit(limit)
    )
    return [(value, quotes, stories) for value, quotes, stories in session.execute(query)]


def _quoted(query: Any, scope: Scope, span: Span, name: Any) -> Any:
    """Of current texts, where it is certain who speaks."""
    joined = query.select_from(Article).join(Quote, Quote.version_id == Article.current_version_id)
    return scope.during(joined, span).where(name.is_not(None), Quote.resolved.is_not(None))


def _spoken(
    session: Session, scope: Scope, span: Span, name: Any, values: Sequence[str]
) -> dict[str, list[_Said]]:
    """What each said, newest first."""
    found: dict[str, list[_Said]] = defaultdict(list)
    for value in values:
        query = _quoted(
            select(Quote.text, Article.id, Quote.organisation, Quote.office), scope, span, name
        ).where(name == value)
        newest = (Article.published_at.desc(), Article.id.desc(), Quote.start)
        for text, id_, organisation, office in session.execute(
            query.order_by(*newest).limit(_LOOKED_AT)
        ):
            found[value].append(_Said(text, id_, _joined(organisation, office)))
    return found


def _joined(organisation: str | None, office: str | None) -> str:
    if organisation and office and office.startswith(organisation):
        return office
    return " ".join(part for part in (organisation, office) if part)


def _office(said: Sequence[_Said]) -> str | None:
    """The one they are named with most often."""
    named = Counter(s.office for s in said if s.office)
    return min(named, key=lambda office: (-named[office], office)) if named else None


def _choose(said: Sequence[_Said], taken: Collection[int]) -> _Said | None:
    """The newest that can stand whole and says something; else the newest that is not a word or two."""
    free = [s for s in said if s.article not in taken and len(s.text) >= SHORTEST]
    whole = [s for s in free if len(s.text) <= LONGEST]
    return next(iter(whole or free), None)
