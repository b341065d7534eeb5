"""robots.txt, obeyed also by the requests that come while it is still loading.

Scrapy 2.19's own middleware lets them pass (12 of 16 disallowed URLs leaked in our measurement):
several waiters on one Deferred, of which only the first gets the answer. Here they share a task.

As RFC 9309 has it: 4xx means there are no rules; an answer that cannot be had (5xx, 429, timeout,
DNS, refused by our own guard) means everything is forbidden for this run.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser, RobotParser
from scrapy.utils.httpobj import urlparse_cached

from spiders import outcomes
from spiders.addresses import joined
from spiders.ignored import RobotsDisallow, RobotsUnreadable

if TYPE_CHECKING:
    from spiders.base import OutletSpider

_SITEMAP = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rules:
    """A host's rules. Without a parser everything is allowed, or (``closed``) nothing."""

    parser: RobotParser | None = None
    closed: str | None = None

    def check(self, url: str, agent: str) -> None:
        """Raises RobotsDisallow or RobotsUnreadable when this URL must not be asked."""
        if self.closed is not None:
            raise RobotsUnreadable(self.closed)
        if self.parser is not None and not self.parser.allowed(url, agent):
            raise RobotsDisallow("robots.txt forbids it")


def sitemaps(response: Response) -> list[str]:
    """The ``Sitemap:`` lines of a robots.txt, as whole addresses."""
    found = _SITEMAP.findall(response.body.decode("utf-8", "replace"))
    return [address for line in found if (address := joined(response.url, line))]


class Robots:
    """Raises RobotsDisallow or RobotsUnreadable. A robots.txt is fetched once a run and host, archived, and its
    Crawl-delay becomes the slot's floor.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        if not settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured("ROBOTSTXT_OBEY is off")
        self._crawler = crawler
        self._agent: str = settings["ROBOTSTXT_USER_AGENT"]
        self._factor: float = settings.getfloat("AIPOLICY_DELAY_FACTOR")
        self._longest_delay: float = settings.getfloat("CRAWL_DELAY_MAX")
        self._rules: dict[str, asyncio.Future[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Robots:
        return cls(crawler)

    @property
    def _spider(self) -> OutletSpider:
        spider: Any = self._crawler.spider
        return spider  # type: ignore[no-any-return]

    async def process_request(self, request: Request) -> None:
        if request.meta.get("robots"):
            return
        origin = urlparse_cached(request)
        # One file a host: http and https of a Korean news site answer the same.
        host = origin.netloc
        if host not in self._rules:
            url = f"{origin.scheme}://{host}/robots.txt"
            self._rules[host] = asyncio.ensure_future(self._load(url, origin.hostname or host))
        # Shielded: the first waiter may be cancelled, the others still need the answer.
        rules = await asyncio.shield(self._rules[host])
        rules.check(request.url, self._agent)

    async def _load(self, url: str, host: str) -> Rules:
        request = Request(url, callback=NO_CALLBACK, meta={"robots": True}, priority=1000)
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as error:  # whatever it was, it must not open the door
            fate = outcomes.of_error(error, url)
            return self._closed(url, fate.reason)
        self._spider.archive(response, "robots")
        if response.status >= 500 or response.status == 429:
            return self._closed(url, f"HTTP {response.status}")
        if not 200 <= response.status < 300:
            return Rules()
        self._spider.sitemaps[host] = tuple(dict.fromkeys(sitemaps(response)))
        rules = Rules(ProtegoRobotParser.from_crawler(self._crawler, response.body))
        self._slow_down(rules, url, host)
        return rules

    def _closed(self, url: str, why: str) -> Rules:
        self._spider.note(
            "warning", "robots-unreadable",
            f"robots.txt cannot be read ({why}), so its host is left alone in this run", url,
        )  # fmt: skip
        return Rules(closed=f"robots.txt cannot be read ({why})")

    def _slow_down(self, rules: Rules, url: str, host: str) -> None:
        assert rules.parser is not None
        delay = rules.parser.crawl_delay(self._agent)
        if not delay or delay <= 0:
            return
        if delay > self._longest_delay:
            self._spider.note(
                "warning", "crawl-delay-capped",
                f"robots.txt asks for {delay:g} s between requests; {self._longest_delay:g} s are"
                " kept (CRAWL_DELAY_MAX)", url,
            )  # fmt: skip
        downloader: Any = self._crawler.engine.downloader
        downloader.slow_down(host, min(delay, self._longest_delay) * self._factor)
