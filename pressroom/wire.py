"""HTTP/1.1 on loopback: requests read, answers sent with what a fault wants of the bytes."""

from __future__ import annotations

import gzip
import hashlib
import socket
import struct
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import Any, NamedTuple, Protocol
from urllib.parse import parse_qsl, unquote

from pressroom.sites.base import PLAIN, Answer, Request

LONGEST_FORM = 1 << 20


class Logged(NamedTuple):
    """One request as it was answered. ``time`` is seconds of the epoch; ``path`` has the query."""

    time: float
    method: str
    host: str
    path: str
    status: int
    headers: Mapping[str, str]
    sent: int  # bytes of the body


class Log(list[Logged]):
    """What was asked, in the order of arrival of answers. Appending is atomic."""

    def of(self, host: str | None = None, path: str = "") -> list[Logged]:
        """Those for this host whose path begins so."""
        return [e for e in list(self) if host in (None, e.host) and e.path.startswith(path)]


class Room(Protocol):
    """What the server asks of the press room."""

    log: Log
    closing: Event

    def answer(self, request: Request) -> Answer: ...

    def own(self, request: Request) -> Answer: ...

    def packs(self, host: str) -> bool: ...


class Server(ThreadingHTTPServer):
    """A thread a connection; threads end with the process."""

    daemon_threads = True
    request_queue_size = 256
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], room: Room) -> None:
        self.room = room
        super().__init__(address, Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news; anything else is a fault of ours and printed."""
        if not isinstance(sys.exc_info()[1], ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server
    disable_nagle_algorithm = True
    timeout = 120

    def do_GET(self) -> None:
        self._respond()

    do_HEAD = do_POST = do_DELETE = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the terminal: `PressRoom.log` has it."""

    def _respond(self) -> None:
        room, arrived = self.server.room, time.time()
        request = self._read()
        if request is None:
            return
        if request.host == "_pressroom":
            self._send(request, room.own(request), arrived, logged=False)
            return
        answer = _conditional(request, room.answer(request))
        if room.packs(request.host):
            answer = _packed(request, answer)
        self._send(request, answer, arrived, logged=True)

    def _read(self) -> Request | None:
        """The request, addressed to the real host; None when it could not be read."""
        address, _, query = self.path.partition("?")
        _, _, rest = address.partition("/")
        host, slash, path = rest.partition("/")
        raw = b""
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > LONGEST_FORM:
            self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return None
        raw = self.rfile.read(int(length))
        headers = {name.lower(): value for name, value in self.headers.items()}
        clean = unquote(f"{slash}{path}" or "/")
        return Request(
            method=self.command,
            host=host.lower(),
            path=clean.partition(";jsessionid=")[0],
            query=dict(parse_qsl(query, keep_blank_values=True)),
            form=_form(raw, headers.get("content-type", "")),
            headers=headers,
            target=f"/{path}" + (f"?{query}" if query else ""),
        )

    def _send(self, request: Request, answer: Answer, arrived: float, *, logged: bool) -> None:
        wire, room = answer.wire, self.server.room
        body = b"" if request.method == "HEAD" else answer.body
        sent = 0 if wire.stream else len(body[: wire.cut] if wire.cut is not None else body)
        if logged:
            room.log.append(
                Logged(
                    arrived,
                    request.method,
                    request.host,
                    request.target,
                    answer.status,
                    request.headers,
                    sent,
                )
            )
        if wire.delay and room.closing.wait(wire.delay):
            self.close_connection = True
            return
        self.wfile.write(self._head(answer, request.method))
        self._write_body(answer, body)
        if wire.reset:
            # SO_LINGER of zero seconds makes close() send RST instead of FIN.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if wire.reset or wire.cut is not None or (wire.stream and wire.promise is None):
            self.close_connection = True

    def _head(self, answer: Answer, method: str) -> bytes:
        wire = answer.wire
        if wire.reset and not wire.cut:
            return b""
        phrase = HTTPStatus(answer.status).phrase
        lines = [
            f"HTTP/1.1 {answer.status} {phrase}",
            f"Date: {self.date_time_string()}",
            "Server: Apache",
        ]
        length = wire.promise if wire.promise is not None else len(answer.body)
        if answer.status != 304:
            lines.append(f"Content-Type: {answer.content_type}")
            if wire.stream and wire.promise is None:
                lines.append("Connection: close")
            else:
                lines.append(f"Content-Length: {length}")
        lines += [f"{name}: {value}" for name, value in answer.headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def _write_body(self, answer: Answer, body: bytes) -> None:
        wire, room = answer.wire, self.server.room
        if wire.stream is not None:
            for block in wire.stream():
                if room.closing.is_set():
                    return
                self.wfile.write(block)
            return
        if wire.cut is not None:
            body = body[: wire.cut]
        if not wire.drip:
            self.wfile.write(body)
            return
        for at in range(0, len(body), wire.piece):
            self.wfile.write(body[at : at + wire.piece])
            if room.closing.wait(wire.drip):
                self.close_connection = True
                return


def _form(raw: bytes, content_type: str) -> dict[str, str]:
    """Posted form fields; a JSON body stands whole under the empty name."""
    if not raw:
        return {}
    text = raw.decode("utf-8", "replace")
    if content_type.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(text, keep_blank_values=True))
    return {"": text}


def _conditional(request: Request, answer: Answer) -> Answer:
    """ETag and Last-Modified where the site says when the answer changed; 304 where it did not."""
    if answer.modified is None or answer.status != 200 or request.method not in ("GET", "HEAD"):
        return answer
    changed = answer.modified.astimezone(UTC).replace(microsecond=0)
    tag = f'"{hashlib.blake2b(answer.body, digest_size=8).hexdigest()}"'
    headers = (
        *answer.headers,
        ("ETag", tag),
        ("Last-Modified", format_datetime(changed, usegmt=True)),
    )
    asked = request.headers.get("if-none-match")
    since = request.headers.get("if-modified-since")
    if asked is not None:
        same = tag in asked or asked.strip() == "*"
    else:
        same = since is not None and _moment(since) >= changed
    if same:
        return Answer(b"", 304, answer.content_type, headers=headers)
    return replace(answer, headers=headers)


def _packed(request: Request, answer: Answer) -> Answer:
    """gzip for who accepts it, where the site packs its answers and no fault has a say."""
    accepted = "gzip" in request.headers.get("accept-encoding", "")
    plain = answer.wire == PLAIN and all(name != "Content-Encoding" for name, _ in answer.headers)
    if not (accepted and plain and answer.body):
        return answer
    headers = (*answer.headers, ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"))
    return replace(answer, body=gzip.compress(answer.body, 1, mtime=0), headers=headers)


def _moment(http_date: str) -> datetime:
    """The time of an If-Modified-Since header; an unreadable one is older than everything."""
    try:
        return parsedate_to_datetime(http_date).astimezone(UTC)
    except (TypeError, ValueError):
        return datetime.min.replace(tzinfo=UTC)
