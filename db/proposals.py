"""Sources found anew where an outlet's declared ones had failed: kept until a person decides.

They are never adopted by themselves. A later visit whose declared sources fail again tries them
first (`spiders.known`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.models import Proposal
from db.upsert import upsert


class Found(Protocol):
    """A source as a visit saw it (`spiders.events.FeedSeen`). Times are ISO 8601 with a zone."""

    @property
    def url(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> str: ...
    @property
    def rows(self) -> int: ...
    @property
    def newest(self) -> str | None: ...
    @property
    def problem(self) -> str | None: ...
    @property
    def found(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal as it stands. Times are aware."""

    outlet: str
    url: str
    kind: str
    found: str
    rows: int
    newest_at: datetime | None
    first_at: datetime
    last_at: datetime
    run_id: str | None


def save(session: Session, run_id: str, outlet: str, feeds: Iterable[Found]) -> int:
    """Keep those of a visit's sources that were discovered anew; how many. One that was found
    before keeps the time it was found first.
    """
    anew = {f.url: f for f in feeds if f.found and f.problem is None}
    if not anew:
        return 0
    before = dict(
        session.execute(
            select(Proposal.url, Proposal.first_at).where(
                Proposal.outlet == outlet, Proposal.url.in_(anew)
            )
        )
        .tuples()
        .all()
    )
    rows = [
        {
            "outlet": outlet, "url": url, "kind": feed.kind, "found": feed.found,
            "rows": feed.rows, "newest_at": _time(feed.newest) if feed.newest else None,
            "first_at": before.get(url, _time(feed.at)), "last_at": _time(feed.at),
            "run_id": run_id,
        }
        for url, feed in sorted(anew.items())
    ]  # fmt: skip
    session.execute(upsert(session, Proposal, ["outlet", "url"]), rows)
    return len(rows)


def known(session: Session, outlets: Sequence[str] = ()) -> list[Proposed]:
    """All proposals, or those of some outlets: by outlet, last seen first."""
    statement = select(Proposal).order_by(Proposal.outlet, Proposal.last_at.desc(), Proposal.url)
    if outlets:
        statement = statement.where(Proposal.outlet.in_(outlets))
    return [
        Proposed(**{name: getattr(row, name) for name in Proposed.__dataclass_fields__})
        for row in session.scalars(statement)
    ]


def forget(session: Session, outlet: str, url: str | None = None) -> int:
    """Drop an outlet's proposals, or one of them: taken into the registry, or refused."""
    statement = delete(Proposal).where(Proposal.outlet == outlet)
    if url is not None:
        statement = statement.where(Proposal.url == url)
    return len(session.execute(statement.returning(Proposal.url)).all())


def _time(text: str) -> datetime:
    when = datetime.fromisoformat(text)
    return when if when.tzinfo is not None else when.replace(tzinfo=UTC)
