"""`reprocess`: everything stored, read again from the archive with today's code.

Batch by batch: read without a lock, then one transaction. What is done is marked with today's
program version, so that a killed reprocess goes on where it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from sqlalchemy import Engine

from db import reread, runs, schema
from db.home import home
from db.models import Run
from db.records import Ending, Incoming
from db.reread import Scope, Stored
from db.session import open_engine, reading, retrying, writing
from flows.plan import choose
from flows.stages.reread import read_again
from flows.version import EXTRACTOR
from flows.workspace import locked
from korean.relevance import RULESET

stage: Any = partial(task, cache_policy=NO_CACHE, persist_result=False)

#: Articles read together, and kept in one transaction.
BATCH = 500
#: Problems told by name; the ledger has them all.
TOLD = 20

Watcher = Callable[[int, int], None]


class ReprocessError(Exception):
    """Raised by `again`: another reprocess is at work."""


@dataclass(slots=True)
class ReprocessReport:
    """``fields``: field → articles that read otherwise today. ``outcomes`` are the ledger's words:
    unchanged for a version replaced in place, stored and copy for light rows that grew up, and why
    a capture could not be read. ``overtaken``: a crawl renewed them meanwhile.
    """

    run_id: str | None
    read: int = 0
    changed: int = 0
    overtaken: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def see(self, was: Stored, result: Incoming | Ending) -> None:
        self.read += 1
        if isinstance(result, Ending):
            if len(self.problems) < TOLD:
                self.problems.append(f"{was.outlet}:{was.key}: {result.reason}")
            return
        changed = reread.changes(was, result)
        self.changed += bool(changed)
        self.fields.update(changed)
        if "label" in changed:
            self.labels[f"now {result.verdict.label}"] += 1


@flow(
    name="reprocess",
    description="Read everything stored again from the archive, with today's code.",
    persist_result=False,
)
def reprocess(
    outlets: list[str] | None = None, dry_run: bool = False, everything: bool = False
) -> ReprocessReport:
    """Extract and judge again what is archived.

    Args:
        outlets: codes such as kbs or kyongbuk; empty means all that is stored.
        dry_run: report what would change, field by field, and write nothing.
        everything: also what this version of the program has read already.
    """
    choose(outlets)
    engine = open_engine(folder=home())
    try:
        schema.ensure(engine)
        report = again(engine, home(), outlets or (), dry_run=dry_run, everything=everything)
        stage(_tell, name="report")(report)
        return report
    finally:
        engine.dispose()


def again(
    engine: Engine,
    folder: Path,
    outlets: Sequence[str] = (),
    *,
    dry_run: bool = False,
    everything: bool = False,
    watcher: Watcher | None = None,
) -> ReprocessReport:
    """Read again; ``watcher`` hears (done, all) after every batch.

    Raises ReprocessError when another one is under way on this machine.
    """
    scope = Scope(outlets) if everything else Scope(outlets, EXTRACTOR, RULESET)
    if dry_run:
        report = ReprocessReport(None)
        _batches(engine, folder, scope, report, watcher)
        return report
    with locked(folder / "locks" / "reprocess.lock") as mine:
        if not mine:
            raise ReprocessError("another reprocess is under way; wait for it, or end it first")
        _close_dead(engine)
        report = ReprocessReport(_begin(engine, outlets, everything))
        try:
            _batches(engine, folder, scope, report, watcher)
        except BaseException as error:
            _finish(engine, report, "failed", f"{type(error).__name__}: {error}")
            raise
        _finish(engine, report, "finished", None)
        return report


def _batches(
    engine: Engine, folder: Path, scope: Scope, report: ReprocessReport, watcher: Watcher | None
) -> None:
    with reading(engine) as session:
        total = reread.count(session, scope)
    after = 0
    while True:
        with reading(engine) as session:
            part = reread.batch(session, scope, after=after, limit=BATCH)
        if not part:
            return
        results = [(was, read_again(folder, was)) for was in part]
        for was, result in results:
            report.see(was, result)
        if report.run_id is None:
            report.outcomes.update(r.outcome for _, r in results if isinstance(r, Ending))
        else:
            _keep(engine, report, results)
        after = part[-1].article_id
        if watcher is not None:
            watcher(report.read, max(total, report.read))


def _keep(
    engine: Engine, report: ReprocessReport, results: Sequence[tuple[Stored, Incoming | Ending]]
) -> None:
    run_id = report.run_id
    assert run_id is not None
    read = [(was, item) for was, item in results if isinstance(item, Incoming)]
    endings = [item for _, item in results if isinstance(item, Ending)]

    def once() -> dict[tuple[str, str], str]:
        with writing(engine, exclusive=True) as session:
            runs.add_outlets(session, run_id, sorted({was.outlet for was, _ in results}))
            keeper = reread.Reread(session, run_id, datetime.now(UTC), EXTRACTOR)
            return keeper.keep(read, endings)

    outcomes = retrying(once)
    report.outcomes.update(outcomes.values())
    report.overtaken += len(results) - len(outcomes)


# -- the run ---------------------------------------------------------------------------------------


def _begin(engine: Engine, outlets: Sequence[str], everything: bool) -> str:
    now = datetime.now(UTC)
    run_id = runs.new_run_id(now)
    with writing(engine) as session:
        runs.begin(
            session, run_id, flow="reprocess", trigger="hand", outlets=[], now=now,
            params={"outlets": list(outlets) or None, "everything": everything},
            code_version=EXTRACTOR,
        )  # fmt: skip
    return run_id


def _finish(engine: Engine, report: ReprocessReport, status: str, message: str | None) -> None:
    assert report.run_id is not None
    with writing(engine) as session:
        ended = "finished" if status == "finished" else "failed"
        for code in runs.open_runs(session).get(report.run_id, []):
            found = sum(runs.counts(session, report.run_id, code).values())
            runs.finish_outlet(session, report.run_id, code, status=ended, discovered=found)
        runs.finish(session, report.run_id, status, datetime.now(UTC), message)


def _close_dead(engine: Engine) -> None:
    """Reprocesses that were killed: what they had kept is kept, this one goes on from there."""
    with reading(engine) as session:
        left = [
            run_id
            for run_id in runs.open_runs(session)
            if session.get_one(Run, run_id).flow == "reprocess"
        ]
    for run_id in left:
        _finish(engine, ReprocessReport(run_id), "crashed", "the reprocess was killed")


def _tell(report: ReprocessReport) -> None:
    create_markdown_artifact(markdown(report), key="reprocess", description="What reads otherwise")


def markdown(report: ReprocessReport) -> str:
    """A table of fields, and what became of the captures."""
    how = f"run {report.run_id}" if report.run_id else "dry run, nothing was written"
    lines = [f"{report.read} articles read again ({how}), {report.changed} read otherwise.", ""]
    if report.fields:
        lines += ["| field | articles |", "|---|---|"]
        lines += [f"| {name} | {number} |" for name, number in report.fields.most_common()]
    lines += ["", *(f"- {problem}" for problem in report.problems)]
    return "\n".join(lines) + "\n"
