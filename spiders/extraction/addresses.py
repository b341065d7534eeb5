"""Addresses printed in a page, made absolute; what is no http address is none."""

from __future__ import annotations

from spiders.addresses import joined


def absolute(address: str | None, base: str) -> str | None:
    found = joined(base, address)
    return found if found and found.startswith(("http://", "https://")) else None
