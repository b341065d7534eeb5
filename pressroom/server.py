"""The loopback server: ``http://127.0.0.1:PORT/<real host>/<path?query>`` answers as the real site.

Addresses of its own, under ``/_pressroom/``: ``status`` and ``hosts`` (JSON), ``clock`` (GET tells,
POST with ``?advance=SECONDS`` moves it), ``faults`` (GET lists, POST a JSON object adds, DELETE
clears). A host that is not a site's is answered 502.
"""

from __future__ import annotations

import hashlib
import json
import socket
import struct
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote

from pressroom.clock import Clock
from pressroom.faults import FaultError, Faults, Rule
from pressroom.newsroom import build_world
from pressroom.sites.base import Answer, Desk, Request, Shelves, as_json, plain
from pressroom.sites.registry import by_host
from pressroom.world import World

PIECE = 64 * 1024
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


class PressRoom:
    """The press room, for use with ``with``: serves in a thread of its own until left."""

    def __init__(
        self,
        world: World | None = None,
        *,
        scale: float = 1.0,
        seed: int | None = None,
        outlets: Iterable[str] | None = None,
        now: datetime | None = None,
        faults: Sequence[Rule] = (),
        port: int = 0,
    ) -> None:
        """Build the world (unless one is given) and bind 127.0.0.1; 0 takes a free port.

        Raises:
            OSError: the port is taken.
            ValueError: an outlet code is not one of the press room's.
        """
        self.clock = Clock(now or (world.now if world else Clock().now))
        if world is None:
            more: dict[str, Any] = {} if seed is None else {"seed": seed}
            world = build_world(now=self.clock.now, scale=scale, outlets=outlets, **more)
        self.world = world
        self.shelves = Shelves(world)
        self.sites = by_host()
        self.faults = Faults(faults)
        self.log = Log()
        self.closing = Event()
        self._desk = Desk(self.shelves, self.clock.now)
        self._desk_lock = Lock()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.room = self
        self._thread: Thread | None = None

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def desk(self) -> Desk:
        """What is out at this moment of the clock."""
        desk, now = self._desk, self.clock.now
        if desk.now != now:
            with self._desk_lock:
                desk = self._desk = Desk(self.shelves, now)
        return desk

    def start(self) -> PressRoom:
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving; hanging answers are let go."""
        self.closing.set()
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._thread = None
        self._server.server_close()

    def __enter__(self) -> PressRoom:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def answer(self, request: Request) -> Answer:
        """What this request is answered, before conditional requests and the wire."""
        site = self.sites.get(request.host)
        if site is None:
            return plain(f"the press room has no site {request.host!r}\n", 502)
        return self.faults.answer(request, self.desk, site.answer)

    # Its own addresses

    def own(self, request: Request) -> Answer:
        name = request.path.strip("/")
        if name == "status":
            return as_json(self._status())
        if name == "hosts":
            return as_json({host: site.outlet for host, site in sorted(self.sites.items())})
        if name == "clock":
            if request.method == "POST":
                try:
                    self.clock.advance(timedelta(seconds=float(request.arg("advance", "0"))))
                except ValueError:
                    return plain("advance takes seconds, as in ?advance=3600\n", 400)
            return as_json({"now": self.clock.now.isoformat()})
        if name == "faults":
            return self._own_faults(request)
        return plain("the press room answers status, hosts, clock and faults\n", 404)

    def _status(self) -> dict[str, Any]:
        counts = {outlet: len(self.desk.out(outlet)) for outlet in self.world.outlets}
        return {
            "now": self.clock.now.isoformat(),
            "seed": self.world.seed,
            "requests": len(self.log),
            "out": counts,
            "faults": len(self.faults.rules),
        }

    def _own_faults(self, request: Request) -> Answer:
        if request.method == "DELETE":
            self.faults.clear()
        elif request.method == "POST":
            try:
                self.faults.add(**json.loads(request.form.get("", "")))
            except (FaultError, TypeError, json.JSONDecodeError) as error:
                return plain(f"{error}\n", 400)
        rows = [asdict(rule) for rule in self.faults.rules]
        return as_json(rows)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    allow_reuse_address = True
    room: PressRoom

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news; anything else is a fault of ours and printed."""
        import sys

        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
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
    changed = answer.modified.replace(microsecond=0)
    tag = f'"{hashlib.blake2b(answer.body, digest_size=8).hexdigest()}"'
    utc = changed.astimezone(tz=None).timestamp()
    headers = (*answer.headers, ("ETag", tag), ("Last-Modified", _http_date(changed)))
    asked = request.headers.get("if-none-match")
    since = request.headers.get("if-modified-since")
    if asked is not None:
        same = tag in asked or asked.strip() == "*"
    elif since is not None:
        same = _seconds(since) >= utc
    else:
        same = False
    if same:
        return Answer(b"", 304, answer.content_type, headers=headers)
    return Answer(
        answer.body,
        200,
        answer.content_type,
        headers=headers,
        modified=answer.modified,
        wire=answer.wire,
    )


def _http_date(moment: datetime) -> str:
    from datetime import UTC

    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _seconds(http_date: str) -> float:
    """The time of an If-Modified-Since header; an unreadable one is older than everything."""
    try:
        return parsedate_to_datetime(http_date).timestamp()
    except (TypeError, ValueError):
        return 0.0
