"""`reprocess`: everything stored, read again from the archive with today's code.

Captures are read in parallel, without a lock; this process alone writes, a batch of articles a
transaction. What is done is marked with today's code, so that a killed reprocess goes on where it
was. A dry run does the same and takes every transaction back, so it cannot tell who joins a story:
that is settled at the end, for whose text reads otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from db import learned, lineage, reread, runs, schema, stale
from db.home import home
from db.models import Run
from db.records import Incoming
from db.reread import Result
from db.session import open_engine, reading, retrying, writing
from db.stale import Scope, Stored
from flows.plan import choose
from flows.rereport import ReprocessReport, markdown
from flows.stages import stories
from flows.stages.readers import PATIENCE, CannotBegin, Lost, Read, Readers, cores
from flows.stages.reread import read_again, unread
from flows.version import EXTRACTOR
from flows.workspace import locked
from spiders.archive import archive_root

stage: Any = partial(task, cache_policy=NO_CACHE, persist_result=False)

#: Articles read together, and kept in one transaction. Two batches are in memory at a time.
BATCH = 500
#: Articles for which another process is worth its beginning (a second of imports).
WORTH_A_PROCESS = 20
#: Captures in a row whose process died: then it is not the captures' fault.
_MAX_LOST = 25

Watcher = Callable[[int, int], None]


class ReprocessError(Exception):
    """Raised by `again`: another reprocess is at work, or no process can read."""


class _TakeBack(Exception):
    """Ends a dry run's transaction."""


@flow(
    name="reprocess",
    description="Read everything stored again from the archive, with today's code.",
    persist_result=False,
)
def reprocess(
    outlets: list[str] | None = None,
    dry_run: bool = False,
    everything: bool = False,
    jobs: int | None = None,
) -> ReprocessReport:
    """Extract and judge again what is archived.

    Args:
        outlets: codes such as kbs or kyongbuk; empty means all that is stored.
        dry_run: report what would change, field by field with examples, and write nothing.
        everything: also what today's code has read already.
        jobs: captures read at once; empty means one for each core, 0 reads in the flow's process.
    """
    choose(outlets)
    engine = open_engine(folder=home())
    try:
        schema.ensure(engine)
        report = again(
            engine, home(), outlets or (), dry_run=dry_run, everything=everything, jobs=jobs
        )
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
    jobs: int | None = None,
    patience: float = PATIENCE,
    watcher: Watcher | None = None,
) -> ReprocessReport:
    """Read again with so many ``jobs`` at once (None: one for each core; 0: in this process), each
    capture for at most ``patience`` seconds; ``watcher`` hears (done, all) after every batch.

    Raises ReprocessError when another one is under way on this machine, or no process can read.
    """
    jobs = cores() if jobs is None else jobs
    if dry_run:
        scope = Scope(outlets, None if everything else EXTRACTOR)
        return _Work(engine, folder, scope, jobs, patience, watcher).run(ReprocessReport(None))
    with locked(folder / "locks" / "reprocess.lock") as mine:
        if not mine:
            raise ReprocessError("another reprocess is under way; wait for it, or end it first")
        _close_dead(engine)
        before = _left_off(engine, outlets) if everything else None
        report = ReprocessReport(_begin(engine, outlets, before))
        scope = Scope(outlets, None if everything else EXTRACTOR, before)
        try:
            _Work(engine, folder, scope, jobs, patience, watcher).run(report)
        except BaseException as error:
            _finish(engine, report, "failed", f"{type(error).__name__}: {error}")
            raise
        _finish(engine, report, "finished", None)
        return report


Reading = list[tuple[Stored, Future[Read]]]


class _Work:
    """One reprocess under way: batches are read ahead while the one before is kept."""

    def __init__(
        self, engine: Engine, folder: Path, scope: Scope, jobs: int, patience: float,
        watcher: Watcher | None,
    ) -> None:  # fmt: skip
        self.engine = engine
        self.folder = folder
        self.scope = scope
        self.patience = patience
        self.watcher = watcher
        with reading(engine) as session:
            self.total = stale.count(session, scope)
            self.model = learned.standing(session)
        self.jobs = min(jobs, -(-self.total // WORTH_A_PROCESS))
        self.lost: list[int] = []
        self.grown: set[tuple[str, str]] = set()  # light rows that have their text now
        self._in_a_row = 0

    def run(self, report: ReprocessReport) -> ReprocessReport:
        try:
            with self._readers(self.jobs) as readers:
                for batch in self._ahead(readers):
                    self._keep(report, list(self._whole(batch)))
            self._alone(report)
            if report.run_id is not None:
                self._settle(report)
        except CannotBegin as error:
            raise ReprocessError(str(error)) from error
        return report

    def _readers(self, jobs: int) -> Readers:
        root = archive_root(self.folder)
        return Readers(self.folder, root, jobs, patience=self.patience, read=read_again)

    def _ahead(self, readers: Readers) -> Iterator[Reading]:
        """Batch by batch, each given out when the one after it has been begun."""
        after, before = 0, None
        while True:
            with reading(self.engine) as session:
                part = stale.batch(session, self.scope, after=after, limit=BATCH)
            if part:
                after = part[-1].article_id
            batch = list(zip(part, readers.read(part), strict=True))
            if before:
                yield before
            if not batch:
                return
            before = batch

    def _whole(self, batch: Reading) -> Iterator[list[Result]]:
        """Article by article, those whose texts were all read; the others are put aside."""
        for article_id, texts in groupby(batch, key=lambda r: r[0].article_id):
            group = list(texts)
            try:
                results = [(was, self._weighed(future.result())) for was, future in group]
            except Lost as lost:
                self.lost.append(article_id)
                self._in_a_row += 1
                if self._in_a_row >= _MAX_LOST:
                    raise ReprocessError(
                        f"{_MAX_LOST} captures in a row were lost, the last of them because {lost}. "
                        "What was read is kept; give the machine more memory, or fewer --jobs"
                    ) from lost
                continue
            self._in_a_row = 0
            yield results

    def _alone(self, report: ReprocessReport) -> None:
        """Articles whose reading was lost: once more, each by itself, with no other beside it."""
        for article_id in self.lost:
            with reading(self.engine) as session:
                part = stale.batch(session, self.scope, after=article_id - 1, limit=1)
            if not part or part[0].article_id != article_id:
                continue
            with self._readers(1) as readers:
                results = [(was, self._weighed(self._last_try(readers, was))) for was in part]
            self._keep(report, [results])

    def _last_try(self, readers: Readers, was: Stored) -> Read:
        (future,) = readers.read([was])
        try:
            return future.result()
        except Lost as lost:
            return unread(was, "extract_failed", f"lost twice, the second time alone: {lost}")

    def _weighed(self, read: Read) -> Read:
        return learned.weigh(read, self.model) if isinstance(read, Incoming) else read

    def _keep(self, report: ReprocessReport, groups: Sequence[list[Result]]) -> None:
        results = [result for group in groups for result in group]
        kept = _keep(self.engine, report.run_id, results) if results else {}
        for group in groups:
            was, done = group[0][0], kept.get(group[0][0].article_id)
            report.see(group, done)
            if done is not None and done.outcome == "stored":
                self.grown.add((was.outlet, was.key))
        if self.watcher is not None:
            self.watcher(report.read, max(self.total, report.read))

    def _settle(self, report: ReprocessReport) -> None:
        """Stories of what reads otherwise, and of what was stored before there were sketches."""
        stories.sketch_anew(self.engine)
        joined = len(self.grown & stories.settle(self.engine).joined)
        lineage.refresh(self.engine)
        report.outcomes = +(report.outcomes + Counter(copy=joined) - Counter(stored=joined))


def _keep(engine: Engine, run_id: str | None, results: Sequence[Result]) -> dict[int, reread.Kept]:
    """One transaction; a dry run (no ``run_id``) takes it back."""

    def once() -> dict[int, reread.Kept]:
        kept: dict[int, reread.Kept] = {}
        try:
            with writing(engine, exclusive=True) as session:
                run = run_id or _open(session, (), None)
                runs.add_outlets(session, run, sorted({was.outlet for was, _ in results}))
                kept = reread.Reread(session, run, datetime.now(UTC), EXTRACTOR).keep(results)
                if run_id is None:
                    raise _TakeBack
        except _TakeBack:
            pass
        return kept

    return retrying(once)


# -- the run ---------------------------------------------------------------------------------------


def _begin(engine: Engine, outlets: Sequence[str], before: datetime | None) -> str:
    with writing(engine) as session:
        return _open(session, outlets, before)


def _open(session: Session, outlets: Sequence[str], before: datetime | None) -> str:
    now = datetime.now(UTC)
    run_id = runs.new_run_id(now)
    params: dict[str, Any] = {
        "outlets": list(outlets) or None,
        "everything": before is not None,
    }
    if before is not None:
        params["before"] = before.isoformat()
    runs.begin(
        session, run_id, flow="reprocess", trigger="hand", outlets=[], now=now, params=params,
        code_version=EXTRACTOR,
    )  # fmt: skip
    return run_id


def _left_off(engine: Engine, outlets: Sequence[str]) -> datetime:
    """What a reprocess of everything reads: texts not read since it began. One that goes on where
    the last one was ended counts from that one's beginning.
    """
    with reading(engine) as session:
        last = session.scalars(
            select(Run).where(Run.flow == "reprocess").order_by(Run.started_at.desc()).limit(1)
        ).first()
        if last is not None and last.status != "finished" and last.code_version == EXTRACTOR:
            before = last.params.get("before")
            if before and last.params["outlets"] == (list(outlets) or None):
                return datetime.fromisoformat(before)
    return datetime.now(UTC)


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
