"""What can go wrong in the crawling room. Each error says what happened and what to do next."""

from __future__ import annotations


class SpiderError(Exception):
    """Base of the room's errors."""


class WindowError(SpiderError, ValueError):
    """Raised by `spiders.window.Window.parse`: since or until is no date, or they are crossed."""


class SettingError(SpiderError, ValueError):
    """Raised where a setting is read: its value cannot be used."""


class DeclarationError(SpiderError, TypeError):
    """Raised when an outlet's spider class is defined or constructed: a declaration is missing."""


class ArchiveError(SpiderError):
    """Raised by `spiders.archive`: a record is missing, torn or not what it was when written."""


class KnownError(SpiderError):
    """Raised by `spiders.known`: the database is there, but cannot be read."""
