"""The house is put in order: sound, backed up before anything goes, and measured."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, text

from cli.main import main
from db import maintenance, models, runs, sizes
from db.session import writing
from db.sizes import Week
from flows import upkeep
from flows.backupfolder import backups
from flows.growth import measure
from flows.upkeep import markdown, tend
from tests.db.rows import article, outlets

NOW = datetime(2026, 11, 21, tzinfo=UTC)
#: For what does not depend on the database system: one is enough.
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def corpus(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    for name in ("DATABASE_URL", "ARCHIVE"):
        monkeypatch.delenv(f"AIPOLICY_{name}", raising=False)
    outlets(engine)
    article(engine, "kbs", "인공지능 정책을 발표했다.")
    return engine


# -- upkeep ----------------------------------------------------------------------------------------


def test_all_of_it_in_order(corpus: Engine, tmp_path: Path) -> None:
    environment = {"AIPOLICY_BACKUP": str(tmp_path / "b"), "AIPOLICY_RETENTION_DAYS": "30"}
    report = tend(corpus, tmp_path, keep=1, environment=environment)
    report = tend(corpus, tmp_path, keep=1, environment=environment)
    assert report.problems == []
    assert report.backup is not None
    assert backups(tmp_path / "b") == [report.backup.folder]
    assert report.pruned is not None
    assert report.pruned.ages.captures == 30
    assert report.tended[0] in ("ANALYZE", "VACUUM (ANALYZE)")
    told = markdown(report)
    assert told.startswith("- database: sound\n- backup ")
    assert "captures over 30 days: 0 gone" in told


@sqlite_only
def test_files_the_archive_lost_are_in_the_summary_and_a_problem_once(
    corpus: Engine, tmp_path: Path
) -> None:
    with writing(corpus) as session:
        runs.begin(session, "r", flow="ingest", trigger="hand", params={}, outlets=["kbs"], now=NOW,
                   code_version="t")  # fmt: skip
        runs.finish(session, "r", "finished", NOW, None)
        session.add(
            models.Capture(
                run_id="r", outlet="kbs", kind="article", url="https://u", final_url="https://u",
                status=200, fetched_at=NOW, file="kbs/2026/11/r.warc.gz", offset=0, length=9, size=9,
                digest="d",
            )
        )  # fmt: skip
    report = tend(corpus, tmp_path, environment={"AIPOLICY_BACKUP": str(tmp_path / "b")})
    assert "- archive: 1 files are LOST" in markdown(report)
    assert "neither in the archive nor in a backup, such as kbs/2026/11/r.warc.gz" in markdown(
        report
    )
    assert "- database: sound" in markdown(report)
    assert ["in no backup, such as kbs/2026/11/r.warc.gz" in p for p in report.problems] == [True]
    again = tend(corpus, tmp_path, environment={"AIPOLICY_BACKUP": str(tmp_path / "b")})
    assert "- archive: 1 files are LOST" in markdown(again)
    assert again.problems == []


@sqlite_only
def test_without_a_folder_there_is_no_backup_and_it_says_so(corpus: Engine, tmp_path: Path) -> None:
    report = tend(corpus, tmp_path, environment={})
    assert report.backup is None
    assert "AIPOLICY_BACKUP names the folder" in markdown(report)


@sqlite_only
def test_of_a_database_that_is_not_sound_nothing_goes(
    corpus: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {"AIPOLICY_BACKUP": str(tmp_path / "b")}
    tend(corpus, tmp_path, environment=environment)
    monkeypatch.setattr(maintenance, "problems", lambda _: ["page 7 is damaged"])
    report = tend(corpus, tmp_path, keep=1, environment=environment)
    assert len(backups(tmp_path / "b")) == 2
    assert (report.pruned, report.tended) == (None, [])
    assert markdown(report).startswith("**For a person to look at**\n\n- page 7 is damaged\n")


@sqlite_only
def test_a_backup_that_fails_leaves_everything_where_it_is(corpus: Engine, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    report = tend(corpus, tmp_path, environment={"AIPOLICY_BACKUP": str(tmp_path / "file" / "b")})
    assert ("cannot be written" in report.problems[0], report.pruned) == (True, None)


@sqlite_only
def test_the_commands(
    corpus: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIPOLICY_DATABASE_URL", database_url)
    monkeypatch.setenv("AIPOLICY_HOME", str(tmp_path))
    monkeypatch.delenv("AIPOLICY_BACKUP", raising=False)
    said = CliRunner().invoke(main, ["upkeep"])
    assert (said.exit_code, said.stdout.splitlines()[0]) == (0, "database: sound")
    said = CliRunner().invoke(main, ["size", "--json"])
    told = json.loads(said.stdout)
    assert (told["database"] > 0, len(told["weeks"])) == (True, 8)
    assert "week to" in CliRunner().invoke(main, ["size"]).stdout


# -- the database ----------------------------------------------------------------------------------


def test_a_sound_database_has_no_problems(corpus: Engine) -> None:
    assert maintenance.problems(corpus) == []


@sqlite_only
def test_a_reference_to_nothing_is_found(corpus: Engine) -> None:
    raw = corpus.raw_connection()
    for statement in ("PRAGMA foreign_keys = OFF", "UPDATE article SET story_id = 99",
                      "PRAGMA foreign_keys = ON"):  # fmt: skip
        raw.cursor().execute(statement)
    raw.close()
    assert maintenance.problems(corpus) == ["row 1 of article points at a story that is not there"]


@sqlite_only
def test_a_damaged_file_is_found(corpus: Engine, tmp_path: Path) -> None:
    maintenance.tend(corpus)  # everything into the file
    corpus.dispose()
    path = tmp_path / "corpus.db"
    data = bytearray(path.read_bytes())
    data[4096:] = b"\x07" * (len(data) - 4096)
    path.write_bytes(bytes(data))
    assert "damaged" in maintenance.problems(corpus)[0]


@sqlite_only
def test_room_is_given_back_where_it_is_worth_it(corpus: Engine, tmp_path: Path) -> None:
    with writing(corpus) as session:
        session.execute(text("UPDATE version SET body = :b"), {"b": "가" * 2_000_000})
        session.execute(text("UPDATE version SET body = 'x'"))
    assert not any("VACUUM" in line for line in maintenance.tend(corpus))
    before = (tmp_path / "corpus.db").stat().st_size
    assert any("VACUUM" in line for line in maintenance.tend(corpus, least_empty=1000))
    assert (tmp_path / "corpus.db").stat().st_size < before / 2


# -- sizes -----------------------------------------------------------------------------------------


def test_tables_and_indexes_have_their_sizes(corpus: Engine, tmp_path: Path) -> None:
    found = {t.name: t for t in measure(corpus, tmp_path).tables}
    assert found["article"].bytes > 0
    assert (found["article"].of, found["ix_article_story_id"].of) == (None, "article")


def test_weeks_count_what_came_in_them(corpus: Engine) -> None:
    with writing(corpus) as session:
        session.execute(text("UPDATE article SET first_seen_at = :at"), {"at": NOW - timedelta(1)})
        session.add(models.Run(id="r", flow="ingest", trigger="hand", params={}, status="finished",
                               started_at=NOW, code_version="t"))  # fmt: skip
        session.flush()
        for number, days in enumerate((1, 8, 9, 400)):
            session.add(models.Capture(
                run_id="r", outlet="kbs", kind="list", url="u", final_url="u", status=200,
                fetched_at=NOW - timedelta(days=days), file="f", offset=number, length=1000,
                digest="d", size=1,
            ))  # fmt: skip
    found = sizes.weeks(corpus, NOW)
    assert [(w.articles, w.captures, w.bytes) for w in found[:3]] == [
        (1, 1, 1000), (0, 2, 2000), (0, 0, 0)
    ]  # fmt: skip
    assert sizes.outlets(corpus) == {"kbs": (4, 4000)}


GB = 10**9


@pytest.mark.parametrize(
    ("weekly", "free", "said"),
    [
        (0.28 * GB, 40 * GB, "about 1.2 GB a month; 40.0 GB free: 33 months"),
        (0.28 * GB, 1 * GB, "about 1.2 GB a month; 1.0 GB free: 25 days"),
        (1000, 40 * GB, "about 4 kB a month; 40.0 GB free: more than ten years"),
    ],
)
def test_a_forecast_is_in_words(weekly: float, free: int, said: str) -> None:
    found = [Week(NOW, 0, 10, int(weekly)) for _ in range(8)]
    assert sizes.forecast(found, 0, 0, free).told() == said


def test_a_forecast_counts_what_the_database_takes_for_an_article() -> None:
    found = [Week(NOW, 100, 0, 0), Week(NOW, 0, 0, 0)]
    told = sizes.forecast(found, database=50_000, articles=50, free_bytes=GB)
    assert told.a_month == pytest.approx(100 * 1000 * 365.25 / 84)


def test_nothing_seen_yet_gives_no_forecast() -> None:
    told = sizes.forecast([Week(NOW, 0, 0, 0)], 1000, 0, GB).told()
    assert told == "nothing to tell a pace from yet; 1.0 GB free"


@pytest.mark.parametrize(("limit", "warned"), [("", False), ("999999999", True)])
def test_little_room_is_warned_of(tmp_path: Path, limit: str, warned: bool) -> None:
    said = sizes.short(tmp_path / "not there yet", {"AIPOLICY_LEAST_FREE_MB": limit})
    assert (said is not None) is warned
    assert sizes.free(tmp_path / "not there yet") > 0


def test_the_flow_fails_when_a_person_is_needed() -> None:
    parameters = upkeep.upkeep.parameters.properties
    assert set(parameters) == {"keep", "older", "dry_run"}
    assert all(p.get("description") for p in parameters.values())
