"""One process crawls many outlets; whatever becomes of one, or of the process, the ledgers close."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from spiders.capturelog import LOG_NAME, WARC_NAME, Stats
from spiders.events import Capture, Discovered, Ended, read
from tests.spiders.conftest import Answer, Site, article
from tests.spiders.test_base import rows

ROOT = Path(__file__).parents[2]

#: Three outlets of the test's own, given to the command as its registry would give them.
PROGRAM = """
import sys
from spiders import registry
from tests.spiders.conftest import OUTLET, Sinmun, a_source
from dataclasses import replace

class Second(Sinmun):
    outlet = replace(OUTLET, code="second")
    def sources(self):
        return (a_source("/second"),)

class Crashing(Sinmun):
    outlet = replace(OUTLET, code="crashing")
    @classmethod
    def from_crawler(cls, *args, **kwargs):
        raise ZeroDivisionError("at construction")

classes = {c.outlet.code: c for c in (Sinmun, Second, Crashing)}
real = registry.spider
registry.spider = lambda code: classes[code] if code in classes else real(code)
from spiders.crawl import main
raise SystemExit(main(sys.argv[1:]))
"""

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def begin(site: Site, tmp_path: Path) -> Iterator[Start]:
    """Start ``spiders.crawl`` as its own process against the site."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, program: str = PROGRAM, **environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", program, "--run", "r1", "--home", str(tmp_path), *arguments],
            cwd=ROOT,
            env={
                **os.environ,
                "AIPOLICY_PRESSROOM": site.origin,
                "AIPOLICY_DELAY_FACTOR": "0",
                "AIPOLICY_HOME": str(tmp_path),
                **environment,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def end(process: subprocess.Popen[str], within: float = 40) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=within)
    return process.returncode, out, err


def folder(tmp_path: Path, outlet: str = "sinmun") -> Path:
    return tmp_path / "runs" / "r1" / outlet


def adds_up(where: Path) -> bool:
    """Is every discovered key captured or ended, exactly once?"""
    events = list(read(where / LOG_NAME))
    found = [e.key for e in events if isinstance(e, Discovered)]
    ends = [e.key for e in events if isinstance(e, Ended)]
    ends += [e.key for e in events if isinstance(e, Capture) and e.kind == "article" and e.key]
    return bool(found) and sorted(found) == sorted(ends)


def stats(tmp_path: Path, outlet: str = "sinmun") -> Stats:
    found = Stats.read(folder(tmp_path, outlet))
    assert found is not None
    return found


def slow_site(site: Site, count: int = 60) -> None:
    keys = [str(n) for n in range(count)]
    site.listing("/list", rows(*keys))
    for key in keys:
        site.put(f"/article/{key}", Answer(article(key).body, delay=0.2))


def wait_until(met: Callable[[], bool], within: float = 20) -> None:
    deadline = time.monotonic() + within
    while not met():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.02)


def some_articles_asked(site: Site) -> Callable[[], bool]:
    return lambda: sum("/article/" in path for path in site.paths()) > 10


# -- several outlets -------------------------------------------------------------------------------


def test_outlets_share_a_process_and_keep_their_own_logs(
    begin: Start, site: Site, tmp_path: Path
) -> None:
    site.listing("/list", rows("1"))
    site.listing("/second", rows("2"))
    site.articles("1", "2")
    code, _, err = end(begin("sinmun", "second"))
    assert (code, err) == (0, "")
    assert [stats(tmp_path, name).captured for name in ("sinmun", "second")] == [1, 1]
    logs = [(folder(tmp_path, name) / "crawl.log").read_text() for name in ("sinmun", "second")]
    assert "Closing spider (finished)" in logs[0]
    assert "second" not in logs[0]
    assert "/list" not in logs[1]


def test_an_outlet_that_crashes_ends_alone_and_says_why(
    begin: Start, site: Site, tmp_path: Path
) -> None:
    site.listing("/list", rows("1"))
    site.articles("1")
    code, _, err = end(begin("crashing", "sinmun"))
    assert code == 1
    assert stats(tmp_path).finished
    assert stats(tmp_path, "crashing").finish_reason == "crashed"
    assert "at construction" in (stats(tmp_path, "crashing").message or "")
    assert "Traceback" not in err


def test_an_outlet_whose_sources_fail_makes_the_exit_one(
    begin: Start, site: Site, tmp_path: Path
) -> None:
    site.listing("/second", rows("2"))
    site.articles("2")
    assert end(begin("sinmun", "second"))[0] == 1
    assert stats(tmp_path).finish_reason == "no_source"
    assert stats(tmp_path, "second").finished


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("nobody",), "unknown outlet 'nobody'"),
        (("sinmun", "--since", "yesterday"), "is not a date"),
        (("sinmun", "--since", "2026-11-02", "--until", "2026-11-01"), "ends before it begins"),
    ],
)
def test_wrong_usage_is_a_sentence_and_exit_two(
    begin: Start, arguments: tuple[str, ...], says: str, tmp_path: Path
) -> None:
    code, _, err = end(begin(*arguments))
    assert code == 2
    assert says in err
    assert "Traceback" not in err
    assert not (tmp_path / "runs").exists()


def test_a_wrong_setting_is_a_sentence_and_exit_two(begin: Start) -> None:
    code, _, err = end(begin("sinmun", AIPOLICY_DELAY_FACTOR="slow"))
    assert code == 2
    assert err.startswith("AIPOLICY_DELAY_FACTOR='slow'")


def test_progress_is_json_lines_that_end_with_every_outlet_done(begin: Start, site: Site) -> None:
    site.listing("/list", rows("1", "gone"))
    site.articles("1")
    _, out, _ = end(begin("sinmun", "--progress"))
    last = json.loads(out.splitlines()[-1])
    assert last == {
        "outlet": "sinmun", "discovered": 2, "fetched": 1, "ended": 1, "pending": 0, "done": True,
    }  # fmt: skip


# -- being ended -----------------------------------------------------------------------------------


def test_sigterm_closes_the_ledger(begin: Start, site: Site, tmp_path: Path) -> None:
    slow_site(site)
    process = begin("sinmun")
    wait_until(some_articles_asked(site))
    process.send_signal(signal.SIGTERM)
    code, _, err = end(process)
    assert code == 1
    assert "Traceback" not in err
    assert stats(tmp_path).finish_reason == "shutdown"
    assert adds_up(folder(tmp_path))


def test_the_deadline_closes_the_ledger(begin: Start, site: Site, tmp_path: Path) -> None:
    slow_site(site, 300)
    assert end(begin("sinmun", "--deadline", "1"))[0] == 1
    assert stats(tmp_path).finish_reason == "deadline"
    assert "the next run goes on" in (stats(tmp_path).message or "")
    assert adds_up(folder(tmp_path))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="PDEATHSIG is Linux's")
def test_the_crawl_ends_with_its_parent(site: Site, tmp_path: Path) -> None:
    slow_site(site, 300)
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT, PROGRAM, "--run", "r1", "--home", str(tmp_path), "sinmun"],
        cwd=ROOT,
        env={**os.environ, "AIPOLICY_PRESSROOM": site.origin, "AIPOLICY_DELAY_FACTOR": "0"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    try:
        wait_until(some_articles_asked(site))
        parent.kill()
        wait_until(lambda: not _alive(child))
        assert Stats.read(folder(tmp_path)) is None  # killed: the next run takes over what is there
    finally:
        parent.kill()
        parent.communicate()
        wait_until(lambda: not _alive(child))


_PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", *sys.argv[1:]], stdout=subprocess.DEVNULL)
print(child.pid, flush=True)
time.sleep(60)
"""


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_a_killed_crawl_leaves_a_log_whose_every_record_is_there(
    begin: Start, site: Site, tmp_path: Path
) -> None:
    from spiders import archive

    slow_site(site)
    process = begin("sinmun")
    wait_until(some_articles_asked(site))
    process.kill()
    end(process)
    where = folder(tmp_path)
    assert Stats.read(where) is None
    captures = [e for e in read(where / LOG_NAME) if isinstance(e, Capture)]
    assert captures
    for c in captures:
        archive.read(c.file, c.offset, c.length, root=str(tmp_path), local=where / WARC_NAME,
                     digest=c.digest)  # fmt: skip


def test_a_killed_crawl_s_archive_can_be_finished_and_read(
    begin: Start, site: Site, tmp_path: Path
) -> None:
    from spiders import archive

    slow_site(site)
    process = begin("sinmun")
    wait_until(some_articles_asked(site))
    process.kill()
    end(process)
    file = archive.finish(tmp_path, "r1", "sinmun")
    captures = [e for e in read(folder(tmp_path) / LOG_NAME) if isinstance(e, Capture)]
    assert {c.file for c in captures} == {file}
    root = archive.archive_root(tmp_path)
    assert all(archive.read(c.file, c.offset, c.length, root=root) for c in captures)


# -- scrapy's own command --------------------------------------------------------------------------


def test_scrapy_crawl_works_from_the_repository(site: Site, tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "gyeongbuk", "-a", "since=2026-11-01",
         "-a", "run=by-hand", "-a", f"home={tmp_path}"],
        cwd=ROOT,
        env={**os.environ, "AIPOLICY_PRESSROOM": site.origin, "AIPOLICY_DELAY_FACTOR": "0"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    found = Stats.read(tmp_path / "runs" / "by-hand" / "gyeongbuk")
    assert found is not None
    assert (found.mode, found.finish_reason) == ("window", "no_source")
    assert "Traceback" not in result.stderr
