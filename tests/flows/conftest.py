"""A Prefect server, and crawls, for the tests of a module that need them."""

from __future__ import annotations

import multiprocessing
import socket
from collections.abc import Iterator

import pytest

from tests.flows.forking import forked, forker
from tests.flows.prefect_server import Server, deployed, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Everything of ``prefect.yaml`` is deployed on it; no test may leave its deployments paused."""
    home = tmp_path_factory.mktemp("prefect")
    deployed(tmp_path_factory, home)
    with serving(home) as server:
        yield server


@pytest.fixture(scope="session")
def _forker() -> Iterator[socket.socket]:
    with forker() as asking:
        yield asking


@pytest.fixture(scope="module")
def forked_crawls(_forker: socket.socket) -> Iterator[None]:
    """For modules in which a crawl is a means: each is forked, which makes it cheap."""
    with forked(_forker):
        yield


@pytest.fixture
def forked_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests in which many processes begin, and not how they do: `multiprocessing` forks them from a
    process that has imported what ours need, where ours would each import it.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["bench.storm", "flows.reprocess", "tests.flows.faulty"])
    monkeypatch.setattr(multiprocessing, "get_context", lambda method=None: context)
