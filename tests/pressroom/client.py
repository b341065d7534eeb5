"""A plain client of the press room: real hosts and paths in, status, headers and bytes out."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from pressroom.server import PressRoom
from pressroom.sites.base import Request


@dataclass(frozen=True)
class Got:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(
    room: PressRoom,
    address: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    body: bytes | None = None,
    timeout: float = 10,
) -> Got:
    """Ask for a real address (``https://host/path?query`` or without the scheme)."""
    sent = dict(headers or {})
    if form is not None:
        method, body = "POST", urlencode(form).encode()
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    connection = http.client.HTTPConnection("127.0.0.1", room.port, timeout=timeout)
    try:
        connection.request(
            method, "/" + address.partition("//")[2 if "//" in address else 0], body, sent
        )
        answer = connection.getresponse()
        return Got(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
    finally:
        connection.close()


def request_for(url: str) -> Request:
    """The request a site sees for a real address, without a connection."""
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    return Request("GET", parts.netloc, parts.path, query, {}, {}, target)
