"""What KBS's JSON endpoints answer, taken apart. Anything else raises `SourceError`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from scrapy.http import Response

from korean import dates
from spiders.decoding import decoded
from spiders.markup import line
from spiders.outlets.kbs.urls import canonical, key_of
from spiders.refusals import refusal
from spiders.source import Page, Row, SourceError, WrongDates
from spiders.window import KST, aware, iso


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


def items_of(response: Response) -> list[Mapping[str, Any]]:
    answer = _answer(response)
    failed = answer.get("success") is False or str(answer.get("status") or 200) != "200"
    items = answer.get("data") if answer.get("data") is not None else []
    if failed or not isinstance(items, list) or "data" not in answer:
        told = (
            line(text_of_value(answer.get("reason") or answer.get("message"))) or "no reason given"
        )
        raise SourceError(
            f"{response.url}: the API answered without data ({told}); check its parameters"
        )
    return [item for item in items if isinstance(item, dict)]


def total_of(response: Response) -> int:
    total = text_of_value(_answer(response).get("total_count")) or ""
    return int(total) if total.isdecimal() else 0


def rows_of(
    items: list[Mapping[str, Any]],
    read: Callable[[Mapping[str, Any]], Row | None],
    response: Response,
) -> tuple[Row, ...]:
    found = {row.key: row for item in reversed(items) if (row := read(item)) is not None}
    if items and not found:
        raise SourceError(
            f"{response.url}: {len(items)} rows without an id; the API's field names have changed"
        )
    return tuple(reversed(found.values()))


def check_days(rows: Sequence[Row], begin: str | None, end: str | None, response: Response) -> None:
    """Some sites ignore the dates asked for and show others: then nothing here can be believed.

    A day more on each side is allowed: a report may be listed by another of its times. The days asked
    for are among those of a list that ignores them, too: so most rows must be of them.
    """
    if not begin or not end:
        return
    first = _day(begin) - timedelta(days=1)
    last = _day(end) + timedelta(days=1)
    shown = [when.astimezone(KST).date() for r in rows if (when := aware(r.listed.published))]
    inside = sum(first <= day <= last for day in shown)
    if 2 * inside < len(shown):
        raise WrongDates(
            f"{response.url}: asked for {_day(begin)} to {_day(end)}, "
            f"shown {min(shown)} to {max(shown)}; the dates asked for are ignored"
        )


def _day(text: str) -> date:
    return datetime.strptime(text[:8], "%Y%m%d").replace(tzinfo=KST).date()


def query_of(response: Response) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(response.url).query))


def page_like(response: Response, number: int = 2, **changed: str) -> Page:
    address = response.url.split("?", 1)[0]
    return Page(f"{address}?{urlencode(query_of(response) | changed)}", number=number)


def text_of_value(value: Any) -> str | None:
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else None


def key_of_value(value: Any) -> str | None:
    return key_of(canonical(text_of_value(value) or ""))


def time_text(value: Any) -> str | None:
    """A full time as printed; ``broadDate`` and clock times alone say too little."""
    raw = (text_of_value(value) or "").strip()
    moment = dates.parse(raw) if raw else None
    return raw if moment is not None and moment.precision != "day" else None


def utc(raw: str | None) -> str | None:
    moment = dates.parse(raw) if raw else None
    return iso(moment.at) if moment else None
