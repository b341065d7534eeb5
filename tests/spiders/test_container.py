"""The article's own element on pages of no known site: shapes of Korean CMSs, in texts of our own."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest

from spiders.extraction.visible import container

TITLE = "솔바람시, 버스 정류장에 인공지능 안내판 마흔 곳 세운다"
TEXT = (
    "솔바람시는 20일 내년 상반기까지 시내버스 정류장 마흔 곳에 인공지능 안내판을 세운다고 밝혔다.",
    "안내판은 버스 안의 빈자리와 도착 시각을 카메라와 학습 모형으로 어림해 글자와 목소리로 알려 준다.",
    "“어르신과 시각장애인이 먼저 써 보고 고친 화면입니다.” 김도담 교통과장의 말이다.",
    "시는 여섯 달 동안 시험한 뒤 오차가 5퍼센트를 넘는 곳은 장비를 바꾸기로 했다.",
    "예산은 국비 8억 원과 시비 4억 원을 더한 12억 원이며, 남는 돈은 정류장 그늘막에 쓴다.",
)
OTHER = (
    "달맞이군은 19일 겨울 배추 농가에 병해충 예보 문자를 보내기 시작했다고 알렸다.",
    "문자는 닷새 치 날씨와 밭의 흙 물기를 함께 셈해 아침 여섯 시에 나간다.",
    "군은 농가의 답을 모아 예보가 맞은 정도를 달마다 누리집에 올릴 계획이다.",
)
MENU = (
    "<nav><ul>"
    + "".join(f'<li><a href="/m{i}">차림표 항목 {i}</a></li>' for i in range(30))
    + "</ul></nav>"
)
ASIDE = (
    '<div class="side_best"><h3>많이 본 뉴스</h3><ol>'
    + "".join(
        f'<li><a href="/n/{i}">다른 기사 제목이 이렇게 길게 적혀 있다 {i}</a></li>'
        for i in range(10)
    )
    + "</ol></div>"
)
FOOT = (
    '<div id="ft"><p>솔바람일보 | 등록번호 아00001 | 발행인 김솔 | 주소 솔바람시 솔길 1</p>'
    "<p>모든 콘텐츠는 저작권법의 보호를 받으며 무단 전재와 재배포를 금합니다.</p></div>"
)


def tree(markup: str) -> Any:
    parser = lxml.html.HTMLParser(encoding="utf-8", recover=True, huge_tree=True)
    return lxml.html.document_fromstring(markup.encode(), parser=parser)


def page(inside: str, title: str = TITLE) -> Any:
    return tree(
        f"<html><head><title>{title} - 솔바람일보</title></head><body>{MENU}<div id='wrap'>{inside}{ASIDE}"
        f"</div>{FOOT}</body></html>"
    )


def found(inside: str, title: str | None = TITLE) -> container.Found:
    result = container.find(page(inside), title)
    assert result is not None
    return result


def ps(texts: tuple[str, ...] = TEXT) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def brs(texts: tuple[str, ...] = TEXT) -> str:
    return "<br><br>".join(texts)


def runs(texts: tuple[str, ...] = TEXT) -> str:
    """As HWP editors paste: a span for every few letters."""
    return "".join(
        "<p>"
        + "".join(f'<span style="color:#000">{t[i : i + 5]}</span>' for i in range(0, len(t), 5))
        + "</p>"
        for t in texts
    )


HEAD = f"<h1 class='tit'>{TITLE}</h1><p class='date'>입력 2026.11.20 10:30</p>"
LABELS = (
    f"<tr><th>제목</th><td colspan='3'>{TITLE}</td></tr>"
    "<tr><th>작성일</th><td>2026-11-20</td><th>조회수</th><td>123</td></tr>"
    "<tr><th>담당부서</th><td>교통과</td><th>전화번호</th><td>031-000-0000</td></tr>"
)
FILES = "<tr><th>첨부파일</th><td><ul class='file_list'><li><a href='/f?1'>보도자료.hwp</a></li></ul></td></tr>"
NEXT = (
    "<ul class='prev_next'><li>이전글 <a href='/b?1'>겨울철 수도 계량기 얼지 않게 하는 법을 알립니다.</a></li>"
    "<li>다음글 <a href='/b?3'>솔바람시 공영 주차장 요금이 바뀝니다.</a></li></ul>"
)
SURVEY = (
    "<div class='satisfaction'><p>이 페이지에서 제공하는 정보에 대하여 어느 정도 만족하셨습니까?</p>"
    "<label><input type='radio'>매우 만족</label><button>확인</button></div>"
)
SHARE = (
    "<ul class='sns_share'><li><a href='#'>페이스북</a></li><li><a href='#'>카카오톡</a></li></ul>"
)

SHAPES = {
    "portal-breaks": f"{HEAD}<div id='newsct_article'><article id='dic_area'>{brs()}</article></div>",
    "portal-sections": f"{HEAD}<div class='article_view' data-cloud='article_body'><section dmcf-sid='a'>{ps()}</section></div>",
    "board-cell": f"<table class='view'>{LABELS}{FILES}<tr><td colspan='4' class='view_content'>{ps()}</td></tr></table>{NEXT}{SURVEY}",
    "board-hwp-runs": f"<table class='view'>{LABELS}<tr><td colspan='4' class='view_content'>{runs()}</td></tr></table>{NEXT}",
    "board-no-names": f"<table>{LABELS}<tr><td colspan='4'>{brs()}</td></tr></table>{NEXT}{SURVEY}",
    "board-divisions": f"<div class='board_view'><h4>{TITLE}</h4><dl><dt>작성자</dt><dd>홍보담당관</dd><dt>등록일</dt><dd>2026-11-20</dd></dl><div class='view_cont'>{ps()}</div></div>{NEXT}{SURVEY}",
    "board-preformatted": f"<h3>{TITLE}</h3><dl class='content'><dd><pre>" + "\n\n".join(TEXT) + "</pre></dd></dl>",
    "wordpress": f"<article class='post hentry'><header><h1 class='entry-title'>{TITLE}</h1></header><div class='entry-content'>{ps()}<div class='sharedaddy'><h3>공유하기:</h3>{SHARE}</div></div></article>",
    "tistory": f"<h2 class='title_view'>{TITLE}</h2><div class='entry-content'><div class='tt_article_useless_p_margin contents_style'>{ps()}</div><div class='another_category'><h4>‘소식’ 카테고리의 다른 글</h4><table><tr><th><a href='/9'>지난달 장터에서 들은 이야기를 옮겨 적었습니다</a></th></tr></table></div></div>",
    "no-names-at-all": f"<h1>{TITLE}</h1><div>{ps()}</div>",
    "paragraphs-as-divisions": f"<h1>{TITLE}</h1><div class='newsView'>" + "".join(f"<div>{t}</div>" for t in TEXT) + "</div>",
    "split-by-ads": f"{HEAD}<div class='article_txt'>{ps(TEXT[:3])}</div><div class='ad_mid'><p>이 자리는 광고가 나오는 곳입니다.</p></div><div class='article_txt'>{ps(TEXT[3:])}</div>",
    "split-in-sections": f"{HEAD}<div class='story'>" + "".join(f"<section><div class='story_text'>{ps((t,))}</div></section>" for t in TEXT) + "</div>",
    "related-inside": f"{HEAD}<div class='news_body'>{ps(TEXT[:2])}<div class='relation_news'><strong>관련기사</strong><ul><li><a href='/1'>정류장 그늘막 쉰 곳 새로 놓는다</a></li></ul></div>{ps(TEXT[2:])}</div>",
    "related-paragraph": f"{HEAD}<div class='news_body'>{ps(TEXT[:2])}<p><a href='/1'>▶ 정류장 그늘막 쉰 곳 새로 놓는다</a></p>{ps(TEXT[2:])}</div>",
    "reporter-card": f"{HEAD}<div class='view_con'>{ps()}<div class='reporter_info'><a href='/r'>나도담 기자</a><p>교통과 도시를 맡고 있습니다.</p></div>{SHARE}</div>",
    "tail-without-names": f"{HEAD}<div class='view_con'>{ps()}<p>관련기사</p><p>정류장 그늘막 쉰 곳 새로 놓는다</p></div>",
    "amp": f"<article class='amp-wp-article'><h1 class='amp-wp-title'>{TITLE}</h1><div class='amp-wp-article-content'>{ps()}<amp-ad>광고</amp-ad></div></article>",
    "microdata": f"<h1>{TITLE}</h1><div class='x1'><div itemprop='articleBody'>{ps()}</div>{SHARE}</div>",
    "hidden-copy": f"{HEAD}<div class='art_body'>{ps()}</div><div style='display:none'>{ps()}</div><textarea>{brs()}</textarea>",
    "site-s-own-typo": f"{HEAD}<div class='bbs_view_contnet'>{ps()}</div>",
    "form-around-all": f"<form id='aspnetForm'>{HEAD}<div class='cont_area'><div id='ct'>{brs()}</div></div></form>",
    "name-of-surroundings-around-all": f"<div class='has-sidebar print_area comment-open'>{HEAD}<div>{ps()}</div></div>",
    "licence-box": f"{HEAD}<div class='bbs_content'>{ps()}<div class='kogl'><p>본 저작물은 공공누리 제1유형에 따라 이용할 수 있습니다.</p></div></div>",
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_the_text_is_found_whole_and_nothing_else(shape: str) -> None:
    assert found(SHAPES[shape]).paragraphs == TEXT


@pytest.mark.parametrize("shape", SHAPES)
def test_the_text_is_found_without_a_title_to_hold_on_to(shape: str) -> None:
    result = container.find(page(SHAPES[shape]), None)
    assert result is not None
    assert set(TEXT) <= set(result.paragraphs)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_tree_is_left_as_it_was(shape: str) -> None:
    root = page(SHAPES[shape])
    before = lxml.html.tostring(root)
    container.find(root, TITLE)
    assert lxml.html.tostring(root) == before


def test_a_named_element_below_the_printed_title_is_trusted_most() -> None:
    named = found(SHAPES["portal-breaks"])
    plain = found(SHAPES["no-names-at-all"])
    assert (named.how, plain.how) == ("name+title+prose", "title+prose")
    assert named.confidence >= 0.9 > plain.confidence >= 0.5


CAPTION = "20일 솔바람시 터미널 앞 정류장에 안내판이 서 있다. 솔바람시 제공"


@pytest.mark.parametrize(
    "picture",
    [
        f"<figure><img src='/1.jpg'><figcaption>{CAPTION}</figcaption></figure>",
        f"<span class='end_photo_org'><img src='/1.jpg'><em class='img_desc'>{CAPTION}</em></span><br>",
        f"<div class='photo_box'><img src='/1.jpg'><p>{CAPTION}</p></div>",
        f"<table><tr><td><img src='/1.jpg'></td></tr><tr><td>▲ {CAPTION}</td></tr></table>",
        f"<table class='img_table'><tr><td><img src='/1.jpg'></td></tr><tr><td class='caption'>{CAPTION}</td></tr></table>",
    ],
    ids=["figure", "portal", "box", "nameless-table", "table"],
)  # fmt: skip
def test_a_caption_is_told_from_the_text(picture: str) -> None:
    result = found(f"{HEAD}<div id='articleBody'>{picture}{ps()}</div>")
    assert (result.paragraphs, result.captions) == (TEXT, (CAPTION,))


@pytest.mark.parametrize(
    "above",
    [
        "<h2 class='sub_title'>교통약자가 먼저 써 보고 고쳐</h2>",
        "<p>- 교통약자가 먼저 써 보고 고쳐 -</p>",
        "<p><b>교통약자가 먼저 써 보고 고쳐</b></p>",
        "<p>- 교통약자가 먼저 써 보고 고쳐</p><p>- 내년 6월까지 마흔 곳</p>",
    ],
    ids=["named", "dashed", "plain", "led-by-dashes"],
)
def test_a_subtitle_is_told_from_the_text(above: str) -> None:
    result = found(f"{HEAD}<div class='view_cont'>{above}{ps()}</div>")
    assert result.paragraphs == TEXT
    assert result.subtitle is not None
    assert "교통약자가 먼저 써 보고 고쳐" in result.subtitle


@pytest.mark.parametrize(
    "mark", ["□ 안내판 설치 개요", "[앵커]", "(솔바람=나도담 기자)", "1. 설치 장소"]
)
def test_a_marked_line_above_the_text_is_no_subtitle(mark: str) -> None:
    result = found(f"{HEAD}<div class='view_cont'><p>{mark}</p>{ps()}</div>")
    assert (result.subtitle, result.paragraphs) == (None, (mark, *TEXT))


def test_a_title_a_date_and_counts_inside_the_element_are_not_its_text() -> None:
    inside = f"<h3>{TITLE}</h3><p>작성일 2026-11-20 | 조회 123</p><p>글자크기 크게 작게</p>"
    assert found(f"<div class='board_view'>{inside}{ps()}</div>").paragraphs == TEXT


def test_the_next_article_of_an_endless_page_is_not_taken() -> None:
    first = f"<article><h1>{TITLE}</h1><div class='article_body'>{ps()}</div></article>"
    second = (
        "<article><h1>달맞이군, 병해충 예보 문자 보낸다</h1>"
        f"<div class='article_body'>{ps(OTHER * 3)}</div></article>"
    )
    assert found(f"<main>{first}{second}</main>").paragraphs == TEXT


@pytest.mark.parametrize("title", [TITLE, None])
def test_the_next_article_is_not_taken_where_nothing_has_a_name(title: str | None) -> None:
    first = f"<article><h1>{TITLE}</h1>{ps()}</article>"
    second = f"<article><h1>달맞이군, 병해충 예보 문자 보낸다</h1>{ps(OTHER)}</article>"
    assert found(f"<main>{first}{second}</main>", title).paragraphs == TEXT


def test_comments_longer_than_the_article_are_not_taken() -> None:
    said = "".join(
        f"<li class='cmt'><b>읽은이{i}</b><p>저는 이 안내판을 날마다 보는데 소리가 조금 작은 것 같습니다.</p></li>"
        for i in range(40)
    )
    result = found(
        f"{HEAD}<div class='article'>{ps()}</div><div class='comment_area'><ul>{said}</ul></div>"
    )
    assert result.paragraphs == TEXT


def test_teasers_with_summaries_are_not_taken() -> None:
    teasers = "".join(
        f"<li><a href='/n/{i}'>다른 기사의 제목이 이렇게 길게 적혀 있다</a><p>{OTHER[i % 3]} {OTHER[(i + 1) % 3]}</p></li>"
        for i in range(8)
    )
    result = found(f"{HEAD}<div class='c3'>{ps()}</div><div class='c9'><ul>{teasers}</ul></div>")
    assert result.paragraphs == TEXT


@pytest.mark.parametrize("kind", ["comment_area", "c5"])
def test_readers_comments_are_not_taken_whatever_their_name(kind: str) -> None:
    said = "".join(
        f"<li><b>솔잎{i}**</b><span>2026.11.20. 17:{i:02}</span>"
        "<p>저는 이 안내판을 날마다 보는데 소리가 조금 작은 것 같습니다. 고쳐 주시면 좋겠습니다.</p></li>"
        for i in range(10, 22)
    )
    inside = (
        f"<h1>{TITLE}</h1><div class='c1'>{ps()}</div><div class='{kind}'><ul>{said}</ul></div>"
    )
    assert found(f"<div class='c0'>{inside}</div>").paragraphs == TEXT


def test_the_tags_of_a_post_in_its_class_do_not_hide_it() -> None:
    inside = (
        f"<h2>{TITLE}</h2><div><article class='post tag-ai tag-share hentry'>{ps()}</article></div>"
    )
    assert found(inside).paragraphs == TEXT


@pytest.mark.parametrize(
    "last",
    [
        "댓글은 누구나 누리집에서 남길 수 있다.",
        "태그를 대면 안내판이 목소리로 알려 준다.",
        "실시간으로 바뀌는 도착 시각도 함께 나온다.",
        "구독자에게는 문자로 먼저 알린다.",
    ],
)
def test_a_last_sentence_that_begins_like_a_tail_is_text(last: str) -> None:
    assert found(f"{HEAD}<div class='view_con'>{ps((*TEXT, last))}</div>").paragraphs[-1] == last


def test_a_box_of_links_in_the_text_is_left_out() -> None:
    box = "<div class='b7'><b>함께 읽을 기사</b><a href='/1'>정류장 그늘막 쉰 곳 새로 놓는다</a><a href='/2'>저상버스 열두 대 더 들인다</a></div>"
    inside = ps(TEXT[:2]) + box + ps(TEXT[2:])
    assert found(f"{HEAD}<div class='view_con'>{inside}</div>").paragraphs == TEXT


def test_a_linked_sentence_in_the_text_stays() -> None:
    linked = TEXT[2].replace("김도담", "<a href='/p/1'>김도담</a>")
    inside = ps((*TEXT[:2], linked, *TEXT[3:]))
    assert found(f"{HEAD}<div class='view_con'>{inside}</div>").paragraphs == TEXT


def test_a_small_heading_between_paragraphs_is_text() -> None:
    inside = f"{ps(TEXT[:2])}<h4>오차 5퍼센트가 기준</h4>{ps(TEXT[2:])}"
    result = found(f"{HEAD}<div class='view_con'>{inside}</div>")
    assert result.paragraphs == (*TEXT[:2], "오차 5퍼센트가 기준", *TEXT[2:])


def test_files_listed_above_the_text_do_not_cut_it() -> None:
    inside = f"<p>첨부파일</p><p>1120_보도자료.hwpx</p>{ps()}"
    assert found(f"{HEAD}<div class='view_con'>{inside}</div>").paragraphs[-5:] == TEXT


ROWS = "".join(
    f"<li><a href='/n/{i}'>다른 기사의 제목이 이렇게 길게 적혀 있다 {i}</a><p>{OTHER[i % 3]}</p><span>2026-11-{i + 1:02}</span></li>"
    for i in range(12)
)  # fmt: skip
LISTS = {
    "section": f"<h2>경제</h2><ul class='news_list'>{ROWS}</ul>",
    "section-with-a-body-s-name": f"<h2>경제</h2><div class='board_content'><ul>{ROWS}</ul></div>",
    "cards-in-links": "<h2>경제</h2>" + "".join(f"<div class='card'><a href='/n/{i}'><strong>제목</strong><p>{OTHER[i % 3]}</p></a></div>" for i in range(9)),
    "board": "<table class='board'>" + "".join(f"<tr><td>{i}</td><td><a href='/b/{i}'>솔바람시 보도자료 제목이 놓이는 자리 {i}</a></td><td>2026-11-20</td></tr>" for i in range(15)) + "</table>",
    "menu-only": "",
    "alert": "<p>잘못된 접근입니다.</p>",
}  # fmt: skip


@pytest.mark.parametrize("kind", LISTS)
def test_a_page_that_is_no_article_has_none(kind: str) -> None:
    assert container.find(page(LISTS[kind], "경제"), "경제") is None


def test_a_short_notice_in_a_named_element_is_found() -> None:
    text = ("내일부터 사흘 동안 시청 앞 주차장을 쓸 수 없습니다.",)
    result = found(f"<h3>{TITLE}</h3><div class='view_cont'>{ps(text)}</div>")
    assert result.paragraphs == text
    assert result.confidence < found(SHAPES["board-divisions"]).confidence


def test_a_photograph_with_nothing_but_a_caption_has_a_caption_only() -> None:
    inside = f"<figure><img src='/1.jpg'><figcaption>{CAPTION}</figcaption></figure>"
    result = container.find(page(f"{HEAD}<div id='articleBody'>{inside}</div>"), TITLE)
    assert result is not None
    assert (result.paragraphs, result.captions) == ((), (CAPTION,))


HOSTILE = {
    "a-hundred-thousand-elements": "<b>가</b>" * 100_000,
    "five-thousand-deep": "<div>가나다라마바사 아자차카타파하입니다." * 5_000,
    "a-register": "<table>"
    + "<tr><td>이 칸에는 긴 글이 한 줄씩 들어 있습니다.</td></tr>" * 30_000
    + "</table>",
    "empty": "",
    "outside-everything": f"</body></html>{TEXT[0]}<b>{TEXT[1]}</b>",
    "comments-in-the-way": "<!-- a --><p>" + "<!-- b -->".join(TEXT) + "</p><?x y?>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_does_no_harm(name: str) -> None:
    result = container.find(tree(f"<html><body>{HOSTILE[name]}</body></html>"), TITLE)
    assert result is None or 0 <= result.confidence <= 1


def test_pages_too_large_or_too_deep_are_left_alone() -> None:
    for name in ("a-hundred-thousand-elements", "five-thousand-deep", "a-register"):
        assert container.find(tree(f"<html><body>{HOSTILE[name]}</body></html>"), TITLE) is None
