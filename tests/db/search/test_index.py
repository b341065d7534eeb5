"""The index says what the corpus says: after every change, whoever writes, on both databases."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from db import schema, search
from db.models import Article, ArticleRights, SearchDoc, SearchQueue, Tag, Version
from db.queries import Filter
from db.search import entry, index, tables
from db.search.index import State, Work, catch_up, state
from db.search.rebuild import IndexFault, check, rebuild
from db.session import reading, writing
from tests.db import rows
from tests.db.rows import NOW, article

BODY = "정부가 인공지능 기본법 시행령을 공포했다. 과기정통부는 AI 위원회를 연다."
OTHER = "경상북도는 농업에 쓰는 로봇을 시험한다."


@pytest.fixture
def corpus(engine: Engine) -> Engine:
    rows.outlets(engine)
    return engine


def ids(engine: Engine, query: str, where: Filter | None = None) -> list[int]:
    with reading(engine) as session:
        return list(search.ids(session, query, where or Filter()))


def now(engine: Engine) -> State:
    with reading(engine) as session:
        return state(session)


def queued(engine: Engine) -> set[int]:
    with reading(engine) as session:
        return set(session.scalars(select(SearchQueue.article_id)))


def image(engine: Engine) -> list[tuple[Any, ...]]:
    with reading(engine) as session:
        return [tuple(row) for row in session.execute(
            select(*SearchDoc.__table__.columns).order_by(SearchDoc.docid))]  # fmt: skip


def change(engine: Engine, *statements: Any) -> None:
    with writing(engine) as session:
        for statement in statements:
            session.execute(statement)


def edit(engine: Engine, id_: int, body: str) -> None:
    """As the store does it: another version, which becomes the current one."""
    with writing(engine) as session:
        old = session.scalars(select(Version).where(Version.article_id == id_)).all()[-1]
        values = {c.name: getattr(old, c.name) for c in Version.__table__.columns}
        values |= {"n": old.n + 1, "text_hash": f"t{old.n}", "body": body}
        new = Version(**{k: v for k, v in values.items() if k != "id"})
        session.add(new)
        session.flush()
        session.get_one(Article, id_).current_version_id = new.id


def on(what: Any, id_: int) -> Any:
    return update(what).where((what.id if what is Article else what.article_id) == id_)


# -- what is found ---------------------------------------------------------------------------------


def test_an_article_is_found_when_it_was_indexed(corpus: Engine) -> None:
    id_ = article(corpus, "kbs", BODY)
    assert (ids(corpus, "인공지능기본법"), now(corpus)) == ([], State(0, 0, 1))
    assert catch_up(corpus) == 1
    assert (ids(corpus, "인공지능기본법"), now(corpus)) == ([id_], State(1, 0, 0))


def test_after_an_edit_the_new_words_are_found_and_the_old_ones_are_not(corpus: Engine) -> None:
    id_ = article(corpus, "kbs", BODY, title="제목")
    catch_up(corpus)
    edit(corpus, id_, OTHER)
    catch_up(corpus)
    assert (ids(corpus, "시행령"), ids(corpus, "로봇")) == ([], [id_])


@pytest.mark.parametrize(
    "gone",
    [
        lambda id_: [on(Article, id_).values(label="off_topic")],
        lambda id_: [on(Article, id_).values(current_version_id=None)],
        lambda id_: [
            on(Article, id_).values(current_version_id=None),
            delete(Version).where(Version.article_id == id_),
            delete(Article).where(Article.id == id_),
        ],
    ],
    ids=["off topic", "without a text", "deleted"],
)
def test_what_leaves_the_corpus_leaves_the_index(
    corpus: Engine, gone: Callable[[int], list[Any]]
) -> None:
    id_, other = article(corpus, "kbs", BODY), article(corpus, "kbs", OTHER)
    catch_up(corpus)
    change(corpus, *gone(id_))
    catch_up(corpus)
    assert (ids(corpus, "시행령"), ids(corpus, "")) == ([], [other])
    assert now(corpus).documents == 1


def test_what_comes_back_is_found_again(corpus: Engine) -> None:
    id_ = article(corpus, "kbs", BODY)
    for label in ("off_topic", "on_topic"):
        catch_up(corpus)
        change(corpus, on(Article, id_).values(label=label))
    catch_up(corpus)
    assert ids(corpus, "시행령") == [id_]


def tagged(kind: str, value: str) -> Any:
    return lambda id_: insert(Tag).values(
        article_id=id_, kind=kind, value=value, count=1, evidence=[]
    )


def licensed(id_: int) -> Any:
    return insert(ArticleRights).values(article_id=id_, licence="KOGL-1", updated_at=NOW)


FILTERS: list[tuple[Filter, Callable[[int], Any]]] = [
    (Filter(outlets=("kyongbuk", "gyeongbuk")), lambda i: on(Article, i).values(outlet="kyongbuk")),
    (Filter(region="경북"), tagged("region", "경북")),
    (Filter(topic="law_regulation"), tagged("topic", "law_regulation")),
    (Filter(agency="과학기술정보통신부"), tagged("agency", "과학기술정보통신부")),
    (Filter(programme="AI 고속도로"), tagged("programme", "AI 고속도로")),
    (Filter(band="review"), lambda i: on(Article, i).values(band="review")),
    (Filter(licence="KOGL-1"), licensed),
    (Filter(since=NOW + timedelta(days=2)),
     lambda i: on(Article, i).values(published_at=NOW + timedelta(days=2))),
    (Filter(until=NOW), lambda i: on(Article, i).values(published_at=NOW - timedelta(seconds=1))),
]  # fmt: skip


@pytest.mark.parametrize(("where", "make"), FILTERS, ids=lambda x: "" if callable(x) else repr(x))
def test_a_filter_finds_what_became_so(
    corpus: Engine, where: Filter, make: Callable[[int], Any]
) -> None:
    id_, _ = article(corpus, "kbs", BODY), article(corpus, "kbs", OTHER)
    catch_up(corpus)
    assert ids(corpus, "", where) == []
    change(corpus, make(id_), on(Article, id_).values(story_id=None))
    catch_up(corpus)
    assert ids(corpus, "", where) == ids(corpus, "기본법", where) == [id_]


@pytest.mark.parametrize("table", [Tag, ArticleRights])
def test_a_filter_does_not_find_what_is_so_no_longer(corpus: Engine, table: Any) -> None:
    id_ = article(corpus, "kbs", BODY)
    change(corpus, licensed(id_), tagged("region", "경북")(id_))
    catch_up(corpus)
    where = Filter(region="경북", licence="KOGL-1")
    assert ids(corpus, "", where) == [id_]
    change(corpus, delete(table))
    catch_up(corpus)
    assert ids(corpus, "", where) == []


def test_the_newest_come_first_and_those_without_a_date_last(corpus: Engine) -> None:
    made = [article(corpus, "kbs", BODY + str(h), hours=h) for h in (-9000, 3, 1, 0.01, 0, 2)]
    undated = article(corpus, "kbs", BODY)
    change(corpus, on(Article, undated).values(published_at=None))
    old = article(corpus, "kbs", OTHER)
    change(corpus, on(Article, old).values(published_at=datetime(1988, 9, 17, tzinfo=UTC)))
    catch_up(corpus)
    wanted = [made[i] for i in (1, 5, 2, 4, 3, 0)]
    assert ids(corpus, "") in ([*wanted, old, undated], [*_swapped(wanted, 3, 4), old, undated])


def _swapped(items: list[int], a: int, b: int) -> list[int]:
    """0 and 36 seconds past are one minute, in which the order is not kept."""
    items = list(items)
    items[a], items[b] = items[b], items[a]
    return items


def test_more_articles_than_a_minute_has_room_for_are_all_found(corpus: Engine) -> None:
    """A board that gives a day alone has all at midnight."""
    first = article(corpus, "kbs", BODY)
    with writing(corpus) as session:
        whole = session.get_one(Article, first)
        version = session.scalars(select(Version)).one()
        columns = {c.name: getattr(whole, c.name) for c in Article.__table__.columns}
        session.execute(insert(Article), [
            {**columns, "id": first + n, "key": f"k{n}", "current_version_id": None}
            for n in range(1, 300)
        ])  # fmt: skip
        columns = {c.name: getattr(version, c.name) for c in Version.__table__.columns}
        session.execute(insert(Version), [
            {**columns, "id": version.id + n, "article_id": first + n} for n in range(1, 300)
        ])  # fmt: skip
        session.execute(text(
            f"UPDATE article SET current_version_id = id - {first} + {version.id}"))  # fmt: skip
    catch_up(corpus)
    where = Filter(since=NOW, until=NOW + timedelta(minutes=1))
    assert len(ids(corpus, "시행령", where)) == 300
    assert ids(corpus, "", Filter(since=NOW + timedelta(minutes=1))) == []


# -- the queue -------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", [{"reason": "label"}, {"checks": 7}, {"band": "accept"}])
def test_what_the_index_does_not_hold_queues_nothing(corpus: Engine, what: dict[str, Any]) -> None:
    id_ = article(corpus, "kbs", BODY)
    catch_up(corpus)
    change(corpus, on(Article, id_).values(**what))
    amount = tagged("amount", "1")
    change(corpus, amount(id_))
    assert queued(corpus) == set()


def test_rejects_are_never_queued(corpus: Engine) -> None:
    id_ = article(corpus, "kbs", BODY)
    row = {"outlet": "kbs", "label": "off_topic", "score": 0.1, "band": "reject",
           "first_seen_at": NOW, "last_checked_at": NOW, "checks": 1, "title": "t"}  # fmt: skip
    change(corpus, insert(Article).values(key="light", **row))
    assert queued(corpus) == {id_}


def test_indexing_twice_changes_nothing(corpus: Engine) -> None:
    ids_ = [article(corpus, "kbs", BODY), article(corpus, "kbs", OTHER)]
    catch_up(corpus)
    before = image(corpus)
    change(corpus, *(on(Article, id_).values(band="review") for id_ in ids_))
    change(corpus, *(on(Article, id_).values(band="accept") for id_ in ids_))
    assert catch_up(corpus) == 2
    assert (catch_up(corpus), image(corpus)) == (0, before)


def test_another_story_costs_no_new_document(corpus: Engine) -> None:
    one, two = article(corpus, "kbs", BODY), article(corpus, "kbs", BODY + " ")
    catch_up(corpus)
    with reading(corpus) as session:
        story = session.get_one(Article, one).story_id
    change(corpus, on(Article, two).values(story_id=story))
    before = [row[0] for row in image(corpus)]
    catch_up(corpus)
    after = image(corpus)
    assert [row[0] for row in after] == before
    assert {row[3] for row in after} == {story}


def test_the_last_stored_are_indexed_first_and_no_more_than_asked_for(corpus: Engine) -> None:
    made = [article(corpus, "kbs", f"{BODY} {n}") for n in range(5)]
    assert catch_up(corpus, limit=2) == 2
    assert sorted(ids(corpus, "")) == made[3:]
    assert queued(corpus) == set(made[:3])


def test_a_change_that_comes_while_the_article_is_read_stays_queued(
    corpus: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = article(corpus, "kbs", BODY, title="제목")

    class Slow(Work):
        def cut(self) -> None:
            super().cut()
            monkeypatch.setattr(index, "Work", Work)
            edit(corpus, id_, OTHER)

    monkeypatch.setattr(index, "Work", Slow)
    catch_up(corpus)
    assert queued(corpus) == {id_}
    catch_up(corpus)
    assert (ids(corpus, "시행령"), ids(corpus, "로봇")) == ([], [id_])


def test_who_read_it_earlier_does_not_overwrite_who_read_it_later(
    corpus: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = article(corpus, "kbs", BODY, title="제목")

    class Overtaken(Work):
        def cut(self) -> None:
            super().cut()
            monkeypatch.setattr(index, "Work", Work)
            edit(corpus, id_, OTHER)
            assert catch_up(corpus) == 1

    monkeypatch.setattr(index, "Work", Overtaken)
    assert catch_up(corpus) == 0
    assert (ids(corpus, "시행령"), ids(corpus, "로봇")) == ([], [id_])
    assert check(corpus).sound


def test_two_at_once_index_everything_once(corpus: Engine) -> None:
    for n in range(30):
        article(corpus, "kbs", f"{BODY} {n}", hours=n)
    together, done = threading.Barrier(3), []

    def work() -> None:
        together.wait()
        done.append(catch_up(corpus, limit=None))

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(done) == 30
    assert now(corpus) == State(30, 0, 0)
    assert check(corpus).sound


def test_one_that_dies_before_the_commit_leaves_nothing_half(
    corpus: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = article(corpus, "kbs", BODY)
    add = tables.Shelf.add

    def killed(self: tables.Shelf, *args: Any) -> None:
        add(self, *args)
        raise KeyboardInterrupt

    monkeypatch.setattr(tables.Shelf, "add", killed)
    with pytest.raises(KeyboardInterrupt):
        catch_up(corpus)
    assert (queued(corpus), image(corpus)) == ({id_}, [])
    monkeypatch.undo()
    assert catch_up(corpus) == 1
    assert check(corpus).sound


def test_an_article_our_code_stumbles_over_costs_itself_alone(
    corpus: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = article(corpus, "kbs", BODY), article(corpus, "kbs", OTHER)
    cut = entry.Words.of

    def stumbles(one: entry.Entry) -> entry.Words:
        if one.article_id == bad:
            raise RecursionError
        return cut(one)

    monkeypatch.setattr(entry.Words, "of", stumbles)
    with caplog.at_level(logging.ERROR):
        assert catch_up(corpus) == 1
    assert (ids(corpus, ""), queued(corpus)) == ([good], {bad})
    assert f"article {bad} cannot be indexed" in caplog.text


def test_an_article_the_database_refuses_costs_itself_alone(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("FTS5 takes any text")
    rows.outlets(engine)
    bad, good = article(engine, "kbs", BODY), article(engine, "kbs", OTHER)
    cut = entry.Words.of

    def too_long(one: entry.Entry) -> entry.Words:
        words = cut(one)
        wrong = entry.Words(words.title, words.body, ("x" * 5000,))
        return wrong if one.article_id == bad else words

    monkeypatch.setattr(entry.Words, "of", too_long)
    assert catch_up(engine) == 1
    assert (ids(engine, ""), queued(engine)) == ([good], {bad})
    assert f"article {bad} cannot be indexed" in caplog.text


# -- long articles ---------------------------------------------------------------------------------

FILLER = "가나다라마바사아자차카타파하 "
LONG = {
    "a word 300 times": "AI 시대. " * 300 + "끝에만 서는 마지막 낱말이다. " + "AI 국가. " * 20,
    "one word alone": "AI " * 3000 + "끝에만 서는 마지막 낱말이다.",
    "many words": FILLER * 1200 + "끝에만 서는 마지막 낱말이다.",
    "a word of letters without end": "x" * 9000 + " 끝에만 서는 마지막 낱말이다.",
    "a megabyte of words": " ".join(f"{'abcdefghij'[n % 10] * 200}{n}" for n in range(8000))
    + " 끝에만 서는 마지막 낱말이다.",
}


@pytest.mark.parametrize("body", LONG.values(), ids=LONG.keys())
def test_in_a_long_article_every_phrase_is_found(corpus: Engine, body: str) -> None:
    id_, short = article(corpus, "kbs", body, title="제목"), article(corpus, "kbs", OTHER)
    catch_up(corpus)
    assert queued(corpus) == set()
    for query in ('"끝에만 서는 마지막 낱말이다"', "낱말", "제목 마지막", "끝에만 -로봇", "말"):
        assert ids(corpus, query) == [id_], query
    for query in (
        '"마지막 끝에만"',
        "title:마지막",
        "제목 로봇",
        "로봇 -경상북도",
        "끝에만 -마지막",
    ):
        assert ids(corpus, query) == [], query
    assert sorted(ids(corpus, "로봇 OR 마지막")) == [id_, short]
    assert ids(corpus, "마지막", Filter(outlets=("kyongbuk",))) == []
    assert ids(corpus, "-마지막") == [short]
    assert check(corpus).sound


def test_a_long_phrase_over_the_borders_of_parts_is_found(corpus: Engine) -> None:
    body = " ".join(f"{n} 번째 낱말" for n in range(4000))
    id_ = article(corpus, "kbs", body, title="제목")
    catch_up(corpus)
    for first in range(0, 3980, 199):
        phrase = " ".join(f"{n} 번째 낱말" for n in range(first, first + 20))
        assert ids(corpus, f'"{phrase}"') == [id_], first
    wrong = " ".join(f"{n} 번째 낱말" for n in (*range(40), 41))
    assert ids(corpus, f'"{wrong}"') == []


def test_an_article_that_grows_long_and_short_again_leaves_nothing_behind(corpus: Engine) -> None:
    id_ = article(corpus, "kbs", BODY, title="제목")
    for body in (LONG["a word 300 times"], OTHER):
        edit(corpus, id_, body)
        catch_up(corpus)
    assert (ids(corpus, "마지막"), ids(corpus, "로봇")) == ([], [id_])
    assert check(corpus).sound


# -- anew ------------------------------------------------------------------------------------------


def test_an_index_made_anew_finds_the_same_and_has_no_dead_documents(corpus: Engine) -> None:
    made = [article(corpus, "kbs", f"{BODY} {n}", hours=n) for n in range(12)]
    catch_up(corpus)
    for id_ in made[:6]:
        edit(corpus, id_, OTHER)
    change(corpus, on(Article, made[11]).values(label="off_topic"))
    catch_up(corpus)
    before = [ids(corpus, q) for q in ("", "로봇", "시행령", "경상북도 로봇 -시행령")]
    assert rebuild(corpus) == 11
    assert [ids(corpus, q) for q in ("", "로봇", "시행령", "경상북도 로봇 -시행령")] == before
    assert now(corpus) == State(11, 0, 0)
    assert check(corpus).sound


def test_what_changes_while_the_index_is_made_anew_is_in_it(corpus: Engine) -> None:
    made = [article(corpus, "kbs", f"{BODY} {n}", hours=n) for n in range(3)]
    catch_up(corpus)
    seen: list[list[int]] = []

    def meanwhile(_done: int, _all: int) -> None:
        if seen:
            return
        edit(corpus, made[0], OTHER)
        change(corpus, on(Article, made[1]).values(label="off_topic"))
        made.append(article(corpus, "kyongbuk", OTHER))
        catch_up(corpus)
        seen.append(sorted(ids(corpus, "로봇")))

    assert rebuild(corpus, meanwhile) == 3
    assert seen == [[made[0], made[3]]]
    assert (sorted(ids(corpus, "로봇")), ids(corpus, "시행령")) == ([made[0], made[3]], [made[2]])
    assert now(corpus).pending == 0
    assert check(corpus).sound


def test_who_is_reading_goes_on_with_what_they_began(corpus: Engine) -> None:
    made = [article(corpus, "kbs", f"{BODY} {n}", hours=n) for n in range(3)]
    catch_up(corpus)
    with reading(corpus) as session:
        found = search.ids(session, "시행령")
        first = next(found)
        rebuild(corpus)
        assert [first, *found] == list(search.ids(session, "시행령")) == made[::-1]


def plain(rows_: Any) -> list[tuple[str, str]]:
    return [(name, re.sub("[\"']", "", str(said))) for name, said in rows_]


def test_of_an_index_made_anew_nothing_tells_from_a_new_one(corpus: Engine) -> None:
    asked = "SELECT name, sql FROM sqlite_master WHERE name LIKE '%search%' ORDER BY name"
    if corpus.dialect.name == "postgresql":
        asked = """SELECT relname, relkind::text FROM pg_class WHERE relname LIKE '%search%'
                   ORDER BY relname"""
    article(corpus, "kbs", BODY)
    with reading(corpus) as session:
        before = plain(session.execute(text(asked)))
    rebuild(corpus)
    with reading(corpus) as session:
        assert plain(session.execute(text(asked))) == before


def test_what_is_still_queued_when_the_index_was_made_is_found_as_it_was(
    corpus: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = article(corpus, "kbs", BODY, title="제목")
    monkeypatch.setattr("db.search.rebuild.catch_up", lambda _engine: 0)
    rebuild(corpus)
    assert (ids(corpus, "시행령"), queued(corpus)) == ([id_], {id_})


def test_a_rebuild_that_is_killed_leaves_the_old_index(corpus: Engine) -> None:
    id_ = article(corpus, "kbs", BODY)
    catch_up(corpus)

    def killed(_done: int, _all: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(corpus, killed)
    other = article(corpus, "kbs", OTHER)
    catch_up(corpus)
    assert sorted(ids(corpus, "")) == [id_, other]
    assert check(corpus).sound
    assert rebuild(corpus) == 2
    assert check(corpus).sound


def test_of_two_rebuilds_the_later_one_goes_on(engine: Engine) -> None:
    if engine.dialect.name == "postgresql":
        pytest.skip("both may go on there: each writes what it has read")
    rows.outlets(engine)
    id_ = article(engine, "kbs", BODY)
    catch_up(engine)
    with pytest.raises(IndexFault, match="another rebuild"):
        rebuild(engine, lambda _done, _all: _nothing(rebuild(engine)))
    assert ids(engine, "") == [id_]
    assert check(engine).sound


def _nothing(_: object) -> None:
    return None


# -- comparing -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("DELETE FROM search_doc", "not in the index"),
        ("UPDATE search_doc SET digest = 'x'", "otherwise in the index"),
        ("UPDATE article SET label = 'off_topic'; DELETE FROM search_queue", "no longer in the"),
        ("DELETE FROM search_doc", "in one table of the index alone"),
        ("UPDATE search_doc SET docid = docid + 1", "in one table of the index alone"),
    ],
)
def test_the_check_sees_what_is_wrong_and_a_rebuild_heals_it(
    corpus: Engine, damage: str, said: str
) -> None:
    article(corpus, "kbs", BODY)
    article(corpus, "kbs", OTHER, hours=1)
    catch_up(corpus)
    assert check(corpus).problems() == []
    change(corpus, *(text(part) for part in damage.split(";")))
    (problem,) = check(corpus).problems()
    assert said in problem
    assert "aipolicy index --rebuild" in problem
    rebuild(corpus)
    assert check(corpus).sound


def test_a_document_whose_words_are_gone_is_noticed(corpus: Engine) -> None:
    id_ = article(corpus, "kbs", BODY, title="인공지능 기본법")
    catch_up(corpus)
    if corpus.dialect.name == "sqlite":
        change(corpus, text("DELETE FROM search_data WHERE id > 10"))
    else:
        change(corpus, text("UPDATE search SET tsv = ''"))
    found = check(corpus)
    assert (found.lost, found.sound) == (1, False)
    rebuild(corpus)
    assert ids(corpus, "title:기본법") == [id_]


# -- the schema ------------------------------------------------------------------------------------


def test_an_older_corpus_is_queued_as_a_whole_and_goes_back_without_an_index(
    corpus: Engine,
) -> None:
    made = [article(corpus, "kbs", BODY), article(corpus, "kbs", OTHER)]
    catch_up(corpus)
    for revision, move in (("0005", command.downgrade), ("head", command.upgrade)):
        with corpus.connect().execution_options(immediate=True) as connection:
            move(schema.alembic_config(connection), revision)
            connection.commit()
    assert queued(corpus) == set(made)
    catch_up(corpus)
    assert sorted(ids(corpus, "")) == made


def test_a_change_that_is_taken_back_queues_nothing(corpus: Engine) -> None:
    id_ = article(corpus, "kbs", BODY)
    catch_up(corpus)
    with reading(corpus) as session:  # nothing of it is kept
        session.execute(on(Article, id_).values(band="review"))
        assert session.scalar(select(func.count()).select_from(SearchQueue)) == 1
    assert queued(corpus) == set()


def test_many_changes_of_one_transaction_are_one_row(corpus: Engine) -> None:
    id_ = article(corpus, "kbs", BODY)
    catch_up(corpus)
    with writing(corpus) as session:
        for n in range(20):
            session.execute(tagged("topic", f"t{n}")(id_))
        assert session.scalar(select(func.count()).select_from(SearchQueue)) == 1


def test_writers_that_change_the_same_article_do_not_wait_for_the_queue(engine: Engine) -> None:
    """Each in a transaction of its own, in opposite orders: with one row an article they would wait
    for each other, and one would be ended."""
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    rows.outlets(engine)
    a, b = article(engine, "kbs", BODY), article(engine, "kbs", OTHER)
    catch_up(engine)

    def tag(session: Session, id_: int, value: str) -> None:
        session.execute(tagged("topic", value)(id_))

    with writing(engine) as one, writing(engine) as two:
        two.execute(text("SET LOCAL lock_timeout = '2s'"))
        tag(one, a, "x")
        tag(two, b, "y")
        tag(two, a, "y")
        tag(one, b, "x")
    assert queued(engine) == {a, b}
    assert catch_up(engine) == 2
    assert queued(engine) == set()
