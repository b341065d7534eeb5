"""A search finds what an oracle finds that looks at every article, on both databases: with any filter,
in any order, on pages of any size, with stories folded or not.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.queries import Filter, count
from db.search import Hit, Order, Page, QueryError, catch_up, facets, find, ids, page
from db.search.asking import PostgresHits
from db.search.hits import Hits, Row
from db.session import reading
from korean.dates import kst
from korean.query import parse
from tests.db.search.corpora import (
    NOW,
    QUERIES,
    VALUES,
    Made,
    corpus,
    docids,
    expected,
    filters,
    folded,
    searches,
    store,
)

Asked = tuple[Engine, list[Made]]
EVERYTHING = Filter()


def pages(
    session: Session, query: str, where: Filter, *, order: Order, fold: bool, limit: int
) -> list[Page]:
    """All pages, to the last one."""
    found = [find(session, query, where, order=order, fold=fold, limit=limit)]
    while found[-1].after:
        found.append(
            find(session, query, where, order=order, fold=fold, limit=limit, after=found[-1].after)
        )
        assert len(found) < 1000, "the pages have no end"
    return found


def hits_of(found: list[Page]) -> list[Hit]:
    return [hit for one in found for hit in one.hits]


@pytest.mark.parametrize("query", QUERIES)
def test_every_article_that_matches_is_found_and_no_other(asked: Asked, query: str) -> None:
    engine, made = asked
    with reading(engine) as session:
        found = list(ids(session, query))
    assert sorted(found) == sorted(m.id for m in expected(made, query))


@pytest.mark.parametrize("seed", range(6))
def test_pages_show_each_hit_once_in_the_order_of_publication(asked: Asked, seed: int) -> None:
    engine, made = asked
    rng, order = random.Random(seed), docids(engine)
    with reading(engine) as session:
        for query, where in searches(rng, 4):
            wanted = [m.id for m in expected(made, query, where)]
            wanted.sort(key=lambda id_: -order[id_])
            limit = rng.choice((1, 2, 3, 7, 20, 100))
            found = pages(session, query, where, order="newest", fold=False, limit=limit)
            assert [hit.id for hit in hits_of(found)] == wanted, (query, where, limit)
            assert {one.total for one in found} == {page.Total(len(wanted), True)}
            found = pages(session, query, where, order="oldest", fold=False, limit=limit)
            assert [hit.id for hit in hits_of(found)] == wanted[::-1], (query, where, limit)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_a_story_is_shown_once_by_its_earliest_hit(asked: Asked, seed: int, order: Order) -> None:
    engine, made = asked
    rng, numbers = random.Random(100 + seed), docids(engine)
    with reading(engine) as session:
        for query, where in searches(rng, 4):
            stories = folded(expected(made, query, where), numbers)
            limit = rng.choice((1, 2, 3, 7, 20, 100))
            found = pages(session, query, where, order=order, fold=True, limit=limit)
            wanted = sorted(stories, key=lambda id_: -numbers[id_])
            shown = hits_of(found)
            assert [h.id for h in shown] == (wanted if order == "newest" else wanted[::-1])
            assert {one.total for one in found} == {page.Total(len(wanted), True)}
            for hit in shown:
                members = stories[hit.id]
                assert hit.copies == len(members) - 1
                assert set(hit.outlets) == {m.outlet for m in members}
                assert hit.outlets[0] == hit.outlet


@pytest.mark.parametrize("fold", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_by_relevance_come_the_same_hits_the_best_first(
    asked: Asked, seed: int, fold: bool
) -> None:
    engine, made = asked
    rng, numbers = random.Random(200 + seed), docids(engine)
    with reading(engine) as session:
        for query, where in searches(rng, 4):
            hits = expected(made, query, where)
            wanted = folded(hits, numbers) if fold else {m.id: [m] for m in hits}
            limit = rng.choice((1, 3, 20))
            found = pages(session, query, where, order="relevance", fold=fold, limit=limit)
            shown = hits_of(found)
            assert Counter(h.id for h in shown) == Counter(wanted.keys()), (query, where)
            scores = [h.score for h in shown if h.score is not None]
            assert scores == sorted(scores, reverse=True)


def test_a_hit_in_the_title_is_better_than_one_in_the_body(asked: Asked) -> None:
    engine, made = asked
    with reading(engine) as session:
        shown = find(session, "데이터센터", order="relevance", fold=False, limit=100).hits
    in_title = ["데이터센터" in next(m.title for m in made if m.id == h.id) for h in shown]
    assert True in in_title
    assert False in in_title
    best, rest = in_title[: sum(in_title)], in_title[sum(in_title) :]
    assert sum(best) > sum(rest)


def test_the_order_is_that_of_publication(asked: Asked) -> None:
    engine, _ = asked
    with reading(engine) as session:
        shown = find(session, "", fold=False, limit=500).hits
    times = [h.published_at for h in shown]
    dated = [at for at in times if at]
    assert dated == sorted(dated, reverse=True)
    assert None in times
    assert times == [*dated, *[None] * (len(times) - len(dated))]


def test_a_hit_is_described(asked: Asked) -> None:
    engine, made = asked
    with reading(engine) as session:
        (hit, *_) = find(session, "경북 정책", fold=False).hits
    of = next(m for m in made if m.id == hit.id)
    assert (hit.outlet_name, hit.url) == (f"{of.outlet} 이름", f"https://{of.outlet}.kr/{of.id}")
    assert (hit.title, hit.story_id, hit.band) == (of.title, of.story, of.band)
    assert (hit.published_at, hit.score) == (of.published_at, None)
    assert sorted(hit.regions) == sorted(of.tags["region"])
    assert "".join(part for part, _ in hit.snippet.title) == of.title
    assert any(marked for _, marked in (*hit.snippet.title, *hit.snippet.text))


def test_a_place_in_the_results_stays_when_newer_articles_come(engine: Engine) -> None:
    """A cursor is a document, not a number of pages; by relevance the same hits are ranked on."""
    made = corpus(seed=4, number=80, stories=1)
    for one in made:
        one.label, one.story, one.published_at = "on_topic", None, one.published_at or NOW
    older, newer = made[:60], made[60:]
    for one in newer:
        one.published_at = NOW + timedelta(days=1)
    store(engine, older)
    catch_up(engine)
    orders: tuple[Order, ...] = ("newest", "relevance")
    with reading(engine) as session:
        before = {o: find(session, "AI", order=o, fold=False, limit=100) for o in orders}
        first = {o: find(session, "AI", order=o, fold=False, limit=3) for o in orders}
    store(engine, newer)
    catch_up(engine)
    with reading(engine) as session:
        for order in orders:
            later = find(
                session, "AI", order=order, fold=False, limit=100, after=first[order].after
            )
            seen = [h.id for h in (*first[order].hits, *later.hits)]
            if order == "newest":
                assert seen == [h.id for h in before[order].hits]
            assert not {m.id for m in newer} & set(seen)
        fresh = {h.id for h in find(session, "AI", fold=False, limit=100).hits}
    assert {m.id for m in newer} & fresh


@pytest.mark.parametrize("seed", range(6))
def test_a_filter_means_the_same_without_the_index(asked: Asked, seed: int) -> None:
    engine, made = asked
    rng = random.Random(400 + seed)
    with reading(engine) as session:
        for where in (filters(rng) for _ in range(5)):
            assert count(session, where) == len(expected(made, "", where)), where


def test_what_is_not_indexed_yet_is_told(engine: Engine) -> None:
    store(engine, corpus(seed=5, number=10))
    with reading(engine) as session:
        before = find(session, "")
    catch_up(engine)
    with reading(engine) as session:
        after = find(session, "")
    assert (before.total.number, after.pending) == (0, 0)
    assert before.pending > 0
    assert after.total.number > 0


@pytest.mark.parametrize(
    "after",
    [
        "x", "=", "한글", "AAAA", "W10", "bnVsbA", "WyJ4IiwxXQ", "'; DROP TABLE article; --",
        "W" * 5000, "\x00", "WyJ4IiwgTmFOXQ", "eyJhIjogMX0",
    ],
)  # fmt: skip
@pytest.mark.parametrize("order", ["newest", "relevance"])
def test_a_forged_cursor_is_refused_with_a_sentence(asked: Asked, after: str, order: Order) -> None:
    engine, _ = asked
    with reading(engine) as session, pytest.raises(QueryError, match="first page"):
        find(session, "AI", order=order, after=after)


def test_a_cursor_of_another_search_is_refused(asked: Asked) -> None:
    engine, _ = asked
    with reading(engine) as session:
        after = find(session, "AI", limit=2).after
        assert after
        for query, where, order, fold in (
            ("정책", EVERYTHING, "newest", True),
            ("AI", Filter(region="경북"), "newest", True),
            ("AI", EVERYTHING, "oldest", True),
            ("AI", EVERYTHING, "relevance", True),
            ("AI", EVERYTHING, "newest", False),
        ):
            with pytest.raises(QueryError, match="another search"):
                find(session, query, where, order=order, fold=fold, after=after)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asking", "sentence"),
    [
        ({"order": "random"}, "newest, oldest, relevance"),
        ({"limit": 0}, "1 to 500"),
        ({"limit": 501}, "1 to 500"),
        ({"where": Filter(off_topic=True)}, "off-topic articles are not searched"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(
    asked: Asked, asking: dict[str, object], sentence: str
) -> None:
    engine, _ = asked
    with reading(engine) as session, pytest.raises(QueryError, match=sentence):
        find(session, "AI", **asking)  # type: ignore[arg-type]


#: What would be syntax to SQL, FTS5, tsquery or our own way of making statements, were it not quoted.
NASTY = (
    "' OR 1=1 --", '"; DROP TABLE article; --', "a' & 'b", "title : AI", "{title body} : AI", "AI*",
    "AI NOT 정책", "NEAR(AI 정책)", "^AI", "AI <-> 정책", "AI:A", "AI:*", "\\", "'\\''", ":since", "{docid}",
    "{0}", "%s %(a)s", "$1", "?1", "\u318dfon", "AI\x00정책", "AI & !정책", "(AI | 정책)", "body:AI", "ㆍ", "%",
)  # fmt: skip


@pytest.mark.parametrize("query", NASTY)
def test_nothing_typed_is_syntax(asked: Asked, query: str) -> None:
    engine, made = asked
    with reading(engine) as session:
        try:
            wanted = sorted(m.id for m in expected(made, query))
        except QueryError:
            with pytest.raises(QueryError):
                list(ids(session, query))
            return
        assert sorted(ids(session, query)) == wanted
        assert sorted(hit.id for hit in hits_of(
            pages(session, query, EVERYTHING, order="relevance", fold=False, limit=100)
        )) == wanted  # fmt: skip


@pytest.mark.parametrize("value", ["' OR '1'='1", "경북\x00", "ㆍfon", '"', "{docid}", ":since"])
@pytest.mark.parametrize("kind", ["region", "licence", "band", "outlets"])
def test_no_value_of_a_filter_is_syntax(asked: Asked, kind: str, value: str) -> None:
    engine, _ = asked
    where = Filter(**{kind: [value] if kind == "outlets" else value})
    with reading(engine) as session:
        assert find(session, "AI", where).hits == ()
        assert all(not counts for counts in facets(session, "AI", where).counts.values())


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("fold", [True, False])
def test_facets_count_what_the_total_counts(asked: Asked, seed: int, fold: bool) -> None:
    engine, made = asked
    rng = random.Random(300 + seed)

    def counted(values: Callable[[Made], Iterable[str]]) -> dict[str, int]:
        one = {(v, (m.story or -m.id) if fold else m.id) for m in hits for v in values(m)}
        return Counter(value for value, _ in one)

    with reading(engine) as session:
        for query, where in searches(rng, 3):
            hits = expected(made, query, where)
            found = facets(session, query, where, fold=fold)
            assert found.exact
            for kind in VALUES:
                wanted = counted(lambda m, kind=kind: m.tags[kind])  # type: ignore[misc]
                assert {c.value: c.number for c in found.counts[kind]} == wanted
            by = {kind: {c.value: c.number for c in of} for kind, of in found.counts.items()}
            assert by["outlet"] == counted(lambda m: [m.outlet])
            assert by["band"] == counted(lambda m: [m.band])
            assert by["licence"] == counted(lambda m: [m.licence] if m.licence else [])
            assert dict(found.months) == counted(
                lambda m: [f"{kst(m.published_at):%Y-%m}"] if m.published_at else []
            )
            numbers = [c.number for c in found.counts["outlet"]]
            assert numbers == sorted(numbers, reverse=True)


@pytest.mark.parametrize("fold", [True, False])
def test_a_facet_has_the_total_of_a_search_with_it(asked: Asked, fold: bool) -> None:
    engine, _ = asked
    with reading(engine) as session:
        for region in facets(session, "AI", fold=fold).counts["region"]:
            where = Filter(region=region.value)
            total = find(session, "AI", where, fold=fold, limit=1).total
            assert total == page.Total(region.number, True)


def test_months_are_those_of_korea(asked: Asked) -> None:
    engine, made = asked
    found = [
        m for m in made
        if m.published_at and m.published_at.day == 31 and m.published_at.hour >= 15
        and m.label == "on_topic"
    ]  # fmt: skip
    assert found, "the corpus has an article of 1 November in Korea and 31 October in UTC"
    since = datetime(2026, 10, 31, 15, tzinfo=UTC)
    with reading(engine) as session:
        months = facets(session, "", Filter(since=since)).months
    assert [month for month, _ in months] == ["2026-11"]


def test_beyond_the_count_a_total_is_at_least(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, made = asked
    monkeypatch.setattr("db.search.hits.COUNTED", 10)
    monkeypatch.setattr(sys.modules["db.search.facets"], "FACETED", 10)
    assert len(expected(made, "AI")) > 10
    with reading(engine) as session:
        assert find(session, "AI", fold=False, limit=2).total == page.Total(10, False)
        total = find(session, "AI", fold=True, limit=2).total
        assert not total.exact
        assert 0 < total.number <= 10
        found = facets(session, "AI", fold=False)
        assert not found.exact
        assert sum(c.number for c in found.counts["outlet"]) == 10


@pytest.mark.parametrize("fold", [True, False])
def test_by_relevance_the_newest_are_ranked_and_that_is_said(
    asked: Asked, fold: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, made = asked
    monkeypatch.setattr(sys.modules["db.search.find"], "RANKED", 10)
    numbers = docids(engine)
    hits = sorted(expected(made, "AI"), key=lambda m: -numbers[m.id])
    stories = folded(hits, numbers)
    newest = hits[:10]
    wanted = {i for i, of in stories.items() if {m.id for m in of} & {m.id for m in newest}}
    with reading(engine) as session:
        found = pages(session, "AI", EVERYTHING, order="relevance", fold=fold, limit=3)
    assert {h.id for h in hits_of(found)} == (wanted if fold else {m.id for m in newest})
    assert len(hits_of(found)) == len({h.id for h in hits_of(found)})
    assert all(any("newest" in note for note in one.notes) for one in found[:1])


def test_without_words_relevance_is_newest_first_and_that_is_said(asked: Asked) -> None:
    engine, _ = asked
    with reading(engine) as session:
        found = find(session, "-AI", order="relevance")
        assert [h.id for h in found.hits] == [h.id for h in find(session, "-AI").hits]
    assert any("newest first" in note for note in found.notes)


def test_a_short_walk_on_postgresql_finds_the_same(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few documents are walked before hits are looked up."""
    engine, made = asked
    if engine.dialect.name == "sqlite":
        pytest.skip("FTS5 has one way alone")
    monkeypatch.setattr("db.search.asking._FEWEST", 1)
    monkeypatch.setattr("db.search.hits._FIRST", 4)
    monkeypatch.setattr(PostgresHits, "_documents", lambda self: 2)
    numbers, rng = docids(engine), random.Random(9)
    with reading(engine) as session:
        for query in QUERIES:
            where = filters(rng)
            wanted = sorted((m.id for m in expected(made, query, where)), key=lambda i: -numbers[i])
            assert list(ids(session, query, where)) == wanted
            assert list(ids(session, query, where, order="oldest")) == wanted[::-1]


def test_few_hits_are_looked_up_once_on_postgresql_and_give_the_same(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, _ = asked
    if engine.dialect.name == "sqlite":
        pytest.skip("FTS5 has one way alone")
    rng, orders = random.Random(13), ("newest", "oldest")
    asking = [(query, filters(rng), rng.choice((2, 5, 20))) for query in QUERIES if query]

    def everything(session: Session) -> list[list[Page]]:
        return [
            pages(session, query, where, order=order, fold=fold, limit=limit)
            for query, where, limit in asking for order in orders for fold in (True, False)
        ]  # fmt: skip

    with reading(engine) as session:
        wanted = everything(session)
        kept: list[int] = []
        looked_up = PostgresHits._looked_up

        def seen(self: PostgresHits, after: int, size: int, *, newest: bool) -> list[Row]:
            kept.append(-1 if self._all is None else len(self._all))
            return looked_up(self, after, size, newest=newest)

        monkeypatch.setattr(PostgresHits, "_looked_up", seen)
        monkeypatch.setattr(PostgresHits, "_documents", lambda self: 2)
        monkeypatch.setattr("db.search.hits._FIRST", 4)
        for few in (3, 10_000):
            kept.clear()
            monkeypatch.setattr("db.search.asking.COUNTED", few)
            assert everything(session) == wanted
            assert max(kept) > (0 if few == 3 else 20)
            assert (-1 in kept) == (few == 3)


@pytest.mark.parametrize("common", [True, False])
def test_thousands_of_hits_are_the_same_walked_or_looked_up_on_postgresql(
    asked: Asked, monkeypatch: pytest.MonkeyPatch, common: bool
) -> None:
    engine, made = asked
    if engine.dialect.name == "sqlite":
        pytest.skip("FTS5 has one way alone")
    monkeypatch.setattr(PostgresHits, "_common", lambda self, size: common)
    monkeypatch.setattr(sys.modules["db.search.find"], "RANKED", 30)
    monkeypatch.setattr(sys.modules["db.search.facets"], "FACETED", 30)
    rng, numbers = random.Random(14), docids(engine)
    with reading(engine) as session:
        for query in QUERIES:
            where = filters(rng)
            newest = sorted(expected(made, query, where), key=lambda m: -numbers[m.id])[:30]
            found = facets(session, query, where, fold=False).counts["outlet"]
            counted = Counter(m.outlet for m in newest)
            assert {c.value: c.number for c in found} == counted, (query, where)
            if not query or query.startswith("-"):
                continue
            shown = pages(session, query, where, order="relevance", fold=False, limit=20)
            assert {h.id for h in hits_of(shown)} == {m.id for m in newest}, (query, where)
            scores = [h.score for h in hits_of(shown) if h.score is not None]
            assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(("words", "often", "common"), [("AI", 1, True), ("AI", 500, False)])
def test_how_common_a_query_is_shows_among_the_newest_on_postgresql(
    asked: Asked, monkeypatch: pytest.MonkeyPatch, words: str, often: int, common: bool
) -> None:
    engine, made = asked
    if engine.dialect.name == "sqlite":
        pytest.skip("FTS5 has one way alone")
    monkeypatch.setattr("db.search.asking._SAMPLE", 20)
    monkeypatch.setattr(PostgresHits, "_documents", lambda self: len(made))
    with reading(engine) as session:
        assert hits_of_query(session, words)._common(often) is common
        assert hits_of_query(session, "없는말")._common(often) is False
        monkeypatch.setattr("db.search.asking._SAMPLE", 10 * len(made))
        assert hits_of_query(session, words)._common(often) is True, "all have been walked by then"


def hits_of_query(session: Session, query: str) -> PostgresHits:
    return PostgresHits(session, parse(query), EVERYTHING)


def test_the_newest_hits_are_read_without_sorting(asked: Asked) -> None:
    """The early stop: FTS5 itself goes backwards, and `search_doc` is looked up behind it."""
    engine, _ = asked
    if engine.dialect.name != "sqlite":
        pytest.skip("SQLite's plan")
    plans: list[str] = []
    execute = Hits.execute

    def explained(self: Hits, statement: str, **params: object) -> object:
        if isinstance(statement, str) and "ORDER BY" in statement:
            plan = execute(self, f"EXPLAIN QUERY PLAN {statement}", **params)
            plans.append(" / ".join(row[3] for row in plan))
        return execute(self, statement, **params)

    with pytest.MonkeyPatch.context() as patch, reading(engine) as session:
        patch.setattr(Hits, "execute", explained)
        find(session, "AI 정책", Filter(region="경북"), fold=False)
        find(session, "AI", replace(EVERYTHING, since=datetime(2026, 10, 1, tzinfo=UTC)))
    assert plans
    for plan in plans:
        assert "TEMP B-TREE" not in plan
        assert plan.startswith("SCAN search VIRTUAL TABLE")
