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
from sqlalchemy import Engine

from db import learned, lineage, reread, runs, schema, stale
from db.home import home
from db.records import Incoming
from db.reread import Result
from db.session import open_engine, reading, retrying, writing
from db.stale import Scope, Stored
from flows.plan import choose
from flows.rereport import ReprocessReport, markdown
from flows.reruns import ReprocessError, open_run, opened
from flows.stages import stories
from flows.stages.readers import PATIENCE, CannotBegin, Lost, Read, Readers, cores
from flows.stages.reread import read_again, unread
from flows.stages.searchable import searchable
from flows.version import EXTRACTOR
from spiders.archive import archive_root

__all__ = ["ReprocessError", "ReprocessReport", "Work", "again", "reprocess", "settle"]

stage: Any = partial(task, cache_policy=NO_CACHE, persist_result=False)

#: Articles read together, and kept in one transaction. Two batches are in memory at a time.
BATCH = 500
#: Articles for which another process is worth its beginning (a second of imports).
WORTH_A_PROCESS = 20
#: Captures in a row whose process died: then it is not the captures' fault.
_MAX_LOST = 25

Watcher = Callable[[int, int], None]


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
    spread: bool | None = None,
) -> ReprocessReport:
    """Extract and judge again what is archived.

    Args:
        outlets: codes such as kbs or kyongbuk; empty means all that is stored.
        dry_run: report what would change, field by field with examples, and write nothing.
        everything: also what today's code has read already.
        jobs: captures read at once; empty means one for each core, 0 reads in the flow's process.
        spread: read in chunks of articles, as runs of their own that any worker takes; empty means as
            AIPOLICY_SPREAD says in the worker's environment. A dry run is never spread.
    """
    from flows import chunks

    choose(outlets)
    engine = open_engine(folder=home())
    try:
        schema.ensure(engine)
        if not dry_run and chunks.wanted(spread):
            report = chunks.in_chunks(engine, home(), outlets or (), everything, jobs)
        else:
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
        return Work(engine, folder, scope, jobs, patience, watcher).run(ReprocessReport(None))
    with opened(engine, folder, outlets, everything) as (report, scope):
        Work(engine, folder, scope, jobs, patience, watcher).run(report)
    return report


Reading = list[tuple[Stored, Future[Read]]]


class Work:
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
        """All of the scope; stories once, at the end."""
        self.read(report)
        if report.run_id is not None:
            joined = len(self.grown & settle(self.engine))
            report.outcomes = +(report.outcomes + Counter(copy=joined) - Counter(stored=joined))
        return report

    def read(self, report: ReprocessReport) -> None:
        """All of the scope, without its stories."""
        try:
            with self._readers(self.jobs) as readers:
                for batch in self._ahead(readers):
                    self._keep(report, list(self._whole(batch)))
            self._alone(report)
        except CannotBegin as error:
            raise ReprocessError(str(error)) from error

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


def settle(engine: Engine) -> frozenset[tuple[str, str]]:
    """Stories of what reads otherwise, and of what was stored before there were sketches; (outlet,
    key) of what joined one.
    """
    stories.sketch_anew(engine)
    joined = stories.settle(engine).joined
    lineage.refresh(engine)
    searchable(engine)
    return joined


def _keep(engine: Engine, run_id: str | None, results: Sequence[Result]) -> dict[int, reread.Kept]:
    """One transaction; a dry run (no ``run_id``) takes it back."""

    def once() -> dict[int, reread.Kept]:
        kept: dict[int, reread.Kept] = {}
        try:
            with writing(engine, exclusive=True) as session:
                run = run_id or open_run(session, runs.new_run_id(datetime.now(UTC)), (), None)
                runs.add_outlets(session, run, sorted({was.outlet for was, _ in results}))
                kept = reread.Reread(session, run, datetime.now(UTC), EXTRACTOR).keep(results)
                if run_id is None:
                    raise _TakeBack
        except _TakeBack:
            pass
        return kept

    return retrying(once)


def _tell(report: ReprocessReport) -> None:
    create_markdown_artifact(markdown(report), key="reprocess", description="What reads otherwise")
