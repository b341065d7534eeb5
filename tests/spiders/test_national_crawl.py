"""KBS, Etoday and Newspim on the press room: gaps, hostile answers, and pages read as published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from urllib.request import urlopen

import pytest

from korean.article import Article, Moment
from pressroom.gold import expected
from pressroom.server import PressRoom
from pressroom.world import Publication
from spiders import registry
from spiders.extraction import Fetched, Refused, extract
from spiders.known import Known
from spiders.outlets.kbs import sources
from spiders.window import KST
from tests.spiders.conftest import Crawling
from tests.spiders.rooms import NATIONAL, published


@pytest.fixture(scope="module")
def world() -> Iterator[PressRoom]:
    with PressRoom(scale=0.05, outlets=NATIONAL) as room:
        yield room


@pytest.fixture
def room(world: PressRoom) -> Iterator[PressRoom]:
    yield world
    world.faults.clear()


def test_what_the_list_shows_to_be_off_topic_is_not_fetched(
    crawl: Crawling, room: PressRoom
) -> None:
    done = crawl(registry.spider("kbs"), origin=room.url)
    unrelated = {p.key for p in published(room, "kbs") if p.subject in ("unrelated", "avian")}
    assert unrelated
    assert not unrelated & set(done.captured)


@pytest.mark.parametrize("code", NATIONAL)
def test_after_days_of_silence_nothing_in_between_is_missed(
    crawl: Crawling, room: PressRoom, code: str
) -> None:
    """Also when the feeds are down, and reach back no further than a day when they are up."""
    room.faults.add(kind="500", path=r"\.xml|/news/category/|/sitemap")
    edge = room.desk.now - timedelta(days=12)
    known = Known(keys=frozenset(p.key for p in published(room, code) if p.published < edge))
    missed = {p.key for p in published(room, code) if p.published >= edge and p.on_topic}
    assert missed
    assert missed <= set(crawl(registry.spider(code), origin=room.url, known=known).captured)


@pytest.mark.parametrize("window", [{}, {"since": "2026-10-01", "until": "2026-10-20"}])
@pytest.mark.parametrize(
    "kind", ["empty", "alert", "html", "nothing", "challenge", "broken", "truncated", "same_page"]
)
@pytest.mark.parametrize("code", NATIONAL)
def test_no_answer_of_a_source_breaks_the_spider(
    crawl: Crawling, room: PressRoom, code: str, kind: str, window: dict[str, str]
) -> None:
    room.faults.add(kind=kind, path=r"^/(?!robots\.txt)(?!.*view)")
    done = crawl(registry.spider(code), origin=room.url, **window)
    assert "source-crashed" not in done.notes
    assert done.stats.errors == 0


def test_an_empty_answer_is_told_from_a_blocked_one(crawl: Crawling, room: PressRoom) -> None:
    room.faults.add(kind="html", path="/v2/search|/api/")
    done = crawl(registry.spider("kbs"), origin=room.url, since="2026-11-10", until="2026-11-11")
    assert done.notes.count("source-failed") == 4


# -- pages -----------------------------------------------------------------------------------------


def read(room: PressRoom, publication: Publication) -> Article | Refused:
    outlet = registry.outlet(publication.outlet)
    url = registry.spider(outlet.code).canonical(publication.key)
    with urlopen(f"{room.url}/{url.removeprefix('https://')}") as answer:
        body = answer.read()
    now = room.desk.now + timedelta(minutes=1)
    return extract(Fetched(url, body, "text/html; charset=utf-8", now, outlet, publication.key))


def is_english(publication: Publication) -> bool:
    return publication.texts[0].title.isascii()


def test_an_english_report_is_told_by_its_language(room: PressRoom) -> None:
    english = [p for p in published(room, "kbs") if is_english(p)]
    assert english
    outcomes = {got.outcome for p in english if isinstance(got := read(room, p), Refused)}
    assert outcomes == {"not_korean"}


def printed(moment: Moment | None) -> str | None:
    return moment.at.astimezone(KST).isoformat(timespec="seconds") if moment else None


@pytest.mark.parametrize("code", NATIONAL)
def test_every_page_is_read_as_it_was_published(room: PressRoom, code: str) -> None:
    for publication in published(room, code):
        if is_english(publication):
            continue
        article = read(room, publication)
        assert isinstance(article, Article), article
        wanted = expected(publication, room.desk.now)
        subtitle = wanted["subtitle"] if wanted["subtitle"] != wanted["title"] else None
        assert {
            "title": article.title,
            "subtitle": article.subtitle,
            "paragraphs": article.paragraphs,
            "published": printed(article.published),
            "modified": printed(article.modified),
            "bylines": [(b.name, b.role, b.email) for b in article.bylines],
            "place": article.place,
            "section": article.section,
            "programme": article.programme,
            "captions": article.captions,
            "tags": article.tags,
            "licence": article.rights.licence,
            "ai_training": article.rights.ai_training,
        } == {
            "title": wanted["title"],
            "subtitle": subtitle,
            "paragraphs": tuple(wanted["paragraphs"]),
            "published": wanted["published"],
            "modified": wanted["modified"],
            "bylines": wanted["bylines"],
            "place": wanted["place"],
            "section": wanted["section"],
            "programme": wanted["programme"],
            "captions": tuple(wanted["captions"]),
            "tags": tuple(wanted["tags"]),
            "licence": wanted["licence"],
            "ai_training": wanted["ai_training"],
        }


@pytest.mark.parametrize("kind", ["decoy", "script"])
def test_a_kbs_page_whose_container_is_empty_is_read_all_the_same(
    room: PressRoom, kind: str
) -> None:
    publication = next(p for p in published(room, "kbs") if not is_english(p))
    whole = read(room, publication)
    room.faults.add(kind=kind, path="view")
    shown = read(room, publication)
    assert isinstance(whole, Article)
    assert isinstance(shown, Article)
    assert shown.paragraphs == whole.paragraphs


def test_a_search_past_its_cap_is_divided_until_it_fits(
    crawl: Crawling, room: PressRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list is down, so that the search alone has to find everything."""
    monkeypatch.setattr(sources, "SEARCH_CAP", 3)
    room.faults.add(kind="500", path="/api/")
    first, last = "2026-09-22", "2026-11-20"
    done = crawl(registry.spider("kbs"), origin=room.url, since=first, until=last)
    wanted = {p.key for p in published(room, "kbs") if p.on_topic}
    assert wanted <= set(done.captured)
    assert len(room.log.of("reco.kbs.co.kr", "/v2/search")) > 20
