"""Processes killed with -9 in the middle of a run: the run itself, and a crawl of it."""

from __future__ import annotations

import os
import signal
import subprocess
import time

from bench.faults.rig import Home, Rig, began, end_session, finish, running


def flow(rig: Rig, home: Home) -> bool:
    """The flow's process: nothing of it may go on, its crawls notice by themselves."""
    process = rig.start(home)
    if not began(home, process):
        finish(process)
        return False
    try:
        process.wait(timeout=rig.moment())
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    finally:
        end_session(process.pid)
    return False


def crawl(rig: Rig, home: Home) -> bool:
    """One crawl process: the run goes on with the others, and tells which outlets failed."""
    process = rig.start(home)
    struck = False
    if began(home, process):
        time.sleep(rig.moment() / 3)  # crawls are the first third of a run
        crawls = running(process.pid, "spiders.crawl")
        while not crawls and process.poll() is None:
            time.sleep(0.02)
            crawls = running(process.pid, "spiders.crawl")
        if crawls:
            try:
                os.kill(rig.rng.choice(crawls), signal.SIGKILL)
                struck = True
            except ProcessLookupError:
                struck = False
    finish(process)
    return struck
