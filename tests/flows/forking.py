"""Crawls forked from a process that has imported what they need: that takes 1.5 of the 1.7 seconds of
processor time which a small crawl costs.

The crawl is whole: a process and session of its own, with its arguments, environment and output. Not
for tests of the process itself: there it is ``python -m spiders.crawl`` (``tests/spiders/test_crawl.py``).
"""

from __future__ import annotations

import gc
import importlib
import json
import logging
import os
import socket
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from types import SimpleNamespace
from typing import IO, Any, NoReturn

import pytest

from spiders.mortal import die_with_parent
from tests.conftest import ROOT

#: What every crawl loads. None of it reads the environment, as ``spiders.settings`` does.
LOADED = (
    "korean.bylines", "korean.relevance", "korean.rights", "scrapy.core.downloader.handlers.http11",
    "scrapy.extensions.feedexport", "scrapy.extensions.remote_control", "scrapy.extensions.telnet",
    "scrapy.pqueues", "scrapy.robotstxt", "scrapy.squeues", "spiders.crawl", "spiders.downloader",
    "spiders.handlers", "twisted.web.client",
)  # fmt: skip


class Forked:
    """What `flows.stages.crawl` asks of a `subprocess.Popen`."""

    def __init__(
        self,
        asking: socket.socket,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        stdin: int,
        stdout: int,
        stderr: IO[bytes],
        start_new_session: bool,
    ) -> None:
        assert command[:3] == [sys.executable, "-m", "spiders.crawl"]
        assert (stdin, stdout, start_new_session) == (subprocess.DEVNULL, subprocess.PIPE, True)
        asked = {"arguments": command[3:], "environment": dict(env), "folder": os.getcwd()}
        ours, theirs = os.pipe()
        self._answers, their_answers = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with their_answers:
            fds = [theirs, stderr.fileno(), their_answers.fileno()]
            socket.send_fds(asking, [json.dumps(asked).encode()], fds)
        os.close(theirs)
        self.stdout = os.fdopen(ours, "rb")
        self.pid = int(self._answers.recv(100))
        self.returncode: int | None = None

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            self._answers.settimeout(timeout)
            try:
                self.returncode = int(self._answers.recv(100))
            except (TimeoutError, BlockingIOError):
                raise subprocess.TimeoutExpired("spiders.crawl", timeout or 0) from None
            self._answers.close()
        return self.returncode

    def poll(self) -> int | None:
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode


@contextmanager
def forker() -> Iterator[socket.socket]:
    """The process that crawls are forked from, and where it is asked to."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours:
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.flows.forking", str(theirs.fileno())], cwd=ROOT,
                stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()], start_new_session=True,
            )  # fmt: skip
        yield ours
    process.wait(60)


@contextmanager
def forked(asking: socket.socket) -> Iterator[None]:
    """The crawls of this process are forked."""
    own = SimpleNamespace(
        Popen=partial(Forked, asking), DEVNULL=subprocess.DEVNULL, PIPE=subprocess.PIPE,
        TimeoutExpired=subprocess.TimeoutExpired,
    )  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importlib.import_module("flows.stages.crawl"), "subprocess", own)
        yield


# -- in that process -------------------------------------------------------------------------------


def main(asked: socket.socket) -> int:
    die_with_parent(os.getppid())
    for name in LOADED:
        importlib.import_module(name)
    assert "twisted.internet.reactor" not in sys.modules  # each has one of its own
    assert "spiders.settings" not in sys.modules
    gc.freeze()  # what was loaded stays shared
    me = os.getpid()
    while True:
        request, fds, _, _ = socket.recv_fds(asked, 1 << 20, 3)
        if not request:
            return 0
        if os.fork() == 0:
            asked.close()
            die_with_parent(me)
            mind(json.loads(request), *fds)
        for fd in fds:
            os.close(fd)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def mind(request: dict[str, Any], stdout: int, stderr: int, answers: int) -> NoReturn:
    """Tells the crawl's pid, and how it ended."""
    pid = os.fork()
    if pid == 0:
        os.close(answers)
        crawl(stdout, stderr, **request)
    os.close(stdout)
    os.close(stderr)
    with socket.socket(fileno=answers) as telling:
        telling.send(str(pid).encode())
        telling.send(str(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])).encode())
    os._exit(0)


def crawl(
    stdout: int, stderr: int, arguments: list[str], environment: dict[str, str], folder: str
) -> NoReturn:
    code = 1
    try:
        os.setsid()
        os.dup2(stdout, 1)
        os.dup2(stderr, 2)
        os.environ.clear()
        os.environ |= environment
        os.chdir(folder)
        code = importlib.import_module("spiders.crawl").main(arguments)
    except BaseException:
        traceback.print_exc()
    finally:
        logging.shutdown()
        sys.stdout.flush()
        os._exit(code)  # to take all that was loaded down costs more than the crawl


if __name__ == "__main__":
    raise SystemExit(main(socket.socket(fileno=int(sys.argv[1]))))
