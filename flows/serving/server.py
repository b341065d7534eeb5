"""``python -m flows.serving.server``: Prefect's server, on a socket its parent holds.

The parent listens, this process answers: nobody else can take the port in between, and a server
that is started again finds its callers waiting on the socket instead of refused.
"""

from __future__ import annotations

import argparse
import os
import socket
from collections.abc import Sequence

from spiders.mortal import die_with_parent

#: Seconds that open answers and websockets get when the server is asked to end.
LAST_ANSWERS = 3


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one. Raises OSError when the address is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(512)
    except OSError:
        made.close()
        raise
    return made


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m flows.serving.server", description=__doc__)
    parser.add_argument("--fd", type=int, required=True, help="the listening socket's descriptor")
    parser.add_argument("--parent", type=int, default=os.getppid(), help="whom to die with")
    parser.add_argument(
        "--throwaway", action="store_true", help="for one run: no scheduler, no pages"
    )
    options = parser.parse_args(argv)
    die_with_parent(options.parent)
    import uvicorn
    from prefect.server.api.server import create_app

    config = uvicorn.Config(
        create_app(final=True, ephemeral=options.throwaway),
        log_level=os.environ.get("PREFECT_SERVER_LOGGING_LEVEL", "WARNING").lower(),
        access_log=False,
        timeout_graceful_shutdown=LAST_ANSWERS,
    )
    server = uvicorn.Server(config)
    server.run(sockets=[socket.socket(fileno=options.fd)])
    return 0 if server.started else 3


if __name__ == "__main__":
    raise SystemExit(main())
