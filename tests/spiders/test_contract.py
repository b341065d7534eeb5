"""The contract every spider of the registry keeps, active or not: keys, sources, hostile answers, pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from scrapy.http import HtmlResponse, Response, XmlResponse
from web_poet import HttpResponse

from korean import encoding
from spiders import registry
from spiders.base import OutletSpider
from spiders.page import ArticlePage
from spiders.source import Listing, Source, SourceError
from tests.spiders.contract_data import (
    BAD_ANSWERS,
    CODES,
    LISTS,
    LOOK_ALIKES,
    NONSENSE,
    OF_FAMILY,
    SHAPES,
    hosts_of,
    listing,
)
from tests.together import each

FIXTURES = Path(__file__).parent / "fixtures"
SINCE, UNTIL = date(2026, 10, 1), date(2026, 11, 20)
TRACKING = ("utm_source=naver&utm_medium=rss", "fbclid=IwAR0", "NaPm=ct%3Dabc")

every_spider = each("code", CODES)


def every_source(spider: OutletSpider) -> tuple[Source, ...]:
    return (*spider.sources(), *spider.window_sources(SINCE, UNTIL))


def one_of_each_kind(code: str) -> Iterator[Source]:
    """A source of each way to parse: the others differ in their addresses alone."""
    spider = registry.spider(code)()
    kinds = {(s.kind, s.parse.__qualname__): s for s in every_source(spider)}
    yield from kinds.values()


# -- identity --------------------------------------------------------------------------------------


@every_spider
def test_it_constructs_under_its_outlet_s_code(code: str) -> None:
    spider = registry.spider(code)()
    assert (spider.name, spider.outlet) == (code, registry.outlet(code))


@every_spider
def test_a_canonical_url_gives_its_key_back(code: str) -> None:
    spider = registry.spider(code)
    keys = SHAPES[spider.outlet.family].keys
    assert [spider.key_of(spider.canonical(key)) for key in keys] == list(keys)


@every_spider
def test_a_canonical_url_is_https_on_the_outlet_s_first_host(code: str) -> None:
    spider = registry.spider(code)
    for key in SHAPES[spider.outlet.family].keys:
        parts = urlsplit(spider.canonical(key))
        assert (parts.scheme, parts.hostname) == ("https", spider.outlet.hosts[0])


def _decorated(path: str) -> Iterator[str]:
    """The address as people and feeds pass it on: tracking parameters, a fragment, a shared text."""
    yield path
    yield f"{path}#comment"
    joint = "&" if "?" in path else "?"
    for tracking in TRACKING:
        yield f"{path}{joint}{tracking}"
    yield path.replace("&", "&amp;")
    yield f" {path} ".rstrip() + "\n"


@every_spider
def test_every_alias_of_an_article_has_its_key(code: str) -> None:
    spider = registry.spider(code)
    shapes = SHAPES[spider.outlet.family]
    aliases = [
        f"{scheme}://{host}{address.strip()}"
        for scheme in ("http", "https")
        for host in hosts_of(spider.outlet)
        for path in shapes.aliases
        for address in _decorated(path)
    ]
    wrong = {url: key for url in aliases if (key := spider.key_of(url)) != shapes.keys[0]}
    assert not wrong


@every_spider
def test_other_hosts_and_look_alikes_have_no_key(code: str) -> None:
    spider = registry.spider(code)
    outlet = spider.outlet
    urls = [
        form.format(host=outlet.hosts[0], domain=outlet.domain, path=path)
        for form in LOOK_ALIKES
        for path in SHAPES[outlet.family].aliases
    ]
    assert not {url: key for url in urls if (key := spider.key_of(url)) is not None}


@every_spider
def test_pages_of_the_site_that_are_no_article_have_no_key(code: str) -> None:
    spider = registry.spider(code)
    paths = ("", "/", "/robots.txt", "/rss/allArticle.xml", *SHAPES[spider.outlet.family].others)
    urls = [f"https://{host}{path}" for host in spider.outlet.hosts for path in paths]
    urls += [source.page.url for source in every_source(spider())]
    assert not {url: key for url in urls if (key := spider.key_of(url)) is not None}


@every_spider
def test_no_two_outlets_claim_one_article(code: str) -> None:
    spider = registry.spider(code)
    for path in SHAPES[spider.outlet.family].aliases:
        found = registry.key_of(f"https://{spider.outlet.hosts[0]}{path}")
        assert found is not None
        assert found[0].code == code


# -- sources ---------------------------------------------------------------------------------------


def sources_of(code: str) -> dict[str, Sequence[Source]]:
    spider = registry.spider(code)()
    return {"incremental": spider.sources(), "window": spider.window_sources(SINCE, UNTIL)}


@pytest.mark.parametrize("mode", ["incremental", "window"])
@every_spider
def test_sources_stand_on_the_outlet_s_hosts(code: str, mode: str) -> None:
    sources = sources_of(code)[mode]
    assert sources
    outlet = registry.outlet(code)
    strangers = [
        s.page.url for s in sources if not outlet.owns(urlsplit(s.page.url).hostname or "")
    ]
    assert not strangers


@pytest.mark.parametrize("mode", ["incremental", "window"])
@every_spider
def test_no_source_is_read_twice(code: str, mode: str) -> None:
    sources = sources_of(code)[mode]
    assert len({s.page.url for s in sources}) == len(sources)
    assert len({s.name for s in sources}) == len(sources)
    assert all(s.name for s in sources)


@pytest.mark.parametrize("mode", ["incremental", "window"])
@every_spider
def test_a_first_source_is_no_fallback(code: str, mode: str) -> None:
    assert not sources_of(code)[mode][0].fallback


@every_spider
def test_a_window_of_one_day_has_sources(code: str) -> None:
    assert registry.spider(code)().window_sources(UNTIL, UNTIL)


# -- answers ---------------------------------------------------------------------------------------


def survives(source: Source, response: Response) -> None:
    """A `Listing` without rows, or a `SourceError` that names the address; anything else is raised."""
    told = source.page.url
    found = Listing()
    try:
        found = source.parse(response)
    except SourceError as error:
        told = str(error)
    assert isinstance(found, Listing)
    assert found.rows == ()
    assert source.page.url in told


@pytest.mark.parametrize("name", BAD_ANSWERS)
@every_spider
def test_no_source_breaks_or_believes(code: str, name: str) -> None:
    body = BAD_ANSWERS[name]
    for source in one_of_each_kind(code):
        url = source.page.url
        survives(source, HtmlResponse(url, body=body, encoding="utf-8"))
        survives(source, XmlResponse(url, body=body))


@every_spider
def test_no_source_breaks_on_an_answer_without_a_type(code: str) -> None:
    for source in one_of_each_kind(code):
        survives(source, Response(source.page.url, body=b"GIF89a\x00\xff"))


@pytest.mark.parametrize("code", OF_FAMILY.values())
def test_no_source_breaks_on_a_megabyte_of_nonsense(code: str) -> None:
    for source in one_of_each_kind(code):
        survives(source, HtmlResponse(source.page.url, body=NONSENSE, encoding="utf-8"))


@every_spider
def test_every_source_reads_its_own_list(code: str) -> None:
    """The counterpart: the same parsers give every key that a sound list holds."""
    spider = registry.spider(code)
    keys = SHAPES[spider.outlet.family].keys
    urls = [spider.canonical(key) for key in keys]
    for source in one_of_each_kind(code):
        answer = listing(spider.outlet, source.page.url, urls)
        response = HtmlResponse(source.page.url, body=answer.body, encoding="utf-8")
        rows = source.parse(response).rows
        assert rows, source.name
        assert {row.key for row in rows} <= set(keys)
        assert all(row.url == spider.canonical(row.key) for row in rows)


@every_spider
def test_a_broken_link_costs_its_own_row_alone(code: str) -> None:
    spider = registry.spider(code)
    keys = SHAPES[spider.outlet.family].keys
    urls = [spider.canonical(key) for key in keys]
    for source in one_of_each_kind(code):
        answer = listing(
            spider.outlet, source.page.url, ["http://[/?B_NUM=x", *urls, "https://[::1/?boardNo=x"]
        )
        broken = answer.body.replace(b"<li>", b"<li><img src='http://[x'>")
        response = HtmlResponse(source.page.url, body=broken, encoding="utf-8")
        rows = source.parse(response).rows
        assert rows, source.name
        assert {row.key for row in rows} <= set(keys)


def test_every_family_has_its_shapes() -> None:
    assert set(SHAPES) == set(LISTS) == {outlet.family for outlet in registry.outlets()}


# -- pages -----------------------------------------------------------------------------------------

PAGES = {page.version: page for code in CODES for page in registry.spider(code).pages} | {
    page.version: page for page in registry.family_pages()
}
#: What a fixture prints besides the rule; the table skin's notice was never seen.
LICENCES = {"gyeongbuk.board": "KOGL-3", "gyeongbuk.2026": "KOGL-1", "ndsoft.table": None}

every_version = pytest.mark.parametrize("version", PAGES)


def read(version: str) -> ArticlePage:
    body = (FIXTURES / version.split(".")[0] / f"{version}.html").read_bytes()
    text = encoding.decode(body, header=None).text
    code = next(c for c in CODES if PAGES[version] in registry.spider(c).pages)
    spider = registry.spider(code)
    url = spider.canonical(SHAPES[spider.outlet.family].keys[0])
    return PAGES[version](HttpResponse(url, text.encode(), encoding="utf-8"))


@every_spider
def test_it_has_pages_of_distinct_versions(code: str) -> None:
    versions = [page.version for page in registry.spider(code).pages]
    assert versions
    assert len(set(versions)) == len(versions)


@every_version
def test_a_version_has_a_fixture_that_it_claims(version: str) -> None:
    page = read(version)
    assert PAGES[version].probe(page.tree)
    assert page.refused() is None


@every_version
@pytest.mark.parametrize("field", ["title", "paragraphs", "published"])
def test_a_fixture_gives_the_fields_no_article_lacks(version: str, field: str) -> None:
    assert getattr(read(version), field)


@every_version
def test_a_fixture_s_time_is_aware_and_past(version: str) -> None:
    published = read(version).published
    assert published is not None
    assert published.at <= datetime(2026, 11, 21, tzinfo=UTC)


@every_version
def test_a_fixture_s_own_notice_gives_its_rights(version: str) -> None:
    rights = read(version).rights
    licence = rights.licence if rights is not None else None
    assert licence == LICENCES.get(version, "all-rights-reserved")


@every_spider
def test_what_holds_where_a_page_is_silent_is_declared(code: str) -> None:
    outlet = registry.outlet(code)
    expected = "unknown" if outlet.kind == "government" else "all-rights-reserved"
    assert outlet.rights == expected


@every_version
@pytest.mark.parametrize("name", BAD_ANSWERS)
def test_a_page_object_refuses_what_is_no_article(version: str, name: str) -> None:
    try:
        text = encoding.decode(BAD_ANSWERS[name], header=None).text
    except encoding.Undecodable:
        return  # told by the gate in front of every page object
    response = HttpResponse("https://www.example.com/1", text.encode(), encoding="utf-8")
    page = PAGES[version](response)
    assert page.refused()
    assert not PAGES[version].probe(page.tree)
