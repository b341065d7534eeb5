"""``python -m bench.stories``: what the matching costs as the corpus grows, and four writers at once.

For each size a corpus of that many sketched articles is made (three years of them, two in five in
stories of up to ten, some with boilerplate that thousands share), on SQLite and on PostgreSQL. Then
articles with real texts, half of them copies, are stored and settled as a run does, 500 at a time.
Figures are CPU milliseconds an article, the best of the batches: of this process, and on PostgreSQL
of the server too. ``--storm`` lets four processes store simultaneous copies, also while they are
killed, and says what came of it.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Engine, text

from bench import postgres, storm
from db import candidates, grouping, schema
from db.session import open_engine
from flows.stages import stories
from flows.stages.store import store
from korean.matching.sketch import ALGORITHM, SIZE, bucket, sketch

SIZES = (10_000, 100_000, 1_000_000)
BATCH, BATCHES = 500, 4
DAYS = 3 * 365
WRITERS = 4
#: One article in so many carries the boilerplate of its outlet: this many hashes of its sketch.
BOILERPLATE_EVERY, BOILERPLATE = 20, 4
PARTS = ("sketch", "publish", "find", "texts", "compare", "keep", "lineage")
#: Parts that hold the write lock.
LOCKED = ("publish", "keep")
_LAST = storm.NOW.date()


# -- a corpus --------------------------------------------------------------------------------------


def fill(engine: Engine, number: int) -> None:
    """That many articles with version, fingerprint, sketch and story, loaded in bulk."""
    rng = np.random.default_rng(number)
    hashes = rng.integers(-(2**63), 2**63 - 1, size=(number, SIZE), dtype=np.int64)
    heads = _heads(rng, number)
    copied = heads != np.arange(number)
    hashes[copied, : SIZE - 12] = hashes[heads[copied], : SIZE - 12]
    hashes[::BOILERPLATE_EVERY, -BOILERPLATE:] = np.arange(BOILERPLATE)
    days = np.sort(rng.integers(0, DAYS, size=number))  # a story's members lie side by side
    buckets = np.array([bucket(_LAST - timedelta(days=DAYS - 1 - d)) for d in range(DAYS)])[days]
    ids = np.arange(1, number + 1)
    storm.prepare(engine, WRITERS)
    with _loader(engine) as load:
        load("story", "id, created_at, size, outlets", ((i, _at(0), 1, 1) for i in ids.tolist()))
        load("article", "id, outlet, key, title, published_at, label, score, band, story_id, "
             "first_seen_at, last_checked_at, checks", _articles(days, heads))  # fmt: skip
        load("version", "id, article_id, n, text_hash, content_hash, title, body, language, bylines, "
             "captions, tags, attachments, methods, confidence, warnings, cuts, captured_at, "
             "extracted_at, extractor", _versions(number))  # fmt: skip
        load("fingerprint", "article_id, text_hash, algorithm, bucket, hashes, matched_at",
             ((i, f"t{i}", ALGORITHM, b, np.sort(h).tobytes(), _at(0))
              for i, b, h in zip(ids.tolist(), buckets.tolist(), hashes, strict=True)))  # fmt: skip
        load("sketch", "bucket, hash, article_id", _sketches(buckets, hashes, ids))
    with engine.begin() as connection:
        connection.execute(text("UPDATE article SET current_version_id = id"))
        if engine.dialect.name == "postgresql":
            for table in ("story", "article", "version"):
                connection.execute(
                    text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {number})")
                )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _heads(rng: np.random.Generator, number: int) -> Any:
    """For each article the first of its story: two in five follow one up to nine places before."""
    own = np.arange(number)
    follows = rng.random(number) < 0.4
    heads = np.where(follows, np.maximum(own - own % 10, 0), own)
    return np.minimum(heads, own)


def _at(day: int) -> datetime:
    return datetime.combine(_LAST, datetime.min.time(), UTC) - timedelta(days=DAYS - 1 - day)


def _articles(days: Any, heads: Any) -> Iterator[tuple[Any, ...]]:
    for index, (day, head) in enumerate(zip(days.tolist(), heads.tolist(), strict=True)):
        at = _at(day)
        yield (index + 1, storm.outlet(index % WRITERS), f"b{index}", "제목", at, "on_topic", 0.9, "accept",
               head + 1, at, at, 1)  # fmt: skip


def _versions(number: int) -> Iterator[tuple[Any, ...]]:
    at, empty = _at(0), ("[]", "[]", "[]", "[]", "{}", "{}", "[]", "[]")
    for i in range(1, number + 1):
        yield (i, i, 1, f"t{i}", f"{i:032x}", "제목", "본문", "ko", *empty, at, at, "bench")


def _sketches(buckets: Any, hashes: Any, ids: Any) -> Iterator[tuple[int, int, int]]:
    """In the order of the key: loaded so in a tenth of the time."""
    order = np.lexsort((np.repeat(ids, SIZE), hashes.ravel(), np.repeat(buckets, SIZE)))
    for part in np.array_split(order, max(1, len(order) // 1_000_000)):
        owner = part // SIZE
        yield from zip(
            buckets[owner].tolist(), hashes.ravel()[part].tolist(), ids[owner].tolist(), strict=True
        )


Load = Callable[[str, str, Iterable[tuple[Any, ...]]], None]


@contextmanager
def _loader(engine: Engine) -> Iterator[Load]:
    """Rows into a table, by COPY on PostgreSQL; foreign keys are not looked at meanwhile."""
    raw = engine.raw_connection()
    cursor: Any = raw.cursor()

    def sqlite(table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
        marks = ", ".join("?" * len(columns.split(",")))
        plain = (tuple(_plain(value) for value in row) for row in rows)
        cursor.executemany(f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})", plain)

    def copy(table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as target:
            for row in rows:
                target.write_row(row)

    is_sqlite = engine.dialect.name == "sqlite"
    cursor.execute(
        "PRAGMA foreign_keys = OFF" if is_sqlite else "SET session_replication_role = replica"
    )
    if is_sqlite:
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.execute("BEGIN")
    try:
        yield sqlite if is_sqlite else copy
        if is_sqlite:
            cursor.execute("COMMIT")
        raw.commit()
    finally:
        raw.close()
        engine.dispose()


def _plain(value: Any) -> Any:
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value


# -- the measure -----------------------------------------------------------------------------------


@dataclass(slots=True)
class Clock:
    """CPU seconds by part, of this process and of the server's."""

    server: Callable[[], float]
    spent: dict[str, float] = field(default_factory=dict)

    def now(self) -> float:
        return time.process_time() + self.server()

    def around(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **more: Any) -> Any:
            started = self.now()
            try:
                return function(*args, **more)
            finally:
                self.spent[part] = self.spent.get(part, 0.0) + self.now() - started

        return timed

    def take(self) -> dict[str, float]:
        spent, self.spent = self.spent, {}
        return spent


def _server_clock(engine: Engine) -> Callable[[], float]:
    """CPU seconds of the server processes that serve this engine; none on SQLite."""
    if engine.dialect.name == "sqlite":
        return lambda: 0.0
    with engine.connect() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    stat = Path(f"/proc/{pid}/stat")

    def spent() -> float:
        fields = stat.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100

    return spent


@contextmanager
def _timed(clock: Clock) -> Iterator[None]:
    """The stage's own functions, with a clock around each."""
    places: Sequence[tuple[Any, str, str]] = (
        (candidates, "publish", "publish"), (candidates, "find", "find"),
        (stories._Texts, "load", "texts"), (stories._Texts, "compare", "compare"),
        (grouping, "keep", "keep"),
        (grouping, "take_off", "keep"), (stories, "_lineage", "lineage"),
    )  # fmt: skip
    kept = [(owner, name, getattr(owner, name)) for owner, name, _ in places]
    for owner, name, part in places:
        setattr(owner, name, clock.around(part, getattr(owner, name)))
    try:
        yield
    finally:
        for owner, name, function in kept:
            setattr(owner, name, function)


def measure(engine: Engine) -> tuple[dict[str, float], float]:
    """Part → CPU ms an article, of the best batch; and wall ms an article of the best batch."""
    clock = Clock(_server_clock(engine))
    best: dict[str, float] = {}
    wall = float("inf")
    with _timed(clock):
        for batch in _items():
            started = time.perf_counter()
            clock.around("sketch", lambda items=batch: [sketch(i.article.body) for i in items])()
            store(engine, storm.run_id(1), batch, [])
            settled = stories.settle(engine, outlet=storm.outlet(1))
            if settled.articles != BATCH:
                raise RuntimeError(f"{settled.articles} of {BATCH} articles were settled")
            wall = min(wall, time.perf_counter() - started)
            for part, seconds in clock.take().items():
                best[part] = min(best.get(part, float("inf")), seconds)
    return {part: best[part] * 1000 / BATCH for part in PARTS}, wall * 1000 / BATCH


def _items() -> list[list[Any]]:
    """Batches of articles, half of them copies of one just before."""
    batches = []
    for number in range(BATCHES):
        seeds = [10_000 * number + n - (n % 4 if n % 8 < 4 else 0) for n in range(BATCH)]
        batches.append([storm.incoming(seed, n % 4, key=f"m{number}-{n}", by=1)
                        for n, seed in enumerate(seeds)])  # fmt: skip
    return batches


def cost(sizes: Sequence[int], url: Callable[[str], str], system: str) -> None:
    first: float | None = None
    for size in sizes:
        engine = open_engine(url(f"n{size}"))
        schema.ensure(engine)
        started = time.perf_counter()
        fill(engine, size)
        loaded = time.perf_counter() - started
        parts, wall = measure(engine)
        engine.dispose()
        total = sum(parts.values())
        locked = sum(parts[name] for name in LOCKED)
        first = first or total
        print(
            f"{system:<11}{size:>9,}  " + "".join(f"{parts[p]:>9.3f}" for p in PARTS)
            + f"{total:>9.3f}{locked:>9.3f}{wall:>9.2f}{total / first:>8.2f}   (loaded in {loaded:.0f} s)",
            flush=True,
        )  # fmt: skip


# -- four writers ----------------------------------------------------------------------------------


def storms(url: Callable[[str], str], system: str, texts: int, kills: int) -> bool:
    fine = True
    for name in ("together", "killed"):
        engine = open_engine(url(name))
        schema.ensure(engine)
        storm.prepare(engine, WRITERS)
        started, met = time.perf_counter(), 0
        if name == "together":
            storm.together(url(name), writers=WRITERS, texts=texts)
        else:
            met = storm.killed(
                url(name), writers=WRITERS, texts=texts, kills=kills, rng=random.Random(1)
            )
        found = storm.examine(engine, writers=WRITERS, texts=texts)
        engine.dispose()
        fine = fine and not (found.split or found.mixed or found.wrong)
        print(
            f"{system} {name}: {found.articles} articles of 4 processes, {found.stories} stories,"
            f" {found.split} split, {found.mixed} mixed, {met} kills,"
            f" {'; '.join(found.wrong) or 'every ledger adds up'}"
            f" ({time.perf_counter() - started:.0f} s)",
            flush=True,
        )
    return fine


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=SIZES, help="articles in the corpus"
    )
    parser.add_argument("--databases", nargs="+", default=("sqlite", "postgresql"))
    parser.add_argument(
        "--storm", type=int, metavar="TEXTS", help="four writers, so many texts each"
    )
    parser.add_argument("--kills", type=int, default=20)
    options = parser.parse_args()
    fine = True
    with tempfile.TemporaryDirectory(prefix="aipolicy-bench") as folder:
        if not options.storm:
            print(f"CPU ms an article{'':<6}" + "".join(f"{p:>9}" for p in PARTS)
                  + f"{'total':>9}{'locked':>9}{'wall':>9}{'ratio':>8}")  # fmt: skip
        for system in options.databases:
            with _urls(system, Path(folder)) as url:
                if options.storm:
                    fine &= storms(url, system, options.storm, options.kills)
                else:
                    cost(options.sizes, url, system)
    return 0 if fine else 1


@contextmanager
def _urls(system: str, folder: Path) -> Iterator[Callable[[str], str]]:
    """Name → the address of a database of this name."""
    if system == "sqlite":
        yield lambda name: f"sqlite:///{folder / name}.db"
        return
    with postgres.cluster() as address:
        made: dict[str, str] = {}

        def url(name: str) -> str:
            if name not in made:
                made[name] = postgres.database(address, name)
            return made[name]

        yield url


if __name__ == "__main__":
    sys.exit(main())
