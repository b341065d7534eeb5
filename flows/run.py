"""An open run: its outlets, its crawl orders, its results. Closed whatever happens inside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from db import runs, schema
from db.home import home
from db.session import open_engine, writing
from flows import plan
from flows.progress import Step, tell
from flows.recovery import recover
from flows.stages.account import OutletResult
from flows.stages.crawl import CrawlOrder
from flows.stages.work import Work
from flows.version import EXTRACTOR
from flows.workspace import Workspace, claim, locked
from spiders.outlet import Outlet
from spiders.window import Window


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
    results: list[OutletResult] = field(default_factory=list)

    def work(self, code: str) -> Work:
        return Work(self.run_id, self.outlets[code], self.home, self.window)

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

    def fail(self, code: str, message: str) -> None:
        """Close an outlet that a fault of ours stopped half-way. Its ledger is left as it stands."""
        with writing(self.engine) as session:
            outcomes = runs.counts(session, self.run_id, code)
            discovered = sum(outcomes.values())
            runs.finish_outlet(
                session, self.run_id, code, status="failed", message=message, discovered=discovered
            )
        self.add(OutletResult(code, "failed", discovered, outcomes, message))

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
    """Begin a run and close it: finished, or failed when an outlet failed or an error came through.

    Raises `spiders.errors.WindowError` and `spiders.registry.UnknownOutlet` before anything is
    written, `db.errors.DatabaseError` when there is no usable database.
    """
    window = Window.parse(since, until)
    chosen = plan.choose(codes, kind)
    folder = home()
    engine = open_engine(folder=folder)
    schema.ensure(engine)
    recovered = recover(engine, folder)
    now = datetime.now(UTC)
    space = Workspace(folder, runs.new_run_id(now))
    with (
        claim(folder, tuple(o.code for o in chosen)) as claimed,
        locked(space.lock),
    ):
        outlets = {o.code: o for o in chosen if o.code in claimed}
        skipped = tuple(o.code for o in chosen if o.code not in claimed)
        for code in skipped:
            tell(Step(code, "skipped", message="another run is working on it"))
        params = {"outlets": codes, "kind": kind, "since": since, "until": until}
        with writing(engine) as session:
            runs.save_outlets(session, map(plan.record, chosen), now)
            runs.begin(
                session, space.run_id, flow="ingest", trigger=trigger, params=params,
                outlets=list(outlets), now=now, code_version=EXTRACTOR,
            )  # fmt: skip
            visited = runs.last_finished(session, outlets)
        orders = plan.orders(
            folder, space.run_id, outlets.values(), since=since, until=until, visited=visited,
            mode="window" if since or until else "incremental", now=now, deadline=deadline,
        )  # fmt: skip
        run = IngestRun(
            space.run_id, folder, engine, window, outlets, orders, skipped, tuple(recovered)
        )
        try:
            yield run
        except BaseException as error:
            _finish(engine, space.run_id, "failed", f"{type(error).__name__}: {error}")
            raise
        failed = [r.outlet for r in run.results if r.status == "failed"]
        message = f"{len(failed)} of {len(outlets)} outlets failed: {', '.join(failed)}"
        _finish(engine, space.run_id, *(("failed", message) if failed else ("finished", None)))


def _finish(engine: Engine, run_id: str, status: str, message: str | None) -> None:
    with writing(engine) as session:
        runs.finish(session, run_id, status, datetime.now(UTC), message)
