"""One Prefect server for the tests of a module that need one: its start takes some fifteen seconds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.flows.prefect_server import Server, serving


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Everything of ``prefect.yaml`` is deployed on it; no test may leave its deployments paused."""
    with serving(tmp_path_factory.mktemp("prefect")) as server:
        yield server
