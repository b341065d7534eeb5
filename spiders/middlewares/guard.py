"""Refuses addresses a crawl must never ask: an outlet's hosts are an allow-list.

Every request passes here, redirects too. The resolver refuses what this cannot see: names that lead
to private addresses.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler

from spiders.ignored import Refused
from spiders.outlet import Outlet

_PORTS = {"http": 80, "https": 443}
#: Dotted, short, decimal, octal and hexadecimal forms of an IPv4 address: all end in a number.
_NUMERIC = re.compile(r"(?:.*\.)?(?:0x[0-9a-f]*|\d+)$", re.IGNORECASE)
_INSIDE = ("localhost", "local", "internal", "intranet", "lan", "home", "corp")


def refusal(url: str, outlet: Outlet) -> str | None:
    """Why this address must not be asked for this outlet, None when it may be."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "the address is malformed"
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in _PORTS:
        return f"{parts.scheme or 'no scheme'} is not http or https"
    if not host:
        return "the address has no host"
    if parts.username is not None or parts.password is not None:
        return "the address carries a user name"
    if ":" in host or _NUMERIC.match(host):
        return f"{host} is an IP address"
    if host.rsplit(".", 1)[-1] in _INSIDE:
        return f"{host} is a name inside a network"
    if port is not None and port != _PORTS[parts.scheme]:
        return f"port {port} is not {parts.scheme}'s"
    if not outlet.owns(host):
        return f"{host} is not a host of {outlet.code}"
    return None


class Guard:
    """Raises Refused for what `refusal` names."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Guard:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        spider: Any = self._crawler.spider
        reason = refusal(request.url, spider.outlet)
        if reason is not None:
            way = "redirected to" if request.meta.get("redirect_times") else "asked for"
            self._crawler.stats.inc_value("guard/refused")
            raise Refused(f"{way} {request.url}: {reason}")
