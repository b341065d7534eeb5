"""An open run: its outlets, its crawl orders, its results. Closed whatever happens inside."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from db import leases, runs, schema, sizes
from db.home import home
from db.session import open_engine, reading, retrying, writing
from flows import plan
from flows.holding import Hold, hold, outlet_lease, run_lease
from flows.progress import Step, tell
from flows.recovery import passing, recover
from flows.stages.account import OutletResult
from flows.stages.crawl import CrawlOrder
from flows.stages.work import Work
from flows.version import EXTRACTOR
from flows.workspace import machine
from spiders.outlet import Outlet
from spiders.window import Window

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RunReport:
    """How a run ended. ``outlets`` holds one result each, in the order they were closed."""

    run_id: str
    outlets: tuple[OutletResult, ...]
    skipped: tuple[str, ...] = ()
    recovered: tuple[str, ...] = ()

    @property
    def failed(self) -> tuple[OutletResult, ...]:
        return tuple(o for o in self.outlets if o.status == "failed")

    @property
    def outcomes(self) -> dict[str, int]:
        totals: dict[str, int] = {}
        for result in self.outlets:
            for outcome, count in result.outcomes.items():
                totals[outcome] = totals.get(outcome, 0) + count
        return totals

    @property
    def discovered(self) -> int:
        return sum(result.discovered for result in self.outlets)


@dataclass(slots=True)
class IngestRun:
    """A run under way."""

    run_id: str
    home: Path
    engine: Engine
    window: Window
    outlets: dict[str, Outlet]
    orders: list[CrawlOrder]
    skipped: tuple[str, ...]
    recovered: tuple[str, ...]
    held: Hold
    results: list[OutletResult] = field(default_factory=list)
    left: set[str] = field(default_factory=set)  # outlets the next run brings in

    def work(self, code: str) -> Work:
        return Work(self.run_id, self.outlets[code], self.home, self.window)

    @contextmanager
    def holding(self, code: str) -> Iterator[Work]:
        """The outlet's part of the run, to be brought in by whoever holds it: each transaction in
        here makes sure of that first.

        Raises `db.errors.LeaseLost` at the beginning, or from any write: then nothing of that
        transaction is stored, and `fail` leaves the outlet to the next run.
        """
        names = (outlet_lease(code), run_lease(self.run_id))
        self.held.check(*names)
        with self.held.guarding(*names):
            yield self.work(code)

    def add(self, result: OutletResult) -> None:
        self.results.append(result)
        stage = "failed" if result.status == "failed" else "done"
        tell(
            Step(
                result.outlet,
                stage,
                result.discovered,
                sum(result.outcomes.values()),
                result.message,
            )
        )

    def fail(self, code: str, error: Exception | str) -> None:
        """Close an outlet that a fault of ours stopped half-way; its ledger is left as it stands.
        After a fault of the moment (the database away, a lease lost, the disk full) it stays open:
        all it fetched is on this disk, and the next run brings it in.
        """
        message = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
        if isinstance(error, Exception) and passing(error):
            self._leave(code, message)
            return
        try:
            outcomes = retrying(lambda: self._close(code, message))
        except Exception as problem:
            if not passing(problem):
                raise
            self._leave(code, message)
            return
        self.add(OutletResult(code, "failed", sum(outcomes.values()), outcomes, message))

    def _close(self, code: str, message: str) -> dict[str, int]:
        with self.held.guarding(run_lease(self.run_id)), writing(self.engine) as session:
            outcomes = runs.counts(session, self.run_id, code)
            runs.finish_outlet(
                session, self.run_id, code, status="failed", message=message,
                discovered=sum(outcomes.values()),
            )  # fmt: skip
        return outcomes

    def _leave(self, code: str, message: str) -> None:
        logger.warning("%s of run %s is left to the next run: %s", code, self.run_id, message)
        self.left.add(code)
        self.add(OutletResult(code, "failed", 0, {}, f"{message}; the next run goes on"))

    def report(self) -> RunReport:
        return RunReport(self.run_id, tuple(self.results), self.skipped, self.recovered)


@contextmanager
def open_run(
    codes: list[str] | None,
    kind: str | None,
    since: str | None,
    until: str | None,
    trigger: str,
    deadline: int,
) -> Iterator[IngestRun]:
    """Begin a run and close it: finished, or failed when an outlet failed. A run whose outlets are
    not all closed (an error came through, it was interrupted) stays open: the next one recovers it.

    Raises `spiders.errors.WindowError` and `spiders.registry.UnknownOutlet` before anything is
    written, `db.errors.DatabaseError` when there is no usable database.
    """
    window = plan.window(since, until)
    chosen = plan.choose(codes, kind)
    folder = home()
    engine = open_engine(folder=folder)
    _ready(engine, patient=trigger == "schedule")
    if (short := sizes.short(folder)) is not None:
        logger.warning("%s", short)
    recovered = recover(engine, folder)
    with reading(engine) as session:
        now = leases.clock(session)
    run_id = runs.new_run_id(now)
    wanted = {outlet_lease(o.code): o for o in chosen}
    with hold(engine, folder, (run_lease(run_id), *wanted), run_id) as held:
        outlets = {wanted[name].code: wanted[name] for name in held.names if name in wanted}
        skipped = tuple(o.code for o in chosen if o.code not in outlets)
        for code in skipped:
            tell(Step(code, "skipped", message="another run is working on it"))
        params = {"outlets": codes, "kind": kind, "since": since, "until": until}

        def begin() -> dict[str, datetime]:
            with writing(engine) as session:
                runs.save_outlets(session, map(plan.record, chosen), now)
                runs.begin(
                    session, run_id, flow="ingest", trigger=trigger, params=params, now=now,
                    outlets=list(outlets), code_version=EXTRACTOR, machine=machine(folder),
                )  # fmt: skip
                return runs.last_finished(session, outlets)

        orders = plan.orders(
            folder, run_id, outlets.values(), since=since, until=until, visited=retrying(begin),
            mode="window" if since or until else "incremental", now=now, deadline=deadline,
        )  # fmt: skip
        run = IngestRun(
            run_id, folder, engine, window, outlets, orders, skipped, tuple(recovered), held
        )
        try:
            yield run
        except BaseException as error:
            _end(run, "failed", f"{type(error).__name__}: {error}")
            raise
        failed = [r.outlet for r in run.results if r.status == "failed"]
        message = f"{len(failed)} of {len(outlets)} outlets failed: {', '.join(failed)}"
        _end(run, *(("failed", message) if failed else ("finished", None)))


def _ready(engine: Engine, *, patient: bool) -> None:
    """The schema as this code knows it. An unattended run waits for a database that is away."""
    if patient:
        with reading(engine):
            pass
    schema.ensure(engine)


def _end(run: IngestRun, status: str, message: str | None) -> None:
    """Close the run, or, where an outlet of it is open, say why it is left to the next one."""

    def once() -> None:
        with run.held.guarding(run_lease(run.run_id)), writing(run.engine) as session:
            if runs.unaccounted(session, run.run_id):
                run.held.leave(run_lease(run.run_id))
                runs.explain(session, run.run_id, message)
            else:
                runs.finish(session, run.run_id, status, leases.clock(session), message)

    try:
        retrying(once)
    except Exception as error:
        if not passing(error):
            raise
        run.held.leave(run_lease(run.run_id))
        logger.warning("run %s stays open, the next one closes it: %s", run.run_id, error)
