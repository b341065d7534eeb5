"""Who is answered, with which headers, and how much at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, func, select, text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from db.models import Tag
from db.readonly import open_reading
from db.session import reading
from tests.web.markup import Page
from web.app import build
from web.room import Answer, Memory, Room, Visit
from web.security import POLICY


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/nowhere",
        "/search?since=x",
        "/static/style.css",
        "/search.atom",
        "/export?format=jsonl",
    ],
)
def test_every_answer_carries_the_policy(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-robots-tag"] == "noindex, nofollow"
    assert "set-cookie" not in headers


def test_the_policy_lets_nothing_run_and_nothing_in() -> None:
    assert POLICY == (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_nothing_but_reading_is_answered(client: TestClient, method: str) -> None:
    answer = client.request(method, "/search")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", ["/", "/search?q=AI", "/export?format=csv", "/static/style.css"])
def test_head_has_no_body(client: TestClient, path: str) -> None:
    answer = client.head(path)
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200), ("127.0.0.1:8600", 200), ("LOCALHOST:1", 200), ("[::1]:8600", 200),
        ("evil.example", 400), ("localhost.evil.example", 400), ("127.0.0.1.evil.example", 400),
        ("reading.example", 200), ("a.below.example", 200), ("below.example.evil", 400),
    ],
)  # fmt: skip
def test_only_known_hosts_are_answered(corpus: Engine, host: str, status: int) -> None:
    """Another name that leads to this machine is another site's (DNS rebinding)."""
    url = corpus.url.render_as_string(hide_password=False)
    app = build(
        open_reading(url), open_reading(url, timeout=None),
        allowed_hosts=["reading.example", "*.below.example"],
    )  # fmt: skip
    assert TestClient(app).get("/about", headers={"host": host}).status_code == status


def test_an_address_without_end_is_refused(client: TestClient) -> None:
    assert client.get("/search?q=" + "a" * 20_000).status_code == 414


def test_an_error_of_ours_is_a_page_without_its_reason(
    room_app: ASGIApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret reason")

    monkeypatch.setattr("web.pages.search.find", broken)
    client = TestClient(room_app, base_url="http://localhost", raise_server_exceptions=False)
    answer = client.get("/search")
    assert answer.status_code == 500
    assert "secret reason" not in answer.text
    assert answer.headers["content-security-policy"] == POLICY
    assert Page(answer.text).shortcomings() == []


SLOW = text(
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100000000) "
    "SELECT count(*) FROM n"
)


def _one_page(corpus: Engine, page: object, timeout: float) -> TestClient:
    url = corpus.url.render_as_string(hide_password=False)
    room = Room(open_reading(url, timeout=timeout), open_reading(url, timeout=None))

    async def endpoint(request: Request) -> object:
        return await room.serve(request, page)  # type: ignore[arg-type]

    return TestClient(Starlette(routes=[Route("/", endpoint)]), base_url="http://localhost")


def test_a_query_that_takes_too_long_is_stopped_and_told(corpus: Engine) -> None:
    def slow(visit: Visit) -> Answer:
        visit.session.execute(SLOW)
        return Answer("about.html", {"sections": ()})

    answer = _one_page(corpus, slow, timeout=0.05).get("/")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "10"
    assert "너무 오래 걸려서" in answer.text


def test_when_too_many_ask_the_rest_is_told_so(
    corpus: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.room.PATIENCE", 0.05)
    monkeypatch.setattr("web.room.AT_ONCE", 1)
    inside, go_on = threading.Event(), threading.Event()

    def waits(_: Visit) -> Answer:
        inside.set()
        go_on.wait(10)
        return Answer("about.html", {"sections": ()})

    with _one_page(corpus, waits, timeout=10) as client, ThreadPoolExecutor(2) as pool:
        first = pool.submit(client.get, "/")
        assert inside.wait(10)
        second = client.get("/")
        go_on.set()
        assert (first.result().status_code, second.status_code) == (200, 503)
    assert "지금 이용이 많습니다" in second.text


def test_the_room_cannot_write(corpus: Engine, caplog: pytest.LogCaptureFixture) -> None:
    def writes(visit: Visit) -> Answer:
        visit.session.execute(text("DELETE FROM tag"))
        return Answer("about.html", {"sections": ()})

    client = _one_page(corpus, writes, timeout=10)
    answer = client.get("/")
    assert answer.status_code == 503
    assert "readonly" in answer.text
    assert "DELETE FROM tag" in caplog.text, "the log says where it came from"
    with reading(corpus) as session:
        assert session.scalar(select(func.count()).select_from(Tag))


def test_what_everybody_asks_is_computed_once() -> None:
    memory, calls = Memory(), list[int]()
    for _ in range(3):
        memory.get("key", lambda: calls.append(1))
    assert len(calls) == 1


def test_what_a_new_run_changed_is_computed_anew() -> None:
    memory = Memory()
    found = [
        memory.get("key", lambda n=n: n, of=of) for n, of in enumerate(("a", "a", "b", "b", "a"))
    ]
    assert found == [0, 0, 2, 2, 4]


def test_what_is_old_is_computed_by_one_while_others_go_on_with_it() -> None:
    memory, begun, go_on = Memory(), threading.Event(), threading.Event()

    def computed() -> str:
        begun.set()
        assert go_on.wait(10)
        return "new"

    assert memory.get("key", lambda: "old", seconds=-1) == "old"
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(memory.get, "key", computed)
        assert begun.wait(10)
        assert memory.get("key", lambda: "another", seconds=-1) == "old"
        go_on.set()
        assert first.result() == "new"
    assert memory.get("key", lambda: "another") == "new"
