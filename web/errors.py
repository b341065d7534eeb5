"""What a visitor can be told instead of a page. Each has a page of its own in `web.answers`."""

from __future__ import annotations


class BadParameter(ValueError):
    """A parameter that cannot be meant. Raised by `web.asked` and the pages; ``key`` is a sentence of
    `web.words`, filled with ``values``. Shown with status 400.
    """

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class Missing(LookupError):
    """There is no such thing in the corpus. Raised by the pages; shown with status 404."""


class Busy(Exception):
    """Too many questions are being answered at once. Raised by `web.room`; shown with status 503."""
