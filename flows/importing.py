"""Import: text renderings, saved pages and WARC files, through the same stages as a crawl.

An import is a run of its own, with a ledger: every document found in the files has one outcome.
What becomes an article is kept in the archive, so that it can be read again without the file.
A file that cannot be read is named with the reason, and the rest goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urldefrag

from sqlalchemy import Engine

from db import leases, runs
from db.home import home
from db.models import Outlet as OutletRow
from db.records import CaptureRecord, Ending
from db.session import reading, retrying, writing
from flows.holding import hold, run_lease
from flows.keeping import PAGE, RENDERING, Keeper, Raw
from flows.plan import record
from flows.stages import judge, match, refresh, store, stories
from flows.stages.searchable import searchable
from flows.stages.work import Extracted
from flows.strangers import source_of
from flows.version import EXTRACTOR
from flows.workspace import machine
from korean.article import Article
from korean.skeleton import content_hash
from spiders import archive, registry, rendering
from spiders.errors import ArchiveError
from spiders.extraction import Fetched, Refused, UnreadablePage, extract, read_html_file
from spiders.outlet import Outlet

#: Documents that go through the stages together.
BATCH = 500
_HTML = {".html", ".htm", ".xhtml"}
_WARC = (".warc", ".warc.gz")
#: Larger files are not articles; WARC files may be of any size.
MAX_FILE = 20_000_000


class ImportProblem(Exception):
    """A file, or a document in it, cannot be read. The message names it and says why."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a file: an article, or why it is none."""

    path: Path
    outlet: Outlet
    key: str
    url: str | None
    captured_at: datetime
    content: Article | Refused
    raw: Raw | None = None  # its bytes, until they are kept
    capture: CaptureRecord | None = None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How an import ended. ``lines``: (file, title or reason, outcome) in the files' order."""

    run_id: str
    lines: tuple[tuple[str, str, str], ...]
    problems: tuple[str, ...]


def import_paths(engine: Engine, paths: Sequence[Path], *, url: str | None = None) -> ImportReport:
    """Import files and folders. ``url`` is the address of the one page given, where it has none.

    The run is held meanwhile: an import that is killed is closed by the next run.
    """
    with reading(engine) as session:
        now = leases.clock(session)
    run_id = runs.new_run_id(now)
    lease = run_lease(run_id)
    with hold(engine, home(), (lease,), run_id) as held, held.guarding(lease):
        return _import(engine, run_id, now, paths, url)


def _import(
    engine: Engine, run_id: str, now: datetime, paths: Sequence[Path], url: str | None
) -> ImportReport:
    lines: list[tuple[str, str, str]] = []
    problems: list[str] = []

    def begin() -> None:
        with writing(engine) as session:
            runs.begin(
                session, run_id, flow="import", trigger="import", outlets=[], now=now,
                params={"paths": [str(p) for p in paths], "url": url}, code_version=EXTRACTOR,
                machine=machine(home()),
            )  # fmt: skip

    retrying(begin)
    keeper = Keeper(engine, home(), run_id, now)
    batch: list[Document] = []
    for found in _documents(paths, url):
        if isinstance(found, ImportProblem):
            problems.append(str(found))
            continue
        batch.append(_kept(keeper, found))
        if len(batch) >= BATCH:
            lines += _store(engine, run_id, batch, now)
            batch = []
    lines += _store(engine, run_id, batch, now)
    keeper.close()
    searchable(engine)
    message = f"{len(problems)} files could not be read" if problems else None

    def finish() -> None:
        with writing(engine) as session:
            status = "failed" if problems else "finished"
            runs.finish(session, run_id, status, leases.clock(session), message)

    retrying(finish)
    return ImportReport(run_id, tuple(lines), tuple(problems))


def _kept(keeper: Keeper, document: Document) -> Document:
    """With its capture; what came in before was captured then, so it is no newer look at it. What
    is no article is not kept.
    """
    if document.raw is None or isinstance(document.content, Refused):
        return replace(document, raw=None)
    capture = keeper.keep(document.outlet.code, document.key, document.captured_at, document.raw)
    return replace(document, raw=None, capture=capture, captured_at=capture.fetched_at)


# -- reading ---------------------------------------------------------------------------------------


def read_file(path: Path, url: str | None = None) -> Iterator[Document | ImportProblem]:
    """The documents of one file, or what is wrong with it; nothing is stored."""
    if not path.is_file():
        yield ImportProblem(f"{path}: there is no such file")
        return
    yield from _file(path, url)


def _documents(paths: Sequence[Path], url: str | None) -> Iterator[Document | ImportProblem]:
    for path in paths:
        if path.is_dir():
            files = sorted(p for p in path.rglob("*") if p.is_file() and _readable(p))
            if not files:
                yield ImportProblem(f"{path}: no .txt, .html or .warc(.gz) file in this folder")
            for file in files:
                yield from _file(file, None)
        elif path.exists():
            yield from _file(path, url)
        else:
            yield ImportProblem(f"{path}: there is no such file or folder")


def _readable(path: Path) -> bool:
    return path.suffix.lower() in {".txt", *_HTML} or path.name.lower().endswith(_WARC)


def _file(path: Path, url: str | None) -> Iterator[Document | ImportProblem]:
    """The documents of one file, or the problem with it, after which the next file is read."""
    try:
        if path.name.lower().endswith(_WARC):
            yield from _warc(path)
            return
        if path.stat().st_size > MAX_FILE:
            raise ImportProblem(f"{path}: larger than {MAX_FILE // 1_000_000} MB, not an article")
        body = path.read_bytes()
        if not body.strip():
            raise ImportProblem(f"{path}: the file is empty; save the page again")
        if path.suffix.lower() in _HTML:
            if _is_binary(body):
                raise ImportProblem(f"{path}: the file is binary, no page; save it as HTML")
            yield _html(path, body, url)
        else:
            yield _text(path, body, url)
    except ImportProblem as problem:
        yield problem
    except OSError as error:
        yield ImportProblem(f"{path}: cannot be read ({error.strerror})")
    except ArchiveError as error:  # it names the file itself
        yield ImportProblem(str(error))
    except (rendering.UnreadableRendering, UnreadablePage) as error:
        yield ImportProblem(f"{path}: {error}")


def _is_binary(body: bytes) -> bool:
    """Zero bytes stand in no page but one of UTF-16, which begins with its mark."""
    return b"\0" in body[:4096] and body[:2] not in (b"\xff\xfe", b"\xfe\xff")


def _text(path: Path, body: bytes, url: str | None) -> Document:
    text = rendering.decode_rendering(body)
    read = rendering.read_rendering(text, url=url)
    outlet = registry.outlet(read.outlet_code) if read.outlet_code else source_of(read.url)
    key = read.key or _text_key(read.article)
    raw = Raw(RENDERING, read.url, "text/plain", body)
    return Document(path, outlet, key, read.url, datetime.now(UTC), read.article, raw)


def _text_key(article: Article) -> str:
    """A text without an address is known by what it says, until its page is crawled."""
    return f"text:{content_hash(article.title + article.body)}"


def _html(path: Path, body: bytes, url: str | None) -> Document:
    captured_at = datetime.now(UTC)
    address, content = read_html_file(body, url=url, captured_at=captured_at)
    return _addressed(path, address, captured_at, content, Raw(PAGE, address, "text/html", body))


def _warc(path: Path) -> Iterator[Document | ImportProblem]:
    torn: list[ImportProblem] = []
    seen: set[str] = set()
    for response in archive.iterate(path, on_torn=lambda t: torn.append(ImportProblem(str(t)))):
        if response.status != 200 or "html" not in (response.content_type or "html"):
            continue
        if response.url in seen:
            continue
        seen.add(response.url)
        content = extract(
            Fetched(response.url, response.body, response.content_type, response.fetched_at)
        )
        raw = Raw(
            PAGE, response.url, response.content_type, response.body, response.headers or None
        )
        yield _addressed(path, response.url, response.fetched_at, content, raw)
    yield from torn


def _addressed(
    path: Path, address: str, captured_at: datetime, content: Article | Refused, raw: Raw
) -> Document:
    known = registry.key_of(address)
    if known is not None:
        outlet, key = known
        canonical = registry.spider(outlet.code).canonical(key)
        return Document(path, outlet, key, canonical, captured_at, content, raw)
    plain = urldefrag(address).url
    return Document(path, source_of(plain), plain, plain, captured_at, content, raw)


# -- storing ---------------------------------------------------------------------------------------


def _store(
    engine: Engine, run_id: str, batch: Sequence[Document], now: datetime
) -> list[tuple[str, str, str]]:
    lines: list[tuple[str, str, str]] = []
    by_outlet: dict[str, list[Document]] = {}
    for document in batch:
        by_outlet.setdefault(document.outlet.code, []).append(document)
    for code, documents in by_outlet.items():
        _open_outlet(engine, run_id, documents[0].outlet, now)
        unique = {d.key: d for d in documents}
        articles = [
            _extracted(d, d.content) for d in unique.values() if isinstance(d.content, Article)
        ]
        endings = [_ending(d, d.content) for d in unique.values() if isinstance(d.content, Refused)]
        judged = judge.judge(documents[0].outlet.kind, articles)
        items = [replace(i, capture=unique[i.key].capture) for i in match.match(code, judged)]
        refresh.refresh(engine, home(), run_id, items)
        outcomes = store.store(engine, run_id, items, endings)
        for key in _joined(engine, code):
            if outcomes.get(key) == "stored":
                outcomes[key] = "copy"
        lines += [(str(d.path), _headline(d), outcomes.get(d.key, "unchanged")) for d in documents]
        _close_outlet(engine, run_id, code)
    return lines


def _joined(engine: Engine, code: str) -> set[str]:
    """Keys of the outlet whose articles joined a story of another one."""
    return {key for outlet, key in stories.settle(engine, outlet=code).joined if outlet == code}


def _headline(document: Document) -> str:
    content = document.content
    return content.title if isinstance(content, Article) else content.reason


def _extracted(document: Document, article: Article) -> Extracted:
    return Extracted(
        key=document.key, url=document.url, source="import", captured_at=document.captured_at,
        article=article,
    )  # fmt: skip


def _ending(document: Document, refused: Refused) -> Ending:
    return Ending(
        outlet=document.outlet.code, key=document.key, url=document.url, outcome=refused.outcome,
        reason=refused.reason, source="import", at=document.captured_at,
    )  # fmt: skip


def _open_outlet(engine: Engine, run_id: str, outlet: Outlet, now: datetime) -> None:
    def once() -> None:
        with writing(engine) as session:
            if outlet.family != "unknown" or session.get(OutletRow, outlet.code) is None:
                runs.save_outlets(session, [record(outlet)], now)
            runs.add_outlets(session, run_id, [outlet.code])

    retrying(once)


def _close_outlet(engine: Engine, run_id: str, code: str) -> None:
    def once() -> None:
        with writing(engine) as session:
            counts = runs.counts(session, run_id, code)
            runs.finish_outlet(
                session, run_id, code, status="finished", discovered=sum(counts.values())
            )

    retrying(once)
