"""`aipolicy doctor`: what of each outlet works, what does not, and what to try next."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli.main import main
from db import schema
from db.models import Version
from db.session import open_engine, writing
from pressroom.server import PressRoom
from tests.cli.conftest import Aipolicy, Said
from tests.db import rows

OUTLETS = ("kbs", "gyeongbuk", "jnilbo", "breaknews", "etoday", "kyongbuk", "idaegu", "hidomin",
           "c1news", "dkilbo")  # fmt: skip


@pytest.fixture(scope="module")
def room() -> Iterator[PressRoom]:
    with PressRoom(scale=0.03) as room:
        room.faults.add(host="www.etoday.co.kr", path="/news/view/", kind="alert")
        room.faults.add(host="www.kyongbuk.co.kr", path="^/(news|rss)", kind="403")
        room.faults.add(host="www.idaegu.com", path="robots", kind="500")
        room.faults.add(host="www.hidomin.com", path="articleList|rss", kind="empty")
        room.faults.add(host="www.dkilbo.com", path="articleList", kind="500")
        yield room


@pytest.fixture(scope="module")
def said(room: PressRoom, tmp_path_factory: pytest.TempPathFactory) -> Said:
    """One look at all of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIPOLICY_HOME", str(tmp_path_factory.mktemp("home") / "data"))
        patch.setenv("AIPOLICY_PRESSROOM", room.url)
        patch.setenv("AIPOLICY_DELAY_FACTOR", "0")
        # Nobody listens there: a corpus that cannot be asked must not spoil the look.
        patch.setenv("AIPOLICY_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
        result = CliRunner().invoke(main, ["doctor", "--json", *OUTLETS])
        assert not os.path.exists(os.environ["AIPOLICY_HOME"]), "it wrote into the data folder"
    return Said(result.exit_code, result.stdout, result.stderr)


@pytest.fixture(scope="module")
def reports(said: Said) -> dict[str, dict[str, Any]]:
    return {row["outlet"]: row for row in said.rows}


def test_each_outlet_is_one_json_line(said: Said) -> None:
    assert tuple(row["outlet"] for row in said.rows) == OUTLETS


def test_it_ends_with_one_when_an_outlet_failed(said: Said) -> None:
    assert said.code == 1
    assert "of 10 outlets work" in said.err


@pytest.mark.parametrize(
    ("code", "version"),
    [
        ("kbs", "kbs.current"),
        ("gyeongbuk", "gyeongbuk.2026"),
        ("jnilbo", "ndsoft.atl"),
        ("breaknews", "insnews.2012"),
    ],
)
def test_an_outlet_that_works_shows_its_page_version(
    reports: dict[str, dict[str, Any]], code: str, version: str
) -> None:
    report = reports[code]
    assert (report["level"], report["why"], report["next"]) == ("ok", None, None)
    assert {article["page"] for article in report["articles"]} == {version}


def test_it_shows_the_newest_item(reports: dict[str, dict[str, Any]], room: PressRoom) -> None:
    newest = room.desk.out("kbs")[0]
    assert reports["kbs"]["newest_title"] == newest.texts[0].title
    assert reports["kbs"]["newest_at"][:16] == newest.published.isoformat()[:16]


def test_it_reads_the_newest_articles(reports: dict[str, dict[str, Any]], room: PressRoom) -> None:
    newest = room.desk.out("jnilbo")[:2]
    articles = reports["jnilbo"]["articles"]
    assert sorted(a["title"] for a in articles) == sorted(p.texts[0].title for p in newest)
    for article in articles:
        assert 0 < len(article["body_start"]) <= 80
        assert article["methods"]["body"] == "ndsoft.atl"
        assert not {"title", "body", "published"} & set(article["missing"])


def test_it_tells_of_each_source_what_it_answered(reports: dict[str, dict[str, Any]]) -> None:
    sources = {s["kind"]: s for s in reports["kbs"]["sources"]}
    assert (sources["api"]["status"], sources["api"]["problem"]) == (200, None)
    assert sources["api"]["rows"] > 5
    assert sources["api"]["newest_at"].endswith("+09:00")


def test_it_tells_the_crawl_delay_robots_asks_for(reports: dict[str, dict[str, Any]]) -> None:
    delays = {r["url"]: r["crawl_delay"] for r in reports["c1news"]["robots"]}
    assert delays["https://www.c1news.kr/robots.txt"] == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("code", "level", "why"),
    [
        ("etoday", "failed", "none of the newest articles could be read: not_article"),
        ("kyongbuk", "failed", "the site refuses us"),
        ("idaegu", "failed", "robots.txt cannot be read"),
        ("hidomin", "failed", "no declared source shows an article (small: no row in"),
        ("dkilbo", "warning", "sources gave nothing"),
    ],
)
def test_what_is_wrong_is_a_sentence_with_something_to_try(
    reports: dict[str, dict[str, Any]], code: str, level: str, why: str
) -> None:
    report = reports[code]
    assert report["level"] == level, report
    assert why in report["why"]
    assert report["next"]


def test_without_a_network_each_outlet_is_one_line(
    aipolicy: Aipolicy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A port of this machine where nobody listens."""
    monkeypatch.setenv("AIPOLICY_PRESSROOM", "http://127.0.0.1:1")
    monkeypatch.setenv("AIPOLICY_DELAY_FACTOR", "0")
    said = aipolicy("doctor", "kbs", "gyeongbuk")
    assert said.code == 1
    assert [line.split()[1] for line in said.out.splitlines()] == ["kbs", "gyeongbuk"]
    assert "nothing answered" in said.out
    assert "aipolicy demo" in said.err


def test_a_wrong_setting_is_exit_two(aipolicy: Aipolicy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIPOLICY_DELAY_FACTOR", "slow")
    said = aipolicy("doctor", "kbs")
    assert (said.code, said.out) == (2, "")
    assert "AIPOLICY_DELAY_FACTOR='slow' is not a number" in said.err


# -- beside what the corpus remembers --------------------------------------------------------------


@pytest.fixture
def remembering(home: Path) -> Path:
    """A corpus whose last good article of 경북일보 the outlet's own page version read."""
    engine = open_engine()
    schema.ensure(engine)
    rows.outlets(engine)
    number = rows.article(engine, "kyongbuk", "인공지능 조례안이 통과됐다. " * 60)
    with writing(engine) as session:
        version = session.query(Version).filter_by(article_id=number).one()
        names = ("title", "body", "published", "bylines")
        version.methods = dict.fromkeys(names, "ndsoft.2020")
        version.bylines = [{"name": "홍길동"}]
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return home / "corpus.db"


@pytest.fixture
def redesigned(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """경북일보 as it was, then with another name for the container of its body."""
    monkeypatch.setenv("AIPOLICY_DELAY_FACTOR", "0")
    with PressRoom(scale=0.03, outlets=("kyongbuk",)) as room:
        monkeypatch.setenv("AIPOLICY_PRESSROOM", room.url)
        room.faults.add(kind="redesign", path="articleView")
        yield


def test_a_redesign_is_told_beside_the_last_good_article_and_the_corpus_stays_as_it_is(
    aipolicy: Aipolicy, remembering: Path, redesigned: None
) -> None:
    before = remembering.read_bytes()
    (report,) = aipolicy("doctor", "kyongbuk", "--json").rows
    assert report["last_good"]["page"] == "ndsoft.2020"
    changed = {c["field"]: c for c in report["changes"]}
    assert changed["body"]["was_method"] == "ndsoft.2020"
    assert changed["body"]["what"] in ("gone", "other method")
    assert changed["body"]["matters"]
    assert report["level"] != "ok"
    assert report["next"]
    assert remembering.read_bytes() == before


def test_side_by_side_fits_a_hundred_columns(
    aipolicy: Aipolicy, remembering: Path, redesigned: None
) -> None:
    lines = aipolicy("doctor", "kyongbuk").out.splitlines()
    start = next(n for n, line in enumerate(lines) if "last good" in line)
    table = lines[start : start + 6]
    assert all(len(line) <= 100 for line in table)
    body = next(line for line in table if line.split()[0] == "body")
    assert "ndsoft.2020 (" in body
    assert "!" in body
