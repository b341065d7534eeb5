"""Names out of author fields."""

from __future__ import annotations

from korean import bylines as korean_bylines
from korean.article import Byline


def bylines(field: str) -> tuple[Byline, ...]:
    """The people an author field names. A field that names none (a site, a desk's address) gives
    none."""
    return tuple(b for b in korean_bylines.parse(field) if b.name) if field else ()
