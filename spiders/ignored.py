"""Why a request is not made, or its answer not taken. Scrapy hands these to the request's errback."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest


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
