"""A backup is whole or is none, is what was in the database, and becomes a database again."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fsspec
import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, create_engine, func, inspect, select, text

from cli.main import main
from db import models, portable, queries, runs, schema
from db.portable import Digest
from db.session import open_engine, reading, writing
from flows import backup, backupfolder
from flows.backupfolder import BackupError, Manifest, Table
from flows.holding import hold
from flows.machine import machine
from flows.reprocess import again
from flows.restore import restore
from flows.run import open_run
from flows.stages import account, process
from flows.stages.crawl import crawl
from pressroom.server import PressRoom
from spiders.capturelog import WARC_NAME
from tests.conftest import _numbers
from tests.db.rows import NOW, article, outlets

#: For what does not depend on the database system: one is enough.
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("DATABASE_URL", "ARCHIVE"):
        monkeypatch.delenv(f"AIPOLICY_{name}", raising=False)
    monkeypatch.setenv("AIPOLICY_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def corpus(engine: Engine) -> Engine:
    """Three articles in two stories."""
    outlets(engine)
    first = article(engine, "kbs", "인공지능 정책을 발표했다.")
    article(engine, "kyongbuk", "도는 인공지능 정책을 발표했다.", hours=1)
    with reading(engine) as session:
        story = session.get_one(models.Article, first).story_id
    article(engine, "gyeongbuk", "인공지능 정책 발표", story=story, hours=-1)
    return engine


def sqlite(path: Path) -> str:
    return f"sqlite:///{path / 'corpus.db'}"


def fingerprint(engine: Engine) -> str:
    with reading(engine) as session:
        return queries.fingerprint(session)


def left(folder: Path) -> list[str]:
    """What is there, but for the lock."""
    return sorted(p.name for p in folder.iterdir() if p.name != ".lock")


# -- there and back --------------------------------------------------------------------------------


def test_a_corpus_comes_back_in_a_database_of_the_other_kind(
    corpus: Engine, home: Path, tmp_path: Path
) -> None:
    made = backup.make(corpus, home)
    done = restore(made.folder, tmp_path / "new", sqlite(tmp_path / "new"))
    assert (made.checked, made.rows) == (True, done.rows)
    assert fingerprint(open_engine(sqlite(tmp_path / "new"))) == fingerprint(corpus)


def test_a_backup_of_what_was_restored_has_the_same_tables(
    corpus: Engine, home: Path, tmp_path: Path
) -> None:
    made = backup.make(corpus, home)
    restore(made.folder, tmp_path / "new", sqlite(tmp_path / "new"))
    again_ = backup.make(open_engine(sqlite(tmp_path / "new")), tmp_path / "new")
    first, second = (backupfolder.load(m.folder) for m in (made, again_))
    assert (first.tables, first.fingerprint) == (second.tables, second.fingerprint)
    assert first.database == corpus.dialect.name


@sqlite_only
def test_it_can_be_restored_into_postgresql(corpus: Engine, home: Path, postgres: str) -> None:
    made = backup.make(corpus, home)
    name = f"restored_{next(_numbers)}"
    admin = create_engine(postgres.format(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    engine = open_engine(postgres.format(database=name))
    schema.ensure(engine)  # what a first start has left: tables without rows
    restore(made.folder, home, postgres.format(database=name))
    assert fingerprint(engine) == fingerprint(corpus)
    with pytest.raises(BackupError, match="is not empty: its table"):
        restore(made.folder, home, postgres.format(database=name))
    engine.dispose()


@sqlite_only
def test_the_manifest_says_what_is_in_it(corpus: Engine, home: Path) -> None:
    made = backup.make(corpus, home)
    told = json.loads((made.folder / "manifest.json").read_text("utf-8"))
    rows = {t["table"]: t["rows"] for t in told["tables"]}
    assert (rows["article"], rows["version"], rows["story"], rows["tag"]) == (3, 3, 2, 0)
    assert (told["schema"], told["database"]) == (schema.head(), "sqlite")
    assert told["fingerprint"] == fingerprint(corpus)
    assert datetime.fromisoformat(told["at"]).tzinfo is not None


@sqlite_only
def test_one_table_is_one_file_of_lines(corpus: Engine, home: Path) -> None:
    made = backup.make(corpus, home)
    lines = gzip.decompress((made.folder / "tables" / "story.jsonl.gz").read_bytes()).decode()
    rows = [json.loads(line) for line in lines.splitlines()]
    assert [row[0] for row in rows] == [1, 2]
    assert rows[0][1] == "2026-11-20T00:00:00.000000Z"


def test_what_is_written_meanwhile_is_not_in_it(corpus: Engine, home: Path) -> None:
    def meanwhile(what: str) -> None:
        if what == "version":  # articles are out, their texts are next
            article(corpus, "kbs", "그 사이에 들어온 기사.", hours=5)

    made = backup.make(corpus, home, watcher=meanwhile)
    tables = {t.layout.name: t.digest.rows for t in backupfolder.load(made.folder).tables}
    assert (tables["article"], tables["version"]) == (3, 3)
    with reading(corpus) as session:
        assert session.scalar(select(func.count()).select_from(models.Article)) == 4


@sqlite_only
def test_a_backup_of_an_older_schema_is_brought_to_todays(
    corpus: Engine, home: Path, tmp_path: Path
) -> None:
    made = backup.make(corpus, home)
    _as_of_0004(made.folder)
    restore(made.folder, tmp_path / "new", sqlite(tmp_path / "new"))
    engine = open_engine(sqlite(tmp_path / "new"))
    assert schema.current(engine) == schema.head()
    assert fingerprint(engine) == fingerprint(corpus)
    assert inspect(engine).has_table("proposal")
    assert "corpus" in inspect(engine).get_view_names()


def _as_of_0004(folder: Path) -> None:
    """The backup as the program before migration 0005 would have written it."""
    gone = {"run": {"machine"}, "run_outlet": {"sources", "drift"}}
    manifest = backupfolder.load(folder)
    tables = []
    for table in manifest.tables:
        if table.layout.name == "proposal":
            (folder / table.file).unlink()
            continue
        names = gone.get(table.layout.name, set())
        keep = [n for n, c in enumerate(table.layout.columns) if c.name not in names]
        layout = portable.Layout(
            table.layout.name, tuple(table.layout.columns[n] for n in keep), table.layout.key
        )
        rows = [[row[n] for n in keep] for part in portable.parts(folder / table.file, table.layout) for row in part]  # fmt: skip
        text_ = "".join(json.dumps(r, ensure_ascii=False, separators=(",", ":")) + "\n" for r in rows)  # fmt: skip
        (folder / table.file).write_bytes(gzip.compress(text_.encode()))
        digest = Digest(len(rows), hashlib.sha256(text_.encode()).hexdigest())
        tables.append(Table(layout, digest))
    old = {**manifest.document(), "schema": "0004", "tables": [
        {**t.layout.document(), "rows": t.digest.rows, "sha256": t.digest.sha256} for t in tables
    ]}  # fmt: skip
    backupfolder.write(folder, Manifest.read(old))


@sqlite_only
def test_a_run_that_was_under_way_does_not_stay_open_where_nobody_goes_on_with_it(
    corpus: Engine, home: Path, tmp_path: Path
) -> None:
    for run_id, whose in (("here", None), ("there", "another-machine"), ("gone", machine(home))):
        with writing(corpus) as session:
            runs.begin(session, run_id, flow="ingest", trigger="hand", params={}, outlets=["kbs"],
                       now=NOW, code_version="t")  # fmt: skip
            session.get_one(models.Run, run_id).machine = whose
    made = backup.make(corpus, home)
    (tmp_path / "new" / "runs" / "here").mkdir(parents=True)
    done = restore(made.folder, tmp_path / "new", sqlite(tmp_path / "new"))
    assert done.closed == ("gone",)
    with reading(open_engine(sqlite(tmp_path / "new"))) as session:
        assert set(runs.open_runs(session)) == {"here", "there"}
        gone = session.get_one(models.Run, "gone")
        assert (gone.status, gone.outlets[0].status) == ("crashed", "failed")


# -- whole or none ---------------------------------------------------------------------------------


class Killed(BaseException):
    """As kill -9: nothing that catches errors sees it."""


@sqlite_only
@pytest.mark.parametrize("where", ["article", "checking: restored into SQLite"])
def test_killed_half_way_it_leaves_nothing_that_looks_like_a_backup(
    corpus: Engine, home: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill(what: str) -> None:
        if what == where:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)  # a killed process clears nothing
        with pytest.raises(Killed):
            backup.make(corpus, home, watcher=kill)
    assert [name for name in left(home / "backups") if name.startswith(".backup-")] != []
    assert backupfolder.backups(home / "backups") == []
    made = backup.make(corpus, home)
    assert left(home / "backups") == [made.folder.name, "archive"]


@sqlite_only
@pytest.mark.parametrize(
    ("break_", "said"),
    [
        (lambda f: (f / "tables" / "article.jsonl.gz").unlink(), "article.jsonl.gz is missing"),
        (lambda f: (f / "SHA256SUMS").unlink(), "holds no backup"),
        (lambda f: (f / "manifest.json").write_text("{}"), "manifest.json has other bytes"),
        (lambda f: _flip(f / "tables" / "version.jsonl.gz"), "is not what was written"),
        (lambda f: _cut(f / "tables" / "version.jsonl.gz"), "is not what was written"),
        (lambda f: _as(f, schema="9999"), "newer than this program"),
        (lambda f: _as(f, format=2), "its format is 2"),
        (lambda f: _as(f, tables=[]), "does not name every file"),
        (lambda f: _sum(f, "article"), "article reads otherwise"),
    ],
)
def test_what_is_torn_altered_or_newer_is_refused_and_nothing_is_left(
    corpus: Engine, home: Path, tmp_path: Path, break_: Callable[[Path], Any], said: str
) -> None:
    made = backup.make(corpus, home, check=False)
    break_(made.folder)
    with pytest.raises(BackupError, match=said):
        restore(made.folder, tmp_path / "new", sqlite(tmp_path / "new"))
    assert not (tmp_path / "new").exists() or left(tmp_path / "new") == []


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def _as(folder: Path, **values: Any) -> None:
    """The manifest with other values, and its sum right."""
    path = folder / "manifest.json"
    before = backupfolder.sha256(path)
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **values}), "utf-8")
    sums = folder / "SHA256SUMS"
    sums.write_text(sums.read_text().replace(before, backupfolder.sha256(path)))


def _sum(folder: Path, table: str) -> None:
    """A table's own digest is not that of its rows."""
    told = json.loads((folder / "manifest.json").read_text("utf-8"))["tables"]
    for one in told:
        if one["table"] == table:
            one["sha256"] = "0" * 64
    _as(folder, tables=told)


@sqlite_only
def test_a_check_that_finds_a_difference_leaves_no_backup(
    corpus: Engine, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "fingerprint", lambda c: str(id(c)))
    with pytest.raises(BackupError, match="reads otherwise when restored"):
        backup.make(corpus, home)
    assert left(home / "backups") == ["archive"]


@sqlite_only
def test_a_database_with_something_in_it_is_left_alone(corpus: Engine, home: Path) -> None:
    made = backup.make(corpus, home)
    before = fingerprint(corpus)
    with pytest.raises(BackupError, match=r"is not empty: its table .* nothing was changed"):
        restore(made.folder, home, str(corpus.url))
    assert fingerprint(corpus) == before


@sqlite_only
def test_a_database_of_something_else_is_left_alone(
    corpus: Engine, home: Path, tmp_path: Path
) -> None:
    made = backup.make(corpus, home)
    (tmp_path / "x").mkdir()
    other = create_engine(sqlite(tmp_path / "x"))
    with other.begin() as connection:
        connection.execute(text("CREATE TABLE flow_run (id INTEGER)"))
    with pytest.raises(BackupError, match=r"tables of something else \(flow_run"):
        restore(made.folder, home, sqlite(tmp_path / "x"))


@sqlite_only
def test_only_one_at_a_time_keeps(corpus: Engine, home: Path) -> None:
    with hold(corpus, home, [backup.LEASE]), pytest.raises(BackupError, match="is under way"):
        backup.make(corpus, home)


@sqlite_only
def test_a_folder_without_room_is_a_sentence(
    corpus: Engine, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "dump", full)
    with pytest.raises(BackupError, match="No space left"):
        backup.make(corpus, home)
    assert left(home / "backups") == []


@sqlite_only
def test_the_newest_stay(corpus: Engine, home: Path) -> None:
    made = [backup.make(corpus, home, check=False).folder.name for _ in range(3)]
    last = backup.make(corpus, home, check=False, keep=2)
    assert last.removed == tuple(made[:2])
    assert [p.name for p in backupfolder.backups(home / "backups")] == [made[2], last.folder.name]


# -- the commands ----------------------------------------------------------------------------------


@sqlite_only
def test_the_commands_print_the_folder_and_say_what_came_of_it(
    corpus: Engine, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AIPOLICY_DATABASE_URL", str(corpus.url))
    said = CliRunner().invoke(main, ["backup", str(tmp_path / "b"), "--no-archive", "--no-check"])
    assert (said.exit_code, "NOT checked" in said.stderr) == (0, True)
    folder = said.stdout.strip()
    assert Path(folder).parent == tmp_path / "b"
    said = CliRunner().invoke(main, ["restore", folder, "--home", str(tmp_path / "new"), "--json"])
    assert json.loads(said.stdout)["rows"] > 0
    said = CliRunner().invoke(main, ["restore", folder, "--home", str(tmp_path / "new")])
    assert (said.exit_code, "is not empty" in said.output) == (1, True)
    said = CliRunner().invoke(main, ["restore", str(tmp_path / "b"), "--home", str(tmp_path / "c")])
    assert (said.exit_code, "name one of them" in said.output) == (1, True)
    said = CliRunner().invoke(main, ["restore", folder, "--home", "x", "--database", "y"])
    assert said.exit_code == 2


# -- with the archive, from the press room ---------------------------------------------------------

CODES = ["gyeongbuk", "jnilbo"]


def _run(room: PressRoom, home: Path, since: str | None) -> str:
    """The bare pipeline, without Prefect around it; the run's id."""
    os.environ |= {
        "AIPOLICY_HOME": str(home), "AIPOLICY_PRESSROOM": room.url, "AIPOLICY_DELAY_FACTOR": "0",
        "AIPOLICY_DATABASE_URL": "", "AIPOLICY_ARCHIVE": "",
    }  # fmt: skip
    with open_run(CODES, None, since, None, "hand", 300) as run:
        for order in run.orders:
            returncode = crawl(order)
            for code in order.outlets:
                work = run.work(code)
                log = process.open_log(work)
                tally = process.process(run.engine, work, log)
                run.add(account.close(run.engine, work, log, tally, returncode=returncode))
        return run.run_id


@pytest.fixture(scope="module")
def room() -> Iterator[PressRoom]:
    with PressRoom(scale=0.03) as room:
        yield room


@pytest.fixture(scope="module")
def crawled(room: PressRoom, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder after its first run, with a backup of it."""
    home = tmp_path_factory.mktemp("crawled")
    kept = dict(os.environ)
    try:
        _run(room, home, "2026-09-21")
        engine = open_engine(sqlite(home))
        backup.make(engine, home)
        engine.dispose()
        yield home
    finally:
        os.environ.clear()
        os.environ |= kept


def test_after_a_restore_the_next_run_changes_nothing(
    room: PressRoom, crawled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = tmp_path / "new"
    (folder,) = backupfolder.backups(crawled / "backups")
    restore(folder, new, sqlite(new), archive=True)
    engine = open_engine(sqlite(new))
    before = fingerprint(engine)
    assert before == fingerprint(open_engine(sqlite(crawled)))
    run_id = _run(room, new, None)
    assert fingerprint(engine) == before
    with reading(engine) as session:
        stored = queries.ledger(session, run_id)
    outcomes = {outcome for counts in stored.values() for outcome in counts}
    assert outcomes.isdisjoint({"stored", "updated", "copy"})


def test_what_was_put_back_into_the_archive_can_be_read_again(
    crawled: Path, tmp_path: Path
) -> None:
    new = tmp_path / "new"
    (folder,) = backupfolder.backups(crawled / "backups")
    done = restore(folder, new, sqlite(new), archive=True)
    assert done.files == len(list((crawled / "archive").rglob("*.warc.gz"))) > 0
    report = again(open_engine(sqlite(new)), new, everything=True, jobs=0)
    assert (report.read > 3, report.problems, dict(report.fields)) == (True, [], {})


def test_the_archive_is_copied_once_and_again_where_a_copy_is_damaged(
    crawled: Path, tmp_path: Path
) -> None:
    home = tmp_path / "copy"
    shutil.copytree(crawled, home)
    engine = open_engine(sqlite(home))
    os.environ["AIPOLICY_HOME"] = str(home)
    assert backup.make(engine, home).copied == 0
    copies = sorted((home / "backups" / "archive").rglob("*.warc.gz"))
    _flip(copies[0])
    again_ = backup.make(engine, home)
    assert again_.copied == copies[0].stat().st_size
    assert (again_.archived, again_.missing) == (len(copies), ())
    engine.dispose()


def test_copies_that_no_backup_names_go_with_the_last_one_that_did(
    crawled: Path, tmp_path: Path
) -> None:
    home = tmp_path / "copy"
    shutil.copytree(crawled, home)
    engine = open_engine(sqlite(home))
    stray = home / "backups" / "archive" / "kbs" / "old.warc.gz"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"x")
    backup.make(engine, home, keep=1, check=False)
    assert not stray.parent.exists()
    assert list((home / "backups" / "archive").rglob("*.warc.gz")) != []
    engine.dispose()


def test_a_damaged_copy_is_refused_and_nothing_is_left(crawled: Path, tmp_path: Path) -> None:
    shutil.copytree(crawled / "backups", tmp_path / "b")
    _flip(next((tmp_path / "b" / "archive").rglob("*.warc.gz")))
    (folder,) = backupfolder.backups(tmp_path / "b")
    new = tmp_path / "new"
    with pytest.raises(BackupError, match="as they were copied"):
        restore(folder, new, sqlite(new), archive=True)
    assert not (new / "corpus.db").exists()
    assert not (new / "archive").exists()


def test_an_archive_in_a_bucket_is_backed_up_and_put_back(
    crawled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = f"memory://bucket-{tmp_path.name}"
    fs, base = fsspec.core.url_to_fs(bucket)
    fs.put(str(crawled / "archive"), base, recursive=True)
    monkeypatch.setenv("AIPOLICY_ARCHIVE", bucket)
    engine = open_engine(sqlite(crawled))
    made = backup.make(engine, tmp_path / "home", tmp_path / "b")
    assert (made.archived or 0, made.missing) == (len(fs.find(base)), ())
    monkeypatch.setenv("AIPOLICY_ARCHIVE", f"{bucket}-2")
    restore(made.folder, tmp_path / "new", sqlite(tmp_path / "new"), archive=True)
    assert len(fs.find(f"{base}-2")) == len(fs.find(base))
    engine.dispose()


def test_what_the_archive_lost_is_told_apart_from_what_is_still_to_come(
    crawled: Path, tmp_path: Path
) -> None:
    home = tmp_path / "copy"
    # With the write-ahead log: another test's connection may still hold back what belongs in the file.
    shutil.copytree(crawled, home, ignore=shutil.ignore_patterns("runs", "backups"))
    os.environ["AIPOLICY_HOME"] = str(home)
    gone, other = sorted((home / "archive").rglob("*.warc.gz"))[:2]
    name, run_id = str(gone.relative_to(home / "archive")), gone.name.split(".")[0]
    engine = open_engine(sqlite(home))

    gone.unlink()
    lost = backup.make(engine, home)
    assert (lost.missing, lost.lost) == ((name,), (name,))
    assert (
        f"LOST: 1 files of closed runs are neither in the archive nor in a backup, such as {name}"
        in (lost.told())
    )

    local = home / "runs" / run_id / gone.relative_to(home / "archive").parts[0] / WARC_NAME
    local.parent.mkdir(parents=True)
    local.write_bytes(b"records that could not be moved")
    assert backup.make(engine, home).lost == ()
    local.unlink()

    with writing(engine) as session:
        session.get_one(models.Run, run_id).status = "running"
    pending = backup.make(engine, home)
    assert (pending.missing, pending.lost) == ((name,), ())
    assert "1 files of runs that are not done are not in the archive yet" in pending.told()
    assert "LOST" not in pending.told()

    other.unlink()
    kept = backup.make(engine, home)
    assert (kept.missing, kept.alone) == ((name,), (str(other.relative_to(home / "archive")),))
    assert "LOST FROM THE ARCHIVE: 1 files that this backup still has" in kept.told()
    engine.dispose()


def test_utc_is_the_time_of_a_manifest() -> None:
    at = datetime(2026, 11, 21, tzinfo=UTC)
    manifest = Manifest(at, "p", "m", "sqlite", "0005", (), None, None, (), True)
    assert Manifest.read(manifest.document()) == manifest
