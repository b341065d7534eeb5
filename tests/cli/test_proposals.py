"""`aipolicy proposals`: what was found anew, and the lines for the registry."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.commands.proposals import lines
from db import proposals, runs, schema
from db.models import Run
from db.proposals import Proposed
from db.session import open_engine, writing
from flows.plan import record
from spiders import registry
from spiders.events import FeedSeen
from tests.cli.conftest import Aipolicy

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def proposed(code: str, url: str, kind: str) -> Proposed:
    return Proposed(code, url, kind, "robots", 40, AT, AT, AT, "r1")


@pytest.fixture
def corpus(home: Path) -> None:
    """One proposal of a family's member, one of a named outlet."""
    engine = open_engine()
    schema.ensure(engine)
    with writing(engine) as session:
        runs.save_outlets(session, [record(registry.outlet(c)) for c in ("kbs", "kyongbuk")], AT)
        session.add(Run(id="r1", flow="ingest", trigger="hand", params={}, status="finished",
                        started_at=AT, code_version="t"))  # fmt: skip
        session.flush()
        for code, url in (
            ("kyongbuk", "https://www.kyongbuk.co.kr/sitemap.xml"),
            ("kbs", "https://news.kbs.co.kr/sitemap/month-2026-11.xml"),
        ):
            seen = FeedSeen(url, "sitemap", 200, AT.isoformat(), 40, 3, found="robots")
            proposals.save(session, "r1", code, [seen])
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "kind", "name"),
    [
        ("https://www.kyongbuk.co.kr/sitemap.xml", "sitemap", "feeds"),
        ("https://cdn.kyongbuk.co.kr/rss/gn_rss_allArticle.xml", "feed", "feeds"),
        ("https://www.kyongbuk.co.kr/news/articleList.html?view_type=sm", "list", "lists"),
    ],
)
def test_the_lines_are_toml_that_a_row_accepts(url: str, kind: str, name: str) -> None:
    pasted = tomllib.loads("\n".join(lines("kyongbuk", [proposed("kyongbuk", url, kind)])))
    outlet = registry.outlet("kyongbuk")
    before = outlet.feeds if name == "feeds" else outlet.lists
    whole = ["https://www.kyongbuk.co.kr" + v if v.startswith("/") else v for v in pasted[name]]
    assert whole == [url, *before]
    assert list(pasted) == [name]


def test_of_a_named_outlet_the_module_is_told() -> None:
    (line,) = lines("kbs", [proposed("kbs", "https://news.kbs.co.kr/feed", "feed")])
    assert "spiders/outlets/kbs" in line
    assert "https://news.kbs.co.kr/feed" in line


def test_an_outlet_that_left_the_registry_is_told_so() -> None:
    assert "no longer" in lines("nobody", [proposed("nobody", "https://a.kr/rss", "feed")])[0]


def test_they_are_listed_with_what_to_paste(aipolicy: Aipolicy, corpus: None) -> None:
    said = aipolicy("proposals")
    assert said.code == 0
    assert "https://www.kyongbuk.co.kr/sitemap.xml" in said.out
    assert '"/sitemap.xml"' in said.err


def test_as_json_each_is_an_object(aipolicy: Aipolicy, corpus: None) -> None:
    found = aipolicy("proposals", "--json", "-o", "kyongbuk").rows
    assert [(p["outlet"], p["kind"], p["newest_at"]) for p in found] == [
        ("kyongbuk", "sitemap", None)
    ]
    assert found[0]["registry"][0].startswith("#")


def test_the_lines_alone_can_be_piped_into_a_file(aipolicy: Aipolicy, corpus: None) -> None:
    pasted = tomllib.loads(aipolicy("proposals", "--toml", "-o", "kyongbuk").out)
    assert pasted["feeds"][0] == "/sitemap.xml"


def test_those_taken_over_are_forgotten(aipolicy: Aipolicy, corpus: None) -> None:
    assert aipolicy("proposals", "--forget").code == 2
    assert aipolicy("proposals", "--forget", "-o", "kbs").code == 0
    assert [p["outlet"] for p in aipolicy("proposals", "--json").rows] == ["kyongbuk"]


def test_none_is_said(aipolicy: Aipolicy) -> None:
    assert aipolicy("index").code == 0
    said = aipolicy("proposals")
    assert (said.code, said.out.count("\n")) == (0, 1)
    assert "No source was found anew" in said.err
