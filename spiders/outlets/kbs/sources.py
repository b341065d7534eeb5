"""Where KBS's reports are discovered.

``getNewsList`` (GET): ``datetimeBegin``/``datetimeEnd`` = ``YYYYMMDDhhmmss`` in KST, inclusive;
``rowsPerPage`` up to 500 was seen. ``localCode`` is ``00`` for national news and ``10`` for Busan;
left out it should mean every region (a guess): where it gives nothing, ``00`` is asked for.

``reco.kbs.co.kr/v2/search``: reaches about 200 results a query whatever ``total_count`` says, so a
slice that holds more is halved down to a day, and a day is asked section by section.
``service_time`` is the publication time; ``rdatetime`` is when the index took the row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from parsel import Selector
from scrapy.http import Response

from korean.text import join
from spiders.addresses import joined
from spiders.events import Listed
from spiders.feeds import plain
from spiders.keywords import BROAD
from spiders.markup import line, prose
from spiders.outlets.kbs.answers import (
    check_days,
    items_of,
    key_of_value,
    page_like,
    query_of,
    rows_of,
    text_of_value,
    time_text,
    total_of,
    utc,
)
from spiders.outlets.kbs.urls import canonical, key_of
from spiders.sitemaps import sitemap_source
from spiders.slices import slices
from spiders.source import Listing, Page, Row, Source

SITEMAPS = tuple(
    f"https://news.kbs.co.kr/sitemap/{name}NewsList.xml" for name in ("recent", "daily")
)
LIST = "https://news.kbs.co.kr/api/getNewsList"
SEARCH = "https://reco.kbs.co.kr/v2/search"
ROWS = 100
#: Pages of the list read to close the gap since the last run: about twelve days.
GAP_PAGES = 100
#: Results a search reaches; measured by others near 200.
SEARCH_CAP = 200
SLICE_DAYS = 7
#: 스포츠, 정치, 경제, 사회, 국제, IT·과학, 문화, 연예
SECTIONS = ("0002", "0003", "0004", "0005", "0006", "0007", "0008", "0039")
#: In order of trust; which of them the live API fills is not certain.
_TIMES = ("serviceTime", "newsTime", "deskTime")


def sitemaps() -> Sequence[Source]:
    recent, daily = SITEMAPS
    return (
        sitemap_source(recent, key_of, canonical, name="kbs recentNewsList"),
        sitemap_source(daily, key_of, canonical, name="kbs dailyNewsList", fallback=True),
    )


# -- the list ------------------------------------------------------------------------------------


def latest() -> Source:
    """The list without dates, newest first: goes back as far as the last run."""
    return _list_source("kbs getNewsList", ordered=True)


def daily_lists(since: date, until: date) -> Sequence[Source]:
    """The list of each day, newest day first. A day is read to its end: not ordered."""
    return tuple(
        _list_source(
            f"kbs getNewsList {day}",
            ordered=False,
            datetimeBegin=f"{day:%Y%m%d}000000",
            datetimeEnd=f"{day:%Y%m%d}235959",
        )
        for day, _ in slices(since, until, 1)
    )


def _list_source(name: str, *, ordered: bool, **window: str) -> Source:
    query = {
        "currentPageNo": "1",
        "rowsPerPage": str(ROWS),
        "exceptPhotoYn": "Y",
        **window,
        "contentsCode": "ALL",
        "needReporterInfo": "Y",
        "orderBy": "datetime_desc",
    }
    page = Page(f"{LIST}?{urlencode(query)}")
    most = GAP_PAGES if ordered else 1000
    return Source("api", page, parse_list, ordered=ordered, max_pages=most, name=name)


def parse_list(response: Response) -> Listing:
    """One page of ``getNewsList``. An empty page is the end; a short one need not be."""
    items = items_of(response)
    asked = query_of(response)
    if not items:
        unasked = asked.get("currentPageNo", "1") == "1" and "localCode" not in asked
        return Listing(more=(_national(response),) if unasked else ())
    rows = rows_of(items, _list_row, response)
    check_days(rows, asked.get("datetimeBegin"), asked.get("datetimeEnd"), response)
    number = int(asked.get("currentPageNo", "1")) + 1
    return Listing(rows, next=page_like(response, number, currentPageNo=str(number)))


def _national(response: Response) -> Source:
    """The same list of national news alone, newest first."""
    page = page_like(response, 1, localCode="00")
    return Source("api", page, parse_list, max_pages=GAP_PAGES, name="kbs getNewsList national")


def _list_row(item: Mapping[str, Any]) -> Row | None:
    key = key_of_value(item.get("newsCode"))
    if key is None:
        return None
    raw = next((value for name in _TIMES if (value := time_text(item.get(name)))), None)
    return Row(
        key,
        canonical(key),
        Listed(
            title=plain(text_of_value(item.get("newsTitle"))),
            published=utc(raw),
            published_raw=raw,
            author=_authors(item.get("reporters")),
            section=line(text_of_value(item.get("menuName"))),
            programme=line(text_of_value(item.get("broadName"))),
            body=_full_text(text_of_value(item.get("newsContents"))),
            image_url=_image(text_of_value(item.get("imgUrl"))),
        ),
    )


def _authors(reporters: Any) -> str | None:
    """``김재노 기자 name@kbs.co.kr, …``"""
    found = []
    for reporter in reporters if isinstance(reporters, list) else ():
        if isinstance(reporter, dict):
            parts = (text_of_value(reporter.get(n)) for n in ("reporterName", "jobName", "email"))
            if told := line(" ".join(part for part in parts if part)):
                found.append(told)
    return ", ".join(found) or None


def _full_text(markup: str | None) -> str | None:
    """``newsContents``: paragraphs are split by ``<br /><br />``."""
    return join(prose(Selector(text=markup).css("body"))) or None if markup else None


def _image(path: str | None) -> str | None:
    return joined(LIST, path)


# -- the search ----------------------------------------------------------------------------------


def searches(since: date, until: date) -> Iterator[Source]:
    """Every keyword in slices of a week, newest first."""
    for keyword in BROAD:
        for first, last in slices(since, until, SLICE_DAYS):
            yield search(keyword, first, last)


def search(keyword: str, first: date, last: date, sections: tuple[str, ...] = SECTIONS) -> Source:
    """One slice of the search, both days inclusive; it splits itself when it holds too much."""
    query = {
        "target": "newstotal",
        "keyword": keyword,
        "page": "1",
        "page_size": str(ROWS),
        "sort_option": "date",
        "searchfield": "all",
        "categoryfield": ",".join(sections),
        "sdate": f"{first:%Y.%m.%d}",
        "edate": f"{last:%Y.%m.%d}",
    }

    def parse(response: Response) -> Listing:
        asked = query_of(response)
        number = int(asked.get("page", "1"))
        items, total = items_of(response), total_of(response)
        if number == 1 and total >= SEARCH_CAP:
            parts = _split(keyword, first, last, sections)
            if parts:
                return Listing(more=parts)
        rows = rows_of(items, _found_row, response)
        check_days(rows, f"{first:%Y%m%d}", f"{last:%Y%m%d}", response)
        more = bool(items) and number * ROWS < max(total, 1)
        following = page_like(response, number + 1, page=str(number + 1)) if more else None
        return Listing(rows, next=following, total=total)

    name = f"kbs search {keyword} {first} {last}"
    if len(sections) == 1:
        name = f"{name} section {sections[0]}"
    page = Page(f"{SEARCH}?{urlencode(query)}")
    return Source("search", page, parse, ordered=False, name=name)


def _split(keyword: str, first: date, last: date, sections: tuple[str, ...]) -> tuple[Source, ...]:
    """Halves of the days; of one day its sections; nothing when neither can be divided."""
    if first < last:
        middle = first + (last - first) // 2
        halves = ((middle + timedelta(days=1), last), (first, middle))
        return tuple(search(keyword, begin, end, sections) for begin, end in halves)
    if len(sections) > 1:
        return tuple(search(keyword, first, last, (section,)) for section in sections)
    return ()


def _found_row(item: Mapping[str, Any]) -> Row | None:
    key = key_of_value(item.get("contents_id")) or key_of(
        text_of_value(item.get("target_url")) or ""
    )
    if key is None:
        return None
    raw = time_text(item.get("service_time"))
    return Row(
        key,
        canonical(key),
        Listed(
            title=plain(text_of_value(item.get("title"))),
            summary=plain(text_of_value(item.get("contents"))),
            published=utc(raw),
            published_raw=raw,
            section=line(text_of_value(item.get("root_contents_code_name"))),
        ),
    )
