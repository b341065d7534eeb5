"""The status page, its badge, and the commands that show the watches."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from cli.main import main
from db.session import reading
from flows import probing, status
from flows.probing import Look, Probes
from spiders import registry
from spiders.outlet import Outlet
from tests.flows.pasts import ALL, Past, every
from tests.flows.test_watch import AWAY, DOWN
from tests.flows.visits import DAY, FEED, HOUR, LIST

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NOW = datetime.now(UTC).replace(microsecond=0)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def past(
    engine: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Past:
    monkeypatch.delenv("AIPOLICY_ARCHIVE", raising=False)
    monkeypatch.setenv("AIPOLICY_HOME", str(tmp_path))
    monkeypatch.setenv("AIPOLICY_DATABASE_URL", database_url)
    return Past(engine, tmp_path)


def two_bad(past: Past) -> None:
    """Seventy-one of seventy-three are well, or however many there are."""
    past.runs(every(8, days=3, until=NOW), outlets=[c for c in ALL if c not in ("kbs", "etoday")])
    past.runs(every(8, days=3, until=NOW), **DOWN)
    dead = [FEED | {"problem": "HTTP 404"}, LIST]
    past.runs(every(8, days=3, until=NOW), outlets=["etoday"], sources=dead)
    past.articles(every(6, days=60, until=NOW), past.run(NOW - DAY, flow="import"))
    listed = every(6, days=60, until=NOW - 2 * HOUR)
    for code in ALL:
        past.articles(listed[-9:], past.run(NOW - DAY, flow="import"), outlet=code)


def command(*arguments: str) -> Result:
    result = CliRunner().invoke(main, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


# -- the page --------------------------------------------------------------------------------------


def test_the_page_has_alarms_first_then_all_outlets_then_the_corpus(past: Past) -> None:
    two_bad(past)
    past.look(NOW)
    text = status.page(status.status(past.engine, now=NOW))
    n = len(ALL)
    assert text.startswith(f"# {n - 2} of {n} outlets ok · {n}곳 중 {n - 2}곳 정상\n")
    heads = [line for line in text.splitlines() if line.startswith("## ")]
    assert heads == ["## 2 alarms · 경보 2건", "## Outlets · 매체", "## The corpus · 말뭉치"]
    assert "- **kbs** KBS, blocked: HTTP 403. Next: wait a day" in text
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert {row.split(" | ")[0] for row in rows[1:3]} == {"| kbs", "| etoday"}
    assert len([row for row in rows if row.count(" | ") == 8]) == n + 1
    assert "- last run: " in text
    assert "- last snapshot: none yet" in text


def test_a_shared_cause_is_said_once(past: Past) -> None:
    past.runs(every(8, days=3, until=NOW), outlets=ALL, **AWAY)
    past.look(NOW)
    seen = status.status(past.engine, now=NOW)
    text = status.page(seen)
    assert seen.alarms == 1
    assert text.count("- **network**") == 1
    assert f"({len(ALL)} outlets at once)" in text


def test_before_the_first_watch_the_page_says_so(past: Past) -> None:
    seen = status.status(past.engine, now=NOW)
    text = status.page(seen)
    assert "No alarm." in text
    assert "not watched yet" in text
    assert status._GREY in status.badge(seen)


def test_the_last_snapshot_is_named(past: Past) -> None:
    folder = past.folder / "snapshots" / "2026-11-15"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text('{"articles": 1234}')
    text = status.page(status.status(past.engine, now=NOW))
    assert "- last snapshot: 2026-11-15, 1234 articles" in text
    (folder / "manifest.json").write_text("{")
    assert "2026-11-15, ? articles" in status.page(status.status(past.engine, now=NOW))


@pytest.mark.parametrize(("fault", "colour"), [(True, status._RED), (False, status._GREEN)])
def test_the_badge_is_svg_that_says_it_in_both_languages(
    past: Past, fault: bool, colour: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = tuple(registry.outlet(code) for code in ("kbs", "etoday"))
    monkeypatch.setattr(registry, "outlets", lambda active_only=False: few)
    past.runs(every(8, days=3, until=NOW), **(DOWN if fault else {}))
    past.runs(every(8, days=3, until=NOW), outlets=["etoday"])
    past.articles(every(6, days=3, until=NOW), past.run(NOW - DAY, flow="import"))
    past.articles(every(6, days=3, until=NOW), past.run(NOW - DAY, flow="import"), outlet="etoday")
    past.look(NOW)
    drawn = ElementTree.fromstring(status.badge(status.status(past.engine, now=NOW)).encode())
    label, text = [t.text or "" for t in drawn.iter(f"{SVG}text")]
    assert label == "aipolicy"
    assert text.startswith("1 of 2 outlets ok · 2곳 중 1곳 정상" if fault else "2 of 2 outlets ok · 2곳 중 2곳 정상")  # fmt: skip
    assert colour in {rect.get("fill") for rect in drawn.iter(f"{SVG}rect")}
    width = int(drawn.get("width") or 0)
    assert width == sum(int(r.get("width") or 0) for r in drawn.iter(f"{SVG}rect"))
    assert width > 6 * len(text)
    title = drawn.find(f"{SVG}title")
    assert title is not None
    assert title.text == f"aipolicy: {text}"


def test_page_and_badge_are_written_whole(past: Past, tmp_path: Path) -> None:
    files = status.write(past.engine, tmp_path / "a" / "b", now=NOW)
    assert [f.name for f in files] == ["status.md", "status.svg"]
    assert sorted(f.name for f in (tmp_path / "a" / "b").iterdir()) == ["status.md", "status.svg"]


# -- commands --------------------------------------------------------------------------------------


def test_watch_shows_what_is_not_well_and_ends_with_1_on_an_alarm(past: Past) -> None:
    assert command("watch", "--no-probe").exit_code == 0
    past.runs(every(8, days=3, until=NOW), **DOWN)
    result = command("watch", "--no-probe")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[1].startswith("kbs\tblocked\tALARM\t9\tHTTP 403\t")


def test_watch_looks_at_certificates_and_outlets_in_doubt_unless_told_not_to(
    past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def examined(outlets: list[Outlet]) -> Probes:
        asked.extend(o.code for o in outlets)
        return Probes(looks={"kbs": Look("ok")}, skipped=("a look: x",))

    monkeypatch.setattr(probing, "looks", examined)
    monkeypatch.setenv("AIPOLICY_PRESSROOM", "http://127.0.0.1:1")
    past.runs(every(8, days=3, until=NOW), **DOWN)
    command("watch", "--no-probe")
    assert asked == []
    result = command("watch", "--json")
    assert asked == ["kbs"]
    rows = {row["outlet"]: row for row in map(json.loads, result.stdout.splitlines())}
    assert rows["kbs"]["look"] == {"level": "ok", "why": None, "next": None}
    assert "press room" in command("watch").stderr


def test_health_shows_the_last_watch_without_another(past: Past) -> None:
    two_bad(past)
    past.look(NOW)
    result = command("health")
    lines = result.stdout.splitlines()
    assert lines[0].split("\t")[:3] == ["outlet", "state", "alarm"]
    assert {line.split("\t")[0] for line in lines[1:3]} == {"kbs", "etoday"}
    assert f"{len(ALL) - 2} of {len(ALL)} outlets ok" in result.stderr
    with reading(past.engine) as session:
        from db import health

        assert {p.at for p in health.last_probes(session).values()} == {NOW}


def test_health_of_an_outlet_shows_its_days_visits_sources_and_clocks(past: Past) -> None:
    two_bad(past)
    past.look(NOW - DAY)
    past.look(NOW)
    [row] = map(json.loads, command("health", "etoday", "--json").stdout.splitlines())
    assert [w["state"] for w in row["watches"]] == ["feed_dead", "feed_dead"]
    assert row["visits"][0]["sources"][0]["problem"] == "HTTP 404"
    assert row["clocks"]["listed"]
    shown = command("health", "etoday").stdout
    assert "\tfeed_dead\tALARM\t" in shown
    assert "feed\thttps://news.kbs.co.kr/rss\t200\t20\t\tHTTP 404" in shown


def test_an_outlet_of_which_nothing_is_known_has_an_empty_health(past: Past) -> None:
    assert command("health", "kbs").exit_code == 0
    assert CliRunner().invoke(main, ["health", "nobody"]).exit_code == 2


def test_status_prints_the_page_or_writes_it(past: Past, tmp_path: Path) -> None:
    assert command("status").stdout.startswith("# 0 of ")
    out = tmp_path / "page"
    result = command("status", "--out", str(out))
    assert [Path(line).name for line in result.stdout.split()] == ["status.md", "status.svg"]
    assert (out / "status.md").read_text(encoding="utf-8").startswith("# 0 of ")


def test_a_folder_that_cannot_be_written_is_said(past: Past, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    result = command("status", "--out", str(tmp_path / "file" / "x"))
    assert result.exit_code == 1
    assert "name another folder" in result.stderr


def test_times_are_korean(past: Past) -> None:
    past.run(NOW)
    past.look(NOW)
    korean = f"{NOW + timedelta(hours=9):%Y-%m-%d %H:%M}"
    assert f"last watch: {korean}" in status.page(status.status(past.engine, now=NOW))
