"""Whatever an article, an outlet or an address says, it stays text."""

from __future__ import annotations

from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from db.models import Article
from db.session import reading
from tests.web import hostile
from tests.web.markup import Page

INJECTIONS = (
    "' OR 1=1 --", "\"; DROP TABLE article; --", "%' UNION SELECT * FROM sqlite_master --", "*", "NEAR(",
    "title:*", "a\" OR \"b", "{{7*7}}", "${7*7}", "<script>alert(1)</script>", "\"><svg onload=alert(1)>",
    "../../etc/passwd", "\r\nSet-Cookie: a=b", "\x00", "\ud7ff\uffff", "%s%n", "𝕬𝖎", "‮", "' || '", "(",
    ")", "AND", "NOT", "-", "\"", "::", "a:b:c", "f" * 199, "col:x", "^a", "1e999", "-0",
)  # fmt: skip
PARAMETERS = (
    "q", "outlet", "region", "topic", "agency", "programme", "since", "until", "band", "licence",
    "order", "after", "fold", "lang",
)  # fmt: skip


@pytest.fixture(scope="session")
def evil(corpus: Engine) -> tuple[int, int]:
    """An article that is hostile in every field, and its story."""
    with reading(corpus) as session:
        row = session.scalars(select(Article).where(Article.outlet == hostile.CODE)).first()
        assert row is not None
        assert row.story_id is not None
        return row.id, row.story_id


PLACES = (
    "/article/{0}", "/article/{0}?show=verdict", "/article/{0}?show=quotes", "/article/{0}?q=alert&show=hits",
    "/article/{0}/versions", "/story/{1}", "/search?q=alert", "/outlet/evil", "/outlets", "/runs", "/quotes",
    f"/run/{hostile.RUN}", f"/run/{hostile.RUN}?outcome=stored", "/releases", "/regions", "/agencies",
    "/", f"/topic/{quote(hostile.EVIL, safe='')}", f"/region/{quote(hostile.EVIL, safe='')}",
    f"/search?programme={quote(hostile.EVIL)}",
)  # fmt: skip


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_hostile_article_stays_text_on(
    client: TestClient, evil: tuple[int, int], path: str, lang: str
) -> None:
    answer = client.get(path.format(*evil), headers={"accept-language": lang})
    assert answer.status_code == 200
    page = Page(answer.text)
    assert page.shortcomings() == []
    assert "<script>alert" not in answer.text
    assert "49" not in answer.text.split("{{7*7}}")[0][-3:]
    assert all(not href.lower().startswith("javascript:") for href in page.links)


def test_its_words_are_all_there_to_be_read(client: TestClient, evil: tuple[int, int]) -> None:
    text = Page(client.get(f"/article/{evil[0]}?show=verdict").text).text
    assert text.count(" ".join(hostile.EVIL.split())) > 25


def test_its_data_block_cannot_be_left(client: TestClient, evil: tuple[int, int]) -> None:
    html = client.get(f"/article/{evil[0]}").text
    block = html.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert "<" not in block
    assert html.count("</script>") == 1


@pytest.mark.parametrize("path", ["/search.atom?q=alert", "/search.json?q=alert"])
def test_its_feed_is_well_formed(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    if path.startswith("/search.json"):
        item = next(i for i in answer.json()["items"] if "alert" in i["title"])
        assert "external_url" not in item
    else:
        root = ElementTree.fromstring(answer.content)
        links = [link.get("href", "") for link in root.iter("{http://www.w3.org/2005/Atom}link")]
        assert all(href.startswith("http://localhost") for href in links)
        titles = [t.text or "" for t in root.iter("{http://www.w3.org/2005/Atom}title")]
        assert any("<script>" in title for title in titles)


@pytest.mark.parametrize("parameter", PARAMETERS)
@pytest.mark.parametrize("path", ["/search", "/quotes"])
def test_no_parameter_does_more_than_ask(client: TestClient, path: str, parameter: str) -> None:
    looked_at: set[str] = set()  # what is ignored gives one page again and again
    for injection in INJECTIONS:
        answer = client.get(path, params={parameter: injection})
        assert answer.status_code in (200, 400), (path, parameter, injection)
        assert "set-cookie" not in answer.headers
        if "text/html" in answer.headers["content-type"] and answer.text not in looked_at:
            looked_at.add(answer.text)
            assert Page(answer.text).shortcomings() == [], (parameter, injection)


@pytest.mark.parametrize(
    "path",
    [
        "/topic/{}",
        "/region/{}",
        "/agency/{}",
        "/outlet/{}",
        "/run/{}",
        "/article/{}",
        "/story/{}",
        "/{}",
    ],
)
def test_no_path_does_more_than_ask(client: TestClient, path: str) -> None:
    for injection in INJECTIONS:
        answer = client.get(path.format(quote(injection, safe="")))
        assert answer.status_code in (200, 400, 404), injection
        assert Page(answer.text).shortcomings() == []


@pytest.mark.parametrize("injection", ["a\r\nX-Evil: 1", '"; filename="x.exe', "../../x", "é한"])
def test_the_name_of_a_file_is_ours(client: TestClient, injection: str) -> None:
    answer = client.get("/export", params={"format": "csv", "region": injection})
    assert answer.status_code in (200, 400)
    assert "x-evil" not in answer.headers
    if answer.status_code == 200:
        assert (
            answer.headers["content-disposition"] == 'attachment; filename="aipolicy-articles.csv"'
        )


def test_the_switch_of_languages_never_leads_to_another_host(client: TestClient) -> None:
    page = Page(client.get("//evil.example/x").text)
    assert [href for href in page.links if href.startswith("//")] == []
