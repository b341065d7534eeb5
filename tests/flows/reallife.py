"""A press room, a data folder, and runs between them without a Prefect server."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from db import queries
from db.models import Article, Outcome, Run, RunOutlet
from db.session import open_engine, reading
from flows.run import RunReport, open_run
from flows.stages import account, process
from flows.stages.account import OutletResult
from flows.stages.crawl import CrawlOrder, crawl
from flows.stages.report import settled
from pressroom.gold import expected
from pressroom.server import PressRoom
from pressroom.world import Publication

#: Before the oldest article of the press room.
SINCE = "2026-09-20"
Row = tuple[Any, ...]


@dataclass
class Corpus:
    """What runs left in one data folder."""

    home: Path
    reports: dict[str, RunReport] = field(default_factory=dict)
    #: What was read since the last visit, by outlet.
    _read: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    @cached_property
    def engine(self) -> Engine:
        return open_engine(f"sqlite:///{self.home / 'corpus.db'}")

    def copy(self, home: Path) -> Corpus:
        shutil.copytree(self.home, home)
        return Corpus(home, dict(self.reports))

    def visit(
        self,
        name: str,
        room: PressRoom,
        outlets: Sequence[str] | None = None,
        *,
        window: tuple[str, str] | None = None,
        deadlines: dict[str, int] | None = None,
    ) -> None:
        """A run as the schedule starts it, over all the press room has, or over a window of days.
        ``deadlines``: seconds, of the crawls of single outlets.
        """  # fmt: skip
        self._read.clear()
        codes = sorted(outlets or room.world.outlets)
        since, until = window or (None, None)
        with (
            _environment(self.home, room),
            open_run(codes, None, since, until, "schedule", 300) as run,
        ):
            orders = _orders(run.orders, None if window else SINCE, deadlines or {})
            with ThreadPoolExecutor(3) as pool:
                for order, code in zip(orders, pool.map(crawl, orders), strict=True):
                    for outlet in order.outlets:
                        work = run.work(outlet)
                        log = process.open_log(work)
                        tally = process.process(run.engine, work, log)
                        run.add(account.close(run.engine, work, log, tally, returncode=code))
            self.reports[name] = settled(run)

    # -- what a visit left ---------------------------------------------------------------------

    def result(self, name: str, outlet: str) -> OutletResult:
        return next(r for r in self.reports[name].outlets if r.outlet == outlet)

    def row(self, name: str, outlet: str) -> RunOutlet:
        with reading(self.engine) as session:
            run = session.get(Run, self.reports[name].run_id)
            assert run is not None
            return next(o for o in run.outlets if o.outlet == outlet)

    def outcomes(self, name: str, outlet: str) -> dict[str, tuple[str, str | None]]:
        """Key → outcome and reason."""
        with reading(self.engine) as session:
            return {
                key: (outcome, reason)
                for key, outcome, reason in session.execute(
                    select(Outcome.key, Outcome.outcome, Outcome.reason).where(
                        Outcome.run_id == self.reports[name].run_id, Outcome.outlet == outlet
                    )
                )
            }

    def documents(self, outlet: str) -> dict[str, dict[str, Any]]:
        """Key → document, of the articles on topic."""
        if outlet not in self._read:
            with reading(self.engine) as session:
                found = queries.articles(session, queries.Filter(outlets=[outlet]))
                self._read[outlet] = {d["key"]: d for d in found}
        return self._read[outlet]

    def rows(self, outlet: str) -> list[Row]:
        """Everything of an outlet that a disturbance elsewhere must not change."""
        documents = self.documents(outlet)
        told = ("url", "title", "subtitle", "body", "published_at", "bylines", "label", "band",
                "topics", "regions", "attachments", "methods", "warnings", "version")  # fmt: skip
        with reading(self.engine) as session:
            light = session.execute(
                select(Article.key, Article.label, Article.title, Article.published_at)
                .where(Article.outlet == outlet, Article.label == "off_topic")
                .order_by(Article.key)
            )
            found: list[Row] = [tuple(row) for row in light]
        return [*found, *((k, *(documents[k][t] for t in told)) for k in sorted(documents))]


def _orders(
    given: Sequence[CrawlOrder], since: str | None, deadlines: dict[str, int]
) -> list[CrawlOrder]:
    """The same crawls in two processes, for speed; outlets with a deadline have one of their own."""
    alone = {code for order in given for code in order.outlets if code in deadlines}
    rest = sorted(code for order in given for code in order.outlets if code not in alone)
    some = replace(given[0], since=since or given[0].since)
    return [
        *(replace(some, outlets=part) for part in (tuple(rest[::2]), tuple(rest[1::2])) if part),
        *(replace(some, outlets=(code,), deadline=deadlines[code]) for code in sorted(alone)),
    ]


@contextmanager
def _environment(home: Path, room: PressRoom) -> Iterator[None]:
    kept = dict(os.environ)
    os.environ |= {
        "AIPOLICY_HOME": str(home), "AIPOLICY_PRESSROOM": room.url, "AIPOLICY_DELAY_FACTOR": "0",
        "AIPOLICY_DATABASE_URL": "", "AIPOLICY_ARCHIVE": "",
    }  # fmt: skip
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= kept


def published(room: PressRoom, outlet: str) -> list[Publication]:
    """Policy articles in Korean that are out, newest first."""
    return [p for p in room.desk.out(outlet) if p.on_topic and not p.texts[0].title.isascii()]


def facts(publication: Publication, room: PressRoom) -> tuple[str, str, str]:
    """Title, body and minute, as the press room published them."""
    gold = expected(publication, room.desk.now)
    return gold["title"], "\n\n".join(gold["paragraphs"]), gold["published"][:16]


def read_facts(document: dict[str, Any]) -> tuple[str, str, str]:
    return document["title"], document["body"], (document["published_at"] or "")[:16]
