"""Addresses that may be linked to."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

#: What an address may hold as it is; the rest is percent-encoded, quotes and brackets among it.
_PLAIN = "!#$%&*+,-./:;=?@_~"


def safe(url: str | None) -> str | None:
    """An address of the web, ready for an attribute; None for anything else (javascript:, data:)."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return None
    return quote(url.strip(), safe=_PLAIN)
