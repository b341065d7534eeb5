"""A flow for tests of what becomes of flow runs: it sleeps, or it fails with the words it is given."""

from __future__ import annotations

import os
import time
from pathlib import Path

from prefect import flow


@flow(name="sleeper", persist_result=False)
def sleeper(seconds: float = 0.0, fail: str = "", mark: str = "") -> None:
    """``mark`` is a file that gets the number of this process when it begins."""
    if mark:
        Path(mark).write_text(str(os.getpid()), encoding="ascii")
    time.sleep(seconds)
    if fail:
        raise RuntimeError(fail)
