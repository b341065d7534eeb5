"""Which code read an article: kept with every version."""

from __future__ import annotations

from importlib.metadata import version

EXTRACTOR = f"aipolicy {version('aipolicy')}"
