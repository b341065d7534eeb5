"""Taking URLs apart the way keys need it. No URL, however broken, raises here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urljoin, urlsplit

from spiders.outlet import Outlet


@dataclass(frozen=True, slots=True)
class Address:
    """A URL in parts: host in lower case, path without ``;jsessionid=``, first value of each
    parameter, names in lower case."""

    host: str
    path: str
    query: Mapping[str, str]


def address(url: str, outlet: Outlet) -> Address | None:
    """The parts of a URL on one of the outlet's hosts; None for any other and for broken ones."""
    try:
        parts = urlsplit(url.strip().replace("&amp;", "&"))
        host = (parts.hostname or "").lower().rstrip(".")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not outlet.owns(host):
        return None
    query: dict[str, str] = {}
    for name, value in parse_qsl(parts.query):
        query.setdefault(name.lower(), value.strip())
    return Address(host, parts.path.split(";", 1)[0], query)


def joined(base: str, href: str | None) -> str | None:
    """A page's link made absolute; None for an empty and for a broken one."""
    try:
        return urljoin(base, href.strip()) if href and href.strip() else None
    except ValueError:
        return None
