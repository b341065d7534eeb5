"""``python -m bench.keeping``: seconds and peak memory of backup, check, restore and prune.

A corpus of so many articles (`bench.stories`) with bodies of some 1,500 letters, and two captures an
article in the archive: its own, which stays, and one of a dead page of 400 days ago, which goes. Each
step runs in a process of its own; memory is that process's greatest resident size.
"""

from __future__ import annotations

import argparse
import gzip
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from bench import postgres, storm
from bench.stories import _at, _loader, fill
from db import schema
from db.session import open_engine
from flows import backup, restore
from flows.backupfolder import backups
from flows.retention import Ages, prune

SIZE = 200_000
#: Records in a file of the archive, and bytes of one before it is packed.
RECORDS, PAGE = 4_000, 1_500
TEXTS = 200


def corpus(engine: Engine, home: Path, size: int) -> None:
    """Articles with texts, captures and the archive they lie in."""
    schema.ensure(engine)
    fill(engine, size)
    with engine.begin() as connection:
        connection.execute(text("CREATE TEMPORARY TABLE body (n INTEGER PRIMARY KEY, body TEXT)"))
        connection.execute(
            text("INSERT INTO body VALUES (:n, :body)"),
            [{"n": n, "body": "\n\n".join(storm.paragraphs(n))} for n in range(TEXTS)],
        )
        chosen = "SELECT b.body FROM body b WHERE b.n = version.id % :texts"
        connection.execute(text(f"UPDATE version SET body = ({chosen})"), {"texts": TEXTS})
        connection.execute(text("UPDATE run SET status = 'finished'"))
        connection.execute(text("UPDATE run_outlet SET status = 'finished'"))
    columns = (
        'id, run_id, outlet, "key", kind, url, final_url, status, fetched_at, file, "offset", '
        "length, digest, size"
    )
    with _loader(engine) as load:
        load("capture", columns, _captures(home / "archive", size))
    with engine.begin() as connection:
        connection.execute(text("UPDATE version SET capture_id = 2 * id"))
        connection.execute(text("UPDATE article SET capture_id = 2 * id"))
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def _captures(archive: Path, size: int) -> Iterator[tuple[Any, ...]]:
    """Rows, and on the way their files: odd ones are dead pages, even ones an article's."""
    rng = random.Random(1)
    members = [gzip.compress(rng.randbytes(PAGE), 1) for _ in range(50)]
    old = storm.NOW - timedelta(days=400)
    for first in range(1, 2 * size + 1, RECORDS):
        outlet = storm.outlet(first // RECORDS % 4)
        name = f"{outlet}/2025/10/run{first}.warc.gz"
        path = archive / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            for id_ in range(first, min(first + RECORDS, 2 * size + 1)):
                member = members[id_ % len(members)]
                key = f"b{id_ // 2 - 1}" if id_ % 2 == 0 else f"dead{id_}"
                yield (id_, storm.run_id(0), outlet, key, "article", f"https://x/{id_}",
                       f"https://x/{id_}", 200, old if id_ % 2 else _at(900), name, out.tell(),
                       len(member), "sha1:X", PAGE)  # fmt: skip
                out.write(member)


# -- steps, each in a process of its own -----------------------------------------------------------


def _backup(url: str, home: Path) -> str:
    return backup.make(open_engine(url), home, check=False).told()


def _again(url: str, home: Path) -> str:
    return backup.make(open_engine(url), home).told()


def _restore(url: str, home: Path) -> str:
    target = home / "restored"
    newest = backups(home / "backups")[-1]
    return f"{restore.restore(newest, target, f'sqlite:///{target}/corpus.db').rows} rows"


def _restore_other(url: str, home: Path) -> str:
    newest = backups(home / "backups")[-1]
    return f"{restore.restore(newest, home / 'other', url).rows} rows"


def _prune(url: str, home: Path) -> str:
    return "; ".join(prune(open_engine(url), home, Ages(365, None)).told())


Step = Callable[[str, Path], str]


def _step(send: Any, step: Step, url: str, home: Path) -> None:
    os.environ["AIPOLICY_HOME"] = str(home)
    started, cpu = time.perf_counter(), time.process_time()
    told = step(url, home)
    memory = _greatest() / 1024
    send.send((time.perf_counter() - started, time.process_time() - cpu, memory, told))


def _greatest() -> int:
    """This process's greatest resident size in kB. (``ru_maxrss`` begins at the parent's.)"""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def measure(name: str, step: Step, url: str, home: Path) -> None:
    """Run it and print a line."""
    context = multiprocessing.get_context("spawn")
    receive, send = context.Pipe(duplex=False)
    process = context.Process(target=_step, args=(send, step, url, home))
    process.start()
    send.close()
    seconds, cpu, memory, told = receive.recv()
    process.join()
    print(f"{name:<28}{seconds:8.1f} s{cpu:8.1f} s CPU{memory:8.0f} MB   {told}", flush=True)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.keeping")
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--postgresql", action="store_true", help="on PostgreSQL, too")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="aipkeep") as folder:
        home = Path(folder)
        url = f"sqlite:///{home / 'corpus.db'}"
        started = time.perf_counter()
        corpus(open_engine(url), home, given.size)
        print(f"{given.size} articles, made in {time.perf_counter() - started:.0f} s", flush=True)
        measure("backup, unchecked", _backup, url, home)
        measure("backup again, with its check", _again, url, home)
        measure("restore into SQLite", _restore, url, home)
        if given.postgresql:
            with postgres.cluster() as address:
                other = postgres.database(address, "corpus")
                measure("restore into PostgreSQL", _restore_other, other, home)
                measure("backup of PostgreSQL", _again, other, home)
        measure("prune", _prune, url, home)


if __name__ == "__main__":
    main(sys.argv[1:])
