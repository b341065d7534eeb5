"""``python -m flows.serving.engine PARENT``: Prefect's engine for one flow run, tied to its worker.

Prefect's own worker prepares a workspace in a process of its own and starts the engine after it; our
code lies where it lies, so the engine is started at once and does the pull step itself. And it
dies with the worker, with the crawls it started: the next worker need not ask who else is at work.

With ``--wait`` it loads everything first and is told its run on standard input (`flows.serving.spare`).
"""

from __future__ import annotations

import json
import os
import runpy
import sys

from spiders.mortal import die_with_parent


def wait_for_a_run() -> None:
    """Load what every run needs; then take on the environment and the folder of one."""
    import prefect.context
    import prefect.deployments.steps.core
    import prefect.flow_engine

    import flows.ingest  # noqa: F401

    said = sys.stdin.buffer.read()
    if not said:
        raise SystemExit(0)  # never needed
    told = json.loads(said)
    os.environ.clear()
    os.environ.update(told["env"])
    os.chdir(told["cwd"])
    prefect.context.refresh_global_settings_context()


def main() -> None:
    die_with_parent(int(sys.argv[1]))
    if "--wait" in sys.argv:
        wait_for_a_run()
    sys.argv = ["prefect.engine"]  # it would take an argument for the flow run's id
    runpy.run_module("prefect.engine", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
