"""``python -m flows.serving.check``: whether the `aipolicy up` of this data folder does its work.

For health checks of containers and monitors: exit code 0, or 1 with a sentence.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from db.home import home
from flows.machine import machine
from flows.serving import address
from flows.serving.api import ServerError, ask, healthy
from flows.serving.supervisor import POOL


def problem(folder: Path, api: str | None) -> str | None:
    """What is wrong, None when nothing is. ``api``: of a server elsewhere, for a worker that joined."""
    url = api or address.find(folder, patience=0)
    if url is None:
        return f"no `aipolicy up` is alive on {folder}; start it"
    if not healthy(url):
        return (
            f"Prefect's server at {url} does not answer; {folder / 'logs' / 'server.log'} says why"
        )
    if not (folder / "logs" / "worker.log").exists():
        return None  # a server without a worker
    return _worker(url, machine(folder), folder)


def _worker(url: str, name: str, folder: Path) -> str | None:
    """The server counts a worker as offline when it has missed three of its heartbeats."""
    try:
        workers: list[dict[str, Any]] = ask(url, f"work_pools/{POOL}/workers/filter", {})
    except ServerError as error:
        return str(error)
    if any(w["name"] == name and w["status"] == "ONLINE" for w in workers):
        return None
    return f"the worker {name} has not been heard of; {folder / 'logs' / 'worker.log'} says why"


def main() -> int:
    found = problem(home(), os.environ.get("PREFECT_API_URL"))
    print(found or "up")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
