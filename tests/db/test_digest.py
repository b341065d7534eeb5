"""A digest counts stories once, by Korea's calendar, and says what it cannot know. On both databases."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from db.digest import NoSuchSpan, Span, span, week
from db.digest.shape import Number
from db.digest.voices import LONGEST, short
from korean.amounts import amounts
from korean.dates import KST
from korean.figures import krw, won
from tests.db.digests import (
    LAST_WEEK,
    LONG_AGO,
    MONDAY,
    NOON,
    WEEK,
    article,
    edited,
    outlets,
    probed,
    reused,
    story,
    told,
    visited,
)

SAT = date(2026, 11, 21)

# -- days ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [
        ("7d", None, date(2026, 11, 15), SAT),
        ("1d", None, SAT, SAT),
        ("4w", "2026-11-15", date(2026, 10, 19), date(2026, 11, 15)),
        ("1m", None, date(2026, 10, 22), SAT),
        ("1m", "2026-03-30", date(2026, 2, 28), date(2026, 3, 30)),
        ("13M", "2026-11-20", date(2025, 10, 21), date(2026, 11, 20)),
        ("2026-11-20", None, date(2026, 11, 20), SAT),
    ],
)
def test_a_time_is_given_as_a_length_or_a_day(
    since: str, until: str | None, first: date, last: date
) -> None:
    assert span(since, until, today=SAT) == Span(first, last)


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("0d", None, "at least 1d"),
        ("7x", None, "7d, 4w, 1m or a day"),
        ("２d", None, "not understood"),
        ("2026-02-30", None, "not understood"),
        ("7d", "yesterday", "a day like"),
        ("7d", "2026-11-22", "has not come yet"),
        ("2026-11-21", "2026-11-20", "swap"),
        ("9999m", None, "1990"),
        ("9999w", "1990-01-05", "1990"),
    ],
)
def test_what_is_no_time_is_a_sentence(since: str, until: str | None, said: str) -> None:
    with pytest.raises(NoSuchSpan, match=said):
        span(since, until, today=SAT)


@given(st.dates(date(1995, 1, 1), date(2100, 1, 1)), st.integers(1, 40), st.sampled_from("dwm"))
def test_any_length_ends_with_the_last_day(last: date, number: int, unit: str) -> None:
    if last.year < 2010 and unit != "d":
        return
    found = span(f"{number}{unit}", last.isoformat(), today=last)
    assert found.last == last
    assert found.first <= last
    assert found.before.last + timedelta(days=1) == found.first
    assert found.before.days == found.days


@pytest.mark.parametrize(
    ("name", "today", "first"),
    [
        (None, date(2026, 11, 23), date(2026, 11, 16)),
        (None, date(2026, 11, 22), date(2026, 11, 9)),  # a Sunday is not over
        ("2026-W47", date(2026, 11, 23), date(2026, 11, 16)),
        ("2026W53", date(2027, 2, 1), date(2026, 12, 28)),
    ],
)
def test_a_week_goes_from_monday_to_sunday(name: str | None, today: date, first: date) -> None:
    found = week(name, today=today)
    assert (found.first, found.days) == (first, 7)
    assert week(found.name, today=today) == found


@pytest.mark.parametrize("name", ["2026-W54", "2026-47", "W47", "2026-W00", "2030-W01", "0001-W01"])
def test_what_is_no_week_is_a_sentence(name: str) -> None:
    with pytest.raises(NoSuchSpan, match=name):
        week(name, today=SAT)


def test_other_days_are_named_by_their_ends() -> None:
    assert Span(SAT, SAT).name == "2026-11-21_2026-11-21"


# -- names and numbers -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1_200_000_000_000, "1조 2천억 원"),
        (250_000_000_000, "2,500억 원"),
        (1_500_000_000, "15억 원"),
        (150_000_000, "1억 5천만 원"),
        (30_000_000, "3천만 원"),
        (10_000_000_000_000, "10조 원"),
        (12_345_678, "1,234만 5,678원"),
        (5_000, "5,000원"),
        (0, "0원"),
    ],
)
def test_won_are_written_as_in_a_korean_paper(number: int, words: str) -> None:
    assert won(number) == words


@given(st.integers(100, 999_999_999_999_999))
def test_a_written_sum_is_read_as_the_same_sum(number: int) -> None:
    assert [a.krw for a in amounts(won(number))] == [number]


def test_less_than_nothing_is_no_sum() -> None:
    with pytest.raises(ValueError, match="-1 won"):
        won(-1)


@pytest.mark.parametrize(
    ("number", "words"),
    [(1_200_000_000_000, "KRW 1.2 trillion"), (87 * 10**8, "KRW 8.7 billion"), (5000, "KRW 5,000")],
)
def test_won_in_english(number: int, words: str) -> None:
    assert krw(number) == words


@pytest.mark.parametrize(
    ("now", "before", "growth"),
    [(20, 10, 1.0), (10, 20, -0.5), (9, 100, None), (100, 9, None), (100, 0, None), (0, 0, None)],
)
def test_growth_is_told_only_of_numbers_that_carry_it(
    now: int, before: int, growth: float | None
) -> None:
    assert Number(now, before).growth == growth


# -- the corpus ------------------------------------------------------------------------------------


def test_an_empty_corpus_has_an_empty_digest(engine: Engine) -> None:
    found = told(engine)
    assert found.totals.stories == found.totals.articles == Number(0, 0)
    assert (found.topics, found.biggest, found.programmes, found.amounts) == ((), (), (), ())
    assert (found.coverage.corpus_since, found.releases.published) == (None, 0)


def test_one_article_is_one_story(engine: Engine) -> None:
    outlets(engine)
    id_ = article(engine, tags=[("topic", "law_regulation"), ("region", "경북"), ("region", "경북 포항시")])  # fmt: skip
    found = told(engine)
    assert (found.totals.stories, found.totals.outlets) == (Number(1, 0), Number(1, 0))
    assert [(c.value, c.stories.now) for c in found.topics] == [("law_regulation", 1)]
    assert [c.value for c in found.regions] == ["경북"]
    assert found.focus is not None
    assert [c.value for c in found.focus.towns] == ["경북 포항시"]
    (one,) = found.biggest
    assert (one.origin.article_id, one.story_id, one.outlets) == (id_, None, ("kbs",))
    assert one.excerpt == "포항시가 AI 조례를 만든다. 내년부터 시행한다."


def test_copies_count_once(engine: Engine) -> None:
    outlets(engine)
    one = story(engine)
    for hours, code in enumerate(KINDS_OF_FOUR):
        article(
            engine, code, NOON + timedelta(hours=hours), story=one, title=f"{code}의 제목",
            tags=[("topic", "data"), ("amount", "1500000000")], quotes=[("김도지", "같은 말을 합니다, 모두 압니다")],
        )  # fmt: skip
    found = told(engine)
    assert (found.totals.stories.now, found.totals.articles.now) == (1, 4)
    assert [(c.stories.now, c.articles.now) for c in found.topics] == [(1, 4)]
    assert [(a.krw, a.stories) for a in found.amounts] == [(1_500_000_000, 1)]
    assert [(v.name, v.quotes, v.stories) for v in found.people] == [("김도지", 1, 1)]
    (told_,) = found.biggest
    assert told_.origin.title == "gyeongbuk의 제목"  # the press release, though it was not first
    assert (told_.release, told_.outlets) == (True, KINDS_OF_FOUR)


KINDS_OF_FOUR = ("kbs", "gyeongbuk", "etoday", "kyongbuk")


@pytest.mark.parametrize(
    ("at", "counted"),
    [
        (datetime(2026, 11, 16, 0, 10, tzinfo=KST), Number(1, 0)),  # Sunday in UTC
        (datetime(2026, 11, 15, 23, 59, 59, tzinfo=KST), Number(0, 1)),
        (datetime(2026, 11, 22, 23, 59, 59, tzinfo=KST), Number(1, 0)),
        (datetime(2026, 11, 23, 0, 0, tzinfo=KST), Number(0, 0)),
        (datetime(2026, 11, 9, 0, 0, tzinfo=KST), Number(0, 1)),
        (datetime(2026, 11, 8, 23, 59, tzinfo=KST), Number(0, 0)),
    ],
)
def test_a_day_begins_at_midnight_in_korea(engine: Engine, at: datetime, counted: Number) -> None:
    outlets(engine)
    article(engine, at=at)
    assert told(engine).totals.articles == counted


def test_a_story_across_the_border_is_new_only_where_it_began(engine: Engine) -> None:
    outlets(engine)
    one = story(engine)
    article(engine, "kbs", MONDAY - timedelta(minutes=5), story=one, tags=[("topic", "data")])
    article(engine, "etoday", MONDAY + timedelta(minutes=5), story=one, tags=[("topic", "data")])
    found = told(engine)
    assert (found.totals.stories, found.totals.articles) == (Number(0, 1), Number(1, 1))
    assert found.totals.continued == 1
    assert [(c.stories, c.articles) for c in found.topics] == [(Number(0, 1), Number(1, 1))]
    (told_,) = found.biggest
    assert told_.outlets == ("etoday",)
    assert told_.began_at < WEEK.since <= told_.first_at


def test_off_topic_and_undated_articles_are_not_told(engine: Engine) -> None:
    outlets(engine)
    article(engine, label="off_topic", tags=[("topic", "data")])
    article(engine, at=None)
    found = told(engine)
    assert found.totals.articles.now == 0
    assert found.totals.undated == 1


def test_the_biggest_story_is_in_most_outlets_not_in_most_articles(engine: Engine) -> None:
    outlets(engine)
    wide, deep = story(engine), story(engine)
    for _ in range(4):
        article(engine, "kbs", NOON - timedelta(hours=1), story=deep)
    for code in ("etoday", "kyongbuk"):
        article(engine, code, story=wide)
    assert [s.story_id for s in told(engine).biggest] == [wide, deep]


def test_an_excerpt_of_a_closed_text_is_its_beginning(engine: Engine) -> None:
    outlets(engine)
    article(engine, body="나라가 정한 규칙. " * 100, licence="all-rights-reserved")
    (one,) = told(engine).biggest
    assert one.excerpt is not None
    assert len(one.excerpt) <= 200
    assert one.excerpt.endswith("…")


def test_what_is_asked_for_is_told(engine: Engine) -> None:
    outlets(engine)
    north = article(engine, tags=[("region", "경북"), ("region", "경북 포항시"), ("topic", "data")])
    article(engine, "etoday", tags=[("region", "제주"), ("topic", "rnd")])
    by_region = told(engine, region="경북")
    assert (by_region.totals.stories.now, by_region.focus) == (1, None)
    assert [c.value for c in by_region.regions] == ["경북 포항시"]
    for found in (by_region, told(engine, topic="data"), told(engine, outlets=("kbs",))):
        assert [s.origin.article_id for s in found.biggest] == [north]


def test_a_programme_is_new_where_the_corpus_never_had_it(engine: Engine) -> None:
    outlets(engine)
    for at, values in (
        (LONG_AGO, ["AI 바우처"]),
        (LAST_WEEK, ["AI 기본법"]),
        (NOON, ["AI 기본법", "AI 바우처", "디지털포용법"]),
    ):
        article(engine, at=at, tags=[("programme", value) for value in values])
    new, again = told(engine).programmes
    assert (new.value, new.first, new.sort, new.last_before) == ("디지털포용법", True, "law", None)
    assert (again.value, again.first) == ("AI 바우처", False)
    assert again.last_before == LONG_AGO


def test_the_largest_sums_come_first_with_whose_and_where(engine: Engine) -> None:
    outlets(engine)
    article(
        engine,
        tags=[("amount", str(n * 10**8)) for n in (1, 2, 300)]
        + [("agency", "교육부"), ("region", "경북"), ("region", "경북 포항시")],
    )
    article(engine, "etoday", tags=[("amount", str(5 * 10**8)), ("amount", "0")])
    found = told(engine).amounts
    assert [a.krw // 10**8 for a in found] == [300, 5, 2]  # of one story two at most
    assert (found[0].agencies, found[0].regions) == (("교육부",), ("경북 포항시",))
    assert found[0].use == "budget"


def test_who_spoke_most_is_told_with_one_short_quotation(engine: Engine) -> None:
    outlets(engine)
    long, fine, said = "길게 말합니다 " * 40, "지역이 앞장서는 AI를 만들겠습니다", "짧게"
    article(engine, agency="경북", quotes=[("이지사", long), ("이지사", fine), ("박시장", said)])
    people = told(engine).people
    assert [(v.name, v.quotes) for v in people] == [("이지사", 2), ("박시장", 1)]
    assert (people[0].said, people[0].office) == (fine, "포항시 시장")
    assert people[1].said is None  # no article is quoted twice, nor what says nothing
    (body,) = told(engine).agencies
    assert (body.name, body.quotes, body.said) == ("경북", 3, None)


def test_a_long_quotation_is_cut_between_words() -> None:
    cut = short("인공지능 " * 60)
    assert len(cut) <= LONGEST
    assert cut.endswith("인공지능…")


def test_releases_and_what_was_made_of_them(engine: Engine) -> None:
    outlets(engine)
    one = story(engine)
    release = article(engine, "gyeongbuk", story=one, title="경북도 발표")
    article(engine, "gyeongbuk", title="아무도 싣지 않은 발표")
    word_for_word = article(engine, "kyongbuk", story=one)
    own_words = article(engine, "kbs", story=one)
    too_late = article(engine, "etoday", WEEK.until, story=one)
    reused(engine, release, word_for_word, 1.0)
    reused(engine, release, own_words, 0.4, delay=7200)
    reused(engine, release, too_late, 1.0)
    found = told(engine).releases
    assert (found.published, found.taken, found.articles, found.verbatim) == (2, 1, 2, 1)
    (most,) = found.most
    assert (most.source.title, most.articles, most.delay_seconds) == ("경북도 발표", 2, 3600)
    assert most.share == pytest.approx(0.7)
    assert told(engine, outlets=("kbs",)).releases.articles == 1


def test_an_edit_is_told_where_a_reader_sees_it(engine: Engine) -> None:
    outlets(engine)
    old = article(
        engine,
        at=LONG_AGO,
        title="AI 예산 100억",
        body="가\n\n시는 내년 AI 예산 100억 원을 편성했다.",
    )
    edited(
        engine,
        old,
        NOON,
        "AI 예산 10억",
        "가\n\n시는 내년 AI 예산 10억 원을 편성했다.\n\n금액을 바로잡습니다.",
    )
    respaced = article(engine, "etoday", title="띄어 쓰기", body="가 나")
    edited(engine, respaced, NOON, "띄어  쓰기", "가  나")
    before = article(engine, "kyongbuk", at=LONG_AGO, title="먼저", body="가")
    edited(engine, before, LAST_WEEK, "나중", "가")
    (edit,) = told(engine).edits
    assert (edit.source.title, edit.title_was) == ("AI 예산 10억", "AI 예산 100억")
    assert (edit.correction, edit.paragraphs, edit.changed) == (True, 2, ("title", "body"))


def test_an_edit_taken_back_within_the_week_is_none(engine: Engine) -> None:
    outlets(engine)
    id_ = article(engine, at=LONG_AGO, title="처음", body="가")
    edited(engine, id_, NOON, "다르게", "가")
    edited(engine, id_, NOON + timedelta(hours=1), "처음", "가")
    assert told(engine).edits == ()


def test_what_is_missing_is_told(engine: Engine) -> None:
    outlets(engine)
    article(engine, "kbs")
    article(engine, "etoday")
    visited(engine, NOON, kbs="finished", etoday="failed", kyongbuk="finished")
    visited(engine, LAST_WEEK, gyeongbuk="finished")
    probed(engine, "kbs", NOON, "ok")
    gaps = {gap.outlet: gap.kind for gap in told(engine).coverage.gaps}
    assert gaps == {"etoday": "failed", "gyeongbuk": "unvisited", "kyongbuk": "silent"}
    visited(engine, NOON + timedelta(hours=1), etoday="finished")
    probed(engine, "kbs", NOON + timedelta(hours=1), "drift")
    found = told(engine).coverage
    assert {g.outlet: (g.kind, g.visits, g.failed, g.state) for g in found.gaps if g.outlet in ("kbs", "etoday")} == {
        "etoday": ("partly", 2, 1, None), "kbs": ("ill", 1, 0, "drift"),
    }  # fmt: skip
    assert (found.outlets, found.visited) == (4, 3)


def test_the_same_corpus_has_the_same_digest(engine: Engine) -> None:
    outlets(engine)
    for code in KINDS_OF_FOUR:
        article(engine, code, tags=[("topic", "data"), ("topic", "rnd"), ("amount", "500000000")])
    assert told(engine) == told(engine)


def test_the_last_day_may_not_be_over(engine: Engine) -> None:
    assert told(engine, today=WEEK.last).open
    assert not told(engine).open
