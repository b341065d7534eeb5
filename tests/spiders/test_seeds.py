"""The five seeds beside the project come in as the table of facts says, and complete."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from korean.article import Article
from korean.dates import kst
from korean.text import clean, mojibake
from spiders.extraction import Fetched, Refused, driver, extract
from spiders.rendering import Rendering, decode_rendering, read_rendering


@dataclass(frozen=True)
class Facts:
    """Short facts of one seed. ``first`` and ``last`` are how the body begins and ends."""

    title: str
    published: str
    modified: str | None
    byline: str
    email: str | None
    first: str
    last: str
    subtitle_lines: int
    captions: int
    never: tuple[str, ...]


SEEDS = {
    "kbs": Facts(
        "[같이경제] 인공지능 급성장", "2024-02-21 19:34:11", "2024-02-21 20:11:52", "김재노", None,
        "국내에서 생성형", "같이 경제 김재노입니다.", 0, 0,
        ("제보", "카카오톡", "촬영기자", "읽어주기", "핫 클릭", "주요뉴스", "수신료", "뉴스7"),
    ),
    "etoday": Facts(
        "“AI 골든타임 잡아야”", "2024-05-28 17:11:00", "2024-05-28 17:38:00", "이은주", "letswin@",
        '"인공지능(AI) 기술', "투자 전략에 대해 논했다.", 3, 1,
        ("주요 뉴스", "비트코인", "좋아요", "상승종목", "가장작게", "▲한국", "letswin"),
    ),
    "gyeongbuk": Facts(
        "경북형 초거대 인공지능(AI)", "2023-07-14 14:44:42", None, "김초혜", None,
        "경상북도는 14일", "구체화되길 바란다”라고 밝혔다.", 2, 0,
        (".jpg", "공공누리", "054-", "만족", "최종수정일", "조회수", "담당부서"),
    ),
    "gipress": Facts(
        "경과원, 생성형 AI 혁명에 대한", "2024-03-07 21:28:00", None, "오효석", None,
        "“AI는 우리 일상", "최선을 다하겠다.”고 밝혔다.", 1, 1,
        ("관련기사목록", "도배방지", "많이 본", "PHOTO", "기사입력", "경기IN=", "▲"),
    ),
    "newspim": Facts(
        "이종호 과기부 장관", "2024-01-19 09:00:00", "2024-01-19 09:37:00", "이경태",
        "biggerthanseoul@newspim.com",
        "이종호 과학기술정보통신부 장관은 19일", "추진해 나갈 계획이다.", 1, 2,
        ("베스트", "메타플랫폼스", "미사일", "번역", "종목 추적기", "안다쇼핑", "newspim.com", "[서울="),
    ),
}  # fmt: skip
#: A mark in the text that only this outlet's seed has: files are named by hashes.
MARKS = {
    "kbs": "KBS제보",
    "etoday": "가장작게",
    "gyeongbuk": "부서명",
    "gipress": "경기IN=",
    "newspim": "뉴스핌 베스트",
}


@pytest.fixture(params=SEEDS)
def outlet(request: pytest.FixtureRequest) -> str:
    code: str = request.param
    return code


@pytest.fixture
def seed(outlet: str, shared: Path) -> str:
    for path in sorted((shared / "seeds").glob("*.txt")):
        text = decode_rendering(path.read_bytes())
        if MARKS[outlet] in text:
            return text
    pytest.skip(f"no seed of {outlet} in {shared / 'seeds'}")


@pytest.fixture
def rendering(seed: str) -> Rendering:
    return read_rendering(seed)


@pytest.fixture
def article(rendering: Rendering) -> Article:
    return rendering.article


@pytest.fixture
def facts(outlet: str) -> Facts:
    return SEEDS[outlet]


def test_the_outlet_is_recognised(rendering: Rendering, outlet: str) -> None:
    assert rendering.outlet_code == outlet


def test_the_title_is_the_article_s(article: Article, facts: Facts) -> None:
    assert article.title.startswith(facts.title)


def test_the_published_time_is_exact(article: Article, facts: Facts) -> None:
    assert article.published is not None
    assert shown(article.published.at) == facts.published


def test_the_modified_time_is_the_article_s_or_none(article: Article, facts: Facts) -> None:
    found = article.modified
    assert (shown(found.at) if found else None) == facts.modified


def test_the_byline_is_the_reporter_alone(article: Article, facts: Facts) -> None:
    assert [(b.name, b.email) for b in article.bylines] == [(facts.byline, facts.email)]


def test_the_body_runs_from_its_first_to_its_last_sentence(article: Article, facts: Facts) -> None:
    assert article.body.startswith(facts.first)
    assert article.body.endswith(facts.last)


def test_the_body_has_nothing_of_the_page_around_it(article: Article, facts: Facts) -> None:
    assert [word for word in facts.never if word in article.body] == []


def test_the_subtitle_has_its_lines(article: Article, facts: Facts) -> None:
    assert len((article.subtitle or "").splitlines()) == facts.subtitle_lines


def test_each_caption_comes_once(article: Article, facts: Facts) -> None:
    assert len(article.captions) == len(set(article.captions)) == facts.captions


def test_the_body_is_the_page_s_paragraphs_in_order_and_once(
    seed: str, article: Article, facts: Facts
) -> None:
    """Counted off the file itself: its lines from the body's first to its last, captions out."""
    lines = [line for raw in seed.splitlines() if (line := clean(raw))]
    first = next(i for i, line in enumerate(lines) if facts.first in line)
    last = next(i for i, line in enumerate(lines) if i >= first and line.endswith(facts.last))
    expected = [
        line
        for line in lines[first : last + 1]
        if not re.search(r"20\d\d\.\d\d\.\d\d \w+@newspim\.com$", line)
    ]
    # The dateline before the first sentence is the byline's.
    expected[0] = expected[0][expected[0].index(facts.first) :]
    assert list(article.paragraphs) == expected


def test_everything_was_read_from_the_rendering(article: Article) -> None:
    assert set(article.methods.values()) == {"rendering"}


def shown(at: datetime) -> str:
    return kst(at).strftime("%Y-%m-%d %H:%M:%S")


# -- what only one of them has ---------------------------------------------------------------


@pytest.mark.parametrize("outlet", ["kbs"])
def test_kbs_gives_the_programme(article: Article) -> None:
    assert article.programme == "뉴스7(대구)"


@pytest.mark.parametrize("outlet", ["gyeongbuk"])
def test_gyeongbuk_gives_department_telephone_and_licence(article: Article) -> None:
    assert article.department == "메타버스과학국 4차산업기반과"
    assert article.contact == "054-880-2481"
    assert (article.rights.licence, article.rights.source) == ("KOGL-3", "page")


@pytest.mark.parametrize("outlet", ["newspim"])
def test_newspim_gives_place_and_section(article: Article) -> None:
    assert article.place == "세종"
    assert article.section == "경제 > 과학기술"


@pytest.mark.parametrize(
    ("outlet", "url", "key"),
    [
        ("etoday", "https://www.etoday.co.kr/news/view/2364498", "2364498"),
        ("newspim", "https://www.newspim.com/news/view/20240119000029", "20240119000029"),
        ("gipress", "https://gipress.com/355366", "355366"),
    ],
)
def test_with_its_address_a_seed_has_the_key_of_its_later_crawl(
    seed: str, outlet: str, url: str, key: str
) -> None:
    found = read_rendering(seed, url=url)
    assert (found.outlet_code, found.key) == (outlet, key)
    assert found.article.canonical_url is not None


# -- real pages ------------------------------------------------------------------------------


def page(shared: Path, name: str, url: str) -> Article:
    path = shared / "pages" / name
    if not path.is_file():
        pytest.skip(f"no {name} beside the project")
    found = extract(
        Fetched(url, path.read_bytes(), "text/html", datetime(2026, 11, 20, tzinfo=UTC))
    )
    assert isinstance(found, Article), found
    return found


GYEONGBUK = (
    "https://www.gb.go.kr/Main/page.do?mnu_uid=6792&BD_CODE=bbs_bodo&cmd=2"
    "&B_NUM=506274201&B_STEP=506274200&B_LEVEL=0"
)


def test_a_real_release_of_gyeongbuk_is_read_field_by_field(shared: Path) -> None:
    found = page(shared, "gyeongbuk_article.html", GYEONGBUK)
    assert found.title == "경북도, 하수 중 항생제 내성균 및 내성 유전자 조사 결과 발표"
    assert found.published is not None
    assert shown(found.published.at) == "2026-01-07 14:11:54"
    assert found.department == "보건환경연구원 감염병연구부 감염병조사과"
    assert found.contact == "054-339-8233"
    assert [b.name for b in found.bylines] == ["황희영"]
    assert found.subtitle is not None
    assert found.subtitle.startswith("하수 분석을 통한")
    assert [a.name for a in found.attachments] == [
        "경북도, 하수 중 항생제 내성균 및 내성 유전자 조사 결과 발표.hwp"
    ]
    assert found.rights.licence == "KOGL-3"
    assert len(found.paragraphs) == 6
    assert found.canonical_url == GYEONGBUK
    assert found.methods["body"].startswith("gyeongbuk.")


def test_a_real_euc_kr_page_of_2012_is_read_in_clean_hangul(shared: Path) -> None:
    url = "http://www.breaknews.com/sub_read.html?uid=222222&section=sc4"
    found = page(shared, "insnews_2012_article_euckr.html", url)
    assert found.title.startswith("올림픽 메달 순위, 한국 종합 3위")
    assert found.subtitle is not None
    assert found.published is not None
    assert shown(found.published.at) == "2012-08-02 10:36:00"
    assert found.body.startswith("한국이 2012 런던올림픽")
    assert mojibake(found.body) is None


def test_a_real_page_of_a_site_we_do_not_know_gets_its_title_and_date(shared: Path) -> None:
    url = "https://www.gangjin.go.kr/www/government/news/press?idx=647621&mode=view"
    found = page(shared, "gangjin_article.html", url)
    assert found.title == "“새로 열린 기차 타고 강진 가자”"
    assert found.published is not None
    assert shown(found.published.at) == "2025-12-10 00:00:00"
    assert found.published.precision == "day"
    assert found.modified is None  # 2025.12.12 is the page's footer
    assert "강진역" in found.body
    assert found.rights.licence == "KOGL-1"
    assert "generic" in found.warnings


def test_a_real_release_is_titled_and_dated_without_its_page_object_too(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its og:title and its meta title are the province's names, and its footer has a date."""
    monkeypatch.setattr(driver.registry, "family_pages", tuple)
    found = page(shared, "gyeongbuk_article.html", "https://board.example/view?no=1")
    assert found.title == "경북도, 하수 중 항생제 내성균 및 내성 유전자 조사 결과 발표"
    assert found.published is not None
    assert shown(found.published.at) == "2026-01-07 14:11:54"
    assert found.methods["published"] == "header"


@pytest.mark.parametrize("name", ["gangjin_list", "gyeongbuk_list", "korea_kr_list"])
def test_a_real_list_page_is_not_an_article(shared: Path, name: str) -> None:
    path = shared / "pages" / f"{name}.html"
    if not path.is_file():
        pytest.skip(f"no {name} beside the project")
    found = extract(
        Fetched("https://board.example/list", path.read_bytes(), None, datetime.now(UTC))
    )
    assert isinstance(found, Refused)
    assert found.outcome == "not_article"
