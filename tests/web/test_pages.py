"""Every page in both languages: well-formed, complete for a keyboard and a screen reader, and with
links that all lead somewhere.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from html import unescape
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

import pytest
from sqlalchemy import Engine, func, select
from starlette.testclient import TestClient

from db.models import Article, Reuse, Run, Story, Version
from db.session import reading
from tests.web import hostile
from tests.web.markup import Page

PAGES = (
    "/", "/search", "/search?q=AI", "/search?q=AI+조례&region=경북&since=2026-10-01&order=relevance",
    "/search?q=zzzz", "/search?fold=0&band=review", "/article/{article}",
    "/article/{article}?show=verdict", "/article/{article}?show=quotes",
    "/article/{article}?q=인공지능&show=hits", "/article/{article}?show=plain",
    "/article/{edited}/versions", "/article/{article}/versions", "/article/{off_topic}",
    "/story/{story}", "/story/{lineage}", "/topics", "/topic/law_regulation", "/regions",
    "/region/경북", "/agencies", "/agency/과학기술정보통신부", "/quotes", "/quotes?office=시장",
    "/releases", "/releases?by=agency", "/outlets", "/outlet/kbs", "/runs", "/run/{run}",
    "/run/{run}?outcome=stored", "/about",
)  # fmt: skip


@pytest.fixture(scope="session")
def numbers(corpus: Engine) -> dict[str, object]:
    """Articles, stories and runs that have what a page shows."""
    clean = Article.outlet != hostile.CODE
    with reading(corpus) as session:
        edited = (
            select(Version.article_id).join(Article, Article.id == Version.article_id)
            .where(clean).group_by(Version.article_id).having(func.count() > 1)
        )  # fmt: skip
        lineage = select(Article.story_id).join(Reuse, Reuse.article_id == Article.id).where(clean)
        return {
            "article": session.scalar(select(Article.id).where(clean, Article.label == "on_topic")),
            "off_topic": session.scalar(select(Article.id).where(Article.label == "off_topic")),
            "edited": session.scalar(edited), "lineage": session.scalar(lineage),
            "story": session.scalar(select(Story.id).order_by(Story.size.desc(), Story.id)),
            "run": session.scalar(select(Run.id).where(Run.flow == "import")),
        }  # fmt: skip


def test_the_corpus_has_what_the_pages_show(numbers: dict[str, object]) -> None:
    assert all(numbers.values()), numbers


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_well_formed_in(
    client: TestClient, numbers: dict[str, object], path: str, lang: str
) -> None:
    answer = client.get(path.format(**numbers), headers={"accept-language": lang})
    assert answer.status_code == 200
    page = Page(answer.text)
    assert page.shortcomings() == []
    assert page.all("html")[0]["lang"] == answer.headers["content-language"] == lang


@pytest.mark.parametrize(
    ("header", "query", "lang"),
    [
        ("", "", "ko"), ("fr, de", "", "ko"), ("en-US,en;q=0.9,ko;q=0.8", "", "en"),
        ("en;q=0.5, ko;q=0.9", "", "ko"), ("ko", "?lang=en", "en"), ("en", "?lang=ko", "ko"),
        ("en", "?lang=fr", "en"), ("en;q=x", "", "ko"),
    ],
)  # fmt: skip
def test_the_language_is_the_chosen_one_the_browsers_or_korean(
    client: TestClient, header: str, query: str, lang: str
) -> None:
    answer = client.get(f"/about{query}", headers={"accept-language": header})
    assert Page(answer.text).all("html")[0]["lang"] == lang


def test_a_chosen_language_is_carried_along_by_every_link(client: TestClient) -> None:
    page = Page(client.get("/search?q=AI&lang=en").text)
    internal = [
        a["href"] for a in page.all("a") if a["href"].startswith("/") and "hreflang" not in a
    ]
    assert internal
    assert [href for href in internal if "lang=en" not in href] == []


def test_every_link_of_the_room_leads_somewhere(client: TestClient) -> None:
    """Followed from the start page, a few of each shape of address."""
    queue, seen, shapes = deque(["/", "/search?q=AI", "/?lang=en"]), set[str](), Counter[str]()
    broken: list[tuple[str, int, str]] = []
    origin: dict[str, str] = {}
    while queue:
        path = queue.popleft()
        if path in seen or shapes[_shape(path)] >= 3 or shapes[_room(path)] >= 14:
            continue
        if dear := re.search("format=(parquet|hf)", path):  # a process of its own
            if shapes[dear[0]]:
                continue
            shapes[dear[0]] += 1
        seen.add(path)
        shapes.update((_shape(path), _room(path)))
        answer = client.get(path)
        if answer.status_code != 200:
            broken.append((path, answer.status_code, origin.get(path, "")))
        if "text/html" not in answer.headers["content-type"]:
            continue
        page = Page(answer.text)
        if page.shortcomings():
            broken.append((path, 0, str(page.shortcomings())))
        for href in page.links:
            target = urljoin(path, href).partition("#")[0]
            if target.startswith("/"):
                origin.setdefault(target, path)
                queue.append(target)
    assert broken == []
    assert len(seen) > 100


def _shape(path: str) -> str:
    names = {name for name, _ in parse_qsl(urlsplit(path).query)}
    return f"{_room(path)}?{'&'.join(sorted(names))}"


def _room(path: str) -> str:
    parts = urlsplit(path).path.split("/")
    return "/".join(parts[:2]) + "/…" * (len(parts) - 2)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nowhere", 404), ("/article/0", 404), ("/article/x", 404), ("/article/-1", 404),
        (f"/article/{2**63}", 404), ("/article/" + "9" * 500, 404), ("/story/99999", 404),
        (f"/story/{2**64}", 404), ("/outlet/nobody", 404), ("/run/nothing", 404),
        ("/topic/nothing", 404), ("/region/없는도", 404), ("/agency/없는부", 404),
        ("/search?since=2026-13-01", 400), ("/search?since=20261101", 400),
        ("/search?since=2026-11-02&until=2026-11-01", 400), ("/search?order=best", 400),
        ("/search?band=all", 400), ("/search?fold=2", 400), ("/search?after=nonsense", 400),
        ("/search?q=OR", 400), ("/search?q=title:", 400), ("/search?q=" + "가" * 1001, 400),
        ("/search?region=" + "가" * 201, 400), ("/search?q=%00", 400), ("/quotes?page=0", 400),
        ("/quotes?page=x", 400), ("/releases?by=me", 400), ("/export?format=exe", 400),
        ("/export", 400), ("/export?format=csv&q=OR", 400), ("/search.atom?since=x", 400),
        ("/article/1?show=all", 400), ("/article/1/cite?format=exe", 400),
        ("/article/999999/cite?format=ris", 404), ("/run/nothing?outcome=x", 404),
    ],
)  # fmt: skip
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_what_cannot_be_is_told_in_a_sentence(
    client: TestClient, path: str, status: int, lang: str
) -> None:
    answer = client.get(path, headers={"accept-language": lang})
    assert answer.status_code == status
    page = Page(answer.text)
    assert page.shortcomings() == []
    assert "Traceback" not in answer.text
    assert len(page.text) > 60


def test_a_korean_page_speaks_korean_of_a_query(client: TestClient) -> None:
    assert "인공지능" in Page(client.get("/search?q=AI").text).text
    assert "also" not in Page(client.get("/search?q=AI").text).text
    assert "OR 앞뒤에 말이 있어야" in Page(client.get("/search?q=OR").text).text


def test_an_agency_is_found_by_a_former_name(client: TestClient) -> None:
    answer = client.get("/agency/과기정통부", follow_redirects=False)
    assert answer.status_code == 307
    assert Page(client.get("/agency/과기정통부").text).text.count("과학기술정보통신부")


@pytest.mark.parametrize(
    ("asked", "own"),
    [("region/경상북도", "region/경북"), ("topic/법·규제", "topic/law_regulation")],
)
def test_a_region_and_a_topic_are_found_by_another_name(
    client: TestClient, asked: str, own: str
) -> None:
    answer = client.get(f"/{asked}", follow_redirects=False)
    assert answer.status_code == 307
    assert unquote(answer.headers["location"]).startswith(f"/{own}")
    assert client.get(f"/{asked}").status_code == 200
    assert client.get("/region/없는곳").status_code == 404


def test_a_bar_of_the_timeline_leads_to_its_month(client: TestClient) -> None:
    page = Page(client.get("/search?q=AI").text)
    bars = [a["href"] for a in page.all("a") if "since=2026-11-01" in a["href"]]
    assert bars
    inside = client.get(bars[0])
    assert inside.status_code == 200
    assert "since=2026-11-01&until=2026-11-30" in unescape(bars[0])


def test_pages_of_results_neither_repeat_nor_lose_a_story(client: TestClient) -> None:
    path, found = "/search", list[str]()
    while path:
        page = Page(client.get(path).text)
        found += [a["href"] for a in page.all("a") if a["href"].startswith("/article/")]
        path = next((a["href"] for a in page.all("a") if a.get("rel") == "next"), "")
    everything = client.get("/search.json").json()["items"]
    assert len(found) == len(set(found))
    assert {href.rpartition("/")[2] for href in found} >= {
        i["url"].rpartition("/")[2] for i in everything
    }


def test_the_diff_marks_what_was_edited(client: TestClient, numbers: dict[str, object]) -> None:
    page = Page(client.get(f"/article/{numbers['edited']}/versions").text)
    assert page.all("ins") or page.all("del")


def test_a_story_tells_what_came_from_the_release(
    client: TestClient, numbers: dict[str, object]
) -> None:
    page = Page(client.get(f"/story/{numbers['lineage']}").text)
    classes = Counter(a.get("class", "") for a in page.all("span"))
    assert classes["sentence kept"] > 1


def test_tags_lead_to_the_words_they_come_from(
    client: TestClient, numbers: dict[str, object]
) -> None:
    page = Page(client.get(f"/article/{numbers['article']}").text)
    anchors = [a["href"] for a in page.all("a") if a["href"].startswith("#e")]
    assert anchors
    assert {href[1:] for href in anchors} <= set(page.ids)


def test_the_ledger_of_a_run_adds_up(client: TestClient, numbers: dict[str, object]) -> None:
    assert "장부가 맞습니다" in Page(client.get(f"/run/{numbers['run']}").text).text


def test_the_outlets_show_their_last_watch(client: TestClient) -> None:
    text = Page(client.get("/outlets").text).text
    assert "차단됨" in text
    assert "403 in 4 visits in a row" in text


@pytest.mark.parametrize("kind", ["topic", "region", "agency"])
def test_nothing_at_all_is_no_value_of_a_kind(client: TestClient, kind: str) -> None:
    assert client.get(f"/{kind}/").status_code == 404


@pytest.mark.parametrize("fold", ["", "&fold=0"])
def test_a_facet_has_the_number_of_results_it_leads_to(client: TestClient, fold: str) -> None:
    html = client.get(f"/search?q=AI&lang=en{fold}").text
    facets = re.findall(r'<li><a href="([^"]+region=[^"]+)">[^<]+</a> <span class="n">(\d+)<', html)
    assert facets
    for href, number in facets[:3]:
        there = Page(client.get(unescape(href)).text).text
        assert re.search(rf"\b{number} {'articles' if fold else 'stories'}", there)
