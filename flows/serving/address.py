"""Where the server of `aipolicy up` listens: ``<home>/prefect/server.json``, and whether it is alive."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from flows.serving.api import healthy

#: Seconds to wait for a server whose `aipolicy up` lives: it may be starting it again.
PATIENCE = 30.0


def _file(home: Path) -> Path:
    return home / "prefect" / "server.json"


def write(home: Path, url: str) -> None:
    """Leave this process's server for others to find."""
    path = _file(home)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps({"pid": os.getpid(), "url": url}) + "\n", encoding="utf-8")
    fresh.replace(path)


def forget(home: Path) -> None:
    _file(home).unlink(missing_ok=True)


def find(home: Path, *, patience: float = PATIENCE) -> str | None:
    """The API address of a server that is alive. A file left by a killed `up` is no server."""
    try:
        said = json.loads(_file(home).read_text(encoding="utf-8"))
        pid, url = int(said["pid"]), str(said["url"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    until = time.monotonic() + patience
    while _lives(pid):
        if healthy(url):
            return url
        if time.monotonic() > until:
            return None
        time.sleep(0.5)
    return None


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
