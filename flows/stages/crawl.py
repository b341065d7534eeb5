"""Crawl: outlets in a Scrapy process of their own, watched from here.

A reactor cannot be started twice, so every crawl is a subprocess, in a session of its own so that
nothing it starts outlives it. It writes under the run's folder; what it saw is read from there.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from flows.progress import Step, tell
from flows.workspace import Workspace
from spiders.capturelog import STATS_NAME

#: Beyond the crawl's own deadline, before it is killed from here.
GRACE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class CrawlOrder:
    """What one crawl process is asked to do. Days are KST, ``YYYY-MM-DD``.

    ``look`` has it look around only (`spiders.look`): so many of each outlet's newest articles.
    ``database_url`` is where the crawl looks up what is known; the setting's when None.
    """

    home: Path
    run_id: str
    outlets: tuple[str, ...]
    mode: str  # incremental | window
    since: str | None = None
    until: str | None = None
    deadline: int = 3600  # seconds
    look: int | None = None
    database_url: str | None = None


def crawl(order: CrawlOrder, over: Callable[[str], None] = lambda code: None) -> int:
    """Run the crawl to its end; the process's return code (negative: killed by that signal).

    ``over`` hears of each outlet whose own crawl is done and closed while others of the process may
    go on, from a thread of ours; not of one that left no statistics.
    """
    folder = Workspace(order.home, order.run_id).folder
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"crawl-{order.outlets[0]}.log").open("ab") as log:
        process = subprocess.Popen(
            _command(order),
            env=_environment(order),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
        assert process.stdout is not None
        listener = threading.Thread(
            target=_listen, args=(process.stdout, folder, over), daemon=True
        )
        listener.start()
        try:
            return process.wait(timeout=order.deadline + GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            return -signal.SIGKILL
        finally:
            _end(process)
            listener.join(timeout=5)


def _command(order: CrawlOrder) -> list[str]:
    command = [
        sys.executable, "-m", "spiders.crawl", "--run", order.run_id, "--home", str(order.home),
        "--mode", order.mode, "--deadline", str(order.deadline), "--progress",
    ]  # fmt: skip
    if order.since:
        command += ["--since", order.since]
    if order.until:
        command += ["--until", order.until]
    if order.look is not None:
        command += ["--look", str(order.look)]
    return [*command, *order.outlets]


def _environment(order: CrawlOrder) -> dict[str, str]:
    """Ours; a crawl has no option for the database, so that no password stands in a process list."""
    other = {"AIPOLICY_DATABASE_URL": order.database_url} if order.database_url else {}
    return {**os.environ, **other}


def _end(process: subprocess.Popen[bytes]) -> None:
    """Nothing of the crawl stays behind, however we leave."""
    if process.poll() is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        process.wait()


def _listen(lines: IO[bytes], folder: Path, over: Callable[[str], None]) -> None:
    """Progress lines of the crawl; a line that is none is the crawl's own affair."""
    for line in lines:
        try:
            seen = json.loads(line)
            step = Step(
                outlet=seen["outlet"],
                stage="crawl",
                discovered=int(seen.get("discovered", 0)),
                finished=int(seen.get("fetched", 0)) + int(seen.get("ended", 0)),
            )
        except (ValueError, KeyError, TypeError):
            continue
        tell(step)
        if seen.get("done") is True and (folder / step.outlet / STATS_NAME).exists():
            over(step.outlet)
