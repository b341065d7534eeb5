"""A reading room over a small press room's pages, read as every page is, and one hostile article."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient
from starlette.types import ASGIApp
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from db import health, schema
from db.readonly import open_reading
from db.search import catch_up
from db.session import open_engine, writing
from pressroom.gold import expected
from pressroom.server import PressRoom
from pressroom.sites.base import Request
from tests.once import once
from tests.web import hostile
from web.app import build

OUTLETS = ("gyeongbuk", "dkilbo", "kyongbuk", "kbs", "c1news")
#: Between the two looks at the pages, some of them were edited.
LOOKS = timedelta(days=16, hours=2)


def warc(room: PressRoom) -> bytes:
    """Every page of the outlets that is out now."""
    out = BytesIO()
    writer, now = WARCWriter(out, gzip=True), room.clock.now
    for publication in room.world.publications:
        if publication.outlet not in OUTLETS or publication.published > now:
            continue
        url = expected(publication, now)["canonical_url"]
        parts = urlsplit(url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        answer = room.answer(Request("GET", parts.netloc, parts.path, query, {}, {}, target))
        record = writer.create_warc_record(
            url, "response", payload=BytesIO(answer.body),
            http_headers=StatusAndHeaders("200 OK", list(dict(answer.headers).items()), "HTTP/1.1"),
            warc_headers_dict={"WARC-Date": f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"},
        )  # fmt: skip
        writer.write_record(record)
    return out.getvalue()


def fill(engine: Engine, folder: Path) -> None:
    """Two looks at the press room's pages, a watch of its outlets, and the hostile article. Imports
    need AIPOLICY_HOME to be set.
    """
    from flows.importing import import_paths

    schema.ensure(engine)
    with PressRoom(scale=0.06) as room:
        for look in (-LOOKS, LOOKS):
            room.clock.advance(look)
            file = folder / f"{room.clock.now:%m%d}.warc.gz"
            file.write_bytes(warc(room))
            import_paths(engine, [file])
    hostile.store(engine)
    _watch(engine)
    catch_up(engine)


@contextmanager
def at_home(folder: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIPOLICY_HOME", str(folder))
        for name in ("DATABASE_URL", "PRESSROOM", "ARCHIVE"):
            patch.delenv(f"AIPOLICY_{name}", raising=False)
        yield


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Articles, edits, copies, press releases and what was made of them, three runs and a watch."""
    folder = tmp_path_factory.mktemp("room")
    once(tmp_path_factory, "reading-room", _filled, folder)  # some ten seconds
    with at_home(folder / "home"):
        engine = open_engine(folder=folder / "home")
        yield engine
        engine.dispose()


def _filled(folder: Path) -> None:
    with at_home(folder / "home"):
        engine = open_engine(folder=folder / "home")
        fill(engine, folder)
        engine.dispose()


def _watch(engine: Engine) -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    states = {"kbs": ("ok", None), "dkilbo": ("quiet", "nothing new for 9 days"),
              "c1news": ("blocked", "403 in 4 visits in a row")}  # fmt: skip
    rows = [
        {
            "outlet": code, "at": now, "state": state, "reason": reason,
            "details": {"alarm": state == "blocked", "visited_at": now.isoformat(), "next": "wait"},
        }
        for code, (state, reason) in states.items()
    ]  # fmt: skip
    with writing(engine) as session:
        health.save_probes(session, rows)


@pytest.fixture(scope="session")
def room_app(corpus: Engine) -> Iterator[ASGIApp]:
    url = corpus.url.render_as_string(hide_password=False)
    engine, patient = open_reading(url), open_reading(url, timeout=None)
    yield build(engine, patient)
    engine.dispose()
    patient.dispose()


@pytest.fixture
def client(room_app: ASGIApp) -> TestClient:
    return TestClient(room_app, base_url="http://localhost:8600")
