"""Addresses printed in a page, made absolute; what is no http address is none."""

from __future__ import annotations

from urllib.parse import urljoin


def absolute(address: str | None, base: str) -> str | None:
    if not address or not address.strip():
        return None
    try:
        joined = urljoin(base, address.strip())
    except ValueError:
        return None
    return joined if joined.startswith(("http://", "https://")) else None
