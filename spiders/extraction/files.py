"""Pages that people saved from a browser."""

from __future__ import annotations

import re
from datetime import datetime

from parsel import Selector

from korean import encoding
from korean.article import Article
from spiders.extraction.addresses import absolute
from spiders.extraction.driver import extract
from spiders.extraction.values import Fetched, Refused

#: Chrome, Edge and Internet Explorer write it: "saved from url=(0049)https://…"; SingleFile "url:".
_SAVED_FROM = re.compile(
    r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(https?://\S+)", re.I
)


class UnreadablePage(ValueError):
    """Raised by `read_html_file` when nothing tells where a saved page came from."""


def read_html_file(
    body: bytes, *, url: str | None, captured_at: datetime
) -> tuple[str, Article | Refused]:
    """The address of a saved page and what extraction made of it.

    The address is the one given, else the browser's comment, the canonical link, or og:url.
    ``captured_at`` is the file's time, aware. Raises UnreadablePage.
    """
    address = url or _address(body)
    if address is None:
        raise UnreadablePage(
            "the saved page does not say where it came from; give its address with --url"
        )
    return address, extract(Fetched(address, body, "text/html", captured_at))


def _address(body: bytes) -> str | None:
    try:
        markup = encoding.decode(body).text
    except encoding.Undecodable:
        return None
    if saved := _SAVED_FROM.search(markup[:20_000]):
        return saved.group(1).removesuffix("-->")
    tree = Selector(text=markup or "<html/>", type="html")
    for query in ('//link[@rel="canonical"]/@href', '//meta[@property="og:url"]/@content'):
        if found := absolute(tree.xpath(query).get(), ""):
            return found
    return None
