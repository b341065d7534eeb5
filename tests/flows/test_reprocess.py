"""What is stored is read again from the archive: in place, resumably, and nothing is dropped."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, func, select

from cli.main import main
from db import models, queries, runs, schema
from db.records import CaptureRecord, Incoming
from db.session import open_engine, reading, writing
from db.store import Store
from flows.plan import record
from flows.reprocess import ReprocessError, again
from flows.run import open_run
from flows.stages import account, process
from flows.stages.crawl import crawl
from flows.stages.stories import settle
from flows.version import EXTRACTOR
from flows.workspace import locked
from korean.article import Article, Byline, Moment
from korean.matching.sketch import sketch
from korean.skeleton import content_hash, text_hash
from korean.verdict import Verdict
from pressroom.server import PressRoom
from spiders import registry
from spiders.warc import WarcFile

OUTLET = "kyongbuk"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TITLE = "경상북도, 인공지능 정책 기본계획 발표"
BODY = "\n\n".join(
    f"경상북도는 인공지능(AI) 산업 육성을 위한 정책 {n}호를 발표하고 예산 {n}억 원을 투입한다고 밝혔다. "
    f"이철우 도지사는 도민이 체감하는 인공지능 행정을 {n}월부터 펼치겠다고 말했다."
    for n in range(1, 7)
)
OFF = Verdict("off_topic", 0.1, "reject", "no_ai", "rules-0")
ON = Verdict("on_topic", 0.5, "review", "policy", "rules-0")
#: For what does not depend on the database system: one is enough.
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def page(title: str = TITLE, body: str = BODY) -> bytes:
    data = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": title,
        "articleBody": body, "datePublished": "2026-11-20T09:10:00+09:00",
    }  # fmt: skip
    paragraphs = "".join(f"<p>{p}</p>" for p in body.split("\n\n"))
    return (
        f"<html><head><meta charset='utf-8'><title>{title}</title>"
        f"<script type='application/ld+json'>{json.dumps(data)}</script></head>"
        f"<body><h1>{title}</h1><article>{paragraphs}</article></body></html>"
    ).encode()


class Corpus:
    """A database, an archive, and articles stored by an older version of the program."""

    def __init__(self, engine: Engine, home: Path) -> None:
        self.engine = engine
        self.home = home
        self.warcs = 0

    def archive(self, key: str, body: bytes) -> CaptureRecord:
        self.warcs += 1
        name = f"{OUTLET}/2026/11/r{self.warcs}.warc.gz"
        path = self.home / "archive" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        warc = WarcFile(path, name, "aipolicy/test")
        url = f"https://www.kyongbuk.co.kr/news/articleView.html?idxno={key}"
        place = warc.add(url, 200, [("Content-Type", "text/html; charset=utf-8")], body, NOW)
        warc.close()
        return CaptureRecord("article", key, url, url, 200, NOW, name, place.offset, place.length,
                             place.digest, "text/html; charset=utf-8", size=len(body))  # fmt: skip

    def store(
        self, key: str, *, html: bytes | None = None, title: str = TITLE, body: str = "예전에 읽은 본문",
        verdict: Verdict = ON, capture: CaptureRecord | None = None, **article: Any,
    ) -> None:  # fmt: skip
        """An article as an older program read it off the page."""
        read = Article(title=title, body=body, **article)
        item = Incoming(
            outlet=OUTLET, key=key, url=f"https://www.kyongbuk.co.kr/{key}", source="feed",
            captured_at=NOW, article=read, verdict=verdict, tags=(),
            text_hash=text_hash(title, read.subtitle, body), content_hash=content_hash(body),
            capture=capture or self.archive(key, html or page()),
            sketch=sketch(body),
        )  # fmt: skip
        run_id = runs.new_run_id(NOW)
        with writing(self.engine, exclusive=True) as session:
            runs.save_outlets(session, [record(registry.outlet(OUTLET))], NOW)
            runs.begin(session, run_id, flow="ingest", trigger="hand", params={}, now=NOW,
                       outlets=[OUTLET], code_version="t")  # fmt: skip
            Store(session, run_id, NOW, "aipolicy 0.0").save([item], [])
        settle(self.engine)

    def document(self, key: str) -> dict[str, Any]:
        with reading(self.engine) as session:
            return queries.document(session, queries.article(session, f"{OUTLET}:{key}").id)

    def fingerprint(self) -> str:
        with reading(self.engine) as session:
            return queries.fingerprint(session)

    def total(self, table: type[models.Base]) -> int:
        with reading(self.engine) as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def again(self, **more: Any) -> Any:
        """Read in this process, unless a test says otherwise."""
        return again(self.engine, self.home, **({"jobs": 0} | more))


@pytest.fixture
def corpus(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Corpus:
    monkeypatch.delenv("AIPOLICY_ARCHIVE", raising=False)
    return Corpus(engine, tmp_path)


def test_the_current_version_is_replaced_in_place(corpus: Corpus) -> None:
    corpus.store("1")
    report = corpus.again()
    found = corpus.document("1")
    assert found["body"] == BODY
    assert found["published_at"] == "2026-11-20T09:10:00+09:00"
    assert (found["version"], corpus.total(models.Version)) == (1, 1)
    assert report.outcomes == {"unchanged": 1}
    assert {"body", "published_at", "score"} <= set(report.fields)


def test_verdict_tags_and_rights_are_todays(corpus: Corpus) -> None:
    corpus.store("1")
    corpus.again()
    found = corpus.document("1")
    assert found["regions"] == ["경북"]
    assert (found["label"], found["band"]) == ("on_topic", "accept")
    assert found["rights"]["licence"] == registry.outlet(OUTLET).rights
    assert corpus.total(models.Verdict) == 2


@sqlite_only
def test_a_dry_run_tells_the_same_and_writes_nothing(corpus: Corpus) -> None:
    corpus.store("1")
    before = corpus.fingerprint()
    told = corpus.again(dry_run=True)
    assert corpus.fingerprint() == before
    assert corpus.total(models.Run) == 1
    assert told.fields == corpus.again().fields


@sqlite_only
def test_what_todays_program_has_read_is_passed_over(corpus: Corpus) -> None:
    corpus.store("1")
    corpus.again()
    assert corpus.again().read == 0
    assert corpus.again(everything=True).read == 1


def test_reading_everything_twice_changes_nothing(corpus: Corpus) -> None:
    corpus.store("1")
    corpus.again()
    before = corpus.fingerprint()
    report = corpus.again(everything=True)
    assert (report.changed, dict(report.fields)) == (0, {})
    assert corpus.fingerprint() == before


@sqlite_only
def test_only_the_outlets_asked_for(corpus: Corpus) -> None:
    corpus.store("1")
    assert corpus.again(outlets=["kbs"]).read == 0


def test_a_light_row_that_is_on_topic_today_gets_its_text(corpus: Corpus) -> None:
    corpus.store("1", verdict=OFF)
    report = corpus.again()
    found = corpus.document("1")
    assert report.outcomes == {"stored": 1}
    assert report.labels == {"now on_topic": 1}
    assert (found["label"], found["version"], found["body"]) == ("on_topic", 1, BODY)


def test_a_light_row_whose_text_is_known_joins_the_story(corpus: Corpus) -> None:
    corpus.store("1")
    corpus.again()
    corpus.store("2", verdict=OFF)
    assert corpus.again().outcomes == {"copy": 1}
    assert corpus.document("2")["story_id"] == corpus.document("1")["story_id"]


@sqlite_only
def test_a_light_row_that_stays_off_topic_stays_light(corpus: Corpus) -> None:
    other = BODY.replace("인공지능(AI)", "사과").replace("인공지능", "과수")
    corpus.store("1", verdict=OFF, html=page("사과 축제", other))
    assert corpus.again().outcomes == {"off_topic": 1}
    assert corpus.total(models.Version) == 0
    assert corpus.again().read == 0


@sqlite_only
def test_what_is_off_topic_today_keeps_its_text(corpus: Corpus) -> None:
    other = BODY.replace("인공지능(AI)", "사과").replace("인공지능", "과수")
    corpus.store("1", html=page("사과 축제", other))
    assert corpus.again().labels == {"now off_topic": 1}
    assert corpus.document("1")["label"] == "off_topic"
    assert corpus.document("1")["body"] == other


@sqlite_only
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.unlink(), "is not in the archive"),
        (lambda path: path.write_bytes(path.read_bytes()[:-40]), "torn"),
        (lambda path: path.write_bytes(b"x" * path.stat().st_size), "not a readable WARC record"),
    ],
)
def test_a_capture_that_cannot_be_read_is_counted_and_its_article_kept(
    corpus: Corpus, spoil: Callable[[Path], None], said: str
) -> None:
    corpus.store("1")
    corpus.store("2", body="다른 글")
    spoil(corpus.home / "archive" / OUTLET / "2026/11/r1.warc.gz")
    report = corpus.again()
    assert report.outcomes == {"extract_failed": 1, "unchanged": 1}
    assert report.unread == 1
    assert said in report.problems[0]
    assert corpus.document("1")["body"] == "예전에 읽은 본문"
    with reading(corpus.engine) as session:
        assert sum(queries.ledger(session, report.run_id)[OUTLET].values()) == report.read == 2


@sqlite_only
def test_a_page_that_is_no_article_to_todays_code_keeps_what_is_stored(corpus: Corpus) -> None:
    corpus.store("1", html=b"<html><body><script>alert('x');history.back()</script></body></html>")
    report = corpus.again()
    assert sum(report.outcomes.values()) == 1
    assert "unchanged" not in report.outcomes
    assert corpus.document("1")["body"] == "예전에 읽은 본문"


@sqlite_only
def test_what_a_feed_had_said_is_not_lost(corpus: Corpus) -> None:
    corpus.store("1", department="AI정책과", bylines=(Byline("김하늘", "기자"),),
                 methods={"department": "feed", "bylines": "feed", "body": "meta"})  # fmt: skip
    corpus.again()
    found = corpus.document("1")
    assert found["department"] == "AI정책과"
    assert [b["name"] for b in found["bylines"]] == ["김하늘"]
    assert found["methods"]["department"] == "feed"


def test_versions_that_differed_in_chrome_alone_become_one(corpus: Corpus) -> None:
    corpus.store("1", body=BODY, published=Moment(NOW, "minute", "x"))
    corpus.store("1", body=f"{BODY}\n\n많이 본 뉴스 열 가지")
    assert corpus.document("1")["version"] == 2
    assert corpus.again().merged == 1
    assert (corpus.document("1")["version"], corpus.document("1")["body"]) == (1, BODY)
    assert (corpus.total(models.Version), corpus.total(models.Sighting)) == (1, 1)


def test_the_old_text_can_still_found_a_story(corpus: Corpus) -> None:
    long = "\n\n".join(
        f"예전 프로그램이 잘못 읽은 문단 {n}번이 여기에 있다고 한다." for n in range(20)
    )
    corpus.store("1", body=long)
    corpus.again()
    corpus.store("2", body=long)
    assert corpus.document("2")["story_id"] != corpus.document("1")["story_id"]


def test_an_article_a_crawl_renewed_meanwhile_is_left_alone(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import reprocess as module

    corpus.store("1")
    read_again = module.read_again

    def slowly(home: Path, was: Any, root: str) -> Any:
        result = read_again(home, was, root)
        corpus.store("1", body="그사이 고친 본문")
        return result

    monkeypatch.setattr(module, "read_again", slowly)
    report = corpus.again()
    assert (report.overtaken, dict(report.outcomes)) == (1, {})
    assert corpus.document("1")["body"] == "그사이 고친 본문"


def test_a_killed_one_goes_on_where_it_was(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import reprocess as module

    for key in "123":
        corpus.store(key, body=f"예전 {key}", html=page(f"{TITLE} {key}"))
    monkeypatch.setattr(module, "BATCH", 1)

    def killed(done: int, _all: int) -> None:
        if done == 2:
            os_exit()

    def os_exit() -> None:
        raise SystemExit(137)

    with pytest.raises(SystemExit):
        corpus.again(watcher=killed)
    report = corpus.again()
    assert report.read == 1
    with reading(corpus.engine) as session:
        assert {v.extractor for v in session.scalars(select(models.Version))} == {EXTRACTOR}


@sqlite_only
def test_everything_read_again_goes_on_too_where_it_was_killed(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import reprocess as module

    for key in "123":
        corpus.store(key, body=f"예전 {key}", html=page(f"{TITLE} {key}"))
    corpus.again()
    monkeypatch.setattr(module, "BATCH", 1)

    def killed(done: int, _all: int) -> None:
        if done == 2:
            raise SystemExit(137)

    with pytest.raises(SystemExit):
        corpus.again(everything=True, watcher=killed)
    assert corpus.again(everything=True).read == 1
    assert corpus.again(everything=True).read == 3


def test_the_run_of_a_killed_one_is_closed_by_the_next(corpus: Corpus) -> None:
    corpus.store("1")
    with writing(corpus.engine) as session:
        runs.begin(session, "20200101T000000Z-dead00", flow="reprocess", trigger="hand", params={},
                   outlets=[OUTLET], now=NOW, code_version="t")  # fmt: skip
    corpus.again()
    with reading(corpus.engine) as session:
        assert queries.run(session, "20200101T000000Z-dead00").status == "crashed"
        assert set(runs.open_runs(session)) <= {r.id for r, _ in queries.runs(session) if r.flow == "ingest"}  # fmt: skip


@sqlite_only
def test_two_at_once_do_not_meet(corpus: Corpus) -> None:
    lock = corpus.home / "locks" / "reprocess.lock"
    with locked(lock), pytest.raises(ReprocessError, match="wait for it"):
        corpus.again()


@sqlite_only
@pytest.mark.usefixtures("forked_processes")
@pytest.mark.parametrize("dry", [True, False])
def test_the_command_tells_what_reads_otherwise(
    corpus: Corpus, database_url: str, monkeypatch: pytest.MonkeyPatch, dry: bool
) -> None:
    monkeypatch.setenv("AIPOLICY_DATABASE_URL", database_url)
    monkeypatch.setenv("AIPOLICY_HOME", str(corpus.home))
    corpus.store("1")
    result = CliRunner().invoke(main, ["reprocess", "--json", *(["--dry-run"] if dry else [])])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["read"], told["changed"], told["fields"]["body"]) == (1, 1, 1)
    assert (corpus.document("1")["body"] == BODY) is not dry


@sqlite_only
@pytest.mark.usefixtures("forked_processes")
@pytest.mark.parametrize("options", [["--dry-run"], []])
def test_captures_that_are_gone_are_counted_in_the_last_line_and_fail_the_command(
    corpus: Corpus, database_url: str, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    monkeypatch.setenv("AIPOLICY_DATABASE_URL", database_url)
    monkeypatch.setenv("AIPOLICY_HOME", str(corpus.home))
    for key in ("1", "2", "3"):
        corpus.store(key, body=f"글 {key}")
    for n in (1, 3):
        (corpus.home / "archive" / OUTLET / f"2026/11/r{n}.warc.gz").unlink()
    result = CliRunner().invoke(main, ["reprocess", "--all", "--jobs", "1", *options])
    assert result.exit_code == 1
    said = result.stderr.splitlines()[-1]
    assert said.startswith("1 of 3 articles read again (3 texts), 1 read otherwise, 2 could not be")


# -- a whole crawl ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def crawled(
    tmp_path_factory: pytest.TempPathFactory, forked_crawls: None
) -> Iterator[tuple[Engine, Path]]:
    """Four outlets of the press room through the stages of a run, without Prefect around them."""
    home = tmp_path_factory.mktemp("crawled")
    kept = dict(os.environ)
    try:
        with PressRoom(scale=0.1) as room:
            os.environ |= {
                "AIPOLICY_HOME": str(home), "AIPOLICY_PRESSROOM": room.url,
                "AIPOLICY_DELAY_FACTOR": "0", "AIPOLICY_DATABASE_URL": "",
            }  # fmt: skip
            codes = ["gyeongbuk", "jnilbo", "breaknews", "newspim"]
            with open_run(codes, None, "2026-09-21", "2026-11-21", "hand", 300) as run:
                for order in run.orders:
                    returncode = crawl(order)
                    for code in order.outlets:
                        work = run.work(code)
                        log = process.open_log(work)
                        tally = process.process(run.engine, work, log)
                        run.add(account.close(run.engine, work, log, tally, returncode=returncode))
        engine = open_engine(f"sqlite:///{home / 'corpus.db'}")
        schema.ensure(engine)
        yield engine, home
        engine.dispose()
    finally:
        os.environ.clear()
        os.environ |= kept


def test_a_crawled_corpus_reads_the_same_from_its_archive(crawled: tuple[Engine, Path]) -> None:
    engine, home = crawled
    with reading(engine) as session:
        before = queries.fingerprint(session)
    report = again(engine, home, everything=True, jobs=1)
    assert report.read >= 20
    assert report.problems == []
    assert dict(report.fields) == {}
    with reading(engine) as session:
        assert queries.fingerprint(session) == before
