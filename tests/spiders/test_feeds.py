"""Feeds and sitemaps become rows, and what is no feed is never "nothing new"."""

from __future__ import annotations

import gzip
import re

import pytest
from scrapy.http import Response, TextResponse

from spiders import feeds, sitemaps, xmlanswers
from spiders.decoding import MAX_UNPACKED
from spiders.source import SourceError

URL = "https://www.sinmun.kr/rss/all.xml"


def key_of(url: str) -> str | None:
    found = re.fullmatch(r"https?://(?:www\.)?sinmun\.kr/news/(\d+)(?:[?#].*)?", url)
    return found[1] if found else None


def canonical(key: str) -> str:
    return f"https://www.sinmun.kr/news/{key}"


def answer(body: str | bytes, encoding: str = "utf-8", **headers: str) -> Response:
    raw = body.encode(encoding) if isinstance(body, str) else body
    return TextResponse(URL, body=raw, headers=headers, encoding="utf-8")


def rows(body: str | bytes, encoding: str = "utf-8", **headers: str) -> tuple[feeds.Row, ...]:
    return feeds.rss_rows(answer(body, encoding, **headers), key_of, canonical)


def rss(*items: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    return (
        f'{head}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>신문</title>'
        + "".join(f"<item>{item}</item>" for item in items)
        + "</channel></rss>"
    )


ITEM = (
    "<title><![CDATA[군수, AI < 사람 & 말하다]]></title><link>http://sinmun.kr/news/7?ref=rss</link>"
    "<description><![CDATA[<p>첫 문장이다.</p>]]></description><dc:creator>서하람 기자</dc:creator>"
    "<category>정치</category><pubDate>2026-11-20 09:00:00</pubDate>"
    "<content:encoded><![CDATA[<figure><figcaption>사진 설명</figcaption></figure>"
    "<p>첫 문장이다.</p><p>둘째 문장이다.</p><script>x()</script>]]></content:encoded>"
)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "군수, AI < 사람 & 말하다"),
        ("summary", "첫 문장이다."),
        ("author", "서하람 기자"),
        ("section", "정치"),
        ("published", "2026-11-20T00:00:00+00:00"),
        ("published_raw", "2026-11-20 09:00:00"),
        ("body", "첫 문장이다.\n\n둘째 문장이다."),
        ("modified", None),
    ],
)
def test_an_item_is_read_field_by_field(name: str, value: str | None) -> None:
    assert getattr(rows(rss(ITEM))[0].listed, name) == value


def test_aliases_fold_into_one_row() -> None:
    twin = "<link>https://www.sinmun.kr/news/7</link>"
    assert [(r.key, r.url) for r in rows(rss(ITEM, twin))] == [("7", canonical("7"))]


def test_the_guid_stands_in_for_a_link_that_leads_elsewhere() -> None:
    item = "<link>https://www.sinmun.kr/</link><guid>https://www.sinmun.kr/news/8</guid>"
    assert rows(rss(item))[0].key == "8"


@pytest.mark.parametrize(
    ("printed", "utc"),
    [
        ("Fri, 20 Nov 2026 18:00:00 +0900", "2026-11-20T09:00:00+00:00"),
        ("Fri, 20 Nov 2026 09:00:00 GMT", "2026-11-20T09:00:00+00:00"),
        ("2026-11-20 18:00:00", "2026-11-20T09:00:00+00:00"),
        ("2026-11-20T18:00:00+09:00", "2026-11-20T09:00:00+00:00"),
        ("2026.11.20 18:00", "2026-11-20T09:00:00+00:00"),
        ("yesterday-ish", None),
        ("0001-01-01T00:00:00", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("", None),
        (None, None),
    ],
)
def test_a_time_without_a_zone_is_korean(printed: str | None, utc: str | None) -> None:
    assert xmlanswers.timestamp(printed) == utc


def test_dc_date_alone_is_the_published_time() -> None:
    item = "<link>https://www.sinmun.kr/news/8</link><dc:date>2026-11-20T09:00:00+09:00</dc:date>"
    assert rows(rss(item))[0].listed.published == "2026-11-20T00:00:00+00:00"


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("utf-8", '<?xml version="1.0" encoding="EUC-KR"?>'),
        ("cp949", '<?xml version="1.0" encoding="EUC-KR"?>'),
        ("cp949", '<?xml version="1.0" encoding="UTF-8"?>'),
        ("utf-8-sig", '<?xml version="1.0" encoding="utf-8"?>'),
        ("utf-16", '<?xml version="1.0" encoding="utf-16"?>'),
    ],
)
def test_the_bytes_decide_the_charset(encoding: str, head: str) -> None:
    assert rows(rss(ITEM, head=head), encoding)[0].listed.section == "정치"


def test_atom_is_a_feed_too() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>신문</title><entry><title>도의회</title>'
        '<link href="https://www.sinmun.kr/news/9"/><published>2026-11-20T09:00:00Z</published>'
        "<updated>2026-11-20T10:00:00Z</updated></entry></feed>"
    )
    listed = rows(atom)[0].listed
    assert (listed.published, listed.modified) == (
        "2026-11-20T09:00:00+00:00",
        "2026-11-20T10:00:00+00:00",
    )


def test_an_empty_feed_has_no_rows() -> None:
    assert rows(rss()) == ()


def test_a_torn_feed_gives_all_but_its_last_item() -> None:
    second = "<title>t</title><link>https://www.sinmun.kr/news/123456</link>"
    whole = rss(ITEM, second).encode()
    torn = whole[: whole.index(b"3456")]  # the link now reads …/news/12
    assert [r.key for r in rows(torn)] == ["7"]


def test_an_unescaped_ampersand_does_not_lose_the_feed() -> None:
    item = "<title>R&D 예산</title><link>https://www.sinmun.kr/news/8</link>"
    assert [r.key for r in rows(rss(item))] == ["8"]


@pytest.mark.parametrize("reference", ["&#x110000;", "&#99999999;", "&#xFFFFFFFF;"])
def test_a_reference_to_no_character_does_not_lose_the_feed(reference: str) -> None:
    other = ITEM.replace("/7?", "/8?").replace("<![CDATA[군수", f"{reference}<![CDATA[군수")
    assert {row.key for row in rows(rss(other, ITEM))} == {"7", "8"}


def test_a_feed_its_parser_stumbles_over_is_an_error_of_the_source(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise KeyError("links")  # seen in fuzzing

    monkeypatch.setattr(feeds.feedparser, "parse", stumble)
    with pytest.raises(SourceError, match="too broken to read"):
        rows(rss(ITEM))


def test_entities_are_not_expanded() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    item = "<title>x&b;</title><link>https://www.sinmun.kr/news/8</link>"
    assert "aaaa" not in (rows(rss(item, head=bomb))[0].listed.title or "")


HOSTILE = {
    "an HTML page": (b"<!doctype html><html><body>" + b"<p>News of the day. </p>" * 99, False),
    "an alert": (b"<script>alert('\xec\x9e\x98\xeb\xaa\xbb');history.back();</script>", True),
    "a challenge": (b"<html><head><title>Just a moment...</title></head></html>", True),
    "a redirect page": (b"<html><script>location.href='/';</script></html>", True),
    "nothing": (b"", False),
    "JSON": (b'{"data": []}', False),
    "broken XML": (b"<rss><channel><<<<", False),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_feed_is_an_error(name: str) -> None:
    body, blocked = HOSTILE[name]
    with pytest.raises(SourceError) as caught:
        rows(body)
    assert caught.value.blocked is blocked


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_sitemap_is_an_error(name: str) -> None:
    with pytest.raises(SourceError):
        sitemaps.news_sitemap_rows(answer(HOSTILE[name][0]), key_of, canonical)


def test_a_feed_of_another_site_is_an_error() -> None:
    with pytest.raises(SourceError, match="none of 1 links"):
        rows(rss("<link>https://other.kr/news/1</link>"))


# -- sitemaps --------------------------------------------------------------------------------------

NEWS = (
    '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
    "<url><loc>https://www.sinmun.kr/news/5</loc><lastmod>2026-11-20T20:00:00+09:00</lastmod>"
    "<news:news><news:publication_date>2026-11-20T18:00:00+09:00</news:publication_date>"
    "<news:title>시의회, 인공지능 조례</news:title></news:news></url>"
    "<url><loc>https://www.sinmun.kr/about</loc></url>"
    "<url><loc>https://www.sinmun.kr/news/66</loc></url></urlset>"
)


def sitemap(body: str | bytes) -> tuple[feeds.Row, ...]:
    return sitemaps.news_sitemap_rows(answer(body), key_of, canonical)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "시의회, 인공지능 조례"),
        ("published", "2026-11-20T09:00:00+00:00"),
        ("modified", "2026-11-20T11:00:00+00:00"),
    ],
)
def test_a_news_sitemap_is_read_field_by_field(name: str, value: str) -> None:
    assert getattr(sitemap(NEWS)[0].listed, name) == value


def test_addresses_that_are_no_articles_are_passed_over() -> None:
    assert [r.key for r in sitemap(NEWS)] == ["5", "66"]


def test_a_packed_sitemap_is_unpacked() -> None:
    assert len(sitemap(gzip.compress(NEWS.encode()))) == 2


def test_a_packed_bomb_is_refused() -> None:
    with pytest.raises(SourceError, match="over"):
        sitemap(gzip.compress(b"<urlset>" + b" " * (MAX_UNPACKED + 1)))


def test_a_torn_sitemap_gives_all_but_its_last_address() -> None:
    assert [r.key for r in sitemap(NEWS[: NEWS.index("6</loc>")])] == ["5"]


def test_an_empty_sitemap_has_no_rows() -> None:
    assert sitemap('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>') == ()


INDEX = (
    '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<sitemap><loc>https://www.sinmun.kr/a.xml</loc></sitemap><sitemap><loc>/b.xml</loc></sitemap>"
    "</sitemapindex>"
)


def test_an_index_leads_to_its_sitemaps() -> None:
    source = sitemaps.sitemap_source(URL, key_of, canonical)
    assert [s.page.url for s in source.parse(answer(INDEX)).more] == [
        "https://www.sinmun.kr/a.xml",
        "https://www.sinmun.kr/b.xml",
    ]


def test_indexes_do_not_nest_for_ever() -> None:
    source = sitemaps.sitemap_source(URL, key_of, canonical, depth=0)
    with pytest.raises(SourceError, match="nest"):
        source.parse(answer(INDEX))


def test_feeds_are_asked_conditionally() -> None:
    assert feeds.rss_source(URL, key_of, canonical).conditional
