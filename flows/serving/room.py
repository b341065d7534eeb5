"""``python -m flows.serving.room``: the reading room, beside the worker of `aipolicy up`.

This process becomes ``python -m web``: what a room needs is less than what a crawl needs, and what it
has loaded it keeps. Who it dies with stays set over that.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from spiders.mortal import die_with_parent

#: Threads of the room share two heaps: with one each, what an export needed once is held for ever.
_ENVIRONMENT = {"MALLOC_ARENA_MAX": "2"}


def become(*options: str) -> NoReturn:
    """The room, with these options of ``python -m web``. Nothing of this process is left."""
    # -P: no folder of the user's is taken for our `web`.
    command = [sys.executable, "-P", "-m", "web", *options]
    os.execve(sys.executable, command, {**os.environ, **_ENVIRONMENT})


def main(argv: Sequence[str] | None = None) -> NoReturn:
    parser = argparse.ArgumentParser(prog="python -m flows.serving.room", description=__doc__)
    parser.add_argument("--fd", type=int, required=True, help="the listening socket's descriptor")
    parser.add_argument("--parent", type=int, default=os.getppid(), help="whom to die with")
    options = parser.parse_args(argv)
    die_with_parent(options.parent)
    become("--fd", str(options.fd))


if __name__ == "__main__":
    main()
