"""``python -m flows.serving.worker``: a process worker that dies with its parent, as its runs do.

Beside Prefect's own it starts the engine directly (`flows.serving.engine`), which saves a Python
start of some seconds a run, and ends its runs when it is asked to end.
"""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Sequence

from spiders.mortal import die_with_parent


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m flows.serving.worker", description=__doc__)
    parser.add_argument("--pool", default="aipolicy", help="work pool (default: aipolicy)")
    parser.add_argument("--name", help="the worker's name in Prefect's pages")
    parser.add_argument("--limit", type=int, help="runs at a time; default: no limit")
    parser.add_argument("--parent", type=int, default=os.getppid(), help="whom to die with")
    parser.add_argument("--run-once", action="store_true", help="only what is due now")
    options = parser.parse_args(argv)
    if "PREFECT_API_URL" not in os.environ:
        parser.error("PREFECT_API_URL is not set: the address of the Prefect server to work for")
    die_with_parent(options.parent)
    from flows.serving.processworker import work

    asyncio.run(work(options.pool, options.name, options.limit, once=options.run_once))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
