"""Addresses: of the room's own pages, and of others that may become a link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

Pairs = Iterable[tuple[str, str]]
#: The largest number a row can have; databases refuse to be asked for a greater one.
LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Links:
    """Builds addresses of the room's pages. ``lang`` is carried along where a visitor chose it."""

    lang: str | None = None

    def to(self, path: str, pairs: Mapping[str, object] | Pairs = (), *, anchor: str = "") -> str:
        """A path with parameters; empty ones are left out."""
        items = pairs.items() if isinstance(pairs, Mapping) else pairs
        given = [(name, str(value)) for name, value in items if value not in (None, "")]
        if self.lang and all(name != "lang" for name, _ in given):
            given.append(("lang", self.lang))
        query = f"?{urlencode(given, quote_via=quote)}" if given else ""
        return f"{path}{query}{'#' + anchor if anchor else ''}"

    def page(self, *parts: object, anchor: str = "", **params: object) -> str:
        """``page("topic", key)`` → ``/topic/…``: each part becomes one segment, whatever is in it."""
        path = "/" + "/".join(quote(str(part), safe="") for part in parts)
        return self.to(path, params, anchor=anchor)


def external(url: object) -> str | None:
    """The address when a reader may follow it: http or https with a host, and nothing that ends an
    attribute or a line; else None. Attachments of a page have been javascript: addresses before.
    """
    if not isinstance(url, str) or any(ord(c) <= 32 or c in "\"'<>\\`\x7f" for c in url.strip()):
        return None
    text = url.strip()
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None
    return text if parts.scheme.lower() in ("http", "https") and host else None


def number(text: str) -> int | None:
    """A row's number from a path; None for what no row can have."""
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(LARGEST)):
        return None
    found = int(text)
    return found if found <= LARGEST else None
