"""Text renderings: every site's shape, told by its structure. All texts here are our own."""

from __future__ import annotations

import unicodedata

import pytest

from korean.article import Article, Byline
from korean.dates import kst
from spiders.rendering import (
    Rendering,
    UnreadableRendering,
    decode_rendering,
    read_rendering,
)
from spiders.renderings.lines import page_of

BODY = (
    "달빛군은 올가을부터 농업용수 수문 열두 곳을 인공지능이 미리 살피게 한다고 밝혔습니다.",
    "군청 상황실에는 비의 양과 물높이를 함께 보는 화면이 놓였습니다.",
    '[도라지/달빛군 물관리팀장 : "사람이 새벽에 둑을 도는 일을 줄이려는 것입니다."]',
    "마을 이장들은 경보가 울린 까닭을 쉬운 말로 적어 달라고 주문했습니다.",
)
WRITTEN = (
    "별하시는 20일 골목 상점의 재고를 살피는 인공지능 서비스를 내년 3월부터 시범 운영한다고 밝혔다.",
    "시는 상인회와 함께 참여할 가게 마흔 곳을 고르고, 자료를 어디에 쓰는지 계약서에 적기로 했다.",
    "△자료 정리 △상인 교육 △결과 공개 등 세 가지를 차례로 맡는다.",
    "한 상인은 “장부를 두 번 쓰는 일만 아니면 해 볼 만하다”고 말했다.",
)


def lines(*texts: str) -> str:
    return "\n\n".join(texts)


def kbs(
    body: tuple[str, ...] = BODY,
    title: str = "[우리동네] 둑을 지키는 인공지능",
    programme: str | None = "뉴스광장(청주)",
    edited: bool = True,
    printed: bool = True,
    menu: str = "",
) -> str:
    edit = " 수정 2026.11.19 (08:02)" if edited else ""
    head = f"{menu}{title}\n\n입력 2026.11.19 (07:41){edit}\n\n읽어주기 기능은 크롬기반의\n브라우저에서만 사용하실 수 있습니다.\n\n"
    tips = "\n\n■ 제보하기\n▷ 카카오톡 : 검색, 채널 추가\n▷ 전화 : 02-000-0000\n\n"
    tail = "\n\n이 기사가 좋으셨다면\n\n오늘의 핫 클릭\n\n이 기사에 대한 의견을 남겨주세요.\n"
    if not printed:
        return head + lines(*body) + tips + tail
    second = "    • 수정2026-11-19 08:02:27\n" if edited else ""
    named = f"    {programme}\n" if programme else ""
    block = f"\n  • {title}\n    • 입력 2026-11-19 07:41:05\n{second}{named}"
    return head + lines(*body) + tips + block + lines(*body) + tail


def etoday(body: tuple[str, ...] = WRITTEN, subtitle: str = "", caption: str = "") -> str:
    sizes = "\n\n".join(f"  • {s}" for s in ("가장작게", "작게", "기본", "크게", "가장크게"))
    return (
        "골목 재고, 인공지능이 먼저 센다\n\n입력 2026-11-20 10:05\n"
        f"{sizes}\n\n{subtitle}{caption}{lines(*body)}\n\n"
        "  • 좋아요0\n  • 화나요0\n  • 슬퍼요0\n  • 추가취재 원해요0\n\n주요 뉴스\n\n"
        "  • 다른 기사의 제목이 여기 길게 놓여 있으며 문장처럼 끝난다.\n  • 오늘의 상승종목\n"
        "    • 비트코인\n    • 1,000,000\n* 24시간 변동률 기준\n"
    )


def newspim(
    body: tuple[str, ...] = WRITTEN,
    dateline: str = "[뉴욕=뉴스핌] 도라지 특파원 = ",
    tail: bool = True,
) -> str:
    foreign = (
        "\n\n[뉴스핌 베스트 기사]\n\n사진\n"
        "다른 기사의 제목 [서울=뉴스핌] 누군가 기자 = 다른 기사의 본문이 통째로 길게 실려 있다고 밝혔다. 2026-11-20 09:11\n"
        "기사 번역\n결과물 출력을 준비하고 있어요.\n종목 추적기\nTop으로 이동\n"
    )
    return (
        "전체기사 최신뉴스\n산업 중국\n\n속보\n\n더보기\n\n골목 재고, 인공지능이 먼저 센다\n\n"
        "기사입력 : 2026년11월20일 10:05\n\n최종수정 : 2026년11월20일 10:41\n\n※ 본문 글자 크기 조정\n\n"
        "  • 더 작게\n  • 보통\n\n※ 번역할 언어 선택\n\n상점 마흔 곳 시범 운영\n내년 3월부터\n\n"
        f"{dateline}{lines(*body)}\n\ndoraji@newspim.com{foreign if tail else ''}"
    )


def gyeongbuk(subtitle: str = "", files: str = "", footer: bool = True) -> str:
    end = (
        "\nOPEN 공공누리 공공저작물 자유이용허락 1유형 : 출처표시필요\n\n"
        "이 게시물은 공공누리 제1유형(출처표시) 조건에 따라 자유롭게 이용이 가능합니다.\n\n"
        "담당부서 :\n경상북도청\n담당자\n연락처 :\n054-880-0000\n최종수정일\n2022-02-09\n"
    )
    return (
        "본문 바로가기\n\n보도자료\n\n골목 재고, 인공지능이 먼저 센다\n부서명\n디지털정책국 데이터과\n"
        f"전화번호\n054-880-1111\n \n작성자\n도라지\n작성일\n2026-11-20 10:05:33\n조회수\n1,204\n{files}"
        f"{subtitle}시범가게1.png\n\n시범가게1.png\n\n{lines(*WRITTEN)}{end if footer else ''}"
    )


def insnews(subtitle: str, twice: bool = True) -> str:
    title = "골목 재고, 인공지능이 먼저 센다"
    again = f"{title}\n\n{subtitle}도라지 기자 | 입력 : 2026/11/20 [10:05]\n\n" if twice else ""
    return (
        f"{title}\n\n{subtitle}도라지 기자 | 기사입력 2026/11/20 [10:05]\n\n{again}"
        f"▲  시범 가게에서 재고를 세는 모습  © 경기인\n\n\n경기IN=도라지 기자{lines(*WRITTEN)}\n\n"
        f"  • 도배방지 이미지\n\n{title} 관련기사목록\nPHOTO\n1/11\n광고\n많이 본 뉴스\n"
    )


def ndsoft(skin: str = "입력") -> str:
    return (
        "전체메뉴\n정치\n경제\n사회\n\n골목 재고, 인공지능이 먼저 센다\n상점 마흔 곳 내년 3월부터 시범 운영\n\n"
        f"기자명 도라지 기자\n{skin} 2026.11.20 10:05\n수정 2026.11.20 11:30\n댓글 0\n\n"
        "SNS 기사보내기\n페이스북(으)로 기사보내기\n바로가기\n본문 글씨 줄이기\n본문 글씨 키우기\n\n"
        f"▲ 시범 가게에서 재고를 세는 모습\n\n{lines(*WRITTEN)}\n\n도라지 기자 doraji@kyongbuk.com\n\n"
        "저작권자 © 경북일보 무단전재 및 재배포 금지\n\n다른기사 보기\n인기기사\n"
        "다른 기사의 제목이 길게 놓여 있다\n"
    )


def article(text: str) -> Article:
    return read_rendering(text).article


def minute(found: Article) -> str:
    assert found.published is not None
    return kst(found.published.at).strftime("%Y-%m-%d %H:%M:%S")


# -- KBS -------------------------------------------------------------------------------------


def test_kbs_gives_the_body_once_and_the_programme_beside_it() -> None:
    found = read_rendering(kbs())
    assert found.outlet_code == "kbs"
    assert found.article.paragraphs == BODY
    assert found.article.programme == "뉴스광장(청주)"


def test_kbs_times_are_exact_to_the_printed_second() -> None:
    found = article(kbs())
    assert minute(found) == "2026-11-19 07:41:05"
    assert found.modified is not None
    assert found.modified.raw == "2026-11-19 08:02:27"


def test_kbs_script_marks_are_not_text_and_the_sign_off_names_the_reporter() -> None:
    script = ("[앵커]", BODY[0], "[리포트]", *BODY[1:], "KBS 뉴스 도라지입니다.")
    found = article(kbs((*script, "촬영기자:한가람/영상편집:미나리"), programme="뉴스 9"))
    assert found.paragraphs == (*BODY, "KBS 뉴스 도라지입니다.")
    assert found.bylines == (Byline("도라지"),)
    assert found.programme == "뉴스 9"


def test_a_kbs_item_of_the_web_has_no_programme_and_was_not_edited() -> None:
    found = article(kbs(programme=None, edited=False))
    assert (found.programme, found.modified) == (None, None)
    assert found.paragraphs == BODY


def test_kbs_without_its_print_area_ends_before_the_way_to_send_in_reports() -> None:
    found = article(kbs(printed=False))
    assert found.paragraphs == BODY
    assert minute(found) == "2026-11-19 07:41:00"


def test_kbs_menus_before_the_title_are_not_the_title() -> None:
    menu = "뉴스\n\n전체메뉴\n\n지역 · 충북\n\n"
    assert article(kbs(menu=menu)).title == "[우리동네] 둑을 지키는 인공지능"


# -- Etoday ----------------------------------------------------------------------------------


def test_etoday_without_subtitle_and_caption_begins_with_the_text() -> None:
    found = read_rendering(etoday())
    assert found.outlet_code == "etoday"
    assert found.article.paragraphs == WRITTEN
    assert (found.article.subtitle, found.article.captions) == (None, ())
    assert minute(found.article) == "2026-11-20 10:05:00"
    assert found.article.modified is None


def test_etoday_subtitle_lines_and_doubled_captions() -> None:
    caption = "▲별하시 상점가에서 상인들이 설명을 듣고 있다. (도라지 기자 doraji@)\n"
    found = article(
        etoday(subtitle="상점 마흔 곳 시범\n‘장부는 한 번만’\n\n", caption=caption * 2 + "\n")
    )
    assert found.subtitle == "상점 마흔 곳 시범\n‘장부는 한 번만’"
    assert found.captions == ("별하시 상점가에서 상인들이 설명을 듣고 있다. (도라지 기자 doraji@)",)
    assert found.bylines == (Byline("도라지", "기자", "doraji@"),)
    assert "byline_from_caption" in found.warnings
    assert found.paragraphs == WRITTEN


def test_a_signature_in_the_text_comes_before_a_caption_s_credit() -> None:
    caption = "▲별하시 상점가. (미나리 기자 minari@)\n\n"
    found = article(etoday((*WRITTEN, "도라지 기자 doraji@etoday.co.kr"), caption=caption))
    assert found.bylines == (Byline("도라지", "기자", "doraji@etoday.co.kr"),)


# -- Newspim ---------------------------------------------------------------------------------


def test_newspim_s_correspondent_without_captions() -> None:
    found = read_rendering(newspim())
    assert found.outlet_code == "newspim"
    assert found.article.place == "뉴욕"
    assert found.article.bylines == (Byline("도라지", "특파원", "doraji@newspim.com"),)
    assert found.article.captions == ()
    assert found.article.paragraphs == WRITTEN
    assert found.article.section == "산업 > 중국"
    assert found.article.subtitle == "상점 마흔 곳 시범 운영\n내년 3월부터"


def test_newspim_ends_with_the_address_though_no_box_follows() -> None:
    assert article(newspim(tail=False)).paragraphs == WRITTEN


def test_newspim_captions_between_paragraphs_are_not_text() -> None:
    caption = "[서울=뉴스핌] 미나리 기자 = 상점가를 찾은 손님들이 지나가고 있다. 2026.11.20 minari@newspim.com"
    found = article(newspim((*WRITTEN[:2], caption, *WRITTEN[2:])))
    assert found.paragraphs == WRITTEN
    assert len(found.captions) == 1
    assert [b.name for b in found.bylines] == ["도라지"]


# -- gyeongbuk -------------------------------------------------------------------------------


def test_gyeongbuk_without_subtitle() -> None:
    found = read_rendering(gyeongbuk())
    assert found.outlet_code == "gyeongbuk"
    assert found.article.subtitle is None
    assert found.article.paragraphs == WRITTEN
    assert found.article.department == "디지털정책국 데이터과"
    assert found.article.contact == "054-880-1111"
    assert found.article.bylines == (Byline("도라지"),)
    assert minute(found.article) == "2026-11-20 10:05:33"
    assert found.article.modified is None
    assert found.article.rights.licence == "KOGL-1"


def test_gyeongbuk_attachments_by_their_names() -> None:
    files = "첨부파일\n골목 재고 보도자료.hwpx\n사진 자료.zip\n"
    found = article(gyeongbuk(subtitle="- 상점 마흔 곳, 내년 3월부터 -\n", files=files))
    assert [a.name for a in found.attachments] == ["골목 재고 보도자료.hwpx", "사진 자료.zip"]
    assert found.subtitle == "상점 마흔 곳, 내년 3월부터"
    assert found.paragraphs == WRITTEN


def test_gyeongbuk_without_its_footer_has_the_licence_of_the_outlet() -> None:
    assert article(gyeongbuk(footer=False)).rights.source == "outlet-default"


# -- Insnews ---------------------------------------------------------------------------------


@pytest.mark.parametrize("twice", [True, False])
@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("", None),
        ("상점 마흔 곳, 내년 3월부터 시범 운영\n\n", "상점 마흔 곳, 내년 3월부터 시범 운영"),
        (
            "상점 마흔 곳, 내년 3월부터\n상인회 “장부는 한 번만”\n\n",
            "상점 마흔 곳, 내년 3월부터\n상인회 “장부는 한 번만”",
        ),
    ],
)
def test_insnews_header_once_or_twice_with_any_subtitle(
    printed: str, expected: str | None, twice: bool
) -> None:
    found = read_rendering(insnews(printed, twice))
    assert found.outlet_code == "gipress"
    assert found.article.title == "골목 재고, 인공지능이 먼저 센다"
    assert found.article.subtitle == expected
    assert found.article.paragraphs == WRITTEN
    assert found.article.captions == ("시범 가게에서 재고를 세는 모습 © 경기인",)
    assert found.article.bylines == (Byline("도라지", "기자"),)
    assert minute(found.article) == "2026-11-20 10:05:00"


# -- NDSoft ----------------------------------------------------------------------------------


@pytest.mark.parametrize("skin", ["입력", "승인"])
def test_ndsoft(skin: str) -> None:
    found = read_rendering(ndsoft(skin))
    assert found.outlet_code == "kyongbuk"
    assert found.article.title == "골목 재고, 인공지능이 먼저 센다"
    assert found.article.subtitle == "상점 마흔 곳 내년 3월부터 시범 운영"
    assert found.article.paragraphs == WRITTEN
    assert found.article.captions == ("시범 가게에서 재고를 세는 모습",)
    assert found.article.bylines == (Byline("도라지", "기자", "doraji@kyongbuk.com"),)
    assert minute(found.article) == "2026-11-20 10:05:00"
    assert found.article.modified is not None
    assert found.article.rights.licence == "all-rights-reserved"


# -- any other text --------------------------------------------------------------------------


def test_any_other_text_is_title_labelled_date_and_the_longest_prose() -> None:
    text = (
        "골목 재고, 인공지능이 먼저 센다\n\n등록 2026.11.20 10:05\n\n"
        f"{lines(*WRITTEN)}\n\n목록\n이전글\n다음글\n찾아오시는 길\n개인정보처리방침\n"
    )
    found = read_rendering(text)
    assert found.outlet_code is None
    assert found.article.title == "골목 재고, 인공지능이 먼저 센다"
    assert found.article.paragraphs == WRITTEN
    assert minute(found.article) == "2026-11-20 10:05:00"
    assert "generic" in found.article.warnings


def test_a_text_without_a_date_has_none_and_says_so() -> None:
    found = article(f"골목 재고, 인공지능이 먼저 센다\n\n{lines(*WRITTEN)}")
    assert found.published is None
    assert "no_published" in found.warnings


def test_the_address_tells_outlet_and_key_where_the_text_does_not() -> None:
    text = f"골목 재고, 인공지능이 먼저 센다\n\n등록 2026.11.20 10:05\n\n{lines(*WRITTEN)}"
    found = read_rendering(text, url="https://www.etoday.co.kr/news/view/1234567?trc=x")
    assert (found.outlet_code, found.key) == ("etoday", "1234567")


# -- files -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        kbs().encode("utf-8"),
        kbs().encode("utf-8-sig"),
        kbs().replace("•", "·").encode("cp949"),
        kbs().encode("utf-16"),
        unicodedata.normalize("NFD", kbs()).encode("utf-8"),
        kbs().replace("\n", "\r\n").encode("utf-8"),
    ],
    ids=["utf-8", "bom", "cp949", "utf-16", "nfd", "crlf"],
)
def test_a_file_in_any_encoding_gives_the_same_article(body: bytes) -> None:
    assert article(decode_rendering(body)).paragraphs == BODY


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\x00\x01\x02\xff" * 500, "no text"),
        ("안녕하세요.\n짧은 글입니다.".encode(), "too short"),
        (b"<!DOCTYPE html><html><body>x</body></html>", "HTML"),
        (b"An English page about a city desk that answers at night.\n" * 9, "not Korean"),
        ("\n".join(["메뉴", "로그인", "회원가입", "전체기사", "구독"] * 40).encode(), "no article"),
    ],
    ids=["empty", "blank", "binary", "short", "html", "english", "menus"],
)
def test_an_unreadable_file_says_what_it_is_and_what_to_do(body: bytes, why: str) -> None:
    with pytest.raises(UnreadableRendering, match=why):
        read_rendering(decode_rendering(body), name="page.txt")


def test_the_file_s_name_stands_in_the_message() -> None:
    with pytest.raises(UnreadableRendering, match=r"^page\.txt: "):
        read_rendering("짧다", name="page.txt")


def test_a_crawler_s_lines_on_top_give_the_address_and_are_no_text() -> None:
    text = (
        "URL: https://www.etoday.co.kr/news/view/1234567?trc=x\nTitle: 골목 재고 - 이투데이\n"
        f"Crawled: 2026-11-21 09:00:00\n\n{etoday()}"
    )
    found = read_rendering(text)
    assert (found.outlet_code, found.key) == ("etoday", "1234567")
    assert found.article.title == "골목 재고, 인공지능이 먼저 센다"
    assert minute(found.article) == "2026-11-20 10:05:00"


ROWS = [
    f"마을 소식 {n}번째 제목이 여기 놓였다\n\n{n}번 마을은 {day}일 우물 청소를 마치고 물길을 새로 이었다고 알렸다.\n\n2026.11.{day}\n\n"
    for n, day in enumerate(range(10, 20), 1)
]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("".join(ROWS), "a list of 10 articles"),
        ("삭제된 기사입니다.\n이전 화면으로 돌아갑니다.\n" * 2, "not an article|too short"),
        (lines(*WRITTEN).encode("cp949").decode("latin-1"), "cp949-as-latin1"),
        (" ".join(WRITTEN * 8), "one line"),
        (lines(*WRITTEN) * 9_000, "no article's page"),
        (
            lines("골목 재고를 센다", *(f"{n}번째로 {WRITTEN[1]}" for n in range(4_000))),
            "more than one",
        ),
    ],
    ids=["list", "alert", "mojibake", "one-line", "too-big", "book"],
)
def test_what_is_no_article_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(UnreadableRendering, match=why):
        read_rendering(text)


HOSTILE = {
    "one long line": "가나다라 마바사 아자차카. " * 30_000,
    "short lines": "\n".join(f"메뉴{n}" for n in range(100_000)),
    "brackets": "[[[[" * 100_000 + "가" * 100,
    "datelines": "\n".join("[" + "가" * 20 + "=" + "나" * 13 + "]" for _ in range(10_000)),
    "addresses": "\n".join("가" * 9 + "a" * 60 + "@" + "b" * 40 for _ in range(4_000)),
    "names": "\n".join("홍길동 기자, " * 9 for _ in range(8_000)),
    "triangles": "\n".join(f"▲ 사진 설명이 있다 {n}" for n in range(20_000)),
    "boxes": "\n".join(f"{WRITTEN[0]} {n}\n관련기사 {n}\n  • 항목 {n}" for n in range(4_000)),
    "items": "\n".join(f"{WRITTEN[0]} {n}번.\n  • 항목 하나 {n}\n  • 둘 {n}" for n in range(4_000)),
    "labels": "\n".join("작성일 작성자 조회수 " * 15 for _ in range(4_000)),
    "headlines": "\n".join(f"제목이 되는 말 한 줄을 여기 {n} 번 놓았다" for n in range(20_000)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_an_article_or_a_sentence_too(name: str) -> None:
    """What costs more than its length hangs here: these are up to a million characters."""
    try:
        found: Rendering | UnreadableRendering = read_rendering(f"제목\n\n{HOSTILE[name]}")
    except UnreadableRendering as error:
        found = error
    assert found.article.body if isinstance(found, Rendering) else found.reason


def test_what_was_cut_is_named_and_stands_where_the_cut_says() -> None:
    text = kbs(menu="뉴스\n\n전체메뉴\n\n지역 · 충북\n\n")
    whole = "\n\n".join(line.text for line in page_of(text).lines)
    cuts = article(text).cuts
    assert {"rendering.top", "rendering.again", "rendering.tail"} <= {cut.rule for cut in cuts}
    assert all(whole[cut.start : cut.end] == cut.text for cut in cuts)


def test_a_box_inside_the_text_goes_and_the_text_behind_it_stays() -> None:
    box = ("관련 뉴스", "다른 기사의 제목 하나…마을 우물 청소", "다른 기사의 제목 둘…새 물길")
    found = article(etoday((WRITTEN[0], *box, *WRITTEN[1:])))
    assert found.paragraphs == WRITTEN
    assert "rendering.box" in {cut.rule for cut in found.cuts}


def test_an_unknown_paper_s_text_printed_twice_comes_once() -> None:
    text = (
        "골목 재고, 인공지능이 먼저 센다 - 별하신문\n정치\n경제\n사회\n골목 재고, 인공지능이 먼저 센다\n"
        f"도라지 기자\n입력 2026.11.20 10:05\n{lines(*WRITTEN)}\n\n많이 본 뉴스\n다른 제목 하나\n다른 제목 둘\n\n"
        f"골목 재고, 인공지능이 먼저 센다\n{lines(*WRITTEN)}\n등록번호 : 별하 아00001 | 발행인 : 한가람\n"
    )
    found = read_rendering(text)
    assert found.outlet_code is None
    assert found.article.title == "골목 재고, 인공지능이 먼저 센다"
    assert found.article.paragraphs == WRITTEN
    assert found.article.bylines == (Byline("도라지", "기자"),)


@pytest.mark.parametrize(
    "text", [kbs(), etoday(), newspim(), gyeongbuk(), insnews(""), ndsoft()], ids=range(6)
)
@pytest.mark.parametrize("keep", [0.3, 0.6, 0.9])
def test_a_torn_file_is_an_article_or_a_sentence(text: str, keep: float) -> None:
    torn = text[: int(len(text) * keep)]
    try:
        found: Rendering | UnreadableRendering = read_rendering(torn)
    except UnreadableRendering as error:
        found = error
    assert found.article.body if isinstance(found, Rendering) else found.reason
