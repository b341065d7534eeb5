"""When every declared source of an outlet has died: what else on its hosts lists its articles.

Asked in this order: sources found in earlier visits, the ``Sitemap:`` lines of robots.txt, the front
page's alternate links, the addresses of the outlet's CMS, common ones, the front page's own links.
Each answer is read as what it is (feed, sitemap, a list of the outlet, any page with links), and
the best of the first group that has a living one is read in this visit. It is only proposed: the
registry changes by a person's hand (``aipolicy proposals``).

At most `MOST_REQUESTS` requests, each once, under the same allow-list, robots.txt and delays as
every other. A refusal ends it.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from scrapy.http import Response

from spiders import contract, resorts
from spiders.addresses import joined
from spiders.anyfeed import REACH, is_sitemap, recent, time_of
from spiders.asking import Answer, ask
from spiders.contract import Unanswered
from spiders.decoding import decoded
from spiders.events import CaptureKind, Listed
from spiders.feeds import rss_rows
from spiders.htmllists import tree_of
from spiders.markup import attribute, text_of
from spiders.middlewares.guard import refusal
from spiders.sitemaps import news_sitemap_rows, sitemap_children
from spiders.source import Listing, Page, Row, Source, SourceError
from spiders.window import KST
from spiders.xmlanswers import unique_rows

if TYPE_CHECKING:
    from spiders.base import OutletSpider
    from spiders.discovery import Discovery

Found = Literal["robots", "front page", "family", "common"]

MOST_REQUESTS = 12
#: Sitemaps of an index that are read: those named for news, then the last ones.
MOST_CHILDREN = 2
#: Where sites of any make keep a feed or sitemap.
COMMON = ("/sitemap.xml", "/rss", "/rss.xml", "/feed", "/rssAll.xml", "/news/rss")

_FEED = re.compile(r"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)
_NEWS = re.compile(r"news|recent|latest|daily|article", re.IGNORECASE)
#: Links of a front page that lead to a source, in order of trust; so many are tried.
_ALTERNATES = (
    "link[rel~=alternate][type*='rss'], link[rel~=alternate][type*='atom'], "
    "link[rel~=alternate][type*='xml']",
    "a[href*='rss'], a[href*='.xml']",
)
_LIST_WORDS = re.compile(r"보도\s*자료|(?:전체|최신)\s*(?:기사|뉴스)")
MOST_LINKS = 5
MOST_PAGES = 5


class _Refused(Exception):
    """The site refuses us: it is left alone."""


class _Spent(Exception):
    """No request is left, or the visit is over."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A source that lists articles of the outlet. ``newest`` is aware, None where it prints no
    times; ``answer`` is what was read already.
    """

    source: Source
    answer: Answer
    found: Found
    rows: int
    newest: datetime | None
    passed_over: int = 0  # rows of a sitemap that are too old, or print no time

    @property
    def told(self) -> str:
        newest = f", newest {self.newest.astimezone(KST):%Y-%m-%d %H:%M}" if self.newest else ""
        old = f", {self.passed_over} of them older than {REACH.days} days and left alone"
        return (
            f"found anew ({self.found}): a {self.source.kind} of {self.rows} articles"
            f"{newest}{old if self.passed_over else ''}; it is read in this run. "
            "Put it into the registry: `aipolicy proposals`"
        )

    @property
    def worth(self) -> tuple[bool, datetime, int]:
        return self.newest is not None, self.newest or datetime.min.replace(tzinfo=UTC), self.rows


class Rediscovery:
    """One outlet's search for a source. Once a visit."""

    def __init__(self, discovery: Discovery) -> None:
        self.discovery = discovery
        self.spider: OutletSpider = discovery.spider
        self.reference = discovery.verdicts.reference
        self.spent = 0
        # Those that failed; a host that did not answer at all is not asked again.
        self._asked = {t.url for t in discovery.tried}
        self._down = _silent_hosts(discovery)
        self._front: Answer | None = None

    async def best(self) -> Candidate | None:
        """The best living source of the first group that has one."""
        living: list[Candidate] = []
        try:
            async for group in self._groups():
                async for candidate in self._living(group):
                    living.append(candidate)
                if living:
                    break
        except _Refused:
            return None
        except _Spent:
            pass  # what was found by then counts
        return max(living, key=lambda candidate: candidate.worth, default=None)

    async def _groups(self) -> AsyncIterator[list[tuple[str, Found]]]:
        spider = self.spider
        host = spider.outlet.hosts[0]
        yield [(p.url, _found(p.found)) for p in spider.known.proposals]
        self._front = await self._answer(f"https://{host}/")
        yield [(url, "robots") for urls in spider.sitemaps.values() for url in urls]
        yield [(url, "front page") for url in self._alternates()]
        yield [(url, "family") for url in spider.resorts()]
        yield [(f"https://{host}{path}", "common") for path in COMMON]
        yield [(self._front.response.url, "front page")] if self._front else []

    async def _living(self, group: Iterable[tuple[str, Found]]) -> AsyncIterator[Candidate]:
        for url, found in dict.fromkeys(group):
            candidate = await self._try(url, found)
            if candidate is not None:
                yield candidate

    async def _try(self, url: str, found: Found, depth: int = 1) -> Candidate | None:
        own = self._front is not None and self._front.response.url == url
        answer = self._front if own else await self._answer(url)
        if answer is None:
            return None
        try:
            children = _children(answer.response) if depth else []
            if not children:
                return self._judged(answer, found, front=own)
        except SourceError:
            return None  # what it is not, nobody declared: no fault of anything
        tried = [await self._try(child, found, depth - 1) for child in children]
        return max((c for c in tried if c), key=lambda c: c.worth, default=None)

    def _judged(self, answer: Answer, found: Found, *, front: bool) -> Candidate | None:
        """A candidate that lists articles of this outlet which are no older than what is known.
        Raises SourceError for an answer that is no list.
        """
        kind, parse = _reader(answer.response, self.spider, front=front)
        listed = parse(answer.response)
        newest = contract.latest(time_of(row) for row in listed.rows)
        if not listed.rows or contract.is_stale(newest, self.reference or resorts.clock()):
            return None
        kept = len(recent(listed).rows) if kind == "sitemap" else len(listed.rows)
        source = Source(
            kind,
            Page(answer.response.url),
            (lambda response: recent(parse(response))) if kind == "sitemap" else parse,
            ordered=kind == "list",
            max_pages=MOST_PAGES,
            name="found anew",
        )
        rows = len(listed.rows)
        return Candidate(source, answer, found, rows, newest, rows - kept)

    async def _answer(self, url: str) -> Answer | None:
        """One request. Raises _Refused or _Spent where none may follow."""
        host = urlsplit(url).hostname or ""
        if url in self._asked or host in self._down or refusal(url, self.spider.outlet):
            return None
        if self.spent >= MOST_REQUESTS or not self.discovery.goes_on:
            raise _Spent
        self._asked.add(url)
        self.spent += 1
        try:
            return await ask(self.spider, Page(url), "other", once=True)
        except Unanswered as error:
            if error.code == "blocked":
                raise _Refused from error
            if error.code == "unreachable":
                self._down.add(host)
            return None
        except SourceError:
            return None

    def _alternates(self) -> list[str]:
        """What the front page links to: feeds by its own word, lists, what looks like a feed."""
        if self._front is None:
            return []
        response = self._front.response
        try:
            tree = tree_of(response)
        except SourceError:
            return []
        feeds, named = (list(tree.css(css)) for css in _ALTERNATES)
        lists = [a for a in tree.css("a[href]") if _LIST_WORDS.search(text_of(a) or "")]
        found = (joined(response.url, attribute(a, "href")) for a in (*feeds, *lists, *named))
        return list(dict.fromkeys(url for url in found if url))[:MOST_LINKS]


def _silent_hosts(discovery: Discovery) -> set[str]:
    """Hosts of which nothing at all came back, though they were asked."""
    answered: dict[str, bool] = {}
    for tried in discovery.tried:
        host = urlsplit(tried.url).hostname or ""
        answered[host] = answered.get(host, False) or tried.status > 0 or tried.code == "robots"
    return {host for host, came in answered.items() if not came}


def _found(text: str) -> Found:
    """Where a proposal of an earlier visit came from."""
    known: tuple[Found, ...] = ("robots", "front page", "family", "common")
    return next((name for name in known if name == text), "common")


# -- reading whatever it is ------------------------------------------------------------------------


def _reader(
    response: Response, spider: OutletSpider, *, front: bool
) -> tuple[CaptureKind, Callable[[Response], Listing]]:
    """The kind of an answer, and who reads it."""
    if is_sitemap(response):
        return "sitemap", lambda r: Listing(news_sitemap_rows(r, spider.key_of, spider.canonical))
    if _FEED.search(decoded(response)[:5000]):
        return "feed", lambda r: Listing(rss_rows(r, spider.key_of, spider.canonical))
    return "list", lambda r: _list_of(r, spider, front=front)


def _list_of(response: Response, spider: OutletSpider, *, front: bool) -> Listing:
    """As one of the outlet's own lists; the front page else as links. Another page that is no list
    may be the front page again, which many sites answer to whatever they do not know.
    """
    for source in spider.sources():
        if source.kind == "list":
            try:
                listing = source.parse(response)
            except SourceError:
                continue
            if listing.rows:  # a front page has no page two
                return Listing(listing.rows) if front else listing
    return Listing(link_rows(response, spider) if front else ())


def link_rows(response: Response, spider: OutletSpider) -> tuple[Row, ...]:
    """Every link of a page that leads to an article, with its words as the title. Raises
    SourceError for what is no page.
    """

    def rows() -> Iterator[Row]:
        for link in tree_of(response).css("a[href]"):
            key = spider.key_of(joined(response.url, attribute(link, "href")) or "")
            if key is not None:
                yield Row(key, spider.canonical(key), Listed(title=text_of(link)))

    return unique_rows(rows())


def _children(response: Response) -> list[str]:
    """The sitemaps of an index that are worth reading; none for anything else. Raises SourceError
    for a broken one.
    """
    if not is_sitemap(response):
        return []
    children = sitemap_children(response)
    named = [url for url in children if _NEWS.search(urlsplit(url).path)]
    last = sorted(children, key=_numbers, reverse=True)
    return list(dict.fromkeys([*sorted(named, key=_numbers, reverse=True), *last]))[:MOST_CHILDREN]


def _numbers(url: str) -> list[int]:
    """The numbers of an address: the sitemap of 2026-11 is newer than that of 2026-9."""
    return [int(digits) for digits in re.findall(r"\d{1,9}", urlsplit(url).path)]
