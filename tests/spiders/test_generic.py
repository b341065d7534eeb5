"""What a page of an unknown site says about itself: JSON-LD, OpenGraph, meta, header, prose."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from lxml import etree

from korean.article import Byline
from korean.dates import kst
from spiders.extraction import meta
from spiders.extraction.embedded import json_ld
from spiders.extraction.moments import in_header
from spiders.extraction.visible import header, prose
from spiders.tree import Element, Tree

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
URL = "https://unknown.example/news/7"
TITLE = "바람골 도서관, 책 찾아 주는 인공지능 들인다"
TEXT = (
    "바람골 도서관은 20일 이용자의 물음을 듣고 책을 찾아 주는 인공지능을 서가마다 두기로 했다고 밝혔다.",
    "관장은 “빌린 기록은 하루 뒤에 지우고 광고에는 쓰지 않는다”고 말했다.",
    "군은 내년 예산에 두 억 원을 잡고 의회에 설명 자료를 냈다.",
)


def tree(markup: str) -> Element:
    return Tree(markup, "https://www.news.example/1").root


def ld(value: object) -> Element:
    source = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return tree(
        f'<html><head><script type="application/ld+json">{source}</script></head><body></body></html>'
    )


NODE = {
    "@type": "NewsArticle",
    "headline": TITLE,
    "datePublished": "2026-11-20T10:30:00+09:00",
    "dateModified": "2026-11-20T11:00:00+09:00",
    "author": {"@type": "Person", "name": "도라지 기자"},
    "articleSection": ["지역", "문화"],
    "keywords": "도서관, 인공지능",
    "image": [{"@type": "ImageObject", "url": "/i/7.jpg"}],
    "articleBody": "\n".join(TEXT),
    "mainEntityOfPage": {"@id": "https://unknown.example/news/7"},
}
SITE = {"@type": "WebSite", "name": "바람골신문"}


@pytest.mark.parametrize(
    "value",
    [
        NODE,
        [SITE, NODE],
        {"@graph": [SITE, NODE]},
        {"@type": "WebPage", "mainEntity": NODE},
        {**NODE, "@type": ["Article", "NewsArticle"]},
        f"<!-- {json.dumps(NODE, ensure_ascii=False)} -->",
        json.dumps(NODE, ensure_ascii=False).replace("\\n", "\n"),
    ],
    ids=["alone", "list", "graph", "main-entity", "two-types", "comment", "bare-newlines"],
)
def test_the_article_node_is_found_wherever_it_stands(value: object) -> None:
    found = json_ld.read(ld(value), URL, NOW)
    assert found.title == TITLE
    assert found.paragraphs == TEXT
    assert found.bylines == (Byline("도라지", "기자"),)
    assert found.section == "지역 > 문화"
    assert found.tags == ("도서관", "인공지능")
    assert found.image_url == "https://unknown.example/i/7.jpg"
    assert found.published is not None
    assert found.published.at == datetime(2026, 11, 20, 1, 30, tzinfo=UTC)


def test_a_site_s_node_is_no_article() -> None:
    assert json_ld.read(ld(SITE), URL, NOW).title is None


def test_a_body_in_markup_becomes_paragraphs() -> None:
    body = "<p>" + "</p><p>".join(TEXT) + "</p>"
    assert json_ld.read(ld({**NODE, "articleBody": body}), URL, NOW).paragraphs == TEXT


@pytest.mark.parametrize("end", ["...", "…"])
def test_a_teaser_is_no_body(end: str) -> None:
    teaser = {**NODE, "articleBody": TEXT[0][:40] + end}
    assert json_ld.read(ld(teaser), URL, NOW).paragraphs == ()


def test_a_publisher_as_author_is_no_byline() -> None:
    author = {"@type": "Organization", "name": "바람골신문"}
    assert json_ld.read(ld({**NODE, "author": author}), URL, NOW).bylines == ()


@pytest.mark.parametrize("source", ["{", "{{}}", '{"@type": "NewsArticle", }', "[" * 20_000])
def test_a_broken_script_says_nothing_and_is_named(source: str) -> None:
    assert json_ld.read(ld(source), URL, NOW).title is None
    assert json_ld.broken(ld(source))


@pytest.mark.parametrize("value", [None, 3, "text", [], {"@type": None}, {"@type": 5, "image": 5}])
def test_a_value_of_another_shape_says_nothing(value: object) -> None:
    assert json_ld.read(ld(json.dumps(value)), URL, NOW).title is None


def test_a_time_without_a_zone_is_korean_time() -> None:
    found = json_ld.read(ld({**NODE, "datePublished": "2026-11-20T10:30:00"}), URL, NOW).published
    assert found is not None
    assert kst(found.at).hour == 10


# -- the head --------------------------------------------------------------------------------


def head(*tags: str, title: str = "", body: str = "") -> Element:
    return tree(
        f"<html><head><title>{title}</title>{''.join(tags)}</head><body>{body}</body></html>"
    )


def og(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


def test_opengraph_gives_title_times_section_and_picture() -> None:
    found = meta.OpenGraph(
        head(
            og("og:title", TITLE),
            og("article:published_time", "2026-11-20T10:30:00+09:00"),
            og("article:section", "지역"),
            og("og:image", "//cdn.unknown.example/7.jpg"),
        ),
        URL,
        NOW,
    )
    assert (found.title, found.section) == (TITLE, "지역")
    assert found.image_url == "https://cdn.unknown.example/7.jpg"
    assert found.published is not None
    assert found.published.raw == "2026-11-20T10:30:00+09:00"


def test_a_title_that_is_the_site_s_name_is_none() -> None:
    site = head(og("og:title", "바람골군청"), og("og:site_name", "바람골군청"))
    assert meta.OpenGraph(site, URL, NOW).title is None


@pytest.mark.parametrize("picture", ["/img/logo.png", "/static_og.jpg", "/share_img.png"])
def test_the_site_s_picture_is_not_the_article_s(picture: str) -> None:
    assert meta.OpenGraph(head(og("og:image", picture)), URL, NOW).image_url is None


@pytest.mark.parametrize("address", ["javascript:void(0)", "data:image/png;base64,x", "http://["])
def test_what_is_no_web_address_is_none(address: str) -> None:
    assert meta.OpenGraph(head(og("og:image", address)), URL, NOW).image_url is None


@pytest.mark.parametrize(
    "title",
    [
        f"{TITLE} - 바람골신문",
        f"{TITLE} | 바람골신문",
        f"{TITLE} < 보도자료 < 군정소식 - 바람골신문",
        f"바람골신문 :: {TITLE}",
        TITLE,
    ],
)
def test_the_article_s_part_of_the_page_s_title(title: str) -> None:
    site = og("og:site_name", "바람골신문")
    assert meta.page_title(head(site, title=title.replace("<", "&lt;"))) == TITLE


def test_a_heading_says_which_part_of_the_page_s_title_is_the_article_s() -> None:
    title = "새 서가 문 연다 | 바람골 도서관이 알려 드리는 아주 긴 이름의 게시판"
    body = "<h3>새 서가 문 연다</h3>"
    assert meta.page_title(head(title=title, body=body)) == "새 서가 문 연다"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (f"{TITLE} - 바람골신문", TITLE),
        (f"{TITLE} | 바람골신문", TITLE),
        (f"{TITLE}", TITLE),
        ("바람골신문 - 창간 기념", "바람골신문 - 창간 기념"),
        ("- 바람골신문", "- 바람골신문"),
    ],
)
def test_the_site_s_name_goes_only_from_the_title_s_end(title: str, expected: str) -> None:
    assert meta.without_site(title, ("바람골신문",)) == expected


def test_microdata_names_the_body_and_the_time() -> None:
    body = (
        "<time itemprop='datePublished' datetime='2026-11-20T10:30:00+09:00'>20일</time>"
        f"<div itemprop='articleBody'><figure><figcaption>그림</figcaption></figure>{'<br>'.join(TEXT)}</div>"
    )
    found = meta.Plain(head(body=body), URL, NOW)
    assert found.paragraphs == TEXT
    assert found.published is not None
    assert kst(found.published.at).minute == 30


# -- the visible header ----------------------------------------------------------------------


def page(header_markup: str, before: str = "", after: str = "") -> Element:
    text = "".join(f"<p>{p}</p>" for p in TEXT)
    return tree(
        f"<html><body><div>{before}</div><h2>{TITLE}</h2>{header_markup}<div>{text}</div>{after}</body></html>"
    )


def published(markup: Element) -> str | None:
    found = in_header(header.lines_after(markup, TITLE), NOW).published
    return f"{kst(found.at):%Y-%m-%d %H:%M}" if found else None


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<dl><dt>작성일</dt><dd>2026.11.18</dd></dl>", "2026-11-18 00:00"),
        ("<dl><dt>날짜</dt><dd>2026.11.18 </dd><dt>조회수</dt><dd>5</dd></dl>", "2026-11-18 00:00"),
        ("<p>등록일 : 2026-11-18 14:05 | 조회 52</p>", "2026-11-18 14:05"),
        (
            "<ul><li>승인 2026.11.18 14:05</li><li>수정 2026.11.19 08:00</li></ul>",
            "2026-11-18 14:05",
        ),
        (
            "<span>최종수정 2026.11.19 08:00</span><span>입력 2026.11.18 14:05</span>",
            "2026-11-18 14:05",
        ),
        ("<span>담당 홍보팀</span><span>2026-11-18</span>", "2026-11-18 00:00"),
        ("<span>조회 2026</span>", None),
        ("", None),
    ],
)
def test_the_date_behind_the_title_is_the_article_s(markup: str, expected: str | None) -> None:
    assert published(page(markup)) == expected


def test_dates_above_the_title_and_below_the_text_are_the_page_s() -> None:
    top = "<span>2026년 11월 20일 금요일</span>"
    footer = "<dl><dt>최종업데이트</dt><dd>2026.11.19</dd><dt>등록일</dt><dd>2020.01.01</dd></dl>"
    assert published(page("", before=top, after=footer)) is None


def test_rows_of_other_articles_behind_the_title_are_not_its_date() -> None:
    rows = "".join(
        f"<li><a href='/{n}'>소식</a><span>2026.11.{n:02}</span></li>" for n in range(1, 9)
    )
    assert published(page(f"<ul>{rows}</ul>")) is None


def test_without_a_visible_title_there_is_no_header() -> None:
    assert header.lines_after(page(""), "다른 제목") == ()


# -- prose -----------------------------------------------------------------------------------


def test_prose_leaves_the_tree_as_it_was() -> None:
    markup = page("<p>등록일 2026-11-18</p>")
    before = etree.tostring(markup)
    assert TEXT[0] in prose.read(markup)
    assert etree.tostring(markup) == before


def test_prose_drops_the_rows_of_files_and_counters_around_it() -> None:
    rows = (*TEXT, "- 조회수", "- 52", "- 소식지 12호.hwp [hwp,1.2 MB]")
    assert prose.trimmed(rows) == TEXT


# -- titles that are the site's ---------------------------------------------------------------


def test_a_board_that_puts_its_own_names_into_og_title_is_not_believed() -> None:
    board = head(
        og("og:title", "바람골군, 바람골군청, Baramgol-gun"),
        '<meta name="title" content="바람골군">',
        title=f"{TITLE} | 보도자료>소식>바람골군",
        body=f"<div class='subject'>{TITLE}</div>",
    )
    assert meta.OpenGraph(board, URL, NOW).title is None
    assert meta.Plain(board, URL, NOW).title == TITLE


def test_cells_of_a_table_count_as_text_only_where_they_are_sentences() -> None:
    rows = (f"| {TEXT[0]} | 메뉴 |", f"| {TEXT[1]} |", f"{TEXT[2]} | 회사소개 |")
    assert prose.sentences(rows) == TEXT


def test_a_single_sentence_among_tables_is_a_notice() -> None:
    assert prose.sentences(("| 지어낸 글은 알리지 않고 지울 수 있습니다. | 목록 |",)) == ()


PRINTED = f"<h3 class='view_tit'>{TITLE}</h3><div class='view_con'>" + "".join(
    f"<p>{p}</p>" for p in TEXT
)


@pytest.mark.parametrize(
    "named",
    [
        TITLE,
        f"{TITLE} | 바람골군청",
        f"{TITLE} | 보도자료 | 소식 | 바람골군",
        f"{TITLE} < 보도자료 < 군정소식 < 행정정보 - 바람골군청",
        f"보도자료 > {TITLE} > 바람골군 대표 홈페이지",
        f"바람골신문 :: {TITLE}",
        f"{TITLE}-문화ㅣ바람골일보",
        f"{TITLE} ◆바람골신문◆",
        f"{TITLE} 바람골신문",
        f"[바람골신문] {TITLE}",
        f"{TITLE} - 바람골 타임스 (Baramgol Times)",
        "바람골군청",
        "바람골군 대표 홈페이지",
        "보도자료 | 바람골군",
        "보도자료",
        "",
    ],
)
@pytest.mark.parametrize("where", ["og:title", "title"])
def test_the_printed_title_is_found_whatever_the_head_says(named: str, where: str) -> None:
    source = named.replace("<", "&lt;")
    site = (
        head(og("og:title", source), title="바람골군청", body=PRINTED)
        if where == "og:title"
        else head(og("og:title", "바람골군청"), title=source, body=PRINTED)
    )
    assert (meta.OpenGraph(site, URL, NOW).title or meta.Plain(site, URL, NOW).title) == TITLE


@pytest.mark.parametrize(
    "named",
    [
        f"{TITLE} | 바람골일보",
        f"{TITLE} - 바람골신문",
        f"{TITLE}-문화ㅣ바람골일보",
        f"{TITLE} < 보도자료 < 바람골군청",
        f"{TITLE} :: 바람골방송",
    ],
)
def test_known_parts_go_from_a_title_that_no_heading_prints(named: str) -> None:
    source = named.replace("<", "&lt;")
    page = head(og("og:title", source), title=source)
    assert meta.OpenGraph(page, URL, NOW).title == TITLE


@pytest.mark.parametrize(
    "title",
    [
        "“책은 멀리 있지 않다” - 바람골 도서관 이야기",
        "[인터뷰] 나도담 관장 | “기록은 하루 뒤에 지운다”",
        "AI·로봇 > 사람? 바람골 도서관이 묻다",
        "<속보> 바람골 도서관 문 열었다",
    ],
)
def test_separators_inside_a_title_are_its_own(title: str) -> None:
    source = title.replace("<", "&lt;")
    site = head(
        og("og:title", source),
        og("og:site_name", "바람골신문"),
        title=f"{source} | 바람골신문",
        body=f"<h1>{source}</h1>",
    )
    assert meta.OpenGraph(site, URL, NOW).title == title


def test_the_cell_beside_its_label_is_the_title() -> None:
    body = f"<table><tr><th>제 목</th><td>{TITLE}</td></tr><tr><td colspan=2>{TEXT[0]}</td></tr></table>"
    assert meta.Plain(head(title="바람골군청", body=body), URL, NOW).title == TITLE


@pytest.mark.parametrize(
    "named", ["보도자료", "보도자료 | 브리핑룸 | 바람골 정책브리핑", "1 페이지 목록보기 < 보도자료"]
)
def test_a_list_of_a_board_has_no_title(named: str) -> None:
    rows = "".join(
        f"<li><a href='/{n}'><strong>다른 글의 제목이 놓인 자리 {n}</strong></a><span>2026.11.{n:02}</span></li>"
        for n in range(1, 12)
    )
    board = head(title=named.replace("<", "&lt;"), body=f"<h2>보도자료</h2><ul>{rows}</ul>")
    assert meta.OpenGraph(board, URL, NOW).title is None
    assert meta.Plain(board, URL, NOW).title is None


# -- dates around a title ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>나도담 기자 2026.11.18 14:05</p>", "2026-11-18 14:05"),
        ("<p>2026-11-18 14:05 | 조회 52 | 홍보담당관</p>", "2026-11-18 14:05"),
        ("<p>홍보담당관 · 2026-11-18 · 조회 1,234</p>", "2026-11-18 00:00"),
        ("<span>2026.11.18</span><i>/</i><p>14:05</p>", "2026-11-18 00:00"),
        ("<div><span>2026.11.18</span></div><div>14:05</div>", "2026-11-18 14:05"),
        ("<time datetime='2026-11-18T14:05:00+09:00'>이틀 전</time>", "2026-11-18 14:05"),
        ("<p>기사입력 : 2026/11/18 [14:05]   최종편집 : 2026/11/20 [17:00]</p>", "2026-11-18 14:05"),
        ("<p>최종편집</p><p>2026.11.20 17:00</p><p>입력 2026.11.18 14:05</p>", "2026-11-18 14:05"),
        ("<p>일 시 : 2026. 11. 19.(목) 14:00</p>", None),
        ("<p>접수기간 : 2026. 11. 10. ~ 2026. 11. 19.</p>", None),
        ("<table><tr><th>등록일</th><td>2026-11-18</td><th>조회</th><td>3</td></tr></table>", "2026-11-18 00:00"),
    ],
)  # fmt: skip
def test_the_date_is_told_from_what_stands_beside_it(markup: str, expected: str | None) -> None:
    assert published(page(markup)) == expected


def test_a_dated_line_in_the_title_s_own_box_may_stand_above_it() -> None:
    text = "".join(f"<p>{p}</p>" for p in TEXT)
    box = f"<div class='head'><p>문화 | 2026.11.18 14:05</p><h2>{TITLE}</h2></div>"
    clock = "<p>2026년 11월 20일 17:30</p><nav>차림</nav>"
    assert published(tree(f"<body>{clock}<main>{box}<div>{text}</div></main></body>")) == (
        "2026-11-18 14:05"
    )


def test_a_labelled_date_below_the_text_is_the_article_s() -> None:
    text = "".join(f"<p>{p}</p>" for p in TEXT)
    inside = f"<h2>{TITLE}</h2><div>{text}</div><p>기사입력 : 2026/11/18 [14:05]</p>"
    assert published(tree(f"<body><div><div>{inside}</div></div></body>")) == "2026-11-18 14:05"


def test_the_day_a_newspaper_was_registered_is_no_date_of_an_article() -> None:
    text = "".join(f"<p>{p}</p>" for p in TEXT)
    foot = "<p>등록번호 바람 아00001 | 등록일 2009.03.25 | 발행인 김솔</p>"
    assert (
        published(tree(f"<body><div><h2>{TITLE}</h2><div>{text}</div>{foot}</div></body>")) is None
    )


def test_a_sticky_bar_with_the_title_does_not_hide_the_header() -> None:
    bar = f"<div class='bar'><h2>{TITLE}</h2><a href='#'>공유</a></div>"
    assert published(page("<p>입력 2026.11.18 14:05</p>", before=bar)) == "2026-11-18 14:05"


# -- limits -----------------------------------------------------------------------------------

HOSTILE = {
    "headings": f"<h2 class='title'>{TITLE}</h2><p>2026</p>" * 8_000,
    "deep": f"<b class='title'>{TITLE}" * 3_000,
    "rows": "<table>" + "<tr><td>가나다라마바</td><td>2026-01-01</td></tr>" * 8_000 + "</table>",
    "unclosed-title": "</head><title>" + f"{TITLE}  |  \n\n\n   - " * 3_000,
    "bars": f"<h1>{TITLE}</h1><p>" + "2026.11.18 | " * 5_000 + "</p>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_are_read_without_harm(name: str) -> None:
    hostile = head(title=" | ".join([TITLE] * 300), body=HOSTILE[name])
    assert isinstance(meta.Plain(hostile, URL, NOW).title, str | None)
    assert isinstance(header.lines_after(hostile, TITLE), tuple)


def test_trafilatura_is_not_asked_on_a_register() -> None:
    register = head(body=HOSTILE["rows"])
    assert prose.too_large(register)
    assert prose.read(register) == ()
    assert not prose.too_large(page(""))
