"""What every site needs: requests and answers as values, the desk with what is out, printed dates."""

from __future__ import annotations

import hashlib
import json
import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.utils import format_datetime
from html import escape
from typing import Any, TypeVar

from pressroom.clock import KST
from pressroom.world import Publication, World

T = TypeVar("T")

HTML = "text/html; charset=UTF-8"
XML = "text/xml; charset=utf-8"
JSON = "application/json; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Request:
    """One request, addressed to a real host. Header names are lower case; the last value counts."""

    method: str
    host: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    headers: Mapping[str, str]
    target: str  # path and query as they were asked

    def arg(self, name: str, default: str = "") -> str:
        """A parameter, from the posted form first."""
        return self.form.get(name, self.query.get(name, default))

    def number(self, name: str, default: int, least: int = 0) -> int:
        value = self.arg(name)
        return max(least, int(value)) if re.fullmatch(r"\d{1,9}", value) else default

    def day(self, *names: str) -> date | None:
        """The first of these parameters that is a day: 2026-11-20, 2026.11.20 or 20261120…"""
        for name in names:
            found = re.match(r"(\d{4})[-.]?(\d{2})[-.]?(\d{2})", self.arg(name))
            if found:
                try:
                    return date(*map(int, found.groups()))
                except ValueError:
                    continue
        return None


@dataclass(frozen=True, slots=True)
class Wire:
    """How the bytes leave, where a fault wants more than an honest answer.

    ``delay`` seconds before the first byte; ``drip`` seconds between pieces of ``piece`` bytes;
    ``promise`` is the Content-Length claimed; ``cut`` bytes are sent, then the connection closes;
    ``reset`` closes it with RST; ``stream`` yields the body of an answer too large to hold.
    """

    delay: float = 0.0
    drip: float = 0.0
    piece: int = 512
    promise: int | None = None
    cut: int | None = None
    reset: bool = False
    stream: Callable[[], Any] | None = None


PLAIN = Wire()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site says. ``modified`` makes it conditional: an ETag of the body and Last-Modified."""

    body: bytes = b""
    status: int = 200
    content_type: str = HTML
    headers: tuple[tuple[str, str], ...] = ()
    modified: datetime | None = None
    wire: Wire = PLAIN


def page(text: str, *, modified: datetime | None = None, status: int = 200) -> Answer:
    return Answer(text.encode(), status, HTML, modified=modified)


def xml(text: str, modified: datetime | None) -> Answer:
    return Answer(text.encode(), 200, XML, modified=modified)


def as_json(value: object) -> Answer:
    return Answer(json.dumps(value, ensure_ascii=False).encode(), 200, JSON)


def redirect(url: str, status: int = 301) -> Answer:
    """A redirect to a real address."""
    return Answer(b"", status, HTML, headers=(("Location", url),))


def plain(text: str, status: int = 200) -> Answer:
    return Answer(text.encode(), status, "text/plain; charset=utf-8")


def missing(text: str = "<html><body><h1>페이지를 찾을 수 없습니다</h1></body></html>") -> Answer:
    return page(text, status=404)


class Shelves:
    """The world in order, built once: by outlet, oldest first, and by key."""

    def __init__(self, world: World) -> None:
        self.by_outlet = {
            outlet: tuple(sorted(pubs, key=lambda p: (p.published, p.key)))
            for outlet, pubs in world.outlets.items()
        }
        self.times = {o: [p.published for p in pubs] for o, pubs in self.by_outlet.items()}
        self.by_key = {(p.outlet, p.key): p for pubs in self.by_outlet.values() for p in pubs}


@dataclass(frozen=True)
class Desk:
    """What the outlets have published by ``now``. One desk serves until the clock moves."""

    shelves: Shelves
    now: datetime
    empty: bool = False  # a fault: lists show nothing
    _memory: dict[object, Any] = field(default_factory=dict, compare=False)

    def out(self, outlet: str) -> Sequence[Publication]:
        """Published by now, newest first."""
        if self.empty:
            return ()

        def read() -> Sequence[Publication]:
            pubs = self.shelves.by_outlet.get(outlet, ())
            return pubs[: bisect_right(self.shelves.times.get(outlet, []), self.now)][::-1]

        return self.memo(("out", outlet), read)

    def find(self, outlet: str, key: str) -> Publication | None:
        """The article of this key, None while it is not out."""
        found = self.shelves.by_key.get((outlet, key))
        return found if found is not None and found.published <= self.now else None

    def around(self, publication: Publication) -> tuple[Publication | None, Publication | None]:
        """The article before and the one after this one on its outlet's shelf."""
        places = self.memo(
            ("place", publication.outlet),
            lambda: {p.key: i for i, p in enumerate(self.out(publication.outlet))},
        )
        out, at = self.out(publication.outlet), places.get(publication.key)
        if at is None:
            return None, None
        return (out[at + 1] if at + 1 < len(out) else None), (out[at - 1] if at else None)

    def memo(self, key: object, make: Callable[[], T]) -> T:
        """A value worked out once for this state of the clock (racing threads agree on it)."""
        if key not in self._memory:
            self._memory[key] = make()
        value: T = self._memory[key]
        return value

    def title(self, publication: Publication) -> str:
        return publication.text_at(self.now).title

    def changed(self, publications: Sequence[Publication]) -> datetime:
        """When a list of these last changed: the newest publication or edit in it."""
        moments = [p.text_at(self.now).since for p in publications]
        moments += [p.published for p in publications]
        return max(moments, default=self.now.replace(hour=0, minute=0, second=0))


class Site:
    """One outlet's site: its hosts, its robots.txt and what its addresses answer.

    A subclass sets ``outlet``, ``hosts`` and ``routes`` (a pattern on the path, the name of the
    method that answers); patterns match whole paths and their groups reach the method.
    """

    outlet: str
    hosts: tuple[str, ...] = ()
    routes: tuple[tuple[str, str], ...] = ()
    crawl_delay: float | None = None
    disallowed: tuple[str, ...] = ("/private/", "/member/")
    packs: bool = False  # gzip for who accepts it
    refused_agents: tuple[str, ...] = ()  # robots that may fetch nothing at all

    def __init__(self) -> None:
        self._routes = [(re.compile(p), getattr(self, name)) for p, name in self.routes]

    def sitemaps(self, host: str) -> tuple[str, ...]:
        return ()

    def robots(self, host: str) -> str:
        lines: list[str] = []
        for agent in self.refused_agents:
            lines += [f"User-agent: {agent}", "Disallow: /", ""]
        lines += ["User-agent: *", *(f"Disallow: {path}" for path in self.disallowed)]
        if self.crawl_delay is not None:
            lines.append(f"Crawl-delay: {self.crawl_delay:g}")
        lines += [f"Sitemap: {url}" for url in self.sitemaps(host)]
        return "\n".join(lines) + "\n"

    def front(self, request: Request, desk: Desk) -> Answer:
        raise NotImplementedError

    def answer(self, request: Request, desk: Desk) -> Answer:
        if request.path == "/robots.txt":
            return plain(self.robots(request.host))
        if request.path.startswith("/private/"):
            # Disallowed for robots and yet there: whoever is served here did not obey.
            return page(f"<html><body>회원 전용 {escape(request.path)}</body></html>")
        for pattern, method in self._routes:
            found = pattern.fullmatch(request.path)
            if found:
                answered: Answer = method(request, desk, *found.groups())
                return answered
        if request.path in ("/", "/index.html"):
            return self.front(request, desk)
        return missing()


def pick(key: str, count: int, salt: str = "") -> int:
    """A number below ``count`` that always belongs to this key."""
    return hashlib.blake2b(f"{salt}{key}".encode(), digest_size=4).digest()[0] % count


def number_of(key: str) -> int:
    """The digits of a key as a number, for rules like "one in twelve"."""
    return int(re.sub(r"\D", "", key) or 0)


def kst(moment: datetime) -> datetime:
    return moment.astimezone(KST)


def stamp(moment: datetime, form: str) -> str:
    """A moment as a site prints it, in Asia/Seoul."""
    return kst(moment).strftime(form)


def iso(moment: datetime) -> str:
    """2026-11-20T18:00:00+09:00"""
    return kst(moment).isoformat(timespec="seconds")


def rfc822(moment: datetime) -> str:
    """Fri, 20 Nov 2026 18:00:00 +0900"""
    return format_datetime(kst(moment))


def between(
    publications: Sequence[Publication], first: date | None, last: date | None
) -> list[Publication]:
    """Those published on these days, both inclusive, in Asia/Seoul."""
    return [
        p
        for p in publications
        if (first is None or kst(p.published).date() >= first)
        and (last is None or kst(p.published).date() <= last)
    ]


def matching(
    publications: Sequence[Publication], words: str, now: datetime, *, titles_only: bool = False
) -> list[Publication]:
    """Those whose text holds every word, in the title alone or anywhere."""
    wanted = words.casefold().split()
    if not wanted:
        return list(publications)
    found = []
    for publication in publications:
        text = publication.text_at(now)
        hay = (
            text.title if titles_only else "\n".join((text.title, *text.subtitle, *text.paragraphs))
        )
        hay = hay.casefold()
        if all(word in hay for word in wanted):
            found.append(publication)
    return found


def slice_page(items: Sequence[T], number: int, size: int) -> Sequence[T]:
    return items[(number - 1) * size : number * size]


def excerpt(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length] + "..."


def window_hours(desk: Desk, outlet: str, hours: int) -> list[Publication]:
    """What came out in the last hours."""
    edge = desk.now - timedelta(hours=hours)
    return [p for p in desk.out(outlet) if p.published > edge]
