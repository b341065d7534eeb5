"""``python -m flows.serving.setup``: the deployments of ``prefect.yaml`` and the automations.

A process of its own, so that the supervisor need not hold Prefect in memory. Idempotent.
"""

from __future__ import annotations

import argparse
import os
import runpy
import sys
from collections.abc import Sequence

from flows.worker import enter
from spiders.mortal import die_with_parent


def deploy() -> None:
    """``prefect deploy --all``, in this process. Raises SystemExit when it fails."""
    sys.argv = ["prefect", "--no-prompt", "deploy", "--all"]
    try:
        runpy.run_module("prefect", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if end.code:
            raise


def automate() -> list[str]:
    """The heartbeat and the failure automation; their names."""
    from flows import automations

    return automations.ensure()


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m flows.serving.setup", description=__doc__)
    parser.add_argument("--parent", type=int, default=os.getppid(), help="whom to die with")
    die_with_parent(parser.parse_args(argv).parent)
    enter()
    deploy()
    print("automations:", ", ".join(automate()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
