"""경상북도 보도자료 (gb.go.kr): two boards of the same releases, in two key namespaces.

- ``bbs_bodo:{B_NUM}``, the board until autumn 2026: ``/Main/page.do?…BD_CODE=bbs_bodo``, ten rows a
  page by ``Start``. Read off real pages of 2026-01-07. It answered without rows on 2026-10-06.
- ``board12:{boardNo}``, the board since: ``/page/10107/10004.do``. One collector, 2026-10-06; its
  paging parameter and the markup around its body are guesses from 상주시, which runs the same CMS.

The same release in both is two articles of one story, not one article. Five hosts serve the old
board. ``V_NUM`` in its links is the board's size, changes daily and answers "이미 삭제된 글" once it
is stale; ``B_STEP`` is always ``B_NUM - 1``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from parsel import Selector
from scrapy.http import Response

from spiders.addresses import address, joined
from spiders.base import OutletSpider
from spiders.events import Listed
from spiders.htmllists import tree_of
from spiders.listdates import listed_date, seen_at
from spiders.markup import attribute, line, text_of
from spiders.outlet import Outlet
from spiders.outlets.gyeongbuk_pages import GyeongbukBoard, GyeongbukBoard2026
from spiders.slices import slices
from spiders.source import Listing, Page, Row, Source, SourceError, WrongDates

HOST = "www.gb.go.kr"
OLD_LIST = f"https://{HOST}/Main/page.do"
NEW_LIST = f"https://{HOST}/page/10107/10004.do"
#: The board's menu number. Another one answers 200 with "정상적인 메뉴접근이 아닙니다".
_MENU = {"mnu_uid": "6792", "BD_CODE": "bbs_bodo"}
_PAGE_SIZE = 10
_OLD_PATH = re.compile(r"/Main/(?:\w+/)?page\.do")
_NEW_PATH = re.compile(r"/page/10107/10004\.do")
_NUMBER = re.compile(r"[1-9][0-9]{0,18}")
_OPEN_NEW = re.compile(r"boardList\.view\(\s*['\"](\d+)['\"]")
#: The new board's paging parameter was never seen: its own links tell the name.
_PAGE_PARAMETER = re.compile(r"(?:c|cur|curr)?page(?:no|num|index|dtlordrno)?", re.IGNORECASE)
#: A window is searched in slices, so that no search runs into a cap of pages unseen.
SLICE_DAYS = 62

GYEONGBUK = Outlet(
    code="gyeongbuk",
    name="경상북도",
    domain="gb.go.kr",
    region="경북",
    kind="government",
    family="gyeongbuk",
    hosts=(HOST, "gb.go.kr", "inhen.gyeongbuk.go.kr", "inseri.gb.go.kr", "www.gyeongbuk.go.kr"),
    lists=(NEW_LIST, f"{OLD_LIST}?{urlencode(_MENU)}"),
    rights="unknown",  # each release carries its own 공공누리 mark, mostly type 3
    evidence="R",
    note="the old board answered without rows on 2026-10-06; both are read until one is gone",
)


class GyeongbukSpider(OutletSpider):
    """Both boards; each row keeps the namespace of its board."""

    outlet = GYEONGBUK
    pages = (GyeongbukBoard2026, GyeongbukBoard)

    @classmethod
    def key_of(cls, url: str) -> str | None:
        parts = address(url, cls.outlet)
        if parts is None:
            return None
        query = parts.query
        if _OLD_PATH.fullmatch(parts.path) and "bbs_bodo" in (
            query.get("bd_code"),
            query.get("tbbscode1"),
        ):
            return _namespaced("bbs_bodo", query.get("b_num", ""))
        if _NEW_PATH.fullmatch(parts.path) and query.get("boardmngno") == "12":
            return _namespaced("board12", query.get("boardno", ""))
        return None

    @classmethod
    def canonical(cls, key: str) -> str:
        board, _, number = key.partition(":")
        if board == "board12":
            return (
                f"{NEW_LIST}?importUrl=%2Fboard%2Fview.do&boardMngNo=12&pageDtlOrdrNo=1"
                f"&boardNo={number}"
            )
        return (
            f"{OLD_LIST}?mnu_uid=6792&BD_CODE=bbs_bodo&cmd=2&B_NUM={number}"
            f"&B_STEP={int(number) - 1}&B_LEVEL=0"
        )

    def sources(self) -> Sequence[Source]:
        """Both boards, the living one first."""
        return (self._new_board(), self._old_board())

    def window_sources(self, since: date, until: date) -> Sequence[Source]:
        """The dated search of the old board in slices; the new one is paged to the edge."""
        dated = [self._dated(first, last) for first, last in slices(since, until, SLICE_DAYS)]
        return (self._new_board(), *dated)

    def _new_board(self) -> Source:
        return Source("list", Page(NEW_LIST), _living(self.parse_new), name="board12")

    def _old_board(self) -> Source:
        url = f"{OLD_LIST}?{urlencode({**_MENU, 'cmd': 1, 'Start': 0})}"
        # Since the move of 2026-10-06 it may rest: its newest row says nothing of the office.
        return Source("list", Page(url), _living(self.parse_old), name="bbs_bodo", lively=False)

    def _dated(self, first: date, last: date) -> Source:
        # Without period=1 the dates are ignored and the last two months come back.
        dates = {"period": 1, "B_START": first.isoformat(), "B_END": last.isoformat()}
        query = {**_MENU, "cmd": 1, "p1": 0, "p2": 0, "key": 2, "word": "", **dates, "Start": 0}

        def parse(response: Response) -> Listing:
            listing = self.parse_old(response)
            shown = " to ".join(listing.shown or ())
            if shown and shown != f"{first} to {last}":
                raise WrongDates(
                    f"{response.url}: asked for {first} to {last}, shown {shown}; "
                    "compare the search form's fields with what was asked"
                )
            return listing

        return Source(
            "search",
            Page(f"{OLD_LIST}?{urlencode(query)}"),
            parse,
            name=f"bbs_bodo {first}..{last}",
        )

    def parse_old(self, response: Response) -> Listing:
        """A page of the old board. Raises SourceError on an alert page and on unknown markup."""
        tree = _board(response, "ul.report_list, .bodlist_wrap")
        rows = _old_rows(tree, seen_at(response))
        query = dict(parse_qsl(urlsplit(response.url).query, keep_blank_values=True))
        start = int(query["Start"]) if query.get("Start", "").isdigit() else 0
        links = " ".join(tree.css(".pagination a::attr(href)").getall())
        further = [int(found) for found in re.findall(r"[?&]Start=(\d+)", links)]
        following = None
        if rows and any(offset > start for offset in further):
            # Our own address again: the links' empty p1 and key ask another list.
            query = {**query, "cmd": "1", "Start": str(start + _PAGE_SIZE)}
            url = f"{OLD_LIST}?{urlencode(query)}"
            following = Page(url, number=start // _PAGE_SIZE + 2)
        return Listing(rows, following, shown=_shown(tree))

    def parse_new(self, response: Response) -> Listing:
        """A page of the new board. Raises SourceError on an alert page and on unknown markup."""
        tree = _board(response, ".webzine_list, [class*=board_list]")
        rows = _new_rows(tree, seen_at(response))
        return Listing(rows, _next_new(tree, response.url) if rows else None)


def _old_rows(tree: Selector, now: datetime) -> tuple[Row, ...]:
    """The rows of a page of the old board. ``now`` (aware) is when it was answered.

    The link's ``title`` is the whole title; its text may end in a 새글 badge.
    """

    def read(item: Selector) -> tuple[str | None, Listed]:
        link = item.css(".report_cont .subject a")
        meta = [text_of(span) for span in item.css(".classify span")]
        raw = next((m for m in reversed(meta) if m and listed_date(m, now)), None)
        department, contact = (*(m for m in meta if m != raw), None, None)[:2]
        image = item.css(".report_img img[src*='/data/']::attr(src)").get()
        listed = Listed(
            title=line(attribute(link, "title")) or text_of(link),
            summary=text_of(item.css(".cont")),
            published=listed_date(raw, now),
            published_raw=raw,
            department=department,
            contact=contact,
            image_url=joined(OLD_LIST, image),
        )
        return GyeongbukSpider.key_of(joined(OLD_LIST, attribute(link, "href")) or ""), listed

    return _rows(tree.css("ul.report_list > li"), read)


def _new_rows(tree: Selector, now: datetime) -> tuple[Row, ...]:
    """The rows of a page of the new board."""

    def read(link: Selector) -> tuple[str | None, Listed]:
        number = _OPEN_NEW.search(attribute(link, "onclick") or "")
        item = link.xpath("(ancestor-or-self::li | .)[1]")
        raw = line(" ".join(item.css(".classify ::text").getall()))
        listed = Listed(
            title=line(attribute(link, "title")) or text_of(item.css(".tit")) or text_of(link),
            published=listed_date(raw, now),
            published_raw=raw,
        )
        return _namespaced("board12", number[1] if number else ""), listed

    return _rows(tree.css(".webzine_list a[onclick*='boardList.view']"), read)


def _rows(
    items: Sequence[Selector], read: Callable[[Selector], tuple[str | None, Listed]]
) -> tuple[Row, ...]:
    found: dict[str, Row] = {}
    for item in items:
        key, listed = read(item)
        if key is not None:
            found.setdefault(key, Row(key, GyeongbukSpider.canonical(key), listed))
    return tuple(found.values())


def _living(parse: Callable[[Response], Listing]) -> Callable[[Response], Listing]:
    """A whole board without one row has moved (as on 2026-10-06): told, and the other one counts."""

    def checked(response: Response) -> Listing:
        listing = parse(response)
        first = not re.search(r"(?:Start|[Pp]age\w*)=(?!0\b|1\b)", response.url)
        if first and not listing.rows:
            raise SourceError(f"{response.url}: the board has no rows; look whether it has moved")
        return listing

    return checked


def _namespaced(board: str, number: str) -> str | None:
    return f"{board}:{number}" if _NUMBER.fullmatch(number) else None


def _board(response: Response, marks: str) -> Selector:
    """The tree of a board's page, or SourceError: the site says no with 200 and a short alert."""
    tree = tree_of(response)
    if not tree.css(marks):
        raise SourceError(f"{response.url}: no board on this page ({marks}); has it moved again?")
    return tree


def _next_new(tree: Selector, url: str) -> Page | None:
    """The page after this one, by the parameter that the board's paging links carry."""
    here = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    for href in tree.css("a[href*='10004.do'], a[href^='?']").xpath("@href").getall():
        parts = urlsplit(joined(url, href) or "")
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        if "boardNo" in query or not _NEW_PATH.fullmatch(parts.path):
            continue
        for name in (n for n in query if _PAGE_PARAMETER.fullmatch(n)):
            number = int(here[name]) if here.get(name, "").isdigit() else 1
            if query[name] == str(number + 1):
                return Page(parts.geturl(), number=number + 1)
    return None


def _shown(tree: Selector) -> tuple[str, str] | None:
    """The dates in the search form: what the answer covers when ``period`` was set."""
    start = tree.css("input[name=B_START]::attr(value)").get()
    end = tree.css("input[name=B_END]::attr(value)").get()
    return (start, end) if start and end else None
