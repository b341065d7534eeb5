"""Prefect's settings, made before it is imported: its home in our data folder, no telemetry."""

from __future__ import annotations

import os
from pathlib import Path


def prepare(home: Path, *, verbose: bool = False) -> None:
    """Set what is not set yet. With ``PREFECT_API_URL`` a server of one's own is used; without it
    Prefect starts one for the length of the run, which takes 10 to 26 seconds on a small machine.
    """
    (home / "prefect").mkdir(parents=True, exist_ok=True)
    defaults = {
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "INFO" if verbose else "WARNING",
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
