"""One process's share of the inputs."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from hypothesis import HealthCheck, Phase, given, seed, settings
from scrapy import Request
from scrapy.http import HtmlResponse, Response, XmlResponse

from bench.extraction import sets
from bench.fuzz import hostile, markup
from bench.fuzz.mutations import broken
from bench.fuzz.watch import Report, Watch
from korean import relevance, tags
from pressroom.server import PressRoom
from pressroom.sites.base import Request as Asked
from spiders import registry, rendering
from spiders.extraction import Fetched
from spiders.source import Source, SourceError

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
#: Addresses under which made pages are read: nobody's, and some whose page objects then try them.
ADDRESSES = (
    "https://nobody.example/1",
    "https://news.kbs.co.kr/news/pc/view/view.do?ncd=8100001",
    "https://www.etoday.co.kr/news/view/2400001",
    "https://www.newspim.com/news/view/20261120000001",
    "https://www.gb.go.kr/page/10107/10004.do?mode=view&articleNo=1",
    "https://www.kyongbuk.co.kr/news/articleView.html?idxno=4000001",
    "https://www.breaknews.com/sub_read.html?uid=1000001",
)
#: Of a hundred inputs so many of each kind. Without real pages their share goes to the press room.
SHARES: Mapping[str, int] = {"made": 35, "pressroom": 25, "real": 25, "text": 8, "source": 7}


@dataclass(frozen=True)
class Order:
    """What one process is to do: ``inputs`` or ``seconds``, whichever is over first."""

    seed: int
    inputs: int
    seconds: float
    real: tuple[Path, ...]
    folder: Path
    megabytes: int
    hostile: tuple[str, ...] = ()


class Session:
    def __init__(self, order: Order) -> None:
        self.order = order
        self.rng = random.Random(order.seed)
        self.watch = Watch(order.folder, f"seed-{order.seed}", order.megabytes)
        self.pages = [*sets.pressroom(0.02, 3), *sets.unknown_sites(0.02, 6)]
        self.real = list(real_pages(order.real))
        self.room = PressRoom(scale=0.02)
        self.codes = sorted(self.room.world.outlets)
        self.end = time.monotonic() + order.seconds
        self.kinds: Mapping[str, Callable[[], None]] = {
            "pressroom": self.pressroom,
            "real": self.real_page,
            "text": self.text,
            "source": self.source,
        }

    def run(self) -> Report:
        """The hostile pages of this process's share first, then the rest in rounds."""
        makers = hostile.pages()
        for name in self.order.hostile:
            self.hostile(name, makers[name]())
        left = self.order.inputs
        rounds = 0
        while left > 0 and time.monotonic() < self.end:
            size = min(left, 2_000)
            self.round(size, self.order.seed * 1_000 + rounds)
            left, rounds = left - size, rounds + 1
        return self.watch.done()

    def round(self, size: int, number: int) -> None:
        shares = dict(SHARES)
        if not self.real:
            shares["pressroom"] += shares.pop("real")
        counts = {kind: size * share // 100 for kind, share in shares.items()}
        counts["made"] += size - sum(counts.values())
        self.made(counts.pop("made"), number)
        for kind, count in counts.items():
            for _ in range(count):
                if time.monotonic() >= self.end:
                    return
                self.kinds[kind]()

    # Kinds of input

    def hostile(self, name: str, body: bytes) -> None:
        for url in ADDRESSES[0], ADDRESSES[5]:
            self.watch.article(f"hostile ({name})", Fetched(url, body, "text/html", NOW))

    def made(self, count: int, number: int) -> None:
        """Pages hypothesis makes, anew at each seed and never the same twice in a round."""

        @seed(number)
        @settings(
            max_examples=count, deadline=None, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(markup.pages)
        def one(body: bytes) -> None:
            if time.monotonic() < self.end:
                self.page("made", Fetched(self.rng.choice(ADDRESSES), body, None, NOW))

        one()

    def pressroom(self) -> None:
        page = self.rng.choice(self.pages).fetched
        self.page("press room", self._torn(page))

    def real_page(self) -> None:
        self.page("real", self._torn(self.rng.choice(self.real)))

    def text(self) -> None:
        """A page or what is left of it as a text rendering."""
        body = broken(self.rng.choice(self.pages).fetched.body, self.rng)
        text = body.decode("utf-8", "replace")
        self.watch.attempt("text", "rendering", body, lambda: _render(text))

    def source(self) -> None:
        """A source's first answer through its parser."""
        spider = registry.spider(self.rng.choice(self.codes))()
        today = date(2026, 11, 20)
        sources = [*spider.sources(), *spider.window_sources(date(2026, 11, 1), today)]
        source = self.rng.choice(sources)
        body = broken(self.ask(source.page.url), self.rng)
        self.watch.attempt("source", source.page.url, body, lambda: _parse(source, body))

    def page(self, what: str, fetched: Fetched) -> None:
        """A page through extraction, and its article through judge and tags."""
        article = self.watch.article(what, fetched)
        if article is not None:
            self.watch.attempt(
                f"{what}, judged", fetched.url, fetched.body,
                lambda: (
                    relevance.judge(article.title, article.body, subtitle=article.subtitle),
                    tags.tag(article.title, article.body, subtitle=article.subtitle),
                ),
            )  # fmt: skip

    def _torn(self, page: Fetched) -> Fetched:
        """The page broken, at its own address, at nobody's, or at one whose markup differs."""
        url = self.rng.choice((page.url, page.url, ADDRESSES[0], self.rng.choice(ADDRESSES)))
        return Fetched(url, broken(page.body, self.rng), page.content_type, NOW)

    def ask(self, url: str) -> bytes:
        """What the press room answers at this address."""
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        target = f"{parts.path}?{parts.query}"
        return self.room.answer(Asked("GET", parts.netloc, parts.path, query, {}, {}, target)).body


def real_pages(folders: Sequence[Path]) -> Iterator[Fetched]:
    """Every saved page below these folders, at its address where a ``gold.jsonl`` tells it."""
    for folder in folders:
        urls: dict[str, str] = {}
        for listing in folder.glob("gold*.jsonl"):
            rows = map(json.loads, listing.read_text(encoding="utf-8").splitlines())
            urls |= {str((folder / row["file"]).resolve()): row["url"] for row in rows}
        for path in sorted(folder.rglob("*.html")):
            url = urls.get(str(path.resolve()), ADDRESSES[0])
            yield Fetched(url, path.read_bytes(), None, NOW)


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


def work(order: Order) -> Report:
    """A whole process's work: what is given to it, and what it gives back, can be pickled."""
    return Session(order).run()
