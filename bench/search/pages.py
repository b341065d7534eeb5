"""The reading room over a corpus, as a process of its own: how long its pages take, and its memory.

Each page is asked for the first time (nothing of it is known, whatever the room remembers for all
visitors included) and then again.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine, text

from db.session import reading

#: One of each kind of page; ``{article}`` is the newest one, ``{old}`` one from the middle.
PAGES = (
    "/", "/search", "/search?q=인공지능", "/search?q=AI", "/search?q=조례&order=relevance",
    '/search?q="AI 기본법"', "/search?q=드론 -예산&region=region0", "/search?topic=topic0&since=2026-08-01",
    "/article/{article}", "/article/{old}", "/article/{article}/versions", "/story/{article}",
    "/topics", "/regions", "/agencies", "/topic/topic0", "/region/region3", "/agency/agency59",
    "/outlets", "/outlet/outlet60", "/quotes", "/releases", "/runs", "/about",
    "/search.atom?q=조례", "/search.json?q=조례",
)  # fmt: skip
#: Seconds a page may take: the room gives up a question after ten.
_PATIENCE = 120


@dataclass(frozen=True, slots=True)
class Render:
    """``first`` and ``again`` in milliseconds, the status of the answer, its size in bytes."""

    page: str
    first: float
    again: tuple[float, ...]
    status: int
    size: int


def renders(engine: Engine, rounds: int) -> tuple[list[Render], float]:
    """Each page's, and the room's largest memory in MB (VmHWM) after all."""
    with reading(engine) as session:
        ids = [
            session.execute(text(f"SELECT {which} FROM article")).scalar_one()
            for which in ("max(id)", "max(id) / 2")
        ]
    with _room(engine.url.render_as_string(hide_password=False)) as (url, pid):
        found = [_asked(url, page, ids, rounds) for page in PAGES]
        return found, _memory(pid)


def _asked(url: str, page: str, ids: list[int], rounds: int) -> Render:
    path = page.format(article=ids[0], old=ids[1])
    times = []
    for _ in range(rounds + 1):
        started = time.perf_counter()
        status, size = _get(url + quote(path, safe="/?=&:%"))
        times.append(1e3 * (time.perf_counter() - started))
    return Render(page, times[0], tuple(times[1:]), status, size)


def _get(url: str) -> tuple[int, int]:
    try:
        with urllib.request.urlopen(url, timeout=_PATIENCE) as answer:
            return answer.status, len(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, len(error.read())


@contextmanager
def _room(database: str) -> Iterator[tuple[str, int]]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        fd = listening.fileno()
        process = subprocess.Popen(
            [sys.executable, "-m", "web", "--fd", str(fd)], pass_fds=[fd],
            env=os.environ | {"AIPOLICY_DATABASE_URL": database, "MALLOC_ARENA_MAX": "2"},
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            url = f"http://127.0.0.1:{listening.getsockname()[1]}"
            _get(url + "/robots.txt")  # it answers from now on
            yield url, process.pid
        finally:
            process.terminate()
            process.wait()


def _memory(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024
