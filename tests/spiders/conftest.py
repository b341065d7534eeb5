"""A small real server on loopback, an outlet that lives on it, and a reactor to crawl with.

The server speaks the press room's addressing (``/<host>/<path>``). Crawls run in one background
reactor, since a reactor cannot be started twice.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.utils.reactor import install_reactor

from spiders.base import OutletSpider
from spiders.capturelog import LOG_NAME, WARC_NAME, Stats
from spiders.events import Capture, Discovered, Ended, Event, FeedSeen, Listed, Note, read
from spiders.known import Known
from spiders.outlet import Outlet
from spiders.source import Listing, Page, Row, Source, SourceError

HOST = "www.sinmun.kr"


# -- the server ------------------------------------------------------------------------------------


@dataclass
class Answer:
    """What the server says to one path. ``script`` takes over the socket when given."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    script: Callable[[BaseHTTPRequestHandler], None] | None = None


@dataclass
class Asked:
    path: str
    at: float
    headers: dict[str, str]
    method: str


Route = Answer | Callable[[Asked], Answer]


class Site:
    """Paths and answers, and a journal of what was asked."""

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.asked: list[Asked] = []
        self.default: Route = Answer(b"gone", 404)
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 1 << 16

            def do_GET(self) -> None:
                asked = Asked(self.path, time.monotonic(), dict(self.headers), self.command)
                site.asked.append(asked)
                length = int(self.headers.get("Content-Length") or 0)
                self.rfile.read(length)
                route = site.routes.get(self.path, site.default)
                answer = route if isinstance(route, Answer) else route(asked)
                time.sleep(answer.delay)
                if answer.script is not None:
                    answer.script(self)
                    self.close_connection = True
                    return
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if answer.status != 304:
                    self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                if answer.status != 304:
                    self.wfile.write(answer.body)

            do_POST = do_GET

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )
        self._thread.start()

    def put(self, path: str, answer: Route, host: str = HOST) -> None:
        self.routes[f"/{host}{path}"] = answer

    def paths(self, host: str = HOST) -> list[str]:
        """What was asked of a host, in order, robots.txt left out."""
        prefix = f"/{host}"
        cut = [a.path[len(prefix) :] for a in list(self.asked) if a.path.startswith(prefix + "/")]
        return [path for path in cut if path != "/robots.txt"]

    def listing(self, path: str, rows: Sequence[dict[str, Any]], **more: Any) -> None:
        """A page of the JSON list that `Sinmun` reads."""
        body = json.dumps({"rows": list(rows), **more}).encode()
        self.put(path, Answer(body, headers={"Content-Type": "application/json"}))

    def articles(self, *keys: str) -> None:
        for key in keys:
            self.put(f"/article/{key}", article(key))

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def article(key: str) -> Answer:
    page = f"<html><body><h1>기사 {key}</h1><p>{'본문입니다. ' * 300}</p></body></html>"
    return Answer(page.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    yield server
    server.close()


# -- an outlet on it -------------------------------------------------------------------------------

OUTLET = Outlet(
    code="sinmun", name="신문", domain="sinmun.kr", region="경북", kind="regional", family="own",
    hosts=(HOST, "m.sinmun.kr"),
)  # fmt: skip


def parse_list(response: Response) -> Listing:
    try:
        values = json.loads(response.body)
    except ValueError as error:
        raise SourceError("the list is not JSON") from error
    rows = tuple(
        Row(
            key=row["key"],
            url=Sinmun.canonical(row["key"]),
            listed=Listed(title=row.get("title"), published=row.get("published")),
            fetch_url=row.get("fetch_url"),
        )
        for row in values["rows"]
    )
    following = Page(values["next"], number=2) if values.get("next") else None
    shown = tuple(values["shown"]) if values.get("shown") else None
    return Listing(rows, following, values.get("total"), shown)


def a_source(path: str = "/list", **options: Any) -> Source:
    return Source(kind="list", page=Page(f"https://{HOST}{path}"), parse=parse_list, **options)


class Sinmun(OutletSpider):
    """Reads one JSON list; tests override `sources`."""

    outlet = OUTLET

    @classmethod
    def key_of(cls, url: str) -> str | None:
        return url.rsplit("/article/", 1)[1] if "/article/" in url else None

    @classmethod
    def canonical(cls, key: str) -> str:
        return f"https://{HOST}/article/{key}"

    def sources(self) -> Sequence[Source]:
        return (a_source(),)


def spider_with(*sources: Source, **attributes: Any) -> type[Sinmun]:
    """A spider that reads these sources."""
    return type("Sinmun", (Sinmun,), {"sources": lambda self: sources, **attributes})


# -- crawling --------------------------------------------------------------------------------------


@dataclass
class Crawled:
    """What a crawl left behind."""

    folder: Path
    events: list[Event]
    stats: Stats

    def of(self, kind: type[Any]) -> list[Any]:
        return [e for e in self.events if isinstance(e, kind)]

    @property
    def discovered(self) -> list[str]:
        return [e.key for e in self.of(Discovered)]

    @property
    def captured(self) -> list[str]:
        return [e.key for e in self.of(Capture) if e.kind == "article"]

    @property
    def ended(self) -> dict[str, tuple[str, str]]:
        return {e.key: (e.outcome, e.reason) for e in self.of(Ended)}

    @property
    def outcomes(self) -> dict[str, str]:
        return {e.key: e.outcome for e in self.of(Ended)}

    @property
    def feeds(self) -> list[FeedSeen]:
        return self.of(FeedSeen)

    @property
    def notes(self) -> list[str]:
        return [e.code for e in self.of(Note)]

    @property
    def warc(self) -> Path:
        return self.folder / WARC_NAME

    @property
    def log(self) -> str:
        path = self.folder / "crawl.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """The running reactor's event loop, in a thread of its own."""
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor

    started = threading.Event()
    found: dict[str, asyncio.AbstractEventLoop] = {}

    def begin() -> None:
        found["loop"] = asyncio.get_running_loop()
        started.set()

    reactor.callLater(0, begin)  # type: ignore[attr-defined]
    thread = threading.Thread(target=reactor.run, args=(False,), daemon=True)  # type: ignore[attr-defined]
    thread.start()
    assert started.wait(10)
    yield found["loop"]
    reactor.callFromThread(reactor.stop)  # type: ignore[attr-defined]
    thread.join(10)


Crawling = Callable[..., Crawled]


@pytest.fixture
def start(
    loop: asyncio.AbstractEventLoop, site: Site, tmp_path: Path
) -> Callable[..., tuple[Crawler, Future[None], Path]]:
    """Begin a crawl against the site: the crawler, its end, and its folder."""
    runs = iter(range(1, 100))

    def begin(
        spider: type[OutletSpider] = Sinmun,
        settings: dict[str, Any] | None = None,
        known: Known = Known.NOTHING,
        origin: str | None = None,
        **arguments: Any,
    ) -> tuple[Crawler, Future[None], Path]:
        own = Settings()
        own.setmodule("spiders.settings", priority="project")
        own.setdict(QUICK, priority="cmdline")
        own.setdict({"AIPOLICY_PRESSROOM": origin or site.origin, "AIPOLICY_HOME": str(tmp_path)})
        own.setdict(settings or {}, priority="cmdline")
        run = arguments.pop("run", f"run-{next(runs)}")
        crawler = Crawler(spider, own)

        async def crawl() -> None:
            await crawler.crawl_async(run=run, known=known, **arguments)

        future = asyncio.run_coroutine_threadsafe(crawl(), loop)
        return crawler, future, tmp_path / "runs" / run / spider.outlet.code

    return begin


@pytest.fixture
def crawl(start: Callable[..., tuple[Crawler, Future[None], Path]]) -> Crawling:
    """Crawl to the end and read what it left."""

    def run(*args: Any, **kwargs: Any) -> Crawled:
        _, future, folder = start(*args, **kwargs)
        future.result(60)
        return crawled(folder)

    return run


def crawled(folder: Path) -> Crawled:
    stats = Stats.read(folder)
    assert stats is not None
    return Crawled(folder, list(read(folder / LOG_NAME)), stats)


#: No delays: a test that is about one sets it.
QUICK: dict[str, Any] = {
    "AIPOLICY_DELAY_FACTOR": 0,
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "HTTPPROXY_ENABLED": False,
}
