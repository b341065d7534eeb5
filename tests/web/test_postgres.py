"""The same pages over PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from starlette.testclient import TestClient

from db.readonly import open_reading
from db.session import open_engine
from tests.web.conftest import at_home, fill
from tests.web.markup import Page
from web.app import build

PAGES = (
    "/", "/search?q=AI+조례&region=경북&since=2026-10-01&order=relevance", "/search?outlet=kbs&band=accept",
    "/search?q=%00", "/search?q='+OR+1=1", "/article/2", "/article/2?show=verdict", "/article/2/versions",
    f"/article/{2**63 - 1}", "/story/1", f"/story/{2**63 - 1}", "/topics", "/topic/law_regulation",
    "/regions", "/region/경북", "/agencies", "/quotes?office=시장", "/releases", "/releases?by=agency",
    "/outlets", "/outlet/kbs", "/outlet/%00", "/runs", "/run/x%00", "/about", "/topic/%00",
)  # fmt: skip


@pytest.fixture(scope="module")
def client(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    admin = create_engine(postgres.format(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE reading_room"))
    admin.dispose()
    url = postgres.format(database="reading_room")
    folder: Path = tmp_path_factory.mktemp("postgres")
    writer = open_engine(url)
    with at_home(folder / "home"):
        fill(writer, folder)
    engine, patient = open_reading(url), open_reading(url, timeout=None)
    yield TestClient(build(engine, patient), base_url="http://localhost")
    for one in (writer, engine, patient):
        one.dispose()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_there(client: TestClient, path: str) -> None:
    answer = client.get(path)
    wrong = "%00" in path or str(2**63 - 1) in path
    assert answer.status_code in ((400, 404) if wrong else (200,))
    assert Page(answer.text).shortcomings() == []


def test_a_search_is_taken_along(client: TestClient) -> None:
    found = client.get("/search.json?q=AI&region=경북").json()["items"]
    lines = client.get("/export?format=jsonl&q=AI&region=경북").text.splitlines()
    assert len(found) == len(lines) > 0
