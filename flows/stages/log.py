"""One outlet's capture log, read whole: what was discovered and how far each URL came."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from spiders.capturelog import FINISHED, LOG_NAME, Stats
from spiders.events import Capture, Discovered, Ended, FeedSeen, Note, read


@dataclass(slots=True)
class OutletLog:
    """The crawl of one outlet. ``returncode`` is the crawl process's, None when it is not known
    (the process was killed, or another run's crawl is being recovered).
    """

    discovered: dict[str, Discovered] = field(default_factory=dict)
    articles: dict[str, Capture] = field(default_factory=dict)
    ended: dict[str, Ended] = field(default_factory=dict)
    others: list[Capture] = field(default_factory=list)
    feeds: list[FeedSeen] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    stats: Stats | None = None

    @classmethod
    def load(cls, folder: Path) -> OutletLog:
        """The log of a folder; an empty one when the crawl never came to write.

        Raises ValueError when a line in the middle cannot be read.
        """
        log = cls()
        path = folder / LOG_NAME
        if path.exists():
            for event in read(path):
                log._add(event)
        log.stats = Stats.read(folder)
        return log

    def _add(self, event: Discovered | Capture | Ended | FeedSeen | Note) -> None:
        match event:
            case Discovered():
                self.discovered.setdefault(event.key, event)
            case Capture(kind="article", key=str(key)):
                self.articles[key] = event
            case Capture():
                self.others.append(event)
            case Ended():
                self.ended.setdefault(event.key, event)
            case FeedSeen():
                self.feeds.append(event)
            case Note():
                self.notes.append(event)

    @property
    def finish_reason(self) -> str | None:
        """Scrapy's or ours; None when the crawl was killed before it could say."""
        return self.stats.finish_reason if self.stats else None

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key that must end in an outcome, in the order of discovery."""
        return tuple(self.discovered)

    def fully_read(self) -> bool:
        """Did every URL of this crawl come to an end that need not be tried again?"""
        return self.finish_reason == FINISHED and not any(
            ended.outcome in ("blocked", "unreachable") for ended in self.ended.values()
        )
