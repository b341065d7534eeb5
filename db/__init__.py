"""The corpus database: typed models, sessions, upserts, queries and migrations.

``from db import Corpus`` opens it for reading (`db.corpus`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from db.corpus import Corpus

__all__ = ["Corpus"]


def __getattr__(name: str) -> Any:
    """`Corpus` when it is asked for: nobody else pays for loading it."""
    if name == "Corpus":
        from db.corpus import Corpus

        return Corpus
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
