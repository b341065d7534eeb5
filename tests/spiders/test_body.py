"""Who signs off: a broadcast's reporter is named by the sign-off, a paper quotes such sentences."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from korean.article import Article, Byline
from spiders import registry
from spiders.extraction import Fetched, extract
from spiders.extraction.body import Body, refine

TEXT = (
    "시청은 20일 민원 창구에 대화형 인공지능 안내원을 두고 내년 봄부터 야간 상담을 맡긴다고 밝혔다.",
    "담당 과장은 사람이 답해야 할 물음은 사람에게 넘기는 절차를 먼저 만들었다고 설명했다.",
)
SPOKEN = ("KBS 뉴스 박바람입니다.", "같이 경제 박바람입니다.", "우리 대표 김하늘입니다.")


def refined(*paragraphs: str, broadcast: bool) -> Body:
    return refine(
        paragraphs, title="제목", subtitle=None, captions=(), scopes=(), broadcast=broadcast
    )


@pytest.mark.parametrize("last", SPOKEN)
def test_a_sentence_that_ends_like_a_sign_off_is_no_byline_in_a_paper(last: str) -> None:
    body = refined(*TEXT, last, broadcast=False)
    assert body.bylines == ()
    assert body.paragraphs[-1] == last


@pytest.mark.parametrize("last", SPOKEN[:2])
def test_a_broadcast_is_signed_by_its_last_words_which_stay_in_the_text(last: str) -> None:
    body = refined(*TEXT, last, broadcast=True)
    assert body.bylines == (Byline("박바람"),)
    assert body.paragraphs[-1] == last


def test_a_printed_name_is_worth_more_than_a_sign_off() -> None:
    body = refined(*TEXT, SPOKEN[0], "구름재 기자", broadcast=True)
    assert [person.name for person in body.bylines] == ["구름재"]


def test_the_broadcasters_are_declared() -> None:
    assert {o.code for o in registry.outlets() if o.broadcaster} == {"kbs", "obsnews"}


@pytest.mark.parametrize(("code", "names"), [("obsnews", ["박바람"]), ("kyongbuk", [])])
def test_the_outlet_decides_whether_a_page_is_signed_off(code: str, names: list[str]) -> None:
    text = "".join(f"<p>{line}</p>" for line in (*TEXT, "OBS 뉴스 박바람입니다."))
    page = (
        "<html><body><div class='article-view-header'><h1 class='heading'>시청, 인공지능 안내원</h1>"
        f"</div><article id='article-view-content-div'>{text}</article></body></html>"
    )
    url = registry.spider(code).canonical("1300001")
    found = extract(Fetched(url, page.encode(), "text/html", datetime(2026, 11, 20, tzinfo=UTC)))
    assert isinstance(found, Article)
    assert [person.name for person in found.bylines] == names


def test_headlines_behind_a_signature_are_cut_and_recorded() -> None:
    raw = (
        "도는 골목 안내판을 새로 단다고 밝혔다.",
        "김이랑 기자 irang@news.example",
        "▲ 바다 마을에 열린 작은 도서관",
        "▲ ‘섬마을 버스’ 첫 운행",
        "▲ 겨울 축제 다시 연다",
    )
    body = refined(*raw, broadcast=False)
    assert body.paragraphs == [raw[0]]
    assert [cut.text for cut in body.cuts] == list(raw[2:])
    assert {cut.rule for cut in body.cuts} == {"behind-signature"}
    assert body.captions == []


def test_a_signature_with_sentences_behind_it_ends_nothing() -> None:
    raw = (
        "도는 골목 안내판을 새로 단다고 밝혔다.",
        "김이랑 기자 irang@news.example",
        "한편 시는 다음 달부터 안내 지도를 나눠 준다.",
        "주민들은 반긴다는 뜻을 전했다.",
    )
    assert len(refined(*raw, broadcast=False).paragraphs) >= 3


def test_a_sign_off_with_an_address_is_a_signature_anywhere() -> None:
    body = refined(*TEXT, "한빛뉴스TV 박바람입니다. (baram@news.example)", broadcast=False)
    assert body.bylines == (Byline("박바람", None, "baram@news.example"),)
    assert body.paragraphs == list(TEXT)
