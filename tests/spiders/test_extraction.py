"""Extraction: which page object reads a page, what each field falls back to, what is no article."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from web_poet import HttpResponse, field

from korean.article import Article, Attachment, Byline, Moment, Rights
from korean.dates import KST
from spiders.events import Listed
from spiders.extraction import (
    Fetched,
    Refused,
    UnreadablePage,
    coverage,
    crosscheck,
    driver,
    extract,
    read_html_file,
)
from spiders.extraction.visible import prose
from spiders.markup import text_of
from spiders.outlet import Outlet
from spiders.page import ArticlePage
from spiders.tree import Tree

SHARED = Path(__file__).parents[2].parent / "shared"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
URL = "https://www.example-news.kr/view/7"

TEXT = (
    "시청은 20일 민원 창구에 대화형 인공지능 안내원을 두고 내년 봄부터 야간 상담을 맡기기로 했다고 밝혔다.",
    "담당 과장은 “사람이 답해야 할 물음은 사람에게 넘기는 절차를 먼저 만들었다”고 설명했다.",
    "시의회는 다음 달 조례안을 다루며 개인정보를 어떻게 지울지도 함께 묻기로 했다.",
)
TITLE = "시청, 야간 민원에 인공지능 안내원 둔다"

OUTLET = Outlet(
    code="testpaper",
    name="시험신문",
    domain="example-news.kr",
    region="대구",
    kind="regional",
    family="testcms",
    hosts=("www.example-news.kr",),
    ai_training=False,
    rights_notice="시험신문의 글은 기계 학습에 쓸 수 없습니다.",
)


class New(ArticlePage):
    version = "testpaper.new"
    valid_from = date(2026, 1, 1)

    @classmethod
    def probe(cls, tree: Tree) -> bool:
        return tree.has("article.new")

    def refused(self) -> str | None:
        return "members only" if self.first(".wall") is not None else None

    @field
    def title(self) -> str | None:
        return text_of(self.first("h1"))

    @field
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(p.text or "" for p in self.select("article.new p"))

    @field
    def published(self) -> Moment | None:
        return Moment(datetime(2026, 11, 20, 1, 30, tzinfo=UTC), "minute", "2026.11.20 10:30")


class Old(New):
    version = "testpaper.old"
    valid_from = None
    valid_to = date(2025, 12, 31)

    @classmethod
    def probe(cls, tree: Tree) -> bool:
        return tree.has("article.old")

    @field
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(p.text or "" for p in self.select("article.old p"))


class Broken(New):
    @field
    def section(self) -> str | None:
        raise KeyError("section")

    @field
    def title(self) -> str | None:
        raise ValueError("no title here")


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """An outlet of the tests; its pages are what each test says."""
    monkeypatch.setattr(driver.registry, "pages_for", lambda outlet: (New, Old))
    monkeypatch.setattr(driver.registry, "family_pages", tuple)
    monkeypatch.setattr(
        driver.registry, "outlet_of", lambda url: OUTLET if OUTLET.domain in url else None
    )
    monkeypatch.setattr(driver.registry, "key_of", lambda url: None)


def pages(monkeypatch: pytest.MonkeyPatch, *own: type[ArticlePage]) -> None:
    monkeypatch.setattr(driver.registry, "pages_for", lambda outlet: own)


def html(
    *paragraphs: str, skin: str = "new", head: str = "", title: str = TITLE, after: str = ""
) -> str:
    text = "".join(f"<p>{p}</p>" for p in paragraphs or TEXT)
    return (
        f"<!DOCTYPE html><html lang='ko'><head><meta charset='utf-8'><title>{title} - 시험신문</title>{head}"
        f"</head><body><h1>{title}</h1><article class='{skin}'>{text}</article>{after}</body></html>"
    )


def fetched(markup: str | bytes, **more: object) -> Fetched:
    body = markup.encode() if isinstance(markup, str) else markup
    return replace(Fetched(URL, body, "text/html; charset=utf-8", NOW), **more)  # type: ignore[arg-type]


def article(markup: str | bytes, **more: object) -> Article:
    found = extract(fetched(markup, **more))
    assert isinstance(found, Article), found
    return found


def refusal(markup: str | bytes, **more: object) -> Refused:
    found = extract(fetched(markup, **more))
    assert isinstance(found, Refused), found
    return found


# -- page versions ---------------------------------------------------------------------------


def test_the_version_valid_on_the_capture_s_day_reads_the_page() -> None:
    found = article(html())
    assert found.methods["body"] == "testpaper.new"
    assert found.paragraphs == TEXT
    assert found.warnings == ()


def test_a_version_that_fits_out_of_its_time_reads_the_page_and_is_named_as_drift() -> None:
    found = article(html(skin="old"))
    assert found.methods["body"] == "testpaper.old"
    assert "layout_drift:testpaper.old" in found.warnings


def test_an_old_capture_is_read_by_the_version_of_its_day_without_drift() -> None:
    captured = datetime(2026, 11, 20, tzinfo=UTC)
    old = datetime(2024, 5, 1, tzinfo=UTC)
    assert "layout_drift:testpaper.old" in article(html(skin="old"), captured_at=captured).warnings
    found = article(html(skin="old"), captured_at=old)
    assert not [w for w in found.warnings if w.startswith("layout_drift")]


def test_a_page_no_version_fits_is_read_generically_and_says_so() -> None:
    found = article(html(skin="redesigned"))
    assert found.title == TITLE
    assert {"generic", "layout_drift:none"} <= set(found.warnings)
    assert found.paragraphs == TEXT


def test_an_unknown_site_is_read_by_the_family_page_that_fits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(driver.registry, "family_pages", lambda: (New,))
    found = article(html(), url="https://unknown.example/1")
    assert found.methods["body"] == "testpaper.new"
    assert found.warnings == ()


def test_a_probe_that_raises_is_a_warning_and_the_next_version_is_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Raises(New):
        version = "testpaper.raises"

        @classmethod
        def probe(cls, tree: Tree) -> bool:
            raise IndexError("no such row")

    pages(monkeypatch, Raises, New)
    found = article(html())
    assert found.methods["body"] == "testpaper.new"
    assert "probe_error:testpaper.raises:IndexError" in found.warnings


def test_a_field_that_raises_is_a_warning_and_the_chain_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pages(monkeypatch, Broken)
    found = article(html(head=f'<meta property="og:title" content="{TITLE}">'))
    assert found.title == TITLE
    assert found.methods["title"] == "opengraph"
    assert {"field_error:title:ValueError", "field_error:section:KeyError"} <= set(found.warnings)


def test_a_page_object_that_refuses_ends_the_page_with_its_reason() -> None:
    found = refusal(html(after="<div class='wall'></div>"))
    assert found.outcome == "not_article"
    assert "members only" in found.reason


def test_the_page_object_reads_the_tree_that_is_parsed_already() -> None:
    tree = Tree(html(), URL)
    page = New(HttpResponse(URL, html().encode()), tree)
    assert page.tree is tree
    assert page.first("h1") in tree.select("h1")


def test_trafilatura_is_not_asked_where_the_page_object_gave_the_body(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(root: object) -> tuple[str, ...]:
        raise AssertionError("trafilatura was asked")

    monkeypatch.setattr(prose, "read", never)
    assert article(html()).warnings == ()


def test_an_empty_container_falls_back_to_the_prose_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    decoy = "<article class='new'></article>"
    found = article(html(skin="moved", after=decoy))
    assert found.methods["body"] == "container"
    assert "body_fallback" in found.warnings
    assert found.paragraphs == TEXT


# -- dates -----------------------------------------------------------------------------------


def dated(published: Moment | None, modified: Moment | None = None) -> type[ArticlePage]:
    class Dated(New):
        @field
        def published(self) -> Moment | None:
            return published

        @field
        def modified(self) -> Moment | None:
            return modified

    return Dated


def at(day: int, hour: int, minute: int = 0) -> Moment:
    when = datetime(2026, 11, day, hour, minute, tzinfo=KST)
    return Moment(when.astimezone(UTC), "minute", f"2026-11-{day} {hour}:{minute}")


def test_without_any_date_published_is_null_and_never_the_fetch_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pages(monkeypatch, dated(None))
    found = article(html())
    assert found.published is None
    assert "no_published" in found.warnings


def test_a_date_after_the_capture_is_refused_and_the_next_method_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pages(monkeypatch, dated(at(23, 9)))
    head = '<meta property="article:published_time" content="2026-11-20T08:15:00+09:00">'
    found = article(html(head=head))
    assert found.published is not None
    assert found.published.at == datetime(2026, 11, 19, 23, 15, tzinfo=UTC)
    assert "implausible:published" in found.warnings


def test_a_site_clock_ten_minutes_ahead_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = Moment(NOW + timedelta(minutes=9), "minute", "…")
    pages(monkeypatch, dated(ahead))
    assert article(html()).published == ahead


def test_a_modified_time_before_the_published_one_is_dropped_with_a_warning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pages(monkeypatch, dated(at(20, 9), at(20, 8)))
    found = article(html())
    assert found.modified is None
    assert "modified_before_published" in found.warnings


def test_a_modified_time_equal_to_the_published_one_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pages(monkeypatch, dated(at(20, 9), at(20, 9)))
    found = article(html())
    assert found.modified is None
    assert found.warnings == ()


def test_a_modified_minute_that_is_the_published_second_s_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    exact = Moment(at(20, 9).at + timedelta(seconds=24), "second", "2026-11-20 09:00:24")
    pages(monkeypatch, dated(exact, at(20, 9)))
    found = article(html())
    assert (found.modified, found.warnings) == (None, ())


def test_the_feed_s_date_is_the_last_resort(monkeypatch: pytest.MonkeyPatch) -> None:
    pages(monkeypatch, dated(None))
    listed = Listed(
        published="2026-11-20T09:12:00+09:00", published_raw="Fri, 20 Nov 2026 09:12:00 +0900"
    )
    found = article(html(), listed=listed)
    assert found.published is not None
    assert found.published.at == datetime(2026, 11, 20, 0, 12, tzinfo=UTC)
    assert found.published.raw == "Fri, 20 Nov 2026 09:12:00 +0900"
    assert found.methods["published"] == "feed"


@pytest.mark.parametrize(
    ("listed", "other"),
    [
        ("가을 야간 강좌 수강생 모집", True),
        ("경북도청 신청사 이전 10주년 기념행사 열려", True),
        (TITLE, False),
        (f"[종합] {TITLE[:12]}…", False),
        (f"[포토] {TITLE} 2026.11.20 홍보담당관 조회 33", False),  # a whole row
        ("모집 공고", False),  # too short to tell
        (None, False),
    ],
)
def test_a_page_under_another_title_than_its_list_s_is_told(
    monkeypatch: pytest.MonkeyPatch, listed: str | None, other: bool
) -> None:
    pages(monkeypatch, dated(at(20, 9)))
    found = article(html(), listed=Listed(title=listed))
    assert found.title == TITLE
    assert found.misplaced == other


# -- the text --------------------------------------------------------------------------------


def test_the_dateline_becomes_place_and_byline_and_the_body_begins_with_the_text() -> None:
    found = article(html(f"[세종=시험일보] 한가람 기자 = {TEXT[0]}", *TEXT[1:]))
    assert found.place == "세종"
    assert found.bylines == (Byline("한가람", "기자"),)
    assert found.paragraphs[0] == TEXT[0]


def test_the_last_paragraph_s_address_joins_its_reporter() -> None:
    found = article(
        html(f"[대구=시험일보] 한가람 기자 = {TEXT[0]}", *TEXT[1:], "garam@example-news.kr")
    )
    assert found.bylines == (Byline("한가람", "기자", "garam@example-news.kr"),)
    assert found.paragraphs == TEXT


def test_a_sign_off_stays_in_the_text_and_names_the_reporter() -> None:
    broadcaster = replace(OUTLET, broadcaster=True)
    found = article(html(*TEXT, "KBS 뉴스 한가람입니다."), outlet=broadcaster)
    assert found.bylines == (Byline("한가람"),)
    assert found.paragraphs[-1] == "KBS 뉴스 한가람입니다."


def test_credits_are_cut_and_the_cut_is_recorded() -> None:
    credits = "촬영기자:도라지/영상편집:한가람"
    found = article(html(*TEXT, credits))
    assert found.paragraphs == TEXT
    cut = next(cut for cut in found.cuts if cut.rule == "credits")
    assert "\n\n".join((*TEXT, credits))[cut.start : cut.end] == credits


def test_title_and_captions_printed_in_the_text_are_taken_out_of_it() -> None:
    found = article(html(TITLE, "▲ 시청 민원실의 새 안내 화면", *TEXT))
    assert found.paragraphs == TEXT
    assert found.captions == ("시청 민원실의 새 안내 화면",)


def test_several_triangle_paragraphs_in_a_row_are_points_and_stay() -> None:
    points = ("▲ 야간 상담은 열 시까지 늘어난다.", "▲ 기록은 서른 날 뒤에 지운다.")
    assert article(html(*TEXT, *points)).paragraphs == (*TEXT, *points)


def test_the_site_s_name_behind_the_title_is_taken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    class Suffixed(New):
        @field
        def title(self) -> str | None:
            return f"{TITLE} - 시험신문"

    pages(monkeypatch, Suffixed)
    assert article(html()).title == TITLE


def test_a_body_that_loses_more_than_half_to_rules_is_kept_and_flagged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    notice = "저작권자 © 시험신문 무단전재 및 재배포 금지"
    kept = " ".join(TEXT)
    found = article(html(kept, *[notice] * 20))
    assert found.paragraphs[0] == kept
    assert "rules_cut_half" in found.warnings


def test_the_outlet_s_terms_hold_where_the_page_says_nothing() -> None:
    rights = article(html()).rights
    assert (rights.licence, rights.ai_training, rights.source) == (
        "all-rights-reserved",
        False,
        "outlet-default",
    )


def test_a_notice_on_the_page_comes_before_the_outlet_s_terms() -> None:
    notice = "<footer><p>무단 전재, 재배포 및 이용(AI 학습 포함) 금지</p></footer>"
    rights = article(html(after=notice)).rights
    assert rights.source == "page"
    assert rights.ai_training is False


def test_an_article_about_such_notices_is_not_one() -> None:
    quoting = "신문사들은 “무단 전재와 인공지능 학습 금지” 문구를 기사 아래에 붙이기 시작했다."
    assert article(html(*TEXT, quoting)).rights.source == "outlet-default"


class Careful(New):
    @field
    def rights(self) -> Rights | None:
        return Rights("all-rights-reserved", None, "저작권자 © 시험신문", "page")


BAN = "무단 전재, 재배포 및 이용(AI 학습 포함) 금지"


@pytest.mark.parametrize(
    ("more", "notice", "source"),
    [
        ({"after": f"\n<p>Copyright ⓒ {BAN}</p>"}, f"Copyright ⓒ {BAN}", "page"),
        (
            {"head": "<meta name='tdm-reservation' content='1'>"},
            "tdm-reservation: 1 (meta)",
            "meta",
        ),
    ],
)
def test_a_ban_of_ai_training_beside_the_page_s_own_copyright_line_binds(
    monkeypatch: pytest.MonkeyPatch, more: dict[str, str], notice: str, source: str
) -> None:
    pages(monkeypatch, Careful)
    rights = article(html(**more)).rights
    assert (rights.licence, rights.ai_training) == ("all-rights-reserved", False)
    assert (rights.notice, rights.source) == (f"저작권자 © 시험신문\n{notice}", source)


def test_a_ban_that_the_article_quotes_does_not_bind(monkeypatch: pytest.MonkeyPatch) -> None:
    pages(monkeypatch, Careful)
    assert (
        article(
            html(*TEXT, "\n안내문은 이렇다: 본지 콘텐츠의 AI 학습 이용을 금지합니다\n")
        ).rights.ai_training
        is None
    )


def test_coverage_names_the_filled_fields() -> None:
    filled = coverage(article(html()))
    assert {"title", "body", "published", "rights"} <= filled
    assert "bylines" not in filled


# -- what is no article ----------------------------------------------------------------------

ALERT = "<html><head><script>alert('{}');history.back();</script></head><body></body></html>"


@pytest.mark.parametrize(
    "message",
    [
        "잘못된 접근입니다.",
        "이미 삭제된 글입니다.",
        "정상적인 메뉴접근이 아닙니다.",
        "존재하지 않는 글입니다.",
        "삭제된 기사입니다.",
    ],
)
def test_an_alert_answered_with_200_is_not_an_article(message: str) -> None:
    assert refusal(ALERT.format(message)).outcome == "not_article"


def test_an_article_that_quotes_an_alert_is_an_article() -> None:
    quote = "한 이용자는 “잘못된 접근이라는 말만 나오고 이미 삭제된 글이라 했다”고 말했다."
    assert article(html(*TEXT, quote)).paragraphs[-1] == quote


@pytest.mark.parametrize(
    "markup",
    [
        "<html><head><title>Just a moment...</title></head><body>Checking</body></html>",
        "<html><body><script>document.cookie='k=1';location.reload();</script></body></html>",
        "<html><body><div class='g-recaptcha'></div>사람인지 확인합니다</body></html>",
    ],
)
def test_a_challenge_is_blocked_not_an_empty_article(markup: str) -> None:
    assert refusal(markup).outcome == "blocked"


def test_a_comment_form_s_captcha_blocks_nothing() -> None:
    form = "<div class='g-recaptcha'></div>"
    assert article(html(*TEXT, *TEXT, *TEXT, after=form)).title == TITLE


def test_a_log_in_wall_is_not_an_article() -> None:
    assert refusal("<html><body><p>로그인이 필요합니다.</p></body></html>").outcome == "not_article"


def test_a_list_page_is_not_an_article() -> None:
    rows = "".join(
        f"<li><a href='/view/{n}'>{TEXT[0]}</a> <span>2026.11.{n:02}</span></li>"
        for n in range(1, 15)
    )
    markup = (
        f"<html><head><title>소식</title></head><body><h1>소식</h1><ul>{rows}</ul></body></html>"
    )
    found = refusal(markup, url="https://unknown.example/list")
    assert found.outcome == "not_article"
    assert "list" in found.reason


def test_an_english_report_is_not_korean() -> None:
    text = "The city said on Friday that its night desk will be answered by a machine. " * 4
    assert refusal(html(text, title="City desk to answer at night")).outcome == "not_korean"


def test_a_short_english_report_is_not_korean_either() -> None:
    found = refusal(html("The city desk will answer at night.", title="City desk at night"))
    assert found.outcome == "not_korean"


@pytest.mark.parametrize("body", [b"\x00\x01\x02\x03" * 400, b"\x89PNG\r\n\x1a\n" + b"\x00" * 900])
def test_binary_is_undecodable_and_says_why(body: bytes) -> None:
    found = refusal(body)
    assert found.outcome == "undecodable"
    assert "binary" in found.reason


def test_text_broken_before_it_was_sent_is_undecodable_and_named() -> None:
    broken = tuple(p.encode("cp949").decode("latin-1") for p in TEXT)
    found = refusal(html(*broken))
    assert found.outcome == "undecodable"
    assert "cp949-as-latin1" in found.reason


@pytest.mark.parametrize("declared", ["euc-kr", "utf-8", None])
def test_cp949_is_read_whatever_the_header_says(declared: str | None) -> None:
    label = f"text/html; charset={declared}" if declared else None
    markup = html().replace("charset='utf-8'", "charset='euc-kr'").encode("cp949")
    assert article(markup, content_type=label).paragraphs == TEXT


def test_a_body_too_short_to_be_one_is_a_failure_of_extraction() -> None:
    assert refusal(html("준비 중입니다.")).outcome == "extract_failed"


def test_a_brief_item_of_a_described_page_is_whole_and_brings_no_menu_in() -> None:
    menu = "".join(f"<div>다른 소식 {n}: {TEXT[0]}</div>" for n in range(9))
    brief = "시청은 20일부터 야간 민원 창구를 새로 연다고 밝혔다."
    found = article(html(brief, after=menu))
    assert found.paragraphs == (brief,)
    assert found.warnings == ("stub",)


class Release(New):
    @field
    def attachments(self) -> tuple[Attachment, ...]:
        links = self.select("a.file")
        return tuple(Attachment(text_of(one) or "", one.get("href")) for one in links)


FILE = "<a class='file' href='/down?1'>보도자료.hwp</a>"
BANNER = "".join(f"<div>누리집 안내 {n}: {TEXT[0]}</div>" for n in range(9))


@pytest.mark.parametrize(
    "words", ["첨부 확인", "붙임 파일 참고", "자세한 내용은 첨부파일을 참조하세요"]
)
def test_two_words_that_point_to_an_attachment_are_all_the_text_there_is(
    monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    pages(monkeypatch, Release)
    found = article(html(words, after=FILE + BANNER))
    assert (found.body, found.warnings) == (words, ("stub",))


def test_two_words_without_an_attachment_are_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    pages(monkeypatch, Release)
    assert "body_fallback" in article(html("첨부 확인", after=BANNER)).warnings


def test_a_flash_is_short_by_nature_and_kept_as_a_stub() -> None:
    found = article(html("시청은 20일 긴급 회의를 연다.", title="[속보] 시청, 긴급 회의 소집"))
    assert found.body == "시청은 20일 긴급 회의를 연다."
    assert "stub" in found.warnings


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "   \n ",
        "<",
        "<html>",
        "plain words",
        '{"json": true}',
        "<div>" * 5_000,
        "<table><tr><td>" * 1_500,
        html(title="x" * 100_000),
        "<title>아주 긴 제목입니다</title>" + "<div class=title><b>글이 있습니다.</b>" * 3_000,
        "<html><head><script type='application/ld+json'>{{{{</script></head></html>",
    ],
    ids=range(11),
)
def test_a_hostile_page_is_an_outcome_with_a_reason_not_an_exception(markup: str) -> None:
    found = extract(fetched(markup, url="https://unknown.example/x"))
    assert isinstance(found, Article) or found.reason


def test_an_enormous_page_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "MAX_BYTES", 1_000)
    assert refusal(b"a" * 1_001).outcome == "extract_failed"


# -- saved pages -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="canonical" href="https://www.example-news.kr/view/7">',
        '<meta property="og:url" content="https://www.example-news.kr/view/7">',
        "<!-- saved from url=(0034)https://www.example-news.kr/view/7 -->",
    ],
)
def test_a_saved_page_tells_where_it_came_from(head: str) -> None:
    url, found = read_html_file(html(head=head).encode(), url=None, captured_at=NOW)
    assert url == URL
    assert isinstance(found, Article)


def test_the_address_given_comes_first() -> None:
    head = '<link rel="canonical" href="https://www.example-news.kr/view/8">'
    url, _ = read_html_file(html(head=head).encode(), url=URL, captured_at=NOW)
    assert url == URL


def test_a_saved_page_without_an_address_says_what_to_do() -> None:
    with pytest.raises(UnreadablePage, match="--url"):
        read_html_file(html().encode(), url=None, captured_at=NOW)


@pytest.mark.parametrize(("agreed", "warned"), [(0.9, ()), (0.31, ("crosscheck:0.31",))])
def test_a_body_far_from_trafilatura_s_is_warned_of_where_it_is_checked(
    monkeypatch: pytest.MonkeyPatch, agreed: float, warned: tuple[str, ...]
) -> None:
    monkeypatch.setattr(crosscheck, "agreement", lambda root, body: agreed)
    checked = extract(fetched(html()), check=True)
    assert isinstance(checked, Article)
    assert (checked.warnings, article(html()).warnings) == (warned, ())
