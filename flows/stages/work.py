"""What the stages hand to each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db.records import Ending, Incoming
from flows.stages.log import OutletLog
from flows.stages.tally import Tally
from flows.workspace import Workspace
from korean.article import Article
from korean.quotation import Quotation
from korean.verdict import Tag, Verdict
from spiders.events import Capture, Discovered
from spiders.outlet import Outlet
from spiders.window import Window


@dataclass(frozen=True, slots=True)
class Work:
    """One outlet's part of a run."""

    run_id: str
    outlet: Outlet
    home: Path
    window: Window = Window.OPEN

    @property
    def folder(self) -> Path:
        return Workspace(self.home, self.run_id).outlet(self.outlet.code)


@dataclass(frozen=True, slots=True)
class Extracted:
    """An article read off a capture."""

    key: str
    url: str | None
    source: str
    captured_at: datetime
    article: Article
    capture: Capture | None = None
    discovered: Discovered | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """An article with the scorer's opinion, its tags and its quotations."""

    extracted: Extracted
    verdict: Verdict
    tags: tuple[Tag, ...]
    quotes: tuple[Quotation, ...] = ()


class Batch:
    """A slice of an outlet's work on its way through the stages.

    A plain class on purpose: Prefect walks through dataclasses and collections it is handed, which
    for thousands of articles costs more than the stage itself.
    """

    __slots__ = ("endings", "extracted", "incoming", "judged", "keys", "log", "tally", "work")

    def __init__(self, work: Work, log: OutletLog, tally: Tally, keys: tuple[str, ...]) -> None:
        self.work = work
        self.log = log
        self.tally = tally
        self.keys = keys
        self.extracted: list[Extracted] = []
        self.judged: list[Judged] = []
        self.incoming: list[Incoming] = []
        self.endings: list[Ending] = []
