"""Where KBS's reports are discovered.

``getNewsList`` (GET): ``datetimeBegin``/``datetimeEnd`` = ``YYYYMMDDhhmmss`` in KST, inclusive;
``rowsPerPage`` up to 500 was seen. ``localCode`` is ``00`` for national news and ``10`` for Busan;
left out it should mean every region (a guess): where it gives nothing, ``00`` is asked for.

``reco.kbs.co.kr/v2/search``: reaches about 200 results a query whatever ``total_count`` says, so a
slice that holds more is halved down to a day, and a day is asked section by section.
``service_time`` is the publication time; ``rdatetime`` is when the index took the row.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from parsel import Selector
from scrapy.http import Response

from korean import dates
from korean.text import join
from spiders.events import Listed
from spiders.feeds import decoded, plain, sitemap_source
from spiders.keywords import BROAD
from spiders.markup import line, prose
from spiders.outlets.kbs.urls import canonical, key_of
from spiders.refusals import refusal
from spiders.source import Listing, Page, Row, Source, SourceError
from spiders.window import KST, aware, iso

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
        for day in _days_back(since, until)
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
    items = _items(response)
    asked = _query(response)
    if not items:
        unasked = asked.get("currentPageNo", "1") == "1" and "localCode" not in asked
        return Listing(more=(_national(response),) if unasked else ())
    rows = _rows(items, _list_row, response)
    _check_days(rows, asked.get("datetimeBegin"), asked.get("datetimeEnd"), response)
    number = int(asked.get("currentPageNo", "1")) + 1
    return Listing(rows, next=_page(response, number, currentPageNo=str(number)))


def _national(response: Response) -> Source:
    """The same list of national news alone, newest first."""
    page = _page(response, 1, localCode="00")
    return Source("api", page, parse_list, max_pages=GAP_PAGES, name="kbs getNewsList national")


def _list_row(item: Mapping[str, Any]) -> Row | None:
    key = _key(item.get("newsCode"))
    if key is None:
        return None
    raw = next((value for name in _TIMES if (value := _time_text(item.get(name)))), None)
    return Row(
        key,
        canonical(key),
        Listed(
            title=plain(_text(item.get("newsTitle"))),
            published=_time(raw),
            published_raw=raw,
            author=_authors(item.get("reporters")),
            section=line(_text(item.get("menuName"))),
            programme=line(_text(item.get("broadName"))),
            body=_full_text(_text(item.get("newsContents"))),
            image_url=_image(_text(item.get("imgUrl"))),
        ),
    )


def _authors(reporters: Any) -> str | None:
    """``김재노 기자 name@kbs.co.kr, …``"""
    found = []
    for reporter in reporters if isinstance(reporters, list) else ():
        if isinstance(reporter, dict):
            parts = (_text(reporter.get(n)) for n in ("reporterName", "jobName", "email"))
            if told := line(" ".join(part for part in parts if part)):
                found.append(told)
    return ", ".join(found) or None


def _full_text(markup: str | None) -> str | None:
    """``newsContents``: paragraphs are split by ``<br /><br />``."""
    return join(prose(Selector(text=markup).css("body"))) or None if markup else None


def _image(path: str | None) -> str | None:
    return urljoin(LIST, path) if path else None


# -- the search ----------------------------------------------------------------------------------


def searches(since: date, until: date) -> Iterator[Source]:
    """Every keyword in slices of a week, newest first."""
    for keyword in BROAD:
        last = until
        while last >= since:
            first = max(since, last - timedelta(days=SLICE_DAYS - 1))
            yield search(keyword, first, last)
            last = first - timedelta(days=1)


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
        asked = _query(response)
        number = int(asked.get("page", "1"))
        items, total = _items(response), _total(response)
        if number == 1 and total >= SEARCH_CAP:
            parts = _split(keyword, first, last, sections)
            if parts:
                return Listing(more=parts)
        rows = _rows(items, _found_row, response)
        _check_days(rows, f"{first:%Y%m%d}", f"{last:%Y%m%d}", response)
        more = bool(items) and number * ROWS < max(total, 1)
        following = _page(response, number + 1, page=str(number + 1)) if more else None
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
    key = _key(item.get("contents_id")) or key_of(_text(item.get("target_url")) or "")
    if key is None:
        return None
    raw = _time_text(item.get("service_time"))
    return Row(
        key,
        canonical(key),
        Listed(
            title=plain(_text(item.get("title"))),
            summary=plain(_text(item.get("contents"))),
            published=_time(raw),
            published_raw=raw,
            section=line(_text(item.get("root_contents_code_name"))),
        ),
    )


# -- answers -------------------------------------------------------------------------------------


def _answer(response: Response) -> Mapping[str, Any]:
    """The JSON object. A blocked API answers an HTML page: that is a refusal, not "no results"."""
    content = decoded(response)
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        markup = content.lstrip().startswith("<")
        what = f"HTML ({refusal(content) or 'no known refusal'})" if markup else "no JSON"
        raise SourceError(
            f"{response.url}: {what} instead of JSON; "
            "KBS answers so when it blocks: wait, then try with longer delays",
            blocked=markup,
        ) from None
    if not isinstance(answer, dict):
        raise SourceError(f"{response.url}: JSON, but no object; look at what the API answers now")
    return answer


def _items(response: Response) -> list[Mapping[str, Any]]:
    answer = _answer(response)
    failed = answer.get("success") is False or str(answer.get("status", 200)) != "200"
    items = answer.get("data") if answer.get("data") is not None else []
    if failed or not isinstance(items, list) or "data" not in answer:
        told = line(_text(answer.get("reason") or answer.get("message"))) or "no reason given"
        raise SourceError(
            f"{response.url}: the API answered without data ({told}); check its parameters"
        )
    return [item for item in items if isinstance(item, dict)]


def _total(response: Response) -> int:
    total = _text(_answer(response).get("total_count")) or ""
    return int(total) if total.isdecimal() else 0


def _rows(items: list[Mapping[str, Any]], read: Any, response: Response) -> tuple[Row, ...]:
    found = {row.key: row for item in reversed(items) if (row := read(item)) is not None}
    if items and not found:
        raise SourceError(
            f"{response.url}: {len(items)} rows without an id; the API's field names have changed"
        )
    return tuple(reversed(found.values()))


def _check_days(
    rows: Sequence[Row], begin: str | None, end: str | None, response: Response
) -> None:
    """Some sites ignore the dates asked for and show others: then nothing here can be believed.

    A day more on each side is allowed: a report may be listed by another of its times.
    """
    if not begin or not end:
        return
    first = _day(begin) - timedelta(days=1)
    last = _day(end) + timedelta(days=1)
    shown = [when.astimezone(KST).date() for r in rows if (when := aware(r.listed.published))]
    if shown and not any(first <= day <= last for day in shown):
        raise SourceError(
            f"{response.url}: asked for {first} to {last}, shown {min(shown)} to {max(shown)}; "
            "the dates asked for are ignored"
        )


# -- small parts ---------------------------------------------------------------------------------


def _days_back(since: date, until: date) -> Iterator[date]:
    for back in range((until - since).days + 1):
        yield until - timedelta(days=back)


def _day(text: str) -> date:
    return datetime.strptime(text[:8], "%Y%m%d").replace(tzinfo=KST).date()


def _query(response: Response) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(response.url).query))


def _page(response: Response, number: int = 2, **changed: str) -> Page:
    address = response.url.split("?", 1)[0]
    return Page(f"{address}?{urlencode(_query(response) | changed)}", number=number)


def _text(value: Any) -> str | None:
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else None


def _key(value: Any) -> str | None:
    return key_of(canonical(_text(value) or ""))


def _time_text(value: Any) -> str | None:
    """A full time as printed; ``broadDate`` and clock times alone say too little."""
    raw = (_text(value) or "").strip()
    moment = dates.parse(raw) if raw else None
    return raw if moment is not None and moment.precision != "day" else None


def _time(raw: str | None) -> str | None:
    moment = dates.parse(raw) if raw else None
    return iso(moment.at) if moment else None
