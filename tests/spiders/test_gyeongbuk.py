"""경상북도: two boards, two key namespaces, and every trap of the old page."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Response

from korean.article import Attachment, Byline
from spiders.outlets.gyeongbuk import NEW_LIST, GyeongbukSpider
from spiders.outlets.gyeongbuk_pages import GyeongbukBoard
from spiders.page import ArticlePage
from spiders.source import SourceError, WrongDates
from tests.spiders import saved
from tests.spiders.saved import answer, claimed_by, fixture_of, over

BY_VERSION = {page.version: page for page in GyeongbukSpider.pages}
OLD_LIST = "https://www.gb.go.kr/Main/page.do?mnu_uid=6792&BD_CODE=bbs_bodo&cmd=1&Start=0"
HOSTS = ["www.gb.go.kr", "gb.go.kr", "inhen.gyeongbuk.go.kr", "inseri.gb.go.kr"]
numbers = st.integers(min_value=1, max_value=10**12)


def fixture(name: str) -> str:
    return (saved.FIXTURES / "gyeongbuk" / name).read_text(encoding="utf-8")


# -- keys ------------------------------------------------------------------------------------


@given(
    number=numbers,
    host=st.sampled_from(HOSTS),
    scheme=st.sampled_from(["http", "https"]),
    path=st.sampled_from(["/Main/page.do", "/Main/chi_b/page.do", "/Main/page.do;jsessionid=A1.x"]),
    view=st.integers(1, 99999),
    joint=st.sampled_from(["&", "&amp;"]),
)
def test_every_alias_of_an_old_release_folds_into_its_key(
    number: int, host: str, scheme: str, path: str, view: int, joint: str
) -> None:
    query = joint.join(
        ["BD_CODE=bbs_bodo", "B_LEVEL=0", f"B_NUM={number}", f"B_STEP={number - 1}", "Start=2260",
         f"V_NUM={view}", "cmd=2", "key=4", "mnu_uid=6792", "p1=0", "tbbscode1=bbs_bodo"]
    )  # fmt: skip
    assert GyeongbukSpider.key_of(f"{scheme}://{host}{path}?{query}") == f"bbs_bodo:{number}"


@given(number=numbers, board=st.sampled_from(["bbs_bodo", "board12"]))
def test_a_canonical_url_gives_its_key_back(number: int, board: str) -> None:
    key = f"{board}:{number}"
    assert GyeongbukSpider.key_of(GyeongbukSpider.canonical(key)) == key


def test_the_canonical_url_of_an_old_release_carries_no_board_size() -> None:
    assert GyeongbukSpider.canonical("bbs_bodo:506274201") == (
        "https://www.gb.go.kr/Main/page.do?mnu_uid=6792&BD_CODE=bbs_bodo&cmd=2"
        "&B_NUM=506274201&B_STEP=506274200&B_LEVEL=0"
    )


def test_the_same_number_on_the_two_boards_is_two_keys() -> None:
    old, new = GyeongbukSpider.canonical("bbs_bodo:77"), GyeongbukSpider.canonical("board12:77")
    assert GyeongbukSpider.key_of(old) != GyeongbukSpider.key_of(new)


@pytest.mark.parametrize(
    "url",
    [
        OLD_LIST,
        "https://www.gb.go.kr/Main/page.do?mnu_uid=6792&BD_CODE=bbs_gongji&B_NUM=5",
        "https://www.gb.go.kr/Main/page.do?BD_CODE=bbs_bodo&B_NUM=abc",
        "https://www.gb.go.kr/page/10107/10004.do?boardMngNo=13&boardNo=5",
        NEW_LIST,
        "https://gb.go.kr.example/Main/page.do?BD_CODE=bbs_bodo&B_NUM=5",
        "https://www.gb.go.kr/",
        "",
    ],
)
def test_what_is_no_release_has_no_key(url: str) -> None:
    assert GyeongbukSpider.key_of(url) is None


# -- lists -----------------------------------------------------------------------------------


def test_an_old_row_has_its_whole_title_its_day_department_and_number() -> None:
    (row,) = GyeongbukSpider().parse_old(answer(fixture("list.board.html"), OLD_LIST)).rows
    assert row.key == "bbs_bodo:506300001"
    assert row.listed.title == "경북도, 인공지능 재난 감시망 시연"
    assert row.listed.published == "2026-03-01T15:00:00+00:00"
    assert (row.listed.department, row.listed.contact) == ("안전행정실 재난관리과", "054-880-0001")


def test_a_new_row_is_read_from_what_its_link_calls() -> None:
    first, second = GyeongbukSpider().parse_new(answer(fixture("list.2026.html"), NEW_LIST)).rows
    assert (first.key, first.listed.title) == (
        "board12:4321",
        "경북도, 인공지능 통역으로 외국인 근로자 돕는다",
    )
    assert second.listed.title == "도립대학 새 학과"
    assert second.listed.published == "2026-10-03T15:00:00+00:00"


def test_the_old_board_goes_on_by_ten_with_our_own_query() -> None:
    listing = GyeongbukSpider().parse_old(answer(fixture("list.board.html"), OLD_LIST))
    assert listing.next is not None
    assert listing.next.url == OLD_LIST.replace("Start=0", "Start=10")


def test_the_old_board_ends_where_its_paging_ends() -> None:
    url = OLD_LIST.replace("Start=0", "Start=10")
    assert GyeongbukSpider().parse_old(answer(fixture("list.board.html"), url)).next is None


def test_the_new_board_s_paging_parameter_is_learned_from_its_links() -> None:
    listing = GyeongbukSpider().parse_new(answer(fixture("list.2026.html"), NEW_LIST))
    assert listing.next is not None
    assert listing.next.url == f"{NEW_LIST}?pageIndex=2"
    last = GyeongbukSpider().parse_new(answer(fixture("list.2026.html"), listing.next.url))
    assert last.next is None


def test_both_boards_are_read_the_new_one_first() -> None:
    assert [s.name for s in GyeongbukSpider().sources()] == ["board12", "bbs_bodo"]
    assert not any(s.fallback for s in GyeongbukSpider().sources())


def test_a_board_without_rows_is_an_empty_listing() -> None:
    spider = GyeongbukSpider()
    assert spider.parse_old(answer('<ul class="report_list"></ul>', OLD_LIST)).rows == ()
    assert spider.parse_new(answer('<div class="webzine_list"></div>', NEW_LIST)).rows == ()


def test_a_whole_board_without_one_row_is_told() -> None:
    new, old = GyeongbukSpider().sources()
    with pytest.raises(SourceError, match="no rows"):
        new.parse(answer('<div class="webzine_list"></div>', new.page.url))
    with pytest.raises(SourceError, match="no rows"):
        old.parse(answer('<ul class="report_list"></ul>', old.page.url))


def test_a_last_page_or_a_search_without_rows_is_none_of_it() -> None:
    _, old = GyeongbukSpider().sources()
    empty = '<ul class="report_list"></ul>'
    assert old.parse(answer(empty, OLD_LIST.replace("Start=0", "Start=10"))).rows == ()
    search = GyeongbukSpider().window_sources(date(2026, 10, 1), date(2026, 10, 9))[1]
    assert search.parse(answer(empty, search.page.url)).rows == ()


@pytest.mark.parametrize("board", ["parse_old", "parse_new"])
@pytest.mark.parametrize(
    ("body", "says"),
    [
        (
            "<script>alert('정상적인 메뉴접근이 아닙니다');history.back();</script>",
            "정상적인 메뉴접근",
        ),
        ("<script>alert('이미 삭제된 글입니다.');</script>", "이미 삭제된 글"),
        ("<html><body>새 단장</body></html>", "has it moved again"),
        ("", "not an HTML page"),
    ],
)
def test_an_alert_answered_with_200_is_an_error(board: str, body: str, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        getattr(GyeongbukSpider(), board)(answer(body, OLD_LIST))


def test_bytes_that_are_no_text_are_told() -> None:
    with pytest.raises(SourceError, match="not an HTML page"):
        GyeongbukSpider().parse_old(Response(OLD_LIST, body=b"%PDF-1.4"))


def test_a_window_searches_the_old_board_by_its_dates() -> None:
    sources = GyeongbukSpider().window_sources(date(2026, 9, 1), date(2026, 11, 20))
    assert [s.name for s in sources] == [
        "board12",
        "bbs_bodo 2026-09-20..2026-11-20",
        "bbs_bodo 2026-09-01..2026-09-19",
    ]
    assert "period=1&B_START=2026-09-20&B_END=2026-11-20" in sources[1].page.url


def test_dates_that_were_ignored_are_told() -> None:
    source = GyeongbukSpider().window_sources(date(2026, 10, 1), date(2026, 10, 9))[1]
    with pytest.raises(WrongDates, match="asked for 2026-10-01 to 2026-10-09, shown 2026-02-01"):
        source.parse(answer(fixture("list.board.html"), source.page.url))


def test_dates_that_were_kept_are_read() -> None:
    source = GyeongbukSpider().window_sources(date(2026, 2, 1), date(2026, 3, 2))[1]
    listing = source.parse(answer(fixture("list.board.html"), source.page.url))
    assert listing.shown == ("2026-02-01", "2026-03-02")
    assert listing.next is not None
    assert "B_START=2026-02-01" in listing.next.url


# -- pages -----------------------------------------------------------------------------------


def page_of(version: str) -> ArticlePage:
    return fixture_of(BY_VERSION[version], GyeongbukSpider.canonical("bbs_bodo:506300001"))


@pytest.mark.parametrize("version", BY_VERSION)
def test_each_fixture_is_claimed_by_its_own_version_alone(version: str) -> None:
    assert claimed_by(GyeongbukSpider.pages, page_of(version).tree) == [version]


@pytest.mark.parametrize(
    ("version", "field", "value"),
    [
        ("gyeongbuk.board", "title", "경북도, 인공지능 재난 감시망 시연"),
        ("gyeongbuk.board", "subtitle", "산불과 하천을 한 화면에서\n내년 시·군으로 넓힌다"),
        ("gyeongbuk.board", "bylines", (Byline("도라지"),)),
        ("gyeongbuk.board", "department", "안전행정실 재난관리과"),
        ("gyeongbuk.board", "contact", "054-880-0001"),
        ("gyeongbuk.board", "modified", None),
        ("gyeongbuk.board", "image_url", "https://www.gb.go.kr/data/bbs_bodo/A1.jpg"),
        ("gyeongbuk.2026", "title", "경북도, 인공지능 통역으로 외국인 근로자 돕는다"),
        ("gyeongbuk.2026", "subtitle", "열두 나라 말로 상담"),
        ("gyeongbuk.2026", "bylines", (Byline("소나무"),)),
        ("gyeongbuk.2026", "department", "외국인공동체과"),
        ("gyeongbuk.2026", "contact", "054-880-0002"),
    ],
)
def test_a_board_gives_its_field(version: str, field: str, value: object) -> None:
    assert getattr(page_of(version), field) == value


@pytest.mark.parametrize(
    ("version", "published"),
    [
        ("gyeongbuk.board", "2026-03-02T05:11:54+00:00"),
        ("gyeongbuk.2026", "2026-10-05T00:12:33+00:00"),
    ],
)
def test_a_board_gives_the_published_time_to_the_second(version: str, published: str) -> None:
    moment = page_of(version).published
    assert moment is not None
    assert (moment.at.isoformat(), moment.precision) == (published, "second")


@pytest.mark.parametrize(
    ("version", "beginnings"),
    [
        ("gyeongbuk.board", ("경상북도는 2일 산불과", "감시망은 도내")),
        ("gyeongbuk.2026", ("경상북도는 외국인", "상담사는 통역", "등록일 2020-01-01 이후")),
    ],
)
def test_the_body_has_no_title_subtitle_or_picture_names(
    version: str, beginnings: tuple[str, ...]
) -> None:
    found = page_of(version).paragraphs
    assert len(found) == len(beginnings)
    assert all(a.startswith(b) for a, b in zip(found, beginnings, strict=True))


@pytest.mark.parametrize(
    ("version", "names"),
    [
        ("gyeongbuk.board", ["인공지능 재난 감시망 시연.hwpx", "시연 장면1.jpg"]),
        ("gyeongbuk.2026", ["인공지능 통역.hwp"]),
    ],
)
def test_attachments_have_their_real_names_and_no_viewers(version: str, names: list[str]) -> None:
    found = page_of(version).attachments
    assert [file.name for file in found] == names
    assert all((file.url or "").startswith("https://www.gb.go.kr/") for file in found)


def test_a_subtitle_s_dashes_go_and_a_minus_stays() -> None:
    body = """<div class="report_view"><div class="cont_view"><div class="view_titlesub">
      -붙은 줄표-<br>- 띄운 줄표 -<br>-3% 줄었다</div></div></div>"""
    page = over(GyeongbukBoard, body, OLD_LIST)
    assert page.subtitle == "붙은 줄표\n띄운 줄표\n-3% 줄었다"


def test_attachments_that_a_script_writes_are_read_from_its_call() -> None:
    body = b"""<div class="board_view"><div class="text">.</div>
      <script>putFileHtml("FL77","1","plan.hwp","10","hwp");</script></div>"""
    page = over(BY_VERSION["gyeongbuk.2026"], body, NEW_LIST)
    assert page.attachments == (
        Attachment("plan.hwp", "https://www.gb.go.kr/file/readFile.tc?fileId=FL77&fileNo=1"),
    )


@pytest.mark.parametrize(
    ("version", "licence"), [("gyeongbuk.board", "KOGL-3"), ("gyeongbuk.2026", "KOGL-1")]
)
def test_a_release_carries_its_own_licence(version: str, licence: str) -> None:
    rights = page_of(version).rights
    assert rights is not None
    assert (rights.licence, rights.source) == (licence, "page")


@pytest.mark.parametrize("version", BY_VERSION)
@pytest.mark.parametrize(
    "body", [b"", b"<script>alert('x')</script>", b"\xff\xfe\x00", b"<dl><dt>" * 2000]
)
def test_an_empty_or_hostile_page_is_refused_and_every_field_is_empty(
    version: str, body: bytes
) -> None:
    page: Any = over(BY_VERSION[version], body, NEW_LIST)
    assert page.refused()
    assert page.title is None
    assert (page.paragraphs, page.bylines, page.attachments) == ((), (), ())
    assert (page.published, page.rights) == (None, None)


# -- the real pages --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real() -> GyeongbukBoard:
    url = GyeongbukSpider.canonical("bbs_bodo:506274201")
    return over(GyeongbukBoard, saved.real("gyeongbuk_article.html"), url)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "경북도, 하수 중 항생제 내성균 및 내성 유전자 조사 결과 발표"),
        ("subtitle", "하수 분석을 통한 도내 항생제 내성균 분포 특성 확인"),
        ("bylines", (Byline("황희영"),)),
        ("department", "보건환경연구원 감염병연구부 감염병조사과"),
        ("contact", "054-339-8233"),
        ("modified", None),
    ],
)
def test_the_real_release_gives_its_field(real: GyeongbukBoard, field: str, value: object) -> None:
    assert getattr(real, field) == value


def test_the_real_release_gives_its_time_to_the_second(real: GyeongbukBoard) -> None:
    assert real.published is not None
    assert real.published.at.isoformat() == "2026-01-07T05:11:54+00:00"


def test_the_real_release_gives_six_whole_paragraphs(real: GyeongbukBoard) -> None:
    assert len(real.paragraphs) == 6
    assert real.paragraphs[0].startswith("경상북도는 항생제 내성균 발생 현황을")
    assert real.paragraphs[-1].endswith("고 밝혔다.")


def test_the_real_release_gives_one_file_by_its_name(real: GyeongbukBoard) -> None:
    assert [file.name for file in real.attachments] == [f"{real.title}.hwp"]


def test_the_real_release_is_under_kogl_type_3(real: GyeongbukBoard) -> None:
    assert real.rights is not None
    assert real.rights.licence == "KOGL-3"


def test_the_real_list_gives_ten_rows_with_ids_whole_titles_and_days() -> None:
    page = answer(saved.real("gyeongbuk_list.html"), OLD_LIST, "Wed, 07 Jan 2026 09:00:00 GMT")
    rows = GyeongbukSpider().parse_old(page).rows
    assert len({row.key for row in rows}) == 10
    assert rows[2].key == "bbs_bodo:506273601"
    assert rows[2].listed.title == "고병원성 조류인플루엔자 전국 확산, 경북도 방역 비상!"
    assert not any("새글" in (row.listed.title or "") for row in rows)
    assert {row.listed.published for row in rows} == {
        "2026-01-06T15:00:00+00:00",
        "2026-01-05T15:00:00+00:00",
    }


def test_the_real_list_goes_on_and_shows_its_dates() -> None:
    listing = GyeongbukSpider().parse_old(answer(saved.real("gyeongbuk_list.html"), OLD_LIST))
    assert listing.next is not None
    assert listing.shown == ("2025-11-07", "2026-01-07")
