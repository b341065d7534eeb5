"""Receivers of alarms on loopback: a webhook's and a mail server, and what they were told."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Sink:
    """``answers`` are given in turn, the last one for ever; ``got`` is what arrived."""

    url: str = ""
    answers: list[int] = field(default_factory=lambda: [200])
    got: list[Any] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    said: list[bytes] = field(default_factory=list)

    def answer(self) -> int:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def _serving(server: socketserver.BaseServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.server_address[1]  # type: ignore[index, misc]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def webhook_sink(path: str = "/services/T0/B0") -> Iterator[Sink]:
    """Takes JSON alone: what is no JSON is answered with 400, as real receivers do."""
    sink = Sink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            sink.paths.append(self.path)
            sink.said.append(self.headers.as_bytes() + body)
            status = sink.answer()
            try:
                told = json.loads(body)
            except ValueError:
                status = 400
            if status == 200:
                sink.got.append(told)
            self.send_response(status)
            if status in (301, 302, 307):
                self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/other")  # type: ignore[attr-defined]
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None: ...

    with _serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        sink.url = f"http://127.0.0.1:{port}{path}"
        yield sink


@contextmanager
def mail_sink(*extensions: str) -> Iterator[Sink]:
    """A mail server of seven bits. ``got`` holds the letters; ``said`` every line of the client;
    ``answers`` are what it says to RCPT TO.
    """
    sink = Sink(answers=[250])

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.tell("220 sink")
            while line := self.rfile.readline():
                sink.said.append(line)
                verb = line.split(b":")[0].strip().upper()
                if verb.startswith((b"EHLO", b"HELO")):
                    for name in ("sink", *extensions[:-1]):
                        self.tell(f"250-{name}")
                    self.tell(f"250 {extensions[-1] if extensions else 'HELP'}")
                elif verb == b"RCPT TO":
                    self.tell(f"{sink.answer()} so be it")
                elif verb == b"DATA":
                    self.tell("354 go on")
                    sink.got.append(self.letter())
                    self.tell("250 taken")
                elif verb == b"QUIT":
                    self.tell("221 bye")
                    return
                elif verb.startswith(b"AUTH"):
                    self.tell(f"535 {line.decode().strip()} is wrong")  # it repeats what it heard
                else:
                    self.tell("250 ok")

        def letter(self) -> EmailMessage:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line)
            body = b"".join(lines)
            assert body.isascii()
            return message_from_bytes(body, policy=policy.default)  # type: ignore[return-value]

        def tell(self, line: str) -> None:
            self.wfile.write(line.encode() + b"\r\n")

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with _serving(Server(("127.0.0.1", 0), Handler)) as port:
        sink.url = f"smtp://127.0.0.1:{port}"
        yield sink
