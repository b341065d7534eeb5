"""`reprocess --judge`: everything stored judged by today's rules and model, nothing fetched.

Texts are judged as they are in the database. Light rows have none: they are read again from their
archived captures, and grow into articles where they are on topic today. Verdicts are appended, a
batch a transaction; what is judged is known by its verdict, so that a killed one goes on where it
was. A dry run writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db import labels, learned, leases, rescore, runs, stale
from db.models import Outcome, Run
from db.records import Ending, Incoming
from db.reread import Reread
from db.rescore import Text, Unjudged
from db.session import reading, retrying, writing
from db.stale import Stored
from db.upsert import ignore
from flows import rescored
from flows.holding import hold, run_lease
from flows.rescored import Move, RescoreReport
from flows.stages import stories
from flows.stages.readers import PATIENCE, CannotBegin, Lost, Read, Readers, cores
from flows.stages.reread import SOURCE, read_again, unread
from flows.stages.searchable import searchable
from flows.version import EXTRACTOR
from flows.workspace import machine
from korean.linear import Model
from korean.relevance import judge
from korean.verdict import Verdict
from spiders.archive import archive_root

#: Articles judged together, and kept in one transaction.
BATCH = 500
#: Light rows for which another process is worth its beginning.
WORTH_A_PROCESS = 20
Watcher = Callable[[int, int], None]


class RescoreError(Exception):
    """Raised by `rescore_all`: another reprocess is at work, or no process can read."""


def rescore_all(
    engine: Engine,
    home: Path,
    outlets: Sequence[str] = (),
    *,
    dry_run: bool = False,
    everything: bool = False,
    jobs: int | None = None,
    patience: float = PATIENCE,
    watcher: Watcher | None = None,
) -> RescoreReport:
    """Judge what today's ruleset has not judged (``everything``: all), reading so many captures at
    once (None: one for each core; 0: in this process), each for at most ``patience`` seconds;
    ``watcher`` hears (done, all) after every batch.

    Raises RescoreError when a reprocess is under way on this machine, or no process can read.
    """
    with reading(engine) as session:
        model = learned.standing(session)
    name = learned.ruleset(model)
    scope = Unjudged(outlets, ruleset=None if everything else name)
    jobs = cores() if jobs is None else jobs
    work = _Work(engine, home, scope, model, RescoreReport(None, name), jobs, patience, watcher)
    if dry_run:
        return work.run()
    with reading(engine) as session:
        now = leases.clock(session)
    run_id = runs.new_run_id(now)
    names = ("reprocess", run_lease(run_id))
    with hold(engine, home, names, run_id) as held:
        if "reprocess" not in held.names:
            raise RescoreError("another reprocess is under way; wait for it, or end it first")
        _close_dead(engine)
        _begin(engine, home, run_id, now, outlets, name)
        work.report.run_id = run_id
        try:
            with held.guarding(*names):
                work.run()
                stories.settle(engine)
                searchable(engine)
        except BaseException as error:
            _finish(engine, run_id, "failed", f"{type(error).__name__}: {error}")
            raise
        _finish(engine, run_id, "finished", None)
    return work.report


@dataclass(slots=True)
class _Work:
    """One rescoring under way."""

    engine: Engine
    home: Path
    scope: Unjudged
    model: Model | None
    report: RescoreReport
    jobs: int
    patience: float
    watcher: Watcher | None
    total: int = 0

    def run(self) -> RescoreReport:
        with reading(self.engine) as session:
            texts, light, self.report.without = rescore.count(session, self.scope)
        self.total = texts + light
        for batch in self._texts():
            self._judge(batch)
            self._tell()
        try:
            root = archive_root(self.home)
            jobs = min(self.jobs, -(-light // WORTH_A_PROCESS))
            with Readers(self.home, root, jobs, patience=self.patience, read=read_again) as readers:
                for rows in self._light():
                    self._read(rows, readers.read(rows))
                    self._tell()
        except CannotBegin as error:
            raise RescoreError(str(error)) from error
        return self.report

    def _tell(self) -> None:
        if self.watcher is not None:
            done = self.report.texts + self.report.light
            self.watcher(done, max(self.total, done))

    # -- texts ------------------------------------------------------------------------------------

    def _texts(self) -> Iterator[list[Text]]:
        after = 0
        while True:
            with reading(self.engine) as session:
                batch = rescore.texts(session, self.scope, after=after, limit=BATCH)
            if not batch:
                return
            yield batch
            after = batch[-1].article_id

    def _judge(self, batch: Sequence[Text]) -> None:
        judged = [(text, self._verdict(text)) for text in batch]
        ids = [text.article_id for text in batch]
        with reading(self.engine) as session:
            held = labels.standing(session, ids)
        moves = {
            text.article_id: move
            for text, verdict in judged
            if (move := rescored.of_text(text, verdict, held.get(text.article_id)))
        }
        kept = set(ids)
        if self.report.run_id is not None:
            kept = self._keep_texts(judged, moves)
        self.report.texts += len(batch)
        self.report.overtaken += len(batch) - len(kept)
        for id_, move in moves.items():
            if id_ in kept:
                self.report.see(move)

    def _verdict(self, text: Text) -> Verdict:
        verdict = judge(
            text.title, text.body, subtitle=text.subtitle, kind=text.kind, section=text.section
        )
        return self.model.judge(verdict, text.title, text.body) if self.model else verdict

    def _keep_texts(
        self, judged: Sequence[tuple[Text, Verdict]], moves: Mapping[int, Move]
    ) -> set[int]:
        def once() -> set[int]:
            now = datetime.now(UTC)
            with writing(self.engine, exclusive=True) as session:
                kept = rescore.keep(session, judged, now)
                told = [(t, moves[t.article_id]) for t, _ in judged
                        if t.article_id in kept and t.article_id in moves]  # fmt: skip
                self._account(session, told, now)
                return kept

        return retrying(once)

    def _account(self, session: Session, told: Sequence[tuple[Text, Move]], now: datetime) -> None:
        """The ledger hears of articles that came into the corpus or left it."""
        rows = [
            {
                "run_id": self.report.run_id, "outlet": text.outlet, "key": text.key,
                "url": text.url, "outcome": "stored" if rescored.on(move.now) else "off_topic",
                "reason": f"rescored: {move.was} → {move.now}, {move.reason}", "source": SOURCE,
                "http_status": None, "at": now,
            }
            for text, move in told
            if rescored.on(move.was) != rescored.on(move.now) and not move.held
        ]  # fmt: skip
        if rows:
            assert self.report.run_id is not None
            runs.add_outlets(session, self.report.run_id, sorted({str(r["outlet"]) for r in rows}))
            session.execute(ignore(session, Outcome), rows)

    # -- light rows -------------------------------------------------------------------------------

    def _light(self) -> Iterator[list[Stored]]:
        after = 0
        while True:
            with reading(self.engine) as session:
                batch = stale.batch(session, self.scope, after=after, limit=BATCH)
            if not batch:
                return
            yield batch
            after = batch[-1].article_id

    def _read(self, batch: Sequence[Stored], futures: Sequence[Future[Read]]) -> None:
        results = [
            (was, learned.weigh(read, self.model) if isinstance(read, Incoming) else read)
            for was, read in ((w, _result(w, f)) for w, f in zip(batch, futures, strict=True))
        ]
        with reading(self.engine) as session:
            held = labels.standing(session, [was.article_id for was in batch])
        kept = {was.article_id for was in batch}
        if self.report.run_id is not None:
            kept = self._keep_light(results)
        self.report.light += len(batch)
        self.report.overtaken += len(batch) - len(kept)
        for was, read in results:
            if isinstance(read, Ending):
                self.report.fail(read)
            elif was.article_id in kept:
                label = held.get(was.article_id)
                self.report.grown += (label or read.verdict.label) == "on_topic"
                if move := rescored.of_light(was, read, label):
                    self.report.see(move)

    def _keep_light(self, results: Sequence[tuple[Stored, Read]]) -> set[int]:
        def once() -> set[int]:
            run_id = self.report.run_id
            assert run_id is not None
            with writing(self.engine, exclusive=True) as session:
                runs.add_outlets(session, run_id, sorted({was.outlet for was, _ in results}))
                keeper = Reread(session, run_id, datetime.now(UTC), EXTRACTOR)
                return set(keeper.keep(results))

        return retrying(once)


def _result(was: Stored, future: Future[Read]) -> Read:
    try:
        return future.result()
    except Lost as lost:
        return unread(was, "extract_failed", f"lost: {lost}")


# -- the run ---------------------------------------------------------------------------------------


def _begin(
    engine: Engine, home: Path, run_id: str, now: datetime, outlets: Sequence[str], ruleset: str
) -> None:
    def once() -> None:
        with writing(engine) as session:
            runs.begin(
                session, run_id, flow="rescore", trigger="hand", outlets=[], now=now,
                params={"outlets": list(outlets) or None, "ruleset": ruleset},
                code_version=EXTRACTOR, machine=machine(home),
            )  # fmt: skip

    retrying(once)


def _finish(engine: Engine, run_id: str, status: str, message: str | None) -> None:
    def once() -> None:
        with writing(engine) as session:
            runs.close(session, run_id, status, leases.clock(session), message)

    retrying(once)


def _close_dead(engine: Engine) -> None:
    """Rescorings that were killed, on whatever machine, for their lease is ours now: what they had
    judged is kept, this one goes on from there.
    """
    with reading(engine) as session:
        left = [r for r in runs.open_runs(session) if session.get_one(Run, r).flow == "rescore"]
    for run_id in left:
        _finish(engine, run_id, "crashed", "the rescoring was killed")
