"""An ingest over many machines: its outlet groups as runs of their own, each taken by any worker.

The spreading run holds no lease: each group's own run takes those of its outlets, passes over what
somebody else works on, and closes itself in the database. So whatever becomes of the spreading run,
no group needs it; what is triggered twice at the same moment is fetched by one of both; and what a
group did not come to is new to the next run.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from prefect.artifacts import create_markdown_artifact
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from db import leases, runs, schema
from db.home import home
from db.models import Run, RunOutlet
from db.session import open_engine, reading, retrying, writing
from flows import plan
from flows.holding import hold, run_lease
from flows.parts import Part, SpreadError, carry_out, deployed
from flows.progress import Step, tell
from flows.recovery import recover
from flows.run import RunReport
from flows.stages import ledger, report
from flows.stages.account import OutletResult
from flows.version import EXTRACTOR
from flows.workspace import machine

__all__ = ["Spread", "SpreadError", "belongs", "spread_out", "still_to_do", "wanted"]

#: The deployment a group is a run of.
GROUP = "ingest/group"
#: Seconds beyond its crawls' deadline after which a group is given up.
GRACE = 1800.0
#: Seconds a group's leases must be over: after a database was away they all are, for a moment.
SILENCE = 2 * leases.RENEWAL.total_seconds()


def by_setting() -> bool:
    """Does this worker's environment ask for it?"""
    return os.environ.get("AIPOLICY_SPREAD") in ("1", "true", "yes")


def wanted(spread: bool | None, codes: list[str] | None = None, kind: str | None = None) -> bool:
    """Is a run over these outlets to be spread? None asks the setting, ``AIPOLICY_SPREAD``: heeded
    where there is more than one part, and the Prefect server has the deployment, which the throw-away
    one of `aipolicy run` has not. Raises `spiders.registry.UnknownOutlet`.
    """
    if spread is not None:
        return spread
    return by_setting() and len(plan.choose(codes, kind)) > plan.PART and deployed(GROUP)


def belongs(engine: Engine, run_id: str, part_of: str) -> None:
    """Note with a group's own run which spread run it is a part of."""

    def once() -> None:
        with writing(engine) as session:
            run = session.get_one(Run, run_id)
            run.params = {**run.params, "part_of": part_of}

    retrying(once)


def still_to_do(
    codes: Sequence[str], part_of: str, since: str | None, until: str | None
) -> list[str]:
    """Those of a group's outlets that no other run has visited, over the same window, since the spread
    run began: of two that were triggered at the same moment, one does the work.
    """
    engine = open_engine(folder=home())
    try:
        with reading(engine) as session:
            whole = session.get(Run, part_of)
            if whole is None:
                return list(codes)
            visited = session.execute(
                select(RunOutlet.outlet, Run.params)
                .join(Run, Run.id == RunOutlet.run_id)
                .where(
                    Run.flow == "ingest", Run.started_at >= whole.started_at,
                    RunOutlet.status == "finished", RunOutlet.outlet.in_(codes),
                )
            )  # fmt: skip
            window = (since, until)
            done = {code for code, p in visited if (p.get("since"), p.get("until")) == window}
    finally:
        engine.dispose()
    return [code for code in codes if code not in done]


def spread_out(
    codes: list[str] | None,
    kind: str | None,
    since: str | None,
    until: str | None,
    trigger: str,
    deadline: int,
    here: Callable[..., Any],
) -> RunReport:
    """Start a run of `GROUP` for each group of outlets, and wait for them all; ``here`` is the flow
    that does a group in this process.

    Raises SpreadError where groups cannot be started, and what `flows.run.open_run` raises.
    """
    plan.window(since, until)
    chosen = plan.choose(codes, kind)
    asked = {"outlets": codes, "kind": kind, "since": since, "until": until}
    with _opened(asked, trigger) as spread:
        given = {"since": since, "until": until, "trigger": trigger, "deadline": deadline,
                 "spread": False, "part_of": spread.run_id}  # fmt: skip
        spread.groups = [
            Part(_name(group), {**given, "outlets": list(group)}) for group in plan.parts(chosen)
        ]
        carry_out(
            GROUP, spread.run_id, spread.groups, limit=deadline + GRACE, dead=spread.dead,
            here=lambda part: here(**part.parameters),
        )  # fmt: skip
        spread.gather()
    published = spread.report()
    create_markdown_artifact(
        report.markdown(published), key="ledger",
        description=f"Run {spread.run_id}, in {len(spread.groups)} parts",
    )  # fmt: skip
    return published


def _name(group: Sequence[str]) -> str:
    return group[0] if len(group) == 1 else f"{group[0]} +{len(group) - 1}"


@contextmanager
def _opened(params: dict[str, Any], trigger: str) -> Iterator[Spread]:
    """A run without outlets of its own, closed whatever happens inside."""
    folder = home()
    engine = open_engine(folder=folder)
    if trigger == "schedule":
        with reading(engine):
            pass  # an unattended run waits for a database that is away
    schema.ensure(engine)
    recovered = tuple(recover(engine, folder))
    run_id = runs.new_run_id(datetime.now(UTC))
    lease = run_lease(run_id)
    with hold(engine, folder, (lease,), run_id) as held, held.guarding(lease):
        _begin(engine, run_id, trigger, params, machine(folder))
        spread = Spread(run_id, engine, recovered)
        try:
            yield spread
        except BaseException as error:
            _finish(engine, run_id, "failed", f"{type(error).__name__}: {error}")
            raise
        _finish(engine, run_id, *spread.ending())


def _begin(engine: Engine, run_id: str, trigger: str, params: dict[str, Any], machine: str) -> None:
    def once() -> None:
        with writing(engine) as session:
            runs.begin(
                session, run_id, flow="spread", trigger=trigger, params=params, outlets=[],
                now=leases.clock(session), code_version=EXTRACTOR, machine=machine,
            )  # fmt: skip

    retrying(once)


def _finish(engine: Engine, run_id: str, status: str, message: str) -> None:
    def once() -> None:
        with writing(engine) as session:
            runs.finish(session, run_id, status, leases.clock(session), message)

    retrying(once)


class Spread:
    """A spread run under way, and what its groups left in the database."""

    def __init__(self, run_id: str, engine: Engine, recovered: tuple[str, ...]) -> None:
        self.run_id = run_id
        self.engine = engine
        self.recovered = recovered
        self.groups: list[Part] = []
        self.results: list[OutletResult] = []
        self.skipped: list[str] = []
        self._silent: dict[str, float] = {}  # since when, by the monotonic clock

    def report(self) -> RunReport:
        return RunReport(self.run_id, tuple(self.results), tuple(self.skipped), self.recovered)

    def ending(self) -> tuple[str, str]:
        """Status and message of the run."""
        failed = [result.outlet for result in self.results if result.status == "failed"]
        message = f"{len(self.groups)} groups, {len(self.results)} outlets"
        if self.skipped:
            message += f"; {len(self.skipped)} were left to other runs"
        if failed:
            message += f"; {len(failed)} failed: {', '.join(failed)}"
        return "failed" if failed else "finished", message

    def dead(self, groups: Sequence[Part]) -> set[str]:
        """Groups whose own run is open and has held no lease for a while: its process is gone, or its
        machine. With the heartbeat automation Prefect says so itself, sooner or later.
        """
        with reading(self.engine) as session:
            alive = {lease.run_id for lease in leases.held(session)}
            lying = {
                code
                for run in self._runs(session)
                if run.status == "running" and run.id not in alive
                for code in run.params["outlets"]
            }
        now = time.monotonic()
        self._silent = {
            group.name: self._silent.get(group.name, now)
            for group in groups
            if not lying.isdisjoint(group.parameters["outlets"])
        }
        return {name for name, since in self._silent.items() if now - since > SILENCE}

    def gather(self) -> None:
        """One result for every outlet that a group's run took, or that no run came to; read back when
        all are over, for only then is it known which articles are copies.
        """
        with reading(self.engine) as session:
            found = {
                result.outlet: result
                for run in self._runs(session)
                for result in ledger.results(session, run)
            }
        for group in self.groups:
            for code in group.parameters["outlets"]:
                self._gather(group, code, found.get(code))

    def _runs(self, session: Session) -> Sequence[Run]:
        """The groups' own runs."""
        mine = Run.params["part_of"].as_string() == self.run_id
        return session.scalars(select(Run).where(Run.flow == "ingest", mine)).all()

    def _gather(self, group: Part, code: str, result: OutletResult | None) -> None:
        if result is None and group.problem is None:
            self.skipped.append(code)
            if not group.here:
                tell(Step(code, "skipped", message="another run works on it, or has just done so"))
            return
        if result is None or result.status == "running":
            problem = group.problem or "its run ended before it was done"
            result = OutletResult(code, "failed", 0, {}, f"{problem}; the next run goes on")
        self.results.append(result)
        if not group.here:
            stage = "failed" if result.status == "failed" else "done"
            tell(Step(code, stage, result.discovered, result.discovered, result.message))
