"""Where the data lives: the one place that reads the settings for it."""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """The data folder: ``AIPOLICY_HOME``, by default ``data`` in the working directory."""
    return Path(os.environ.get("AIPOLICY_HOME") or "data").expanduser().absolute()


def database_url(folder: Path | None = None, url: str | None = None) -> str:
    """The corpus database: the address given, ``AIPOLICY_DATABASE_URL``, or SQLite in the folder.

    A plain ``postgresql://`` address is given the psycopg 3 driver this project is tested with.
    """
    url = url or os.environ.get("AIPOLICY_DATABASE_URL")
    if not url:
        return f"sqlite:///{(folder or home()) / 'corpus.db'}"
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url
