"""What a worker does before it loads one of our flows: the pull step of ``prefect.yaml``."""

from __future__ import annotations

import os
from pathlib import Path

import flows
from spiders.mortal import die_with_parent


class NoDataFolder(RuntimeError):
    """Raised by `enter`: the program is installed without its checkout, and nobody said where the
    data is.
    """


def enter() -> dict[str, str]:
    """Go to the folder this program's code lies in, whichever worker this is.

    A process worker starts each run in a temporary folder that it deletes afterwards. From here the
    entrypoints of ``prefect.yaml`` are found, and the default data folder is the checkout's
    ``data``, as for the command line. A run dies with its worker, Prefect's own included: nobody
    else would hear of it. Returns Prefect's ``directory``.
    """
    if "PREFECT__FLOW_RUN_ID" in os.environ:
        die_with_parent(os.getppid())
    code = Path(flows.__file__).resolve().parents[1]
    if not (os.environ.get("AIPOLICY_HOME") or (code / "prefect.yaml").exists()):
        raise NoDataFolder(
            "AIPOLICY_HOME is not set for this worker, and the program is not run from a checkout "
            "whose data folder could be used; set AIPOLICY_HOME to an absolute path and start the "
            "worker again"
        )
    os.chdir(code)
    return {"directory": str(code)}
