"""JSON-LD as Korean pages print it: which node is the page's, mended scripts, bodies, people, times."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import lxml.html
import pytest

from korean.article import Byline
from korean.dates import kst
from spiders.extraction.embedded import json_ld, mended
from spiders.extraction.values import Reading

URL = "https://daily.example/news/articleView.html?idxno=90412"
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TITLE = "물결시, 공공 인공지능에 “설명할 의무” 둔다"
TEXT = (
    "물결시는 20일 공공 업무에 쓰는 인공지능이 왜 그런 답을 냈는지 시민에게 알리는 조례안을 냈다고 밝혔다.",
    "조례안은 심사와 배치에 쓰는 도구를 먼저 다루고, 시민이 사람에게 다시 물을 수 있게 했다.",
    "시의회는 다음 달 공청회를 열어 기록을 몇 해 둘지 정할 예정이다.",
)
NODE: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": TITLE,
    "datePublished": "2026-11-20T10:30:00+09:00",
    "author": {"@type": "Person", "name": "한가람 기자"},
    "articleBody": "\n".join(TEXT),
    "mainEntityOfPage": {"@type": "WebPage", "@id": URL},
}
OTHER = {
    **NODE,
    "headline": "옆 고을 시장이 새 다리를 놓기로 한 소식",
    "mainEntityOfPage": {"@id": "https://daily.example/news/articleView.html?idxno=77"},
    "articleBody": "옆 고을 이야기다. " * 60,
    "keywords": "다리",
}


def dumps(value: object) -> str:
    """As servers print it: ``</`` escaped, or the script would end in the text."""
    return json.dumps(value, ensure_ascii=False).replace("</", "<\\/")


def page(
    *scripts: object, title: str = f"{TITLE} - 물결일보", body: str = "", head: str = ""
) -> Any:
    inside = "".join(
        f'<script type="application/ld+json">{s if isinstance(s, str) else dumps(s)}</script>'
        for s in scripts
    )
    source = f"<html><head><title>{title}</title>{head}{inside}</head><body>{body}</body></html>"
    parser = lxml.html.HTMLParser(encoding="utf-8", recover=True, huge_tree=True)
    return lxml.html.document_fromstring(source.encode(), parser=parser)


def read(*scripts: object, **page_: str) -> Reading:
    return json_ld.read(page(*scripts, **page_), URL, NOW)


# -- which node --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "scripts",
    [
        (OTHER, NODE),
        ([OTHER, NODE],),
        ({"@graph": [{"@type": "WebSite", "name": "물결일보"}, OTHER, NODE]},),
        ({"@type": "WebPage", "name": TITLE, "mainEntity": NODE}, OTHER),
        ({"@type": "ItemList", "itemListElement": [OTHER, OTHER]}, NODE),
        ({"@type": "BreadcrumbList", "itemListElement": []}, {**NODE, "@type": ["Article", "NewsArticle"]}),
        (dumps(OTHER) + "\n" + dumps(NODE),),
        (dumps(OTHER) + "," + dumps(NODE),),
    ],
    ids=["two", "list", "graph", "main-entity", "item-list", "types", "two-in-one", "with-comma"],
)  # fmt: skip
def test_the_node_of_the_page_is_taken_before_fuller_ones(scripts: tuple[object, ...]) -> None:
    found = read(*scripts)
    assert found.title == TITLE
    assert found.paragraphs == TEXT


def test_a_node_of_another_page_alone_is_not_taken() -> None:
    assert read(OTHER) == Reading()


def test_the_address_shows_the_node_where_the_page_has_the_site_s_name_for_title() -> None:
    assert (
        read(OTHER, {**NODE, "headline": "다른 말로 쓴 제목"}, title="물결일보").title
        == "다른 말로 쓴 제목"
    )


def test_a_node_without_address_is_taken_when_the_page_names_no_title() -> None:
    node = {key: value for key, value in NODE.items() if key != "mainEntityOfPage"}
    assert read(node, title="물결일보").title == TITLE


def test_a_dated_page_node_tells_the_times_where_there_is_no_article_s() -> None:
    node = {
        "@type": "WebPage",
        "name": f"{TITLE} - 물결일보",
        "url": URL,
        "datePublished": "2026-11-20",
    }
    found = read(node)
    assert found.published is not None
    assert found.title is None


# -- scripts that are no JSON ------------------------------------------------------------------

SOURCE = dumps(NODE)
BROKEN = {
    "trailing-comma": SOURCE[:-1] + ",}",
    "trailing-comma-in-list": SOURCE.replace('"headline"', '"keywords":["ㄱ",],"headline"'),
    "line-comment": "{ // 기사\n" + SOURCE[1:],
    "block-comment": SOURCE.replace('"headline"', '/* 제목 */ "headline"'),
    "single-quotes": SOURCE.replace('"@type"', "'@type'"),
    "bare-key": SOURCE.replace('"headline"', "headline"),
    "escaped-apostrophe": SOURCE.replace("공공 업무", "공공\\'업무"),
    "entities": SOURCE.replace('"', "&quot;"),
    "own-quotes": SOURCE.replace("“설명할 의무”", '"설명할 의무"'),
    "own-quotes-with-comma": SOURCE.replace("“설명할 의무”", '"설명할", "의무"'),
    "two-objects": '{"@type":"WebSite"};' + SOURCE,
}
SOUND = {
    "html-comment": f"<!-- {SOURCE} -->",
    "cdata": f"<![CDATA[{SOURCE}]]>",
    "cdata-in-comments": f"//<![CDATA[\n{SOURCE}\n//]]>",
    "semicolon": f"{SOURCE};",
    "raw-line-feeds": SOURCE.replace("\\n", "\n"),
    "raw-tabs": SOURCE.replace("밝혔다. ", "밝혔다.\t"),
    "byte-order-mark": "\ufeff" + SOURCE,
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_script_is_mended_and_named(name: str) -> None:
    root = page(BROKEN[name])
    found = json_ld.read(root, URL, NOW)
    assert (found.title or "").startswith("물결시, 공공 인공지능에")
    assert len(found.paragraphs) == len(TEXT)
    assert found.bylines == (Byline("한가람", "기자"),)
    assert json_ld.broken(root)


@pytest.mark.parametrize("name", SOUND)
def test_what_stands_around_json_does_not_break_it(name: str) -> None:
    root = page(SOUND[name])
    assert json_ld.read(root, URL, NOW).paragraphs == TEXT
    assert not json_ld.broken(root)


@pytest.mark.parametrize(
    "source",
    [SOURCE[:-40], SOURCE[: len(SOURCE) // 2], "{", "{{}}", "null null", "기사", "[" * 100_000, '{"a":' * 50_000],
    ids=["cut", "half", "open", "doubled", "words", "prose", "deep-lists", "deep-objects"],
)  # fmt: skip
def test_what_cannot_be_mended_is_given_up(source: str) -> None:
    root = page(source)
    assert json_ld.read(root, URL, NOW) == Reading()
    assert json_ld.broken(root)


def test_a_sound_script_beside_a_broken_one_is_read() -> None:
    root = page("{broken", NODE)
    assert json_ld.read(root, URL, NOW).title == TITLE
    assert json_ld.broken(root)


@pytest.mark.parametrize(
    "source",
    ['"' * 200_000, '{"a":"' + '\\"' * 200_000, '{"a":"' + '" ' * 100_000, "{" + " " * 500_000],
    ids=["quotes", "escapes", "own-quotes", "blanks"],
)  # fmt: skip
def test_hostile_scripts_are_given_up(source: str) -> None:
    assert mended.read(source).values == ()


def test_reading_leaves_the_tree_as_it_is() -> None:
    root = page(NODE, body="<h1>제목</h1><p>글</p>")
    before = lxml.html.tostring(root)
    json_ld.read(root, URL, NOW)
    assert lxml.html.tostring(root) == before


# -- bodies ------------------------------------------------------------------------------------

HTML = "".join(f"<p>{line}</p>" for line in TEXT)


@pytest.mark.parametrize(
    "body",
    [
        "\n".join(TEXT),
        "\r\n\r\n".join(TEXT),
        "\\n\\n".join(TEXT),
        HTML,
        "<br />".join(TEXT),
        HTML.replace("<", "&lt;").replace(">", "&gt;"),
        HTML.replace("<", "&amp;lt;").replace(">", "&amp;gt;"),
        "<div><p>" + "</p><p>".join(TEXT) + "</p><script>var a = 1;</script></div>",
        list(TEXT),
    ],
    ids=["lines", "crlf", "escaped-lines", "html", "br", "escaped", "escaped-twice", "div", "list"],
)
def test_a_body_becomes_paragraphs(body: object) -> None:
    assert read({**NODE, "articleBody": body}).paragraphs == TEXT


def test_captions_in_a_body_are_told_from_it() -> None:
    figure = "<figure><img src='1.jpg'><figcaption>조례안을 살피는 시의원들</figcaption></figure>"
    found = read({**NODE, "articleBody": figure + HTML})
    assert found.paragraphs == TEXT
    assert found.captions == ("조례안을 살피는 시의원들",)


@pytest.mark.parametrize(
    "body",
    [
        TEXT[0][:30] + "...",
        TEXT[0][:30] + "…",
        TEXT[0] + " " + TEXT[1][:20] + "… [더보기]",
        TEXT[0] + " " + TEXT[1][:21],
        "",
        None,
        {"text": TEXT[0]},
    ],
)
def test_a_teaser_or_a_text_that_breaks_off_is_no_body(body: object) -> None:
    assert read({**NODE, "articleBody": body}).paragraphs == ()


@pytest.mark.parametrize(
    "end", ["", "(끝)", " 한가람 기자", " 한가람 기자 hgr@daily.example", " 사진=물결시"]
)
def test_a_whole_text_without_breaks_is_kept(end: str) -> None:
    assert read({**NODE, "articleBody": " ".join(TEXT) + end}).paragraphs == (" ".join(TEXT) + end,)


def test_a_long_text_without_breaks_is_told_from_one_in_paragraphs() -> None:
    assert json_ld.flat((" ".join(TEXT * 3),))
    assert not json_ld.flat(TEXT * 3)
    assert not json_ld.flat((TEXT[0],))


# -- people, times, the rest -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("author", "people"),
    [
        ("한가람", (Byline("한가람"),)),
        ("한가람 기자", (Byline("한가람", "기자"),)),
        ("한가람 기자 hgr@daily.example", (Byline("한가람", "기자", "hgr@daily.example"),)),
        ({"@type": "Person", "name": "한가람", "jobTitle": "기자"}, (Byline("한가람", "기자"),)),
        (
            {"@type": "Person", "name": "한가람 기자", "email": "mailto:hgr@daily.example"},
            (Byline("한가람", "기자", "hgr@daily.example"),),
        ),
        (["한가람 기자", "오솔 특파원"], (Byline("한가람", "기자"), Byline("오솔", "특파원"))),
        (
            [{"@type": "Person", "name": "한가람 기자"}, {"@type": "Person", "name": "오솔비 기자"}],
            (Byline("한가람", "기자"), Byline("오솔비", "기자")),
        ),
        ({"@type": "Person", "name": ["한가람 기자", "오솔비 기자"]},
         (Byline("한가람", "기자"), Byline("오솔비", "기자"))),
        ({"@type": "Organization", "name": "물결일보"}, ()),
        ({"@type": "NewsMediaOrganization", "name": "물결일보"}, ()),
        (None, ()),
        (7, ()),
    ],
)  # fmt: skip
def test_authors_come_as_strings_lists_and_objects(
    author: object, people: tuple[Byline, ...]
) -> None:
    assert read({**NODE, "author": author}).bylines == people


@pytest.mark.parametrize(
    ("printed", "clock"),
    [
        ("2026-11-20T10:30:00+09:00", "10:30"),
        ("2026-11-20T10:30:00", "10:30"),
        ("2026-11-20 10:30:00", "10:30"),
        ("2026-11-20T01:30:00Z", "10:30"),
        ("2026-11-20T01:30:00.000Z", "10:30"),
        ("2026-11-20T01:30:00+00:00", "10:30"),
        ("20261120103000", "10:30"),
    ],
)
def test_times_are_read_in_the_zone_they_are_printed_in(printed: str, clock: str) -> None:
    found = read({**NODE, "datePublished": printed}).published
    assert found is not None
    assert f"{kst(found.at):%H:%M}" == clock


@pytest.mark.parametrize(
    "evidence",
    [
        {"body": "<div class='info'><span>입력 2026.11.20 08:30</span></div>"},
        {"body": "<ul><li>승인 2026-11-20 08:30:12</li></ul>"},
        {"head": '<meta property="article:published_time" content="2026-11-20T08:30:00+09:00">'},
    ],
    ids=["header", "seconds", "meta"],
)
def test_a_z_behind_the_korean_clock_is_a_lie_where_the_page_shows_it(
    evidence: dict[str, str],
) -> None:
    node = {**NODE, "datePublished": "2026-11-20T08:30:00Z", "dateModified": "2026-11-20T09:10:00Z"}
    found = read(node, **evidence)
    assert found.published is not None
    assert found.modified is not None
    assert f"{kst(found.published.at):%H:%M}" == "08:30"
    assert f"{kst(found.modified.at):%H:%M}" == "09:10"


@pytest.mark.parametrize(
    "body",
    ["", "<p>입력 2026.11.20 17:30</p>", "<p>2026.11.20 17:30</p><i>2026.11.20 08:30 서울</i>"],
    ids=["nothing", "converted", "both"],
)
def test_a_z_is_believed_where_the_page_does_not_show_otherwise(body: str) -> None:
    found = read({**NODE, "datePublished": "2026-11-20T08:30:00Z"}, body=body).published
    assert found is not None
    assert f"{kst(found.at):%H:%M}" == "17:30"


def test_a_z_that_would_lie_ahead_of_the_capture_is_korean_time() -> None:
    found = read({**NODE, "datePublished": "2026-11-20T20:30:00Z"}).published
    assert found is not None
    assert f"{kst(found.at):%d %H:%M}" == "20 20:30"


@pytest.mark.parametrize(
    "image",
    [
        "/i/7.jpg",
        ["/i/7.jpg", "/i/8.jpg"],
        {"@type": "ImageObject", "url": "/i/7.jpg"},
        [{"@type": "ImageObject", "contentUrl": "/i/7.jpg"}],
        {"url": ["/i/7.jpg"]},
    ],
)
def test_a_picture_comes_as_string_list_and_object(image: object) -> None:
    assert read({**NODE, "image": image}).image_url == "https://daily.example/i/7.jpg"


@pytest.mark.parametrize("said", [TITLE, f"[물결톡] {TITLE}"])
def test_the_headline_again_is_no_subtitle(said: str) -> None:
    assert read({**NODE, "alternativeHeadline": said}).subtitle is None
    assert read({**NODE, "alternativeHeadline": "다음 달 공청회"}).subtitle == "다음 달 공청회"


def test_captions_of_the_pictures_are_read() -> None:
    pictures = [
        {"@type": "ImageObject", "url": "/1.jpg", "caption": f"공청회 모습 {n}"} for n in (1, 2, 1)
    ]
    assert read({**NODE, "image": pictures}).captions == ("공청회 모습 1", "공청회 모습 2")


@pytest.mark.parametrize("address", ["http://[x/1", "//[", "https://a.b:xyz/1/2"])
def test_addresses_that_are_none_are_passed_over(address: str) -> None:
    node = {**NODE, "mainEntityOfPage": address, "url": address, "image": address}
    assert read(node).title == TITLE
