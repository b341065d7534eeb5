"""``python -m bench.search [NUMBER]``: what searching costs in a corpus of that many generated articles, on
SQLite and PostgreSQL, beside the searches one would otherwise have.

Ours is timed as people use it (`db.search.find`: total, notes, titles and snippets of twenty stories), and
bare (the numbers of the newest twenty hits) as the others are; then the reading room's pages, each for the
first time and again. Milliseconds of the clock; each query is asked ``--rounds`` times, the others' slow
ones once. Hits tell what each finds at all.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select, text

from bench import postgres
from bench.search import pages, peers
from bench.search.fill import fill
from bench.search.peers import PAGE, Peer
from bench.search.texts import NOW, vocabulary
from db import schema
from db.queries import Filter
from db.readonly import open_reading
from db.search import catch_up, facets, find, parse
from db.search.asking import hits_of
from db.session import open_engine, reading

#: A query of one of the others that takes longer is not asked again.
_SLOW = 1.0
#: In a larger corpus only some queries' hits are counted: the others take minutes for each.
_MANY = 300_000
_WEEK, _MONTHS = NOW - timedelta(days=7), NOW - timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query and its filter; ``plain`` where it is words alone, which the others can be asked, too."""

    kind: str
    query: str
    where: Filter = Filter()
    plain: bool = False


def queries() -> list[Asked]:
    """From the most common words to the rarest, and everything the query language has."""
    rare = vocabulary()
    found = [
        Asked("common word", q, plain=True)
        for q in ("AI", "인공지능", "정책", "정부", "예산", "교육")
    ]
    found += [
        Asked("word", q, plain=True)
        for q in (
            "조례",
            "딥페이크",
            "저작권",
            "간담회",
            "안동시",
            "자율주행",
            "번역",
            "드론",
            "감사",
            "국방",
        )
    ]
    found += [
        Asked("rare word", rare[at], plain=True) for at in (500, 2_000, 8_000, 20_000, 29_000)
    ]
    found += [
        Asked("two words", q, plain=True)
        for q in (
            "인공지능 조례",
            "예산 감사",
            "조례 간담회",
            "딥페이크 저작권",
            f"AI {rare[3_000]}",
        )
    ]
    found += [
        Asked("phrase", q)
        for q in ('"인공지능 정책"', '"AI 기본법"', '"개인정보 조례"', '"정부 예산"')
    ]
    found += [
        Asked("operators", q)
        for q in (
            "경북 OR 대구",
            "AI -예산",
            "title:조례",
            "과기정통부",
            "AI 기본법",
            "법",
            "예산 -정부 -정책",
        )
    ]
    found += [
        Asked("filter", "AI", Filter(region="region16")), Asked("filter", "", Filter(topic="topic0")),
        Asked("filter", "조례", Filter(agency="agency59")), Asked("filter", "예산", Filter(since=_WEEK)),
        Asked("filter", "정책", Filter(until=_MONTHS, outlets=["outlet119", "outlet60"])),
        Asked("filter", "딥페이크", Filter(region="region0", licence="KOGL-1", since=_MONTHS)),
        Asked("browse", ""), Asked("browse", "", Filter(since=_WEEK)),
    ]  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """Times of one kind of question, in milliseconds."""

    system: str
    asking: str
    times: tuple[float, ...]

    def at(self, share: float) -> float:
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("number", nargs="?", type=int, default=100_000, help="articles")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=("sqlite", "postgresql"), help="one database alone")
    parser.add_argument("--no-peers", action="store_true", help="ours alone")
    parser.add_argument("--each", action="store_true", help="every query's own times, too")
    parser.add_argument(
        "--keep", type=Path, help="folder for the databases, used again where filled"
    )
    options = parser.parse_args(arguments)
    rows: list[Row] = []
    for system in ("sqlite", "postgresql"):
        if options.only not in (None, system):
            continue
        with _database(system, options.keep) as (engine, folder):
            rows += _measured(system, engine, folder, options)
    _table(rows)
    return 0


@contextmanager
def _database(system: str, keep: Path | None) -> Iterator[tuple[Engine, Path]]:
    with tempfile.TemporaryDirectory(prefix="bench-search-") as temporary:
        folder = keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if system == "sqlite":
            engine = open_engine(f"sqlite:///{folder / 'corpus.db'}")
            yield engine, folder
            engine.dispose()
            return
        with postgres.cluster(keep) as address:
            engine = open_engine(postgres.database(address, "search"))
            yield engine, folder
            engine.dispose()


def _measured(system: str, engine: Engine, folder: Path, options: Any) -> Iterator[Row]:
    schema.ensure(engine)
    with reading(engine) as session:
        there = session.execute(text("SELECT count(*) FROM search_doc")).scalar_one()
    if not there:
        _made(system, engine, options.number)
    reader = open_reading(engine.url.render_as_string(hide_password=False), timeout=60)
    yield from _ours(system, reader, options)
    yield from _pages(system, engine, options)
    if not options.no_peers:
        corpus = folder / "corpus.db"
        beside = (
            peers.on_sqlite(corpus, folder) if system == "sqlite" else peers.on_postgresql(engine)
        )
        for peer in beside:
            yield from _theirs(peer, reader, options)
    reader.dispose()


def _made(system: str, engine: Engine, number: int) -> None:
    started = time.perf_counter()
    fill(engine, number)
    print(
        f"{system}: {number:,} articles made in {time.perf_counter() - started:.0f} s", flush=True
    )
    before, started = _size(engine), time.perf_counter()
    done = catch_up(engine)
    spent = time.perf_counter() - started
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if system == "sqlite" else "VACUUM ANALYZE")
    size = _size(engine) - before
    _says(f"{system}: ours", spent / done, size / done)


def _says(name: str, seconds: float, size: float) -> None:
    print(f"{name}: index {1e3 * seconds:.2f} ms and {size:,.0f} bytes an article", flush=True)


def _size(engine: Engine) -> int:
    with reading(engine) as session:
        if engine.dialect.name == "sqlite":
            session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            pages, free, size = (
                session.execute(text(f"PRAGMA {name}")).scalar_one()
                for name in ("page_count", "freelist_count", "page_size")
            )
            return int((pages - free) * size)
        tables = ("search", "search_part", "search_doc")
        return sum(
            session.execute(text(f"SELECT pg_total_relation_size('{name}')")).scalar_one()
            for name in tables
        )


def _timed(question: Callable[[], Any]) -> float:
    started = time.perf_counter()
    question()
    return 1e3 * (time.perf_counter() - started)


def _ours(system: str, engine: Engine, options: Any) -> Iterator[Row]:
    def newest(session: Any, one: Asked) -> Any:
        return find(session, one.query, one.where)

    def ranked(session: Any, one: Asked) -> Any:
        return find(session, one.query, one.where, order="relevance")

    def faceted(session: Any, one: Asked) -> Any:
        return facets(session, one.query, one.where)

    def second(session: Any, one: Asked) -> Any:
        after = find(session, one.query, one.where).after
        return after and find(session, one.query, one.where, after=after)

    def bare(session: Any, one: Asked) -> Any:
        return next(hits_of(session, parse(one.query), one.where).walk(), [])[:PAGE]

    kinds = (("newest", newest), ("pages 1, 2", second), ("ranked", ranked), ("facets", faceted))
    for name, ask in (*kinds, ("newest, bare", bare)):
        asked = [one for one in queries() if ask is not bare or one.plain]
        times: list[float] = []
        for one in asked:
            question = partial(_in_session, engine, ask, one)
            own = [_timed(question) for _ in range(options.rounds)]
            times += own
            if options.each:
                shown = " ".join(f"{t:.0f}" for t in own)
                print(f"  {system} {name} {one.kind} {one.query} {_told(one.where)}: {shown} ms")
        yield Row(f"{system}: ours", name, tuple(times))


def _pages(system: str, engine: Engine, options: Any) -> Iterator[Row]:
    found, memory = pages.renders(engine, options.rounds)
    for one in sorted(found, key=lambda render: -render.first):
        again = " ".join(f"{t:.0f}" for t in one.again)
        print(
            f"  {system} page {one.page}: {one.first:.0f} ms, again {again} ms, "
            f"{one.size / 1024:.0f} kB, status {one.status}"
        )
    print(f"{system}: the reading room's memory at most {memory:.0f} MB", flush=True)
    yield Row(f"{system}: ours", "page, first", tuple(one.first for one in found))
    yield Row(f"{system}: ours", "page, again", tuple(t for one in found for t in one.again))


def _told(where: Filter) -> str:
    return " ".join(
        f"{name}={value}" for name in Filter.__slots__ if (value := getattr(where, name))
    )


def _in_session(engine: Engine, ask: Callable[[Any, Asked], Any], one: Asked) -> Any:
    with reading(engine) as session:
        return ask(session, one)


def _theirs(peer: Peer, ours: Engine, options: Any) -> Iterator[Row]:
    plain = [one for one in queries() if one.plain]
    with reading(ours) as session:
        documents = session.execute(text("SELECT count(*) FROM search_doc")).scalar_one()
        counted = plain if documents < _MANY else plain[::4]
        true = [_hits(session, one.query.split()) for one in counted]
    if peer.seconds:
        _says(peer.name, peer.seconds / documents, peer.size / documents)
    found = [peer.count(one.query.split()) for one in counted]
    blind = sum(not n for n, t in zip(found, true, strict=True) if t)
    print(
        f"{peer.name}: {sum(found):,} hits of {len(counted)} queries where we find {sum(true):,}; "
        f"nothing for {blind}", flush=True,
    )  # fmt: skip
    for name, ask in (("newest, bare", peer.newest), ("ranked", peer.ranked)):
        if ask(["AI"]) is not None:
            yield Row(peer.name, name, tuple(_until_slow(ask, plain, options.rounds)))


def _hits(session: Any, words: Sequence[str]) -> int:
    """All of ours, the words taken literally."""
    query = parse(" ".join(f'"{word}"' for word in words))
    found = hits_of(session, query, Filter()).article_ids().subquery()
    return int(session.execute(select(func.count()).select_from(found)).scalar_one())


def _until_slow(
    ask: Callable[[Sequence[str]], Any], plain: Iterable[Asked], rounds: int
) -> Iterator[float]:
    for one in plain:
        for _ in range(rounds):
            spent = _timed(partial(ask, one.query.split()))
            yield spent
            if spent > 1e3 * _SLOW:
                break


def _table(rows: Sequence[Row]) -> None:
    base = {(r.system.split(":")[0], r.asking): r for r in rows if r.system.endswith("ours")}
    print(f"\n{'':24}{'':16}{'p50':>10}{'p95':>10}{'most':>10}  ms   p95 / ours")
    for row in rows:
        system = "postgresql" if row.system in ("pg_trgm", "LIKE (PostgreSQL)") else "sqlite"
        own = None if row.system.endswith("ours") else base.get((system, row.asking))
        ratio = f"{row.at(0.95) / own.at(0.95):10.1f}" if own else ""
        figures = "".join(f"{value:10.1f}" for value in (row.at(0.5), row.at(0.95), max(row.times)))
        print(f"{row.system:24}{row.asking:16}{figures}      {ratio}")


if __name__ == "__main__":
    sys.exit(main())
