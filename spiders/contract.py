"""What every source must keep at every fetch, and how a breach is named.

A breach is the source's ``problem`` in the capture log (``code: what happened``), and a note. The
codes:

| code | meaning |
|---|---|
| ``unreachable`` | no answer: DNS, connection, timeout, an error of the server (5xx) |
| ``http`` | an answer that is none: 404, 410, a redirect that leads nowhere |
| ``blocked`` | refused: 401, 403, 429, a challenge, a firewall's page |
| ``robots`` | robots.txt forbids it |
| ``alert``, ``login``, ``redirect-page`` | a page that says no with status 200 (`spiders.refusals`) |
| ``small`` | a few hundred bytes that are no list |
| ``no-list`` | an answer that the source's parser does not know |
| ``empty`` | a list without a row, where the outlet's past has some |
| ``foreign`` | its rows lead to hosts that are not the outlet's |
| ``stale`` | its newest row is far older than what else is known of the outlet |
| ``dates`` | it shows other days than those asked for |
| ``incomplete`` | read in part: it broke off, repeats its pages, or caps its rows |
| ``interrupted`` | the visit ended while it was read |
| ``crashed`` | our parser failed |

A source with ``incomplete`` or ``interrupted`` was read; every other breach counts as failed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import SequenceMatcher
from typing import Literal
from urllib.parse import urlsplit

from scrapy.http import Response

from spiders.decoding import decoded
from spiders.events import CaptureKind, EndedOutcome
from spiders.outlet import Outlet
from spiders.refusals import alert_text, is_html, sign_of
from spiders.source import SourceError, WrongDates

Code = Literal[
    "unreachable", "http", "blocked", "robots", "alert", "login", "redirect-page", "small",
    "no-list", "empty", "foreign", "stale", "dates", "incomplete", "interrupted", "crashed",
]  # fmt: skip

#: Breaches of a source that was read all the same.
MINOR: tuple[Code, ...] = ("incomplete", "interrupted")
#: A list, feed or sitemap with rows was never smaller (the emptiest feed of a member: 2 kB).
SMALL = 600
#: A source so far behind the newest thing known of its outlet is a closed one. Section feeds of
#: small papers rest for weeks.
STALE = timedelta(days=30)
#: News sitemaps hold two days: an empty one is a breach only where others show something as new.
RECENT = timedelta(days=2)
#: Kinds whose newest row says whether the source lives. A search shows what was searched for.
LIVING: tuple[CaptureKind, ...] = ("feed", "sitemap", "list", "api")

_FATES: dict[EndedOutcome, Code] = {
    "robots": "robots",
    "blocked": "blocked",
    "unreachable": "unreachable",
}
_URL = re.compile(r"https?://[^\s\"'<>\\)\]]+", re.IGNORECASE)
#: Registrable names so alike are taken for one another.
_ALIKE = 0.8


@dataclass(frozen=True, slots=True)
class Breach:
    """How a source broke the contract; as text it is ``FeedSeen.problem``."""

    code: Code
    why: str

    def __str__(self) -> str:
        return f"{self.code}: {self.why}"


INTERRUPTED = Breach("interrupted", "the visit ended while it was read")


class Unanswered(SourceError):
    """A source gave no answer to read. ``status`` is HTTP's, 0 without any answer."""

    def __init__(self, outcome: EndedOutcome, message: str, status: int = 0) -> None:
        super().__init__(message, blocked=outcome in ("blocked", "robots"))
        self.code: Code = _FATES.get(outcome, "http")
        self.status = status


def of_error(
    error: SourceError, response: Response | None, foreign: Strangers | None, url: str = ""
) -> Breach:
    """The breach behind a parser's refusal of an answer, or behind a missing answer.

    ``url`` is the address asked for: whoever tells of a breach names it, so it is not named twice.
    """
    words = str(error).removeprefix(f"{url}: ") if url else str(error)
    if isinstance(error, Unanswered):
        return Breach(error.code, words)
    if isinstance(error, WrongDates):
        return Breach("dates", words)
    if response is None:
        return Breach("no-list", words)
    content = _text_of(response)
    sign = sign_of(content) if is_html(content) or content.lstrip().startswith("<") else None
    if sign is not None:
        said = alert_text(content)
        why = f"{words} (it says {said!r})" if said and said not in words else words
        if sign.kind == "challenge" or sign.kind == "denied":
            return Breach("blocked", why)
        return Breach(sign.kind, why)
    if foreign:
        return Breach("foreign", f"{foreign}; {words}")
    if len(response.body) < SMALL:
        return Breach("small", f"{words} ({len(response.body)} bytes)")
    return Breach("no-list", words)


def _text_of(response: Response) -> str:
    try:
        return decoded(response)
    except SourceError:  # a broken gzip: the parser has said so
        return ""


def of_silence(response: Response, known: int, *, fed: bool) -> Breach:
    """The breach of a readable answer without a row: of an outlet of which so many keys are
    ``known``, by a source that had rows before (``fed``), or after all others had failed.
    """
    size = len(response.body)
    past = "and no other source shows one"
    if known:
        past = f"though {known} articles of this outlet are known"
    elif fed:
        past = "though it had some"
    return Breach("small" if size < SMALL else "empty", f"no row in {size} bytes, {past}")


def is_stale(newest: datetime | None, reference: datetime | None) -> bool:
    """Is a source's newest row (aware) too old beside the newest thing known of the outlet?"""
    return newest is not None and reference is not None and newest < reference - STALE


def latest(times: Iterable[datetime | None], now: datetime | None = None) -> datetime | None:
    """The newest of these aware times. One that lies in the future proves nothing."""
    edge = (now or datetime.now(UTC)) + timedelta(days=1)
    return max((when for when in times if when is not None and when <= edge), default=None)


# -- hosts ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Strangers:
    """Links of an answer that look like the outlet's articles and lead to other hosts."""

    hosts: tuple[tuple[str, int], ...]  # most links first
    alike: tuple[str, ...]  # those that look like a host of the outlet

    @property
    def count(self) -> int:
        return sum(number for _, number in self.hosts)

    def __str__(self) -> str:
        named = ", ".join(f"{host} ({number})" for host, number in self.hosts[:3])
        mimic = f"; {', '.join(self.alike)} only looks like this outlet" if self.alike else ""
        return f"{self.count} links lead to other hosts: {named}{mimic}"


def strangers(
    response: Response, outlet: Outlet, key_of: Callable[[str], str | None]
) -> Strangers | None:
    """Links with the shape of an article's address, on hosts that are not the outlet's.

    The shape is asked of ``key_of``, with the outlet's own host put in.
    """
    found: Counter[str] = Counter()
    for url in dict.fromkeys(_URL.findall(decoded(response))):
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").rstrip(".")
        except ValueError:
            continue
        if host and not outlet.owns(host):
            own = parts._replace(netloc=outlet.hosts[0]).geturl()
            if key_of(url) is None and key_of(own) is not None:
                found[host] += 1
    if not found:
        return None
    return Strangers(tuple(found.most_common()), tuple(h for h in found if looks_alike(h, outlet)))


def looks_alike(host: str, outlet: Outlet) -> bool:
    """Would a reader take this host for one of the outlet's? (``www.kyongbuk-news.co.kr``)"""
    own = outlet.domain.split(".")[0]
    return any(
        (len(own) > 3 and own in label) or SequenceMatcher(None, own, label).ratio() >= _ALIKE
        for label in host.split(".")
    )
