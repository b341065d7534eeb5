"""The reading room as a process of its own: ``python -m web``. `aipolicy web` becomes this one, which
holds a third less memory than a process that could crawl as well.
"""

from __future__ import annotations

import argparse
import signal
import socket
import sys
from collections.abc import Sequence

import uvicorn

from db.errors import DatabaseError
from web.app import of_corpus

LOCAL = ("127.0.0.1", "localhost", "::1")
#: Connections that wait to be taken.
_BACKLOG = 128


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until it is told to end. 0 then, 1 with a sentence on standard error when it cannot."""
    given = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: an end, no failure
    beyond = given.host not in LOCAL
    try:
        app = of_corpus(allowed_hosts=(*given.allowed_host, *((given.host,) if beyond else ())))
        listening = (
            listen(given.host, given.port) if given.fd is None else socket.socket(fileno=given.fd)
        )
    except DatabaseError as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(
            f"cannot listen at {given.host}:{given.port} ({error.strerror or error}); name another "
            "--port or --host"
        )
    shown = f"[{given.host}]" if ":" in given.host else given.host
    _say(f"the reading room is at http://{shown}:{listening.getsockname()[1]}/ (Ctrl-C ends it)")
    if beyond:
        _say("it listens beyond this machine, without a log-in: whoever reaches it can read all")
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, proxy_headers=False,
        timeout_graceful_shutdown=5, lifespan="off",
    )  # fmt: skip
    with listening:
        try:
            uvicorn.Server(config).run(sockets=[listening])
        except KeyboardInterrupt:
            _say("the reading room is closed")
    return 0


def listen(host: str, port: int) -> socket.socket:
    """Raises OSError where the place is taken, or is none."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(_BACKLOG)  # who reads the address may ask at once
    except OSError:
        listening.close()
        raise
    return listening


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m web", description="The reading room.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8600)
    parser.add_argument("--allowed-host", action="append", default=[])
    parser.add_argument("--fd", type=int, help="descriptor of a socket that listens already")
    return parser


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def _fail(sentence: str) -> int:
    _say(sentence)
    return 1


if __name__ == "__main__":
    sys.exit(main())
