"""Trends count what was published, by Korea's calendar, on both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from sqlalchemy import Engine

from db.periods import PERIODS
from db.queries import Filter
from db.search import QueryError, catch_up
from db.session import reading
from db.trends import DIMENSIONS, By, Dimension, mentions, time_before, trend
from tests.db.search.conftest import make_engine
from tests.db.search.corpora import NOW, Made, corpus, expected, store

KST = timezone(timedelta(hours=9))
Asked = tuple[Engine, list[Made]]
REGION = Filter(region="경북")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def asked(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Asked]:
    engine = make_engine(request.param, request, tmp_path_factory)
    made = corpus(seed=3, number=200)
    store(engine, made)
    catch_up(engine)
    yield engine, made
    engine.dispose()


def named(by: By, at: datetime) -> str:
    day = at.astimezone(KST).date()
    if by == "month":
        return f"{day:%Y-%m}"
    return (day - timedelta(days=day.weekday() if by == "week" else 0)).isoformat()


def values(of: Dimension, made: Made) -> list[str]:
    return [made.outlet] if of == "outlet" else made.tags[of]


def stories(found: list[Made]) -> int:
    return len({m.story or f"alone {m.id}" for m in found})


@pytest.mark.parametrize("query", ["", "AI", "-인공지능", "title:정책"])
@pytest.mark.parametrize("where", [Filter(), REGION, Filter(band="review", licence="KOGL-1")])
@pytest.mark.parametrize("by", ["month", "week", "day"])
def test_each_period_has_its_articles_and_stories(
    asked: Asked, by: By, where: Filter, query: str
) -> None:
    engine, made = asked
    with reading(engine) as session:
        found = trend(session, where, query, by=by)
    hits = expected(made, query, where)
    (line,) = found.lines
    for period, articles, told in zip(found.periods, line.articles, line.stories, strict=True):
        there = [m for m in hits if m.published_at and named(by, m.published_at) == period]
        assert (articles, told) == (len(there), stories(there)), period
    assert sum(line.articles) + found.undated == len(hits)


@pytest.mark.parametrize("of", DIMENSIONS)
def test_each_value_has_a_line_the_most_frequent_first(asked: Asked, of: Dimension) -> None:
    engine, made = asked
    with reading(engine) as session:
        found = trend(session, of=of, query="AI", by="week")
    hits = [m for m in expected(made, "AI") if m.published_at]
    wanted = Counter(value for m in hits for value in values(of, m))
    assert {line.value: sum(line.articles) for line in found.lines} == wanted
    assert [sum(line.articles) for line in found.lines] == sorted(wanted.values(), reverse=True)
    assert found.undated == len(expected(made, "AI")) - len(hits)


def test_periods_run_without_a_gap_over_the_time_asked_for(asked: Asked) -> None:
    engine, _ = asked
    where = Filter(since=datetime(2026, 1, 31, 15, tzinfo=UTC))  # 1 February in Korea
    with reading(engine) as session:
        months = trend(session, where, now=NOW).periods
        ended = Filter(since=where.since, until=datetime(2026, 4, 30, 15, tzinfo=UTC))
        empty = trend(session, ended, now=NOW)
    assert months == tuple(f"2026-{month:02}" for month in range(2, 12))
    assert empty.periods == ("2026-02", "2026-03", "2026-04")
    assert empty.lines == ()


def test_no_plot_begins_in_the_year_of_the_first_telegram(asked: Asked) -> None:
    engine, _ = asked
    with reading(engine) as session:
        found = trend(session, Filter(since=datetime(1844, 5, 24, tzinfo=UTC)), by="month")
    assert found.periods[0] == "2000-01"


@pytest.mark.parametrize("of", DIMENSIONS)
def test_mentions_are_counted_and_compared_with_the_time_before(
    asked: Asked, of: Dimension
) -> None:
    engine, made = asked
    since = NOW - timedelta(days=30)
    with reading(engine) as session:
        found = mentions(session, of, Filter(since=since, until=NOW), "AI")
    hits = [m for m in expected(made, "AI") if m.published_at]
    now = Counter(
        v for m in hits if m.published_at >= since and m.published_at < NOW for v in values(of, m)
    )  # type: ignore[operator]
    before = Counter(
        v for m in hits
        if m.published_at and since - timedelta(days=30) <= m.published_at < since
        for v in values(of, m)
    )  # fmt: skip
    assert {m.value: m.articles for m in found} == now
    for mention in found:
        earlier = before[mention.value]
        assert mention.before == earlier
        assert mention.growth == ((mention.articles - earlier) / earlier if earlier else None)
    assert [m.articles for m in found] == sorted(now.values(), reverse=True)


def test_without_a_beginning_there_is_no_time_before(asked: Asked) -> None:
    engine, _ = asked
    with reading(engine) as session:
        found = mentions(session, "region", limit=2)
    assert [(m.before, m.growth) for m in found] == [(None, None)] * 2


def test_only_whole_periods_are_called_so(asked: Asked) -> None:
    engine, made = asked
    first = min(m.published_at for m in made if m.published_at).astimezone(KST).date()
    month = PERIODS["month"]
    second = month.after(month.of(first))
    with reading(engine) as session:
        all_ = trend(session, by="month", now=NOW)
        since = datetime.combine(second, time(12), KST)
        cut = trend(session, Filter(since=since, until=NOW - timedelta(days=70)), now=NOW)
        kept = trend(session, Filter(since=since - timedelta(hours=12)), now=NOW)
    assert first.day > 1
    assert all_.whole[0] is all_.whole[-1] is False
    assert all(all_.whole[1:-1])
    assert len(all_.whole) == len(all_.periods) > 3
    assert cut.whole[0] is cut.whole[-1] is False
    assert all(cut.whole[1:-1])
    assert kept.whole[0] is True


def test_there_is_no_time_before_the_corpus_begins(asked: Asked) -> None:
    engine, made = asked
    first = min(m.published_at for m in made if m.published_at)
    with reading(engine) as session:
        for days, there in ((19, True), (21, False)):
            since = first + timedelta(days=20)
            where = Filter(since=since, until=since + timedelta(days=days))
            assert (time_before(session, where) is not None) is there
            found = mentions(session, "outlet", where)
            assert found
            assert all((m.before is not None) is there for m in found)


def test_what_cannot_be_counted_by_is_told(asked: Asked) -> None:
    engine, _ = asked
    with reading(engine) as session:
        with pytest.raises(QueryError, match="outlet, region, topic, agency, programme"):
            trend(session, of="licence")  # type: ignore[arg-type]
        with pytest.raises(QueryError, match="not by 'licence'"):
            mentions(session, "licence")  # type: ignore[arg-type]
        with pytest.raises(QueryError, match=r"'year' is no period.*month, week, day"):
            trend(session, by="year")  # type: ignore[arg-type]


def test_a_malformed_query_is_refused(asked: Asked) -> None:
    engine, _ = asked
    with reading(engine) as session, pytest.raises(QueryError):
        trend(session, query="OR AI")


@pytest.mark.parametrize(
    ("by", "first", "last", "names"),
    [
        ("month", date(2025, 12, 31), date(2026, 2, 1), ("2025-12", "2026-01", "2026-02")),
        ("week", date(2026, 11, 15), date(2026, 11, 16), ("2026-11-09", "2026-11-16")),
        ("day", date(2026, 2, 28), date(2026, 3, 1), ("2026-02-28", "2026-03-01")),
        ("day", date(2026, 3, 2), date(2026, 3, 1), ()),
    ],
)
def test_periods_have_names(by: By, first: date, last: date, names: tuple[str, ...]) -> None:
    assert PERIODS[by].names(first, last) == names
    assert all(PERIODS[by].names(PERIODS[by].day(n), PERIODS[by].day(n)) == (n,) for n in names)
