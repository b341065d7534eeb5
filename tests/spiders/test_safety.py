"""What a hostile site must not be able to make us do."""

from __future__ import annotations

import asyncio
import datetime as dt
import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.settings import Settings
from twisted.internet.defer import Deferred

from spiders import outcomes
from spiders.errors import SettingError
from spiders.handlers import WebHandler, pressroom_origin, pressroom_url
from spiders.middlewares.guard import refusal
from spiders.resolver import REFUSED, NonPublicAddress, PublicResolver, is_public
from tests.spiders.conftest import (
    HOST,
    OUTLET,
    Answer,
    Crawling,
    Sinmun,
    Site,
    a_source,
    spider_with,
)
from tests.spiders.test_base import rows

# -- the guard -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://127.0.0.1/", "IP address"),
        ("http://[::1]/", "IP address"),
        ("http://2130706433/", "IP address"),
        ("http://0x7f.0.0.1/", "IP address"),
        ("http://0x7f000001/", "IP address"),
        ("http://127.1/", "IP address"),
        ("http://10.0.0.8/", "IP address"),
        ("http://169.254.169.254/latest", "IP address"),
        ("http://8.8.8.8/", "IP address"),
        ("http://localhost/", "inside a network"),
        ("http://localhost./", "inside a network"),
        ("http://db.internal/", "inside a network"),
        ("http://www.sinmun.kr:8080/", "port 8080"),
        ("http://www.sinmun.kr:443/", "port 443"),
        ("http://www.sinmun.kr:99999/", "malformed"),
        ("http://user:pw@www.sinmun.kr/", "user name"),
        ("http://www.sinmun.kr@evil.example/", "user name"),
        ("file:///etc/passwd", "not http"),
        ("ftp://www.sinmun.kr/", "not http"),
        ("https:///path", "no host"),
        ("https://sinmun.kr.evil.example/", "not a host of sinmun"),
        ("https://evilsinmun.kr/", "not a host of sinmun"),
    ],
)
def test_the_guard_refuses(url: str, says: str) -> None:
    assert says in (refusal(url, OUTLET) or "")


@pytest.mark.parametrize(
    "url",
    [
        "https://www.sinmun.kr/a?b=c",
        "http://m.sinmun.kr/",
        "https://sinmun.kr:443/",
        "http://rss.sinmun.kr:80/",
        "https://WWW.SINMUN.KR./",
    ],
)
def test_the_guard_lets_the_outlet_s_own_hosts_pass(url: str) -> None:
    assert refusal(url, OUTLET) is None


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:{port}/secret", "http://localhost/secret", "https://other.kr/secret"],
)
def test_a_redirect_inside_is_refused_before_anything_is_asked(
    crawl: Crawling, site: Site, target: str
) -> None:
    target = target.format(port=site.origin.rsplit(":", 1)[1])
    site.listing("/list", rows("1"))
    site.put("/article/1", Answer(b"", 302, {"Location": target}))
    got = crawl()
    assert got.outcomes == {"1": "http_error"}
    assert [a for a in site.asked if "secret" in a.path] == []


def test_a_list_that_links_elsewhere_is_not_followed(crawl: Crawling, site: Site) -> None:
    site.listing("/list", [{"key": "1", "fetch_url": "http://169.254.169.254/meta"}])
    got = crawl()
    assert "IP address" in got.ended["1"][1]


def test_a_next_page_elsewhere_is_not_followed(crawl: Crawling, site: Site) -> None:
    site.listing("/list", rows("1"), next="http://10.0.0.1/list")
    site.articles("1")
    got = crawl()
    assert got.captured == ["1"]
    assert got.notes == ["source-incomplete"]


# -- the resolver ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("210.113.102.1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("no address", False),
    ],
)
def test_only_public_addresses_count_as_public(address: str, public: bool) -> None:
    assert is_public(address) is public


class FakeLookup(PublicResolver):
    """Answers from a table instead of asking DNS."""

    def __init__(self, table: dict[str, str]) -> None:
        from twisted.internet import reactor

        super().__init__(reactor, 100, 1.0)  # type: ignore[arg-type]
        self.table = table

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:
        answer: Deferred[str] = Deferred()
        answer.callback(self.table[name])
        return answer.addCallback(self._check, name)


@pytest.mark.usefixtures("loop")
def test_a_name_that_leads_inside_is_not_resolved() -> None:
    resolver = FakeLookup({"www.sinmun.kr": "192.168.0.7"})
    failures: list[Any] = []
    resolver.getHostByName("www.sinmun.kr").addErrback(failures.append)
    assert failures[0].check(NonPublicAddress)
    REFUSED.pop("www.sinmun.kr")


@pytest.mark.usefixtures("loop")
def test_a_public_answer_is_given_through() -> None:
    resolver = FakeLookup({"www.sinmun.kr": "210.113.102.1"})
    answers: list[str] = []
    resolver.getHostByName("www.sinmun.kr").addCallback(answers.append)
    assert answers == ["210.113.102.1"]


def test_a_crawl_of_a_name_that_leads_inside_connects_nowhere(
    crawl: Crawling, site: Site, loop: asyncio.AbstractEventLoop
) -> None:
    """Without the press room, through Scrapy and Twisted to the lookup and back."""
    from twisted.internet import reactor

    installed: Any = reactor
    fake = FakeLookup({HOST: "127.0.0.1", "m.sinmun.kr": "127.0.0.1"})

    async def swap(resolver: Any) -> Any:
        before = installed.nameResolver
        if resolver is fake:
            installed.installResolver(fake)
        else:
            installed.installNameResolver(resolver)
        return before

    before = asyncio.run_coroutine_threadsafe(swap(fake), loop).result(5)
    try:
        got = crawl(keys="1", settings={"AIPOLICY_PRESSROOM": None, "ROBOTSTXT_OBEY": False})
    finally:
        asyncio.run_coroutine_threadsafe(swap(before), loop).result(5)
        REFUSED.clear()
    assert got.ended["1"] == ("http_error", f"{HOST} leads to 127.0.0.1, no public address")


# -- TLS -------------------------------------------------------------------------------------------


@pytest.fixture
def self_signed(tmp_path: Path) -> Any:
    """An HTTPS server on loopback with a certificate nobody vouches for; its port."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1)).sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    chain = tmp_path / "server.pem"
    chain.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
        + certificate.public_bytes(pem)
    )

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"hello")

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *args: None  # type: ignore[method-assign]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("verify", [True, False])
def test_a_certificate_nobody_vouches_for_ends_the_connection(
    loop: asyncio.AbstractEventLoop, self_signed: int, verify: bool
) -> None:
    """With the setting off the same request works: it is the setting that protects."""
    settings = Settings()
    settings.setmodule("spiders.settings", priority="project")
    settings.set("AIPOLICY_PRESSROOM", None)
    if not verify:
        settings.set("DOWNLOAD_VERIFY_CERTIFICATES", False)

    async def ask() -> int:
        crawler = Crawler(Sinmun, settings)
        crawler._apply_settings()
        handler = WebHandler(crawler)
        crawler.spider = Sinmun()
        response = await handler.download_request(Request(f"https://127.0.0.1:{self_signed}/"))
        return response.status

    future = asyncio.run_coroutine_threadsafe(ask(), loop)
    if verify:
        error = future.exception(20)
        assert error is not None
        assert outcomes.of_error(error, "https://127.0.0.1/").outcome == "unreachable"
    else:
        assert future.result(20) == 200


# -- the press room --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    ["http://example.com:80", "https://127.0.0.1:8000", "127.0.0.1:8000", "http://127.0.0.1", "x",
     "http://127.0.0.1:99999"],
)  # fmt: skip
def test_a_press_room_that_is_not_on_loopback_is_refused(wrong: str) -> None:
    with pytest.raises(SettingError, match="not on loopback"):
        pressroom_origin(wrong)


@pytest.mark.parametrize(
    ("url", "inside"),
    [
        ("https://a.kr/x/y?b=1&b=2", "http://127.0.0.1:9/a.kr/x/y?b=1&b=2"),
        ("http://A.kr", "http://127.0.0.1:9/a.kr/"),
        ("https://a.kr:443/x#top", "http://127.0.0.1:9/a.kr/x"),
        ("https://a.kr/%EA%B0%80?q=%B0%A1", "http://127.0.0.1:9/a.kr/%EA%B0%80?q=%B0%A1"),
    ],
)
def test_the_press_room_keeps_a_url_under_its_host(url: str, inside: str) -> None:
    assert pressroom_url("http://127.0.0.1:9", url) == inside


def test_nothing_a_crawl_stores_knows_of_the_press_room(crawl: Crawling, site: Site) -> None:
    site.listing("/list", rows("1"))
    site.articles("1")
    got = crawl(spider_with(a_source()))
    assert "127.0.0.1" not in (got.folder / "capture.jsonl").read_text()


def test_remote_control_and_telnet_are_off() -> None:
    from spiders import settings

    assert not settings.TELNETCONSOLE_ENABLED
    assert not settings.REMOTE_CONTROL_ENABLED
