"""One page of a source, asked for and taken as text: or the reason why there is none to read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrapy import FormRequest, Request
from scrapy.http import HtmlResponse, JsonResponse, Response, TextResponse
from scrapy.http.request import NO_CALLBACK

from spiders import outcomes
from spiders.contract import Unanswered
from spiders.events import CaptureKind
from spiders.known import FeedMemory
from spiders.source import Page, SourceError

if TYPE_CHECKING:
    from spiders.base import OutletSpider


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. ``unchanged``: nothing new since ``memory``, and no text to read."""

    response: Response
    body_hash: str | None = None
    memory: FeedMemory | None = None
    unchanged: bool = False

    @property
    def etag(self) -> str | None:
        said = _text(self.response.headers.get("ETag"))
        return said or (self.memory.etag if self.memory else None)

    @property
    def last_modified(self) -> str | None:
        said = _text(self.response.headers.get("Last-Modified"))
        return said or (self.memory.last_modified if self.memory else None)


async def ask(
    spider: OutletSpider,
    page: Page,
    kind: CaptureKind,
    *,
    conditional: bool = False,
    memory: FeedMemory | None = None,
    once: bool = False,
) -> Answer:
    """The answer to a page. ``memory`` is sent as its condition; ``conditional`` says that its body
    is remembered by its hash; ``once``: a failure is not tried again.

    Raises Unanswered when there is none to read, SourceError for one that is no text, and whatever
    is a fault of ours.
    """
    try:
        response = await spider.crawler.engine.download_async(_request(spider, page, memory, once))
    except Exception as error:
        if not outcomes.is_expected(error):
            raise
        fate = outcomes.of_error(error, page.url)
        if fate.is_hidden_refusal:
            spider.refused()
        raise Unanswered(fate.outcome, fate.reason) from error
    if response.status == 304:
        return Answer(response, memory.body_hash if memory else None, memory, unchanged=True)
    spider.archive(response, kind)
    failed = outcomes.of_response(response)
    if failed is not None:
        if failed.is_hidden_refusal:
            spider.refused()
        raise Unanswered(failed.outcome, failed.reason, response.status)
    spider.refusals = 0
    digest = hashlib.blake2b(response.body, digest_size=16).hexdigest() if conditional else None
    if memory is not None and memory.body_hash == digest:
        return Answer(response, digest, memory, unchanged=True)
    return Answer(_readable(response), digest)


def _readable(response: Response) -> Response:
    """The answer as text with selectors, whatever type it claims. Raises SourceError for no text.

    A list that is suddenly JSON must fail in its parser's own words: parsel refuses CSS on JSON.
    """
    if isinstance(response, JsonResponse):
        return response.replace(cls=HtmlResponse)
    if not isinstance(response, TextResponse):
        kind = (response.headers.get("Content-Type") or b"no type").decode("latin-1")
        raise SourceError(f"answered {kind}, which is no text")
    return response


def _request(spider: OutletSpider, page: Page, memory: FeedMemory | None, once: bool) -> Request:
    headers = {**spider.request_headers, **page.headers}
    if memory is not None and memory.etag:
        headers["If-None-Match"] = memory.etag
    if memory is not None and memory.last_modified:
        headers["If-Modified-Since"] = memory.last_modified
    meta = {"dont_retry": True} if once else {}
    if page.form is not None:
        return FormRequest(
            page.url, formdata=dict(page.form), headers=headers, callback=NO_CALLBACK, meta=meta
        )
    return Request(page.url, headers=headers, callback=NO_CALLBACK, meta=meta)


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("latin-1")
