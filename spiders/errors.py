"""What can go wrong in the crawling room. Each error says what happened and what to do next."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest


class SpiderError(Exception):
    """Base of the room's errors."""


class WindowError(SpiderError, ValueError):
    """Raised by `spiders.window.Window.parse`: since or until is no date, or they are crossed."""


class SettingError(SpiderError, ValueError):
    """Raised where a setting is read: its value cannot be used."""


class DeclarationError(SpiderError, TypeError):
    """Raised when an outlet's spider class is defined or constructed: a declaration is missing."""


class ArchiveError(SpiderError):
    """Raised by `spiders.archive`: a record is missing, torn or not what it was when written."""


class KnownError(SpiderError):
    """Raised by `spiders.known`: the database is there, but cannot be read."""


class Refused(IgnoreRequest):
    """Raised by `spiders.middlewares.guard`: an address this crawl must not ask.

    Arrives at the errback of the request, also for a redirect's target.
    """


class RobotsDisallow(IgnoreRequest):
    """Raised by `spiders.middlewares.robots`: robots.txt forbids it."""


class RobotsUnreadable(IgnoreRequest):
    """Raised by `spiders.middlewares.robots`: robots.txt could not be read, so nothing is fetched
    from its host in this run. The next run tries again.
    """


class Blocked(IgnoreRequest):
    """Raised by `spiders.middlewares.politeness`: the site refuses us (403, 429, a stop)."""


class TooLarge(IgnoreRequest):
    """Raised by `spiders.handlers` and the compression middleware: over ``DOWNLOAD_MAXSIZE``."""


class Undecodable(IgnoreRequest):
    """Raised by the compression middleware: the body cannot be decompressed."""


class Interrupted(IgnoreRequest):
    """Raised by `spiders.downloader` in every waiting request when a crawl is stopped."""
