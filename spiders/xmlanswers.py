"""What readers of feeds and of sitemaps share: refusing what is no XML, times, rows each once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime

from scrapy.http import Response

from korean import dates
from spiders.refusals import is_html, refusal
from spiders.source import Row, SourceError
from spiders.window import KST, iso

KeyOf = Callable[[str], str | None]
Canonical = Callable[[str], str]

XML_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>", re.IGNORECASE)
LOOK = "open the address in a browser to see what it answers now"


def refuse_html(response: Response, content: str) -> None:
    """Raises SourceError for an empty answer and for a page where XML should be."""
    if not content.strip():
        raise SourceError(f"{response.url}: an empty answer instead of XML; {LOOK}")
    if is_html(content):
        reason = refusal(content)
        raise SourceError(
            f"{response.url}: an HTML page instead of XML"
            f"{f' ({reason})' if reason else ''}; {LOOK}",
            blocked=reason is not None,
        )


def beginning(content: str) -> str:
    """The first words of an answer, quoted, for a message."""
    return repr(" ".join(content.split())[:40])


def timestamp(raw: str | None) -> str | None:
    """A feed's time as aware ISO 8601 in UTC: RFC 822, ISO, or Korean forms; naive is KST."""
    raw = (raw or "").strip()
    if not raw:
        return None
    try:
        when = datetime.fromisoformat(raw)
    except ValueError:
        moment = dates.parse(raw)
        return iso(moment.at) if moment else None
    try:
        return iso(when if when.tzinfo is not None else when.replace(tzinfo=KST))
    except OverflowError:  # 0001-01-01 in Korea lies before the first day there is
        return None


def unique_rows(rows: Iterable[Row | None]) -> tuple[Row, ...]:
    """Each key once, where it stands first."""
    found: dict[str, Row] = {}
    for row in rows:
        if row is not None:
            found.setdefault(row.key, row)
    return tuple(found.values())
