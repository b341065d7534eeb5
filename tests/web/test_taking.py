"""Feeds, files, citations and metadata: what programs take from the room, with the rights obeyed."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from xml.etree import ElementTree

import pytest
from sqlalchemy import Engine, select
from starlette.requests import ClientDisconnect
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from db import release
from db.exports import About, apart, stream
from db.exports.selection import Selection
from db.models import Article, ArticleRights, Version
from db.queries import Filter
from db.readonly import asking, open_reading
from db.session import reading
from tests.web.markup import Page
from web.pages.taking import Download

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="session")
def free_and_closed(corpus: Engine) -> tuple[tuple[int, str], tuple[int, str]]:
    """(number, last words) of an article that may be passed on whole, and of one that may not."""
    found = []
    with reading(corpus) as session:
        for wanted in (True, False):
            rows = session.execute(
                select(Article.id, Version.body, ArticleRights.licence)
                .join(Version, Version.id == Article.current_version_id)
                .join(ArticleRights, ArticleRights.article_id == Article.id)
                .where(Article.label == "on_topic", Article.outlet != "evil")
                .order_by(Article.id)
            )
            row = next(
                r for r in rows if (r.licence in release.FREE) is wanted and len(r.body) > 400
            )
            found.append((row.id, row.body[-60:]))
    return found[0], found[1]


def test_a_closed_text_is_read_here_and_never_passed_on(
    client: TestClient, free_and_closed: tuple[tuple[int, str], tuple[int, str]]
) -> None:
    (free, free_end), (closed, closed_end) = free_and_closed
    for number, end in ((free, free_end), (closed, closed_end)):
        shown = Page(client.get(f"/article/{number}?show=plain").text).text
        assert " ".join(end.split()) in shown
    for form in ("csv", "jsonl", "bibtex", "ris", "csl-json"):
        body = client.get(f"/export?format={form}&fold=0").text
        assert closed_end.split("\n")[-1] not in body, form
    rows = [
        json.loads(line) for line in client.get("/export?format=jsonl&fold=0").text.splitlines()
    ]
    bodies = {row["id"]: row["body"] for row in rows if "id" in row}
    assert bodies[closed] is None
    assert bodies[free].endswith(free_end)


@pytest.mark.parametrize("kind", ["atom", "json"])
def test_feeds_carry_free_texts_alone(
    client: TestClient, free_and_closed: tuple[tuple[int, str], tuple[int, str]], kind: str
) -> None:
    (_, free_end), (_, closed_end) = free_and_closed
    said = client.get(f"/search.{kind}?licence=KOGL-3&fold=0").text
    said += client.get(f"/search.{kind}?fold=0&licence=all-rights-reserved").text
    assert json.dumps(closed_end, ensure_ascii=False)[1:-1] not in said
    assert closed_end not in said
    assert free_end.split("\n")[-1][-20:] in said


def test_atom_has_what_a_reader_needs(client: TestClient) -> None:
    root = ElementTree.fromstring(client.get("/search.atom?q=AI").content)
    entries = root.findall(f"{ATOM}entry")
    assert entries
    for entry in (root, *entries):
        assert all(entry.find(f"{ATOM}{name}") is not None for name in ("id", "title", "updated"))
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(ids) == len(set(ids))
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == "http://localhost:8600/search.atom?q=AI"
    assert links["alternate"] == "http://localhost:8600/search?q=AI"


def test_the_json_feed_is_of_version_1_1(client: TestClient) -> None:
    answer = client.get("/search.json?q=AI")
    feed = answer.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert answer.headers["content-type"].startswith("application/feed+json")
    for item in feed["items"]:
        assert {"id", "url", "content_text", "title"} <= set(item)
        assert item["url"].startswith("http://localhost:8600/article/")
        assert item["date_published"].endswith("+09:00")


def test_an_export_has_what_the_search_found(client: TestClient) -> None:
    found = client.get("/search.json?q=AI&region=경북").json()["items"]
    table = client.get("/export?format=csv&q=AI&region=경북").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert found
    assert sorted(row["title"] for row in rows) == sorted(item["title"] for item in found)


def test_an_export_ends_well_when_its_visitor_goes_away(room_app: ASGIApp, corpus: Engine) -> None:
    """Before the first part and in the middle; the place is free again each time."""
    import asyncio

    closed: list[str] = []

    def parts():  # type: ignore[no-untyped-def]
        try:
            yield b"one"
            yield b"two"
        finally:
            closed.append("parts")

    async def gone(after: int) -> None:
        sent = 0

        async def receive() -> dict[str, object]:
            await asyncio.sleep(0)
            return {"type": "http.disconnect"}

        async def send(message: dict[str, object]) -> None:
            nonlocal sent
            sent += 1
            if sent > after:
                raise OSError("gone")

        response = Download(parts(), lambda: closed.append("done"))
        scope = {"type": "http", "asgi": {"spec_version": "2.4"}}
        with pytest.raises(ClientDisconnect):
            await response(scope, receive, send)  # type: ignore[arg-type]

    for after in (0, 2):
        asyncio.run(gone(after))
    assert closed.count("done") == 2
    assert closed[-1] == "done"


def test_a_visitor_who_takes_nothing_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    monkeypatch.setattr("web.pages.taking.STALLED", 0.01)
    closed: list[str] = []

    async def stalled() -> None:
        async def never() -> dict[str, object]:
            await asyncio.Event().wait()
            return {}

        async def send(message: dict[str, object]) -> None:
            if message["type"] == "http.response.body":
                await never()

        response = Download(iter([b"one", b"two"]), lambda: closed.append("done"))
        scope = {"type": "http", "asgi": {"spec_version": "2.3"}}
        with pytest.raises(OSError, match="takes nothing"):
            await response(scope, never, send)  # type: ignore[arg-type]

    asyncio.run(stalled())
    assert closed == ["done"]


def test_more_exports_than_places_are_told_to_wait(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.pages.taking._free", lambda places: False)
    answer = client.get("/export?format=csv")
    assert answer.status_code == 503
    assert "지금 이용이 많습니다" in answer.text


@pytest.mark.parametrize("form", ["parquet", "hf"])
def test_parquet_is_written_apart_with_the_same_bytes(
    client: TestClient, corpus: Engine, form: str
) -> None:
    pytest.importorskip("pyarrow")
    with asking(open_reading(corpus.url.render_as_string(hide_password=False))) as session:
        asked = Selection("AI", Filter(region="경북"), fold=True)
        wanted = b"".join(stream(form, asked.documents(session), about=asked.about(corpus)))
    answer = client.get(f"/export?format={form}&q=AI&region=경북")
    assert answer.status_code == 200
    assert answer.content == wanted


def test_the_room_never_loads_what_parquet_needs(corpus: Engine) -> None:
    """It would be held for good: 200 MB. Nor numpy, which only matching uses."""
    pytest.importorskip("pyarrow")
    url = corpus.url.render_as_string(hide_password=False)
    program = f"""
        import sys
        from starlette.testclient import TestClient
        from web.app import of_corpus
        import web.__main__
        client = TestClient(of_corpus({url!r}), base_url="http://localhost")
        assert client.get("/export?format=hf&q=AI").content[:2] == b"PK"
        assert client.get("/article/1/cite?format=parquet").status_code == 400
        assert client.get("/search?q=AI").status_code == 200
        print(*sorted({{"pyarrow", "numpy"}} & set(sys.modules)))
    """
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False,
    )  # fmt: skip
    assert (ended.stdout, ended.returncode) == ("\n", 0), ended.stderr


def test_an_export_apart_ends_with_its_visitor(corpus: Engine) -> None:
    pytest.importorskip("pyarrow")
    url = corpus.url.render_as_string(hide_password=False)
    parts = apart.written(url, "parquet", Selection(), About())
    next(parts)
    children = Path(f"/proc/self/task/{threading.get_native_id()}/children")
    if not children.exists():
        pytest.skip("no list of child processes here")
    begun = children.read_text().split()
    parts.close()  # type: ignore[attr-defined]
    assert len(set(begun) - set(children.read_text().split())) == 1


def test_an_export_apart_that_fails_is_no_whole_file(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    with pytest.raises(apart.Broken, match="in the log"):
        list(apart.written(f"sqlite:///{tmp_path}/none.db", "parquet", Selection(), About()))


@pytest.mark.parametrize("form", ["bibtex", "ris", "csl-json", "csv", "jsonl"])
def test_one_article_is_cited_as_a_file(client: TestClient, form: str) -> None:
    number = client.get("/search.json?outlet=kbs").json()["items"][0]["url"].rpartition("/")[2]
    answer = client.get(f"/article/{number}/cite?format={form}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith(
        f'attachment; filename="aipolicy-{number}.'
    )
    assert answer.content


def test_a_page_tells_programs_its_article(client: TestClient) -> None:
    item = client.get("/search.json?outlet=kbs").json()["items"][0]
    html = client.get("/article/" + item["url"].rpartition("/")[2]).text
    page = Page(html)
    named = {a["name"]: a["content"] for a in page.all("meta") if "name" in a}
    graph = {a["property"]: a["content"] for a in page.all("meta") if "property" in a}
    assert named["citation_title"] == item["title"] == graph["og:title"]
    assert named["citation_public_url"] == item["external_url"]
    assert named["citation_publication_date"] == item["date_published"][:10].replace("-", "/")
    assert graph["og:site_name"] == "KBS"
    data = json.loads(html.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert data["@type"] == "NewsArticle"
    assert data["headline"] == item["title"]
    assert data["url"] == item["external_url"]


def test_browsers_can_add_the_room_to_their_search_engines(client: TestClient) -> None:
    root = ElementTree.fromstring(client.get("/opensearch.xml").content)
    urls = root.findall("{http://a9.com/-/spec/opensearch/1.1/}Url")
    assert urls[0].get("template") == "http://localhost:8600/search?q={searchTerms}"
