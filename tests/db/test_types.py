"""JSON in the database can be read and searched by people, and comes back as it was."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import Engine, text

from db.models import Run, Version
from db.session import reading, writing
from db.types import json_text
from tests.db.digests import NOON, article, outlets


def test_bylines_are_found_by_a_name(engine: Engine) -> None:
    outlets(engine)
    made = article(engine, "kbs")
    with writing(engine) as session:
        session.query(Version).filter_by(article_id=made).update(
            {"bylines": [{"name": "김기성", "role": "기자", "email": None}]}
        )
    with reading(engine) as session:
        sql = "SELECT count(*) FROM corpus WHERE CAST(bylines AS text) LIKE '%김기성%'"
        assert session.scalar(text(sql)) == 1


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ({"이름": "김·😀"}, '{"이름": "김·😀"}'),
        (["\ud800", "a\udfffb"], r'["\ud800", "a\udfffb"]'),
        ('\x00\n"\\uac00', r'"\u0000\n\"\\uac00"'),
        (None, "null"),
    ],
)
def test_half_a_character_stays_an_escape(value: object, stored: str) -> None:
    assert json_text(value) == stored
    assert json.loads(stored) == value
    stored.encode()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_half_a_character_can_be_stored(engine: Engine) -> None:
    with writing(engine) as session:
        session.add(
            Run(id="r", flow="ingest", trigger="hand", params={"이": "\ud800"}, status="finished",
                started_at=NOON, code_version="1")
        )  # fmt: skip
    with reading(engine) as session:
        assert session.get_one(Run, "r").params == {"이": "\ud800"}
