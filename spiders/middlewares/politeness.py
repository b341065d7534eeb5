"""Retries that wait: Retry-After of a 429 or 503 pauses the whole host, else a doubling pause."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import CannotResolveHostError, DownloadConnectionRefusedError
from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.utils.httpobj import urlparse_cached

from spiders import outcomes
from spiders.ignored import Blocked

#: No machine of theirs was burdened: try again at once, and an offline run ends quickly.
_NOBODY_THERE = (CannotResolveHostError, DownloadConnectionRefusedError)


def retry_after(value: bytes | None, at: datetime) -> float | None:
    """Seconds a Retry-After header asks for (a number or an HTTP date); None when it says none."""
    text = (value or b"").decode("latin-1").strip()
    if not text:
        return None
    if text.isdigit():
        return float(text)
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (when.replace(tzinfo=when.tzinfo or UTC) - at).total_seconds())


class PoliteRetry(RetryMiddleware):
    """Raises Blocked when a site asks for a longer wait than ``RETRY_AFTER_MAX``."""

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self._factor = settings.getfloat("AIPOLICY_DELAY_FACTOR")
        self._longest = settings.getfloat("RETRY_AFTER_MAX")
        self._backoff = settings.getfloat("RETRY_BACKOFF")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> PoliteRetry:
        retry = cls(crawler.settings)
        retry.crawler = crawler
        crawler.signals.connect(retry.obey, signals.response_downloaded)
        return retry

    def obey(self, response: Response, request: Request) -> None:
        """Pause a host that asks for it; count its refusals. On this signal, since a slot sends its
        next request before any middleware sees the answer.
        """
        asked = self._asked(response)
        if asked is not None and asked > self._longest:
            return  # counted where it is raised
        if asked is not None:
            self.crawler.stats.inc_value("politeness/retry_after")
            self._pause(request, asked)
        last = response.status != 429 or request.meta.get("retry_times", 0) >= self.max_retry_times
        if response.status in outcomes.REFUSING and last and not request.meta.get("robots"):
            spider: Any = self.crawler.spider
            spider.refused()

    @staticmethod
    def _asked(response: Response) -> float | None:
        if response.status not in (429, 503):
            return None
        return retry_after(response.headers.get("Retry-After"), datetime.now(UTC))

    def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        if response.status not in self.retry_http_codes or request.meta.get("dont_retry"):
            return response
        asked = self._asked(response)
        if asked is not None and asked > self._longest:
            raise Blocked(f"HTTP {response.status}, asks us to wait {asked:g} s")
        result = super().process_response(request, response)
        if asked is None and isinstance(result, Request):
            self._pause(request, self._doubled(request))
        return result

    def process_exception(  # type: ignore[override]
        self, request: Request, exception: Exception
    ) -> Request | Response | None:
        retried = super().process_exception(request, exception)
        if retried is not None and not isinstance(exception, _NOBODY_THERE):
            self._pause(request, self._doubled(request))
        return retried

    def _doubled(self, request: Request) -> float:
        return float(min(self._longest, self._backoff * 2 ** request.meta.get("retry_times", 0)))

    def _pause(self, request: Request, seconds: float) -> None:
        downloader: Any = self.crawler.engine.downloader
        downloader.pause(urlparse_cached(request).hostname or "", seconds * self._factor)
