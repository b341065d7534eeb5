"""The sources of one visit as they were found, for the verdicts that need to see them all."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from scrapy.http import Response

from spiders.asking import Answer
from spiders.capturelog import now
from spiders.contract import LIVING, MINOR, Breach, Code, Strangers
from spiders.events import FeedSeen
from spiders.source import Page, Source
from spiders.window import iso


@dataclass(slots=True)
class Tried:
    """A source that was asked. It becomes a `FeedSeen` when the visit has seen all of them: only
    then is it known which of them are stale. ``ended``: it was read to where its reading stops.

    ``silent`` is the breach of an answer without a row, held back until the others are known;
    ``fed`` says that the source itself had rows before. ``times`` are aware.
    """

    source: Source
    found: str | None = None
    at: str = field(default_factory=now)
    status: int = 0
    rows: int = 0
    new: int = 0
    newest: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    whole: bool = False
    unchanged: bool = False
    breach: Breach | None = None
    silent: Breach | None = None
    fed: bool = False
    ended: bool = False
    index: bool = False  # it only names other sources: whether it lives, those say
    absent: bool = False  # a guess that is not there: told, and no source of this outlet
    foreign: Strangers | None = None
    left: int = 0  # rows of a stale listing: not taken
    #: Of the page that is read now.
    page: Page | None = None
    response: Response | None = None

    def answered(self, answer: Answer) -> None:
        """Take the first answer in."""
        self.status = answer.response.status
        self.etag, self.last_modified = answer.etag, answer.last_modified
        self.body_hash = answer.body_hash
        self.unchanged = answer.unchanged
        if answer.unchanged and answer.memory is not None:
            self.newest = answer.memory.newest

    @property
    def url(self) -> str:
        return self.source.page.url

    @property
    def code(self) -> Code | None:
        return self.breach.code if self.breach is not None else None

    @property
    def failed(self) -> bool:
        return self.breach is not None and self.breach.code not in MINOR

    @property
    def lives(self) -> bool:
        """Does it show what is new, so that nothing else has to be asked instead of it?"""
        return not self.failed and self.silent is None and not self.index

    @property
    def tells_time(self) -> bool:
        return self.source.kind in LIVING and self.source.lively

    def event(self) -> FeedSeen:
        return FeedSeen(
            url=self.url,
            kind=self.source.kind,
            status=self.status,
            at=self.at,
            rows=self.rows,
            new=self.new,
            etag=self.etag,
            last_modified=self.last_modified,
            body_hash=self.body_hash,
            newest=iso(self.newest) if self.newest else None,
            # What broke off or is no list must never be remembered as read.
            whole=self.whole and self.breach is None,
            problem=str(self.breach) if self.breach is not None else None,
            found=self.found,
        )
