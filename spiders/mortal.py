"""A child that does not outlive its parent, kill -9 included. Imports nothing heavy."""

from __future__ import annotations

import ctypes
import os
import signal
import sys


def die_with_parent(parent: int) -> None:
    """Have Linux send SIGKILL when the parent dies (PR_SET_PDEATHSIG = 1); end now if it has.

    Not SIGTERM: the next run takes over the folder of a dead one at once, and must not find someone
    still writing in it. What is on disk is whole at every moment.
    """
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            raise SystemExit(1)
