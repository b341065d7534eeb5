"""Leases: who works on what right now, across processes and machines.

A lease is a row with a time until which nobody else may have it; its holder puts that time off for as
long as it lives (`flows.holding`). Only the database's own clock is asked, so machines whose clocks
are wrong cannot both hold one. A lease that is over still is its last holder's until somebody else
takes it: a holder that was stopped for long may go on where nobody came meanwhile.

Every function is one statement or two of the caller's transaction, and may be repeated: a commit whose
answer was lost is done again, with the same result. Names are taken in order, so that two machines
that want the same fifty do not wait for each other in a circle.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.errors import LeaseLost
from db.models import Lease

#: A lease is over when its holder has not put it off for so long.
TERM = timedelta(seconds=90)
#: How often a holder puts it off.
RENEWAL = timedelta(seconds=20)
_PART = 100  # rows in a statement; SQLite has a limit on bound values


def clock(session: Session) -> datetime:
    """The database's time, aware: the one clock all machines share."""
    if session.get_bind().dialect.name == "postgresql":
        at: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
        return at.astimezone(UTC)
    written = session.scalar(text("SELECT strftime('%Y-%m-%d %H:%M:%f', 'now')"))
    return datetime.fromisoformat(str(written)).replace(tzinfo=UTC)


def take(session: Session, name: str, machine: str, holder: str, run_id: str | None) -> bool:
    """One lease; see `take_all`. Is it ours now?"""
    return bool(take_all(session, [name], machine, holder, run_id))


def take_all(
    session: Session, names: Iterable[str], machine: str, holder: str, run_id: str | None
) -> set[str]:
    """Take what is free, what is over, and what is ours already; the names that are ours now.
    ``holder`` is one process: ``<host>/<anything of its own>``.

    A lease of our own machine is dead as well, for the caller holds the machine's lock of that name
    (`flows.holding` does), unless it was taken on another host: then the folder is a copy.
    """
    now = clock(session)
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    host = holder.partition("/")[0]
    ours: set[str] = set()
    for part in _parts(names):
        rows = [
            {
                "name": name, "machine": machine, "holder": holder, "run_id": run_id,
                "taken_at": now, "until": now + TERM,
            }
            for name in part
        ]  # fmt: skip
        statement: Any = insert(Lease).values(rows)
        dead = and_(Lease.machine == machine, Lease.holder.startswith(f"{host}/", autoescape=True))
        taken = statement.on_conflict_do_update(
            index_elements=["name"],
            set_={
                column: statement.excluded[column]
                for column in ("machine", "holder", "run_id", "taken_at", "until")
            },
            where=or_(Lease.until < now, Lease.holder == holder, dead),
        ).returning(Lease.name)
        ours |= set(session.scalars(taken))
    return ours


def renew(session: Session, names: Iterable[str], holder: str) -> set[str]:
    """Put leases off; those that still are ours. The others were taken by somebody else."""
    until = clock(session) + TERM
    ours: set[str] = set()
    for part in _parts(names):
        ours |= set(
            session.scalars(
                update(Lease)
                .where(Lease.holder == holder, Lease.name.in_(part))
                .values(until=until)
                .returning(Lease.name),
                execution_options={"synchronize_session": False},
            )
        )
    return ours


def release(session: Session, names: Iterable[str], holder: str) -> None:
    """Give leases back; those that are no longer ours are left alone."""
    for part in _parts(names):
        session.execute(
            delete(Lease).where(Lease.holder == holder, Lease.name.in_(part)),
            execution_options={"synchronize_session": False},
        )


def forget(session: Session, run_id: str) -> None:
    """Take all leases from a run that is dead: were it to come back, it would find them lost."""
    session.execute(
        delete(Lease).where(Lease.run_id == run_id),
        execution_options={"synchronize_session": False},
    )


def require(session: Session, names: Iterable[str], holder: str) -> None:
    """Make sure that leases are ours, and stay so until this transaction ends: who wants to take one
    waits for it. Raises LeaseLost.
    """
    for part in _parts(names):
        query = select(Lease.name).where(Lease.holder == holder, Lease.name.in_(part))
        lost = set(part) - set(
            session.scalars(query.order_by(Lease.name).with_for_update(read=True))
        )
        if lost:
            raise LeaseLost(sorted(lost))


def held(session: Session) -> list[Lease]:
    """Leases that are not over, by name."""
    now = clock(session)
    return list(session.scalars(select(Lease).where(Lease.until >= now).order_by(Lease.name)))


def _parts(names: Iterable[str]) -> Iterable[Sequence[str]]:
    ordered = sorted(set(names))
    return (ordered[i : i + _PART] for i in range(0, len(ordered), _PART))
