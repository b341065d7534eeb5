"""One Prefect server for all tests that need one.

Mark such tests ``pytestmark = pytest.mark.xdist_group("prefect")``: they run in one process then, and
the server, some fifteen seconds of start, is booted once.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.flows.prefect_server import Server, serving


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Everything of ``prefect.yaml`` is deployed on it; no test may leave its deployments paused."""
    with serving(tmp_path_factory.mktemp("prefect")) as server:
        yield server
