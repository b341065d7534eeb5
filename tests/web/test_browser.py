"""What a person sees and does: a real browser over search, article, story and export."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from sqlalchemy import Engine, func, select
from starlette.types import ASGIApp

pytest.importorskip("playwright", reason="playwright is not installed")
from playwright.sync_api import Browser, Page

from bench import browser as hands
from db.models import Article, Reuse, Run, Story, Version
from db.search import find
from db.session import reading
from tests.web import hostile
from tests.web.browser import FOCUSED, FOREIGN, Look, look, tabbed, watched
from tests.web.test_hostile import PLACES
from web.asked import Asked

pytestmark = pytest.mark.skipif(
    hands.executable() is None, reason="no Chromium on this machine (apt install chromium)"
)
PAGES = (
    "/", "/search", "/search?q=AI", "/search?q=AI&region=경북&since=2026-11-01&until=2026-11-30",
    "/search?q=zzzz", "/search?q=OR", "/article/{edited}", "/article/{edited}?show=verdict",
    "/article/{edited}?q=인공지능&show=hits", "/article/{edited}/versions", "/story/{story}",
    "/story/{lineage}", "/topics", "/topic/law_regulation", "/regions", "/region/경북", "/agencies",
    "/quotes", "/releases", "/outlets", "/outlet/kbs", "/runs", "/run/{run}",
    "/run/{run}?outcome=stored", "/about", "/nowhere", "/article/{evil}", "/story/{evil_story}",
)  # fmt: skip


@pytest.fixture(scope="module")
def known(corpus: Engine) -> dict[str, int | str]:
    """Articles, stories and runs that have what a page shows."""
    clean = Article.outlet != hostile.CODE
    with reading(corpus) as session:
        edited = (
            select(Version.article_id).join(Article, Article.id == Version.article_id)
            .where(clean, Article.label == "on_topic").group_by(Version.article_id)
            .having(func.count() > 1)
        )  # fmt: skip
        lineage = select(Article.story_id).join(Reuse, Reuse.article_id == Article.id).where(clean)
        evil = session.scalars(select(Article).where(~clean)).first()
        assert evil is not None
        found = {
            "edited": session.scalar(edited), "lineage": session.scalar(lineage),
            "story": session.scalar(select(Story.id).order_by(Story.size.desc(), Story.id)),
            "run": session.scalar(select(Run.id).where(Run.flow == "import")),
            "evil": evil.id, "evil_story": evil.story_id,
        }  # fmt: skip
    assert all(found.values()), found
    return found  # type: ignore[return-value]


@pytest.fixture(scope="module")
def address(room_app: ASGIApp) -> Iterator[str]:
    with hands.serving(room_app) as found:
        yield found


@pytest.fixture(scope="module")
def chromium(address: str) -> Iterator[Browser]:
    with hands.chromium() as browser:
        yield browser


@pytest.mark.parametrize(
    ("event", "way"),
    [
        ("request", "fetch('http://192.0.2.1/').catch(() => 0)"),
        ("dialog", "setTimeout(() => alert(1))"),
        ("weberror", "setTimeout(() => { throw new Error('x') })"),
        ("console", "setTimeout(() => console.error('x'))"),
        # refused by the policy, which says so in the console
        ("console", "document.body.setAttribute('onclick', 'alert(1)'); document.body.click()"),
    ],
)
def test_a_visit_that_misbehaves_is_told(
    chromium: Browser, address: str, event: Any, way: str
) -> None:
    """The other tests would say nothing if this one did not hold."""

    def visit() -> None:
        with watched(chromium, address) as context:
            page = context.new_page()
            page.goto("/about")
            with context.expect_event(event):
                page.evaluate(way)

    with pytest.raises(AssertionError, match="Told"):
        visit()


@pytest.fixture(params=[False, True], ids=["without script", "with script"])
def page(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Page]:
    with watched(chromium, address, java_script_enabled=request.param) as context:
        yield context.new_page()


@pytest.fixture
def scripted(chromium: Browser, address: str) -> Iterator[Page]:
    """A page in which a script would run, if one came through."""
    with watched(chromium, address) as context:
        yield context.new_page()


# -- search, article, story, export --------------------------------------------------------------------


def _total(page: Page) -> int:
    found = re.search(r"[\d,]+", page.locator(".total").inner_text())
    assert found
    return int(found.group().replace(",", ""))


def test_a_reader_asks_narrows_reads_goes_back_and_takes_it_along(
    page: Page, corpus: Engine
) -> None:
    page.goto("/")
    page.get_by_role("searchbox").fill("AI")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=AI*")
    everything = _total(page)

    page.locator("#facets").get_by_role("link", name="경북", exact=True).click()
    page.wait_for_url("**region=*")
    of_region = _total(page)
    assert 0 < of_region < everything

    page.locator(".chart svg a").last.click()
    page.wait_for_url("**since=*")
    asked = Asked.read(_Parameters(page.url))
    assert asked.since is not None
    assert asked.until is not None
    assert (asked.region, asked.since.day) == ("경북", 1)
    with reading(corpus) as session:
        expected = find(session, "AI", asked.where(), limit=200)
    assert _total(page) == expected.total.number <= of_region
    assert page.locator(".hit").count() == min(20, expected.total.number)

    results = page.url
    first = page.locator(".hit h3 a").first
    title = first.inner_text()
    first.click()
    page.wait_for_url("**/article/**")
    assert page.locator("h1").inner_text() == title == expected.hits[0].title
    page.go_back()
    assert page.url == results

    with page.expect_download() as coming:
        page.locator("#facets").get_by_role("link", name="csv", exact=True).click()
    file = coming.value
    assert file.suggested_filename == "aipolicy-articles.csv"
    raw = Path(file.path()).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(StringIO(raw.decode("utf-8-sig"))))
    assert [int(row["id"]) for row in rows] == [hit.id for hit in expected.hits]
    assert rows[0]["title"] == title


class _Parameters:
    def __init__(self, url: str) -> None:
        self._given = parse_qs(urlsplit(url).query)

    def get(self, key: str, /) -> str | None:
        return self._given.get(key, [None])[0]  # type: ignore[list-item]

    def getlist(self, key: str, /) -> list[str]:
        return self._given.get(key, [])


def test_a_reader_sees_what_an_edit_changed_and_goes_back_to_the_text(
    page: Page, known: dict[str, int | str]
) -> None:
    page.goto(f"/article/{known['edited']}")
    title = page.locator("h1").inner_text()
    page.locator("article .buttons a[href*='/versions']").click()
    page.wait_for_url("**/versions")
    changes = page.locator(".diff :is(ins, del)")
    assert changes.count() > 0
    assert changes.first.is_visible()
    page.get_by_role("navigation", name="현재 위치").get_by_role("link", name=title).click()
    page.wait_for_url(f"**/article/{known['edited']}")
    assert page.locator("h1").inner_text() == title


def test_a_reader_follows_a_story_from_its_article_to_the_release_it_came_from(
    page: Page, corpus: Engine, known: dict[str, int | str]
) -> None:
    with reading(corpus) as session:
        members = session.scalars(
            select(Article.id).where(Article.story_id == known["lineage"])
        ).all()
        copy = session.scalar(select(Reuse.article_id).where(Reuse.article_id.in_(members)))
    page.goto(f"/article/{copy}")
    page.locator(f"article .buttons a[href^='/story/{known['lineage']}']").click()
    page.wait_for_url("**/story/**")
    assert page.locator(".course li").count() == len(members)
    assert page.locator(".course li.origin .badge").first.is_visible()
    assert page.locator(".lineage .sentence.kept").count() > 0
    page.locator(".chart svg a").first.click()
    assert page.locator(".course li:target").count() == 1
    page.locator(".course li:not(.origin) .t a").first.click()
    page.wait_for_url("**/article/**")


# -- what is hostile stays text ------------------------------------------------------------------------

#: Out of a text, an attribute of either quote, a title, an address.
MARKUP = (
    f"{hostile.EVIL}</title><svg onload=alert(1)><iframe srcdoc='<script>alert(1)</script>'>"
    "\" autofocus onfocus=alert(1) x=\"' autofocus onfocus=alert(1) x='",
    "javascript:alert(1)",
)
#: A page, and the parameters that it reads.
ASKED = {
    "/search": ("q", "outlet", "region", "topic", "agency", "programme", "band", "licence", "since",
                "until", "order", "after", "fold", "lang"),
    "/quotes": ("speaker", "agency", "office", "page"), "/releases": ("by",),
    "/article/{edited}": ("q", "show"), "/article/{edited}/versions": ("old", "new"),
    "/story/{story}": ("compare",), "/run/{run}": ("outcome",), "/export": ("format",),
}  # fmt: skip


def test_no_element_is_made_of_a_hostile_article(
    scripted: Page, known: dict[str, int | str]
) -> None:
    for place in PLACES:
        scripted.goto(place.format(known["evil"], known["evil_story"]))
        assert scripted.locator(FOREIGN).count() == 0, place


def test_a_hostile_article_is_read_as_it_was_written(
    scripted: Page, known: dict[str, int | str]
) -> None:
    scripted.goto(f"/article/{known['evil']}?show=verdict")
    assert hostile.EVIL in scripted.locator("h1").inner_text()
    assert hostile.EVIL in scripted.title()
    assert hostile.EVIL in scripted.locator(".text").inner_text()


@pytest.mark.parametrize("path", ASKED)
def test_no_element_is_made_of_a_parameter_of(
    scripted: Page, known: dict[str, int | str], path: str
) -> None:
    for name in ASKED[path]:
        for value in MARKUP:
            answer = scripted.goto(f"{path.format(**known)}?{urlencode({name: value})}")
            assert answer is not None
            assert answer.status in (200, 400, 404), (name, value)
            assert scripted.locator(FOREIGN).count() == 0, (name, value)


def test_no_element_is_made_of_a_path(scripted: Page) -> None:
    for room in ("topic/", "region/", "agency/", "outlet/", "run/", "article/", ""):
        scripted.goto(f"/{room}{quote(MARKUP[0], safe='')}")
        assert scripted.locator(FOREIGN).count() == 0, room


def test_what_was_asked_stands_in_its_box_as_it_was_typed(scripted: Page) -> None:
    for value in MARKUP:
        scripted.goto("/search")
        scripted.get_by_role("searchbox").fill(value)
        scripted.keyboard.press("Enter")
        scripted.wait_for_url("**/search?q=*")
        box = scripted.get_by_role("searchbox")
        assert box.input_value() == value


# -- keyboards, readers, screens, paper ----------------------------------------------------------------


def test_the_keyboard_alone_reaches_everything_in_its_order_and_shows_where_it_is(
    scripted: Page,
) -> None:
    scripted.goto("/search?q=AI")
    stops = tabbed(scripted)
    assert stops[0]["cls"] == "skip"
    places = [stop["place"] for stop in stops]
    assert places == sorted(places)
    rooms = list(dict.fromkeys(stop["within"] for stop in stops))
    assert rooms == [".skip", ".top", ".ask", ".chart", ".hits", ".pager", "#facets", ".bottom"]
    assert [stop for stop in stops if not (stop["outline"] and stop["seen"])] == []
    links = scripted.locator("a[href]:visible").count()
    assert len([stop for stop in stops if stop["href"]]) == links
    assert {"q", "since", "until", "order", "fold"} <= {stop["id"] for stop in stops}


def test_the_skip_link_shows_itself_and_leads_past_the_menu(scripted: Page) -> None:
    scripted.goto("/search?q=AI")
    skip = scripted.locator(".skip")
    assert skip.bounding_box()["y"] < 0  # type: ignore[index]
    scripted.keyboard.press("Tab")
    assert skip.bounding_box()["y"] >= 0  # type: ignore[index]
    scripted.keyboard.press("Enter")
    scripted.keyboard.press("Tab")
    assert scripted.evaluate(FOCUSED)["id"] == "q"


def test_a_whole_visit_by_keyboard(scripted: Page) -> None:
    scripted.goto("/search")
    scripted.locator("#q").focus()
    scripted.keyboard.type("AI")
    scripted.keyboard.press("Enter")
    scripted.wait_for_url("**/search?q=AI*")
    for _ in range(80):
        scripted.keyboard.press("Tab")
        if str(scripted.evaluate(FOCUSED)["href"]).startswith("/article/"):
            break
    scripted.keyboard.press("Enter")
    scripted.wait_for_url("**/article/**")
    assert scripted.locator("h1").is_visible()


Looks = Callable[[tuple[str, str]], Look]


@pytest.fixture(scope="module")
def looks(chromium: Browser, address: str, known: dict[str, int | str]) -> Iterator[Looks]:
    """A look at a page: in Korean with script, in English without. Each is looked at once."""
    found: dict[tuple[str, str], Look] = {}
    pages: dict[str, Page] = {}
    with ExitStack() as stack:

        def looked(at: tuple[str, str]) -> Look:
            path, lang = at
            if lang not in pages:
                options = {"locale": lang, "java_script_enabled": lang == "ko"}
                context = stack.enter_context(watched(chromium, address, **options))
                pages[lang] = context.new_page()
            if at not in found:
                found[at] = look(pages[lang], path.format(**known))
            return found[at]

        yield looked


#: What is wrong with one of some neighbours in `PAGES` is mostly wrong with all.
each = pytest.mark.parametrize(
    "at",
    [
        pytest.param((p, "ko"), marks=() if n % 3 == 0 else pytest.mark.long)
        for n, p in enumerate(PAGES)
    ]
    + [(p, "en") for p in PAGES[::6]],
    ids=str,
)


@each
def test_it_does_not_scroll_sideways(looks: Looks, at: tuple[str, str]) -> None:
    assert looks(at).wider == {}


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_whole_menu_is_in_sight_on_a_telephone(scripted: Page, lang: str) -> None:
    scripted.set_viewport_size({"width": 380, "height": 800})
    scripted.goto(f"/?lang={lang}")
    ends = scripted.locator(".rooms a").evaluate_all(
        "links => links.map(link => link.getBoundingClientRect().right)"
    )
    assert len(ends) == 10
    assert max(ends) <= 380


@each
def test_every_text_can_be_told_from_its_ground(looks: Looks, at: tuple[str, str]) -> None:
    assert looks(at).faint == {}


@each
def test_a_screen_reader_finds_the_landmarks(looks: Looks, at: tuple[str, str]) -> None:
    tree, korean = looks(at).tree, at[1] == "ko"
    for landmark in ("banner", "main", "contentinfo"):
        assert len(re.findall(rf"^ *- '?{landmark}\b", tree, re.MULTILINE)) == 1, tree
    assert re.search(r"^ *- '?search\b", tree, re.MULTILINE)
    for name in ("자료실 메뉴", "언어") if korean else ("Rooms", "Language"):
        assert f'navigation "{name}"' in tree
    if at[0] in ("/", "/search?q=AI", "/article/{edited}", "/region/경북"):
        assert "- complementary " in tree
    assert len(re.findall(r"^ *- '?heading .*\[level=1\]", tree, re.MULTILINE)) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_room_is_as_light_or_dark_as_the_system(scripted: Page, scheme: str) -> None:
    scripted.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    scripted.goto("/")
    ground = scripted.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(int(v) for v in re.findall(r"\d+", ground)[:3]) < 384) == (scheme == "dark")


@pytest.mark.parametrize(("locale", "lang"), [("ko-KR", "ko"), ("en-US", "en"), ("fr-FR", "ko")])
def test_the_room_speaks_the_browsers_language(
    chromium: Browser, address: str, locale: str, lang: str
) -> None:
    with watched(chromium, address, locale=locale) as context:
        page = context.new_page()
        page.goto("/")
        assert page.locator("html").get_attribute("lang") == lang


def test_the_switch_changes_the_language_and_every_next_page_keeps_it(page: Page) -> None:
    page.goto("/search?q=AI&region=경북")
    before = _total(page)
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**lang=en*")
    assert page.locator("html").get_attribute("lang") == "en"
    assert _total(page) == before
    page.locator(".hit h3 a").first.click()
    page.wait_for_url("**/article/**")
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("link", name="한국어").click()
    page.wait_for_url("**lang=ko*")
    assert page.locator("html").get_attribute("lang") == "ko"


@pytest.mark.parametrize("path", ["/article/{edited}", "/search?q=AI", "/story/{lineage}"])
def test_paper_gets_the_text_and_no_menu(
    scripted: Page, known: dict[str, int | str], path: str
) -> None:
    scripted.goto(path.format(**known))
    assert scripted.locator("header.top").is_visible()
    scripted.emulate_media(media="print")
    assert scripted.locator("h1").first.is_visible()
    hidden = scripted.locator(".top, .bottom, .skip, nav, form, .shows")
    assert [
        one.evaluate("e => e.outerHTML.slice(0, 90)") for one in hidden.all() if one.is_visible()
    ] == []
    assert scripted.locator("main :is(.text, .hits, .course)").first.is_visible()
