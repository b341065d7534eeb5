"""Every version of every page object: exercised, and no field of it empty without being declared so.

A version is read on its fixtures (``fixtures/<outlet>/<version>[-case].html``) and on the press
room's pages of the layouts it reads. A field counts as filled when the article's ``methods`` name
the version for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from korean.article import Article
from pressroom.layouts import LAYOUTS, served
from pressroom.newsroom import build_world
from spiders import registry
from spiders.extraction import Fetched, Refused, extract
from spiders.page import ArticlePage
from tests.spiders.contract_data import ABSENT, CODES, PAGE_FIELDS, SHAPES

FIXTURES = Path(__file__).parent / "fixtures"
NOW = datetime(2026, 11, 21, tzinfo=UTC)
PAGES = {page.version: page for code in CODES for page in registry.spider(code).pages} | {
    page.version: page for page in registry.family_pages()
}
every_version = pytest.mark.parametrize("version", PAGES)


def fixtures(version: str) -> list[Path]:
    folder = FIXTURES / version.split(".")[0]
    return sorted([*folder.glob(f"{version}.html"), *folder.glob(f"{version}-*.html")])


def read(version: str, path: Path) -> Article | Refused:
    """The fixture as an outlet of this version would have served it."""
    code = next(c for c in CODES if PAGES[version] in registry.spider(c).pages)
    spider = registry.spider(code)
    url = spider.canonical(SHAPES[spider.outlet.family].keys[0])
    return extract(Fetched(url, path.read_bytes(), "text/html", NOW))


def filled(article: Article, version: str) -> frozenset[str]:
    return frozenset(name for name, method in article.methods.items() if method == version)


@cache
def in_the_press_room() -> dict[str, frozenset[str]]:
    """Version → the fields it fills on any page of the press room."""
    world = build_world(scale=0.02)
    found: dict[str, frozenset[str]] = defaultdict(frozenset)
    for outlet in LAYOUTS:
        for page in served(world, outlet, 5):
            article = extract(Fetched(page.url, page.body, page.content_type, page.captured_at))
            if isinstance(article, Article):
                found[article.methods["body"]] |= filled(article, article.methods["body"])
    return found


def every_page_class(base: type[ArticlePage] = ArticlePage) -> Iterator[type[ArticlePage]]:
    for page in base.__subclasses__():
        if page.__module__.startswith("spiders.") and "version" in vars(page):
            yield page
        yield from every_page_class(page)


def test_every_page_class_is_registered() -> None:
    assert {page.version for page in every_page_class()} == set(PAGES)


def test_every_version_says_what_it_leaves_empty() -> None:
    assert set(ABSENT) == set(PAGES)
    assert all(fields <= PAGE_FIELDS for fields in ABSENT.values())


@every_version
def test_it_has_a_fixture(version: str) -> None:
    assert fixtures(version)


@every_version
def test_it_reads_each_of_its_fixtures(version: str) -> None:
    for path in fixtures(version):
        article = read(version, path)
        assert isinstance(article, Article), path.name
        assert article.methods["body"] == version, path.name


@every_version
def test_its_fixtures_fill_every_field_but_those_declared_absent(version: str) -> None:
    """A declared field that is filled after all fails as well: the declaration is out of date."""
    full: frozenset[str] = frozenset()
    for path in fixtures(version):
        article = read(version, path)
        assert isinstance(article, Article)
        full |= filled(article, version)
    assert PAGE_FIELDS - full == ABSENT[version]


@every_version
def test_the_press_room_serves_a_layout_that_it_reads(version: str) -> None:
    assert version in in_the_press_room()


@every_version
def test_no_page_of_the_press_room_fills_what_is_declared_absent(version: str) -> None:
    assert in_the_press_room()[version] & ABSENT[version] == frozenset()


def test_a_fixture_is_named_after_its_version() -> None:
    known = {path for version in PAGES for path in fixtures(version)}
    pages = {path for path in FIXTURES.rglob("*.html") if not path.name.startswith("list")}
    assert pages == known
