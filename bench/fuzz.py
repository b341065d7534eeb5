"""``make fuzz``: broken pages, lists and texts through everything that reads them.

Press-room pages are torn, shuffled, re-encoded and spliced. Readers may refuse, with the errors they
are documented to raise; anything else is a fault, printed with what reproduces it.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from traceback import format_exc
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from scrapy import Request
from scrapy.http import HtmlResponse, Response, XmlResponse

from korean import relevance, tags
from pressroom.server import PressRoom
from pressroom.sites.base import Request as Asked
from spiders import registry, rendering
from spiders.extraction import Fetched, Refused, extract
from spiders.source import Source, SourceError

Mutation = Callable[[bytes, random.Random], bytes]


def _cut(body: bytes, rng: random.Random) -> bytes:
    return body[: rng.randrange(len(body) + 1)]


def _hole(body: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(body) + 1)
    return body[:start] + body[start + rng.randrange(1, 4000) :]


def _repeat(body: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(body) + 1)
    piece = body[start : start + rng.randrange(1, 3000)]
    return body[:start] + piece * rng.randrange(2, 30) + body[start:]


def _noise(body: bytes, rng: random.Random) -> bytes:
    broken = bytearray(body)
    for _ in range(rng.randrange(1, 60)):
        if broken:
            broken[rng.randrange(len(broken))] = rng.randrange(256)
    return bytes(broken)


def _tags_gone(body: bytes, rng: random.Random) -> bytes:
    pieces = body.split(b">")
    return b">".join(p for p in pieces if rng.random() > 0.1)


def _recoded(body: bytes, rng: random.Random) -> bytes:
    text = body.decode("utf-8", "replace")
    return text.encode(rng.choice(["cp949", "utf-16", "latin-1", "euc_jp"]), "replace")


def _marks(body: bytes, rng: random.Random) -> bytes:
    """Signs that parsers trip over, at random places."""
    signs = [b"<!--", b"-->", b"]]>", b"<![CDATA[", b"\x00", b"&#0;", b"&#x110000;", b"http://[",
             b'{"@type":', b"<script>", b"9999-99-99", "\u202e".encode(), b"<table>" * 50]  # fmt: skip
    for _ in range(rng.randrange(1, 8)):
        at = rng.randrange(len(body) + 1)
        body = body[:at] + rng.choice(signs) + body[at:]
    return body


MUTATIONS: Sequence[Mutation] = (_cut, _hole, _repeat, _noise, _tags_gone, _recoded, _marks)


class Fuzz:
    """One session: what was tried, and what fell over."""

    def __init__(self, room: PressRoom, rng: random.Random) -> None:
        self.room = room
        self.rng = rng
        self.tried: Counter[str] = Counter()
        self.slowest = (0.0, "")
        self.faults: list[str] = []

    def ask(self, url: str) -> bytes:
        """What the press room answers at this address."""
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        target = f"{parts.path}?{parts.query}"
        return self.room.answer(Asked("GET", parts.netloc, parts.path, query, {}, {}, target)).body

    def attempt(self, what: str, where: str, work: Callable[[], object]) -> None:
        started = time.perf_counter()
        try:
            work()
        except Exception:
            self.faults.append(f"{what} {where}\n{format_exc(limit=-5)}")
        seconds = time.perf_counter() - started
        self.slowest = max(self.slowest, (seconds, f"{what} {where}"))
        self.tried[what] += 1

    def broken(self, body: bytes) -> bytes:
        for mutate in self.rng.choices(MUTATIONS, k=self.rng.randrange(1, 4)):
            body = mutate(body, self.rng)
        return body

    def page(self, code: str, key: str) -> None:
        """An article's page through extraction, judge and tags; its text through the renderings."""
        url = registry.spider(code).canonical(key)
        body = self.broken(self.ask(url))
        self.attempt("page", url, lambda: self._read(code, key, url, body))
        text = body.decode("utf-8", "replace")
        self.attempt("rendering", url, lambda: _render(text))

    def _read(self, code: str, key: str, url: str, body: bytes) -> None:
        read = extract(
            Fetched(url, body, "text/html", datetime.now(UTC), registry.outlet(code), key)
        )
        if isinstance(read, Refused):
            return
        relevance.judge(read.title, read.body, subtitle=read.subtitle)
        tags.tag(read.title, read.body, subtitle=read.subtitle)

    def source(self, code: str) -> None:
        """A source's first answer through its parser."""
        spider = registry.spider(code)()
        today = date(2026, 11, 20)
        sources = [*spider.sources(), *spider.window_sources(date(2026, 11, 1), today)]
        source = self.rng.choice(sources)
        body = self.broken(self.ask(source.page.url))
        self.attempt("source", source.page.url, lambda: _parse(source, body))


def _render(text: str) -> None:
    try:
        rendering.read_rendering(text)
    except rendering.UnreadableRendering:
        return


def _parse(source: Source, body: bytes) -> None:
    url = source.page.url
    for kind in (HtmlResponse, XmlResponse, Response):
        options: dict[str, Any] = {} if kind is Response else {"encoding": "utf-8"}
        try:
            source.parse(kind(url, body=body, request=Request(url), **options))
        except SourceError:
            continue


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=180)
    parser.add_argument("--seed", type=int, default=20261121)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    fuzz = Fuzz(PressRoom(scale=0.1), rng)
    published = [p for p in fuzz.room.world.publications if p.published <= fuzz.room.world.now]
    codes = sorted(fuzz.room.world.outlets)
    end = time.monotonic() + options.seconds
    while time.monotonic() < end:
        publication = rng.choice(published)
        fuzz.page(publication.outlet, publication.key)
        fuzz.source(rng.choice(codes))
    print(f"seed {options.seed}: " + ", ".join(f"{n} {w}s" for w, n in fuzz.tried.items()))
    print(f"slowest: {fuzz.slowest[0]:.2f} s, {fuzz.slowest[1]}")
    for fault in fuzz.faults[:20]:
        print(f"✗ {fault}")
    print(f"{len(fuzz.faults)} faults")
    return 1 if fuzz.faults else 0


if __name__ == "__main__":
    sys.exit(main())
