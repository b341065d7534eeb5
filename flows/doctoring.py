"""Look at outlets as they are now: what answered, what failed, how the newest articles read.

A crawl of a few articles goes into a folder that is thrown away. The crawl knows nothing of the
corpus, so that every answer is a full one; the corpus is only read, for what the pages gave when
they were last read well (`flows.lastgood`), and never written.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from protego import Protego

from db.records import Ending
from flows.advice import Finding, findings
from flows.comparison import Change, Now, changes
from flows.lastgood import LastGood, NoCorpus, last_good, length
from flows.stages.crawl import CrawlOrder, crawl
from flows.stages.extract import extract
from flows.stages.log import OutletLog
from flows.stages.work import Extracted, Work
from flows.workspace import Workspace
from spiders import archive, registry
from spiders.capturelog import WARC_NAME
from spiders.errors import ArchiveError, SettingError
from spiders.events import Capture
from spiders.extraction import coverage
from spiders.outlet import Outlet
from spiders.window import aware

#: Articles read of each outlet when nobody says otherwise.
ARTICLES = 2
#: Characters of a body that are shown.
BODY_START = 80
#: Who we are to robots.txt (`spiders.settings.ROBOTSTXT_USER_AGENT`).
AGENT = "aipolicy"
#: The crawl process's exit code for a setting it cannot use; it says which.
WRONG_USAGE = 2
#: Notes that a source's own line tells already.
_SOURCE_NOTES = re.compile(r"source-(?!proposed)|capped|repeated")
#: Ends of articles that were not asked for.
_PASSED_OVER = ("outside_window", "off_topic", "unchanged")
#: Fields whose absence is told; no page has them all.
FIELDS = (
    "title", "body", "published", "modified", "bylines", "subtitle", "place", "section",
    "programme", "department", "contact", "captions", "tags", "attachments", "image_url", "rights",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One source. ``status`` is HTTP's, None when there was no answer; ``problem`` is None when it
    keeps the contract (`spiders.contract`); ``found`` is where one that is in no registry was found
    now. ``newest_at`` is aware.
    """

    kind: str
    url: str
    status: int | None
    rows: int = 0
    newest_at: datetime | None = None
    problem: str | None = None
    found: str | None = None


@dataclass(frozen=True, slots=True)
class RobotsReport:
    """One host's robots.txt. ``crawl_delay`` in seconds, for us."""

    url: str
    status: int | None
    crawl_delay: float | None = None
    sitemaps: tuple[str, ...] = ()
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class ArticleReport:
    """One of the newest articles. ``outcome`` is ``read``, or the ledger's word with ``reason``.

    ``page`` is the page version that matched, None when the generic chain read it.
    """

    key: str
    url: str | None
    outcome: str
    reason: str | None = None
    page: str | None = None
    title: str | None = None
    published_at: datetime | None = None
    body_start: str | None = None
    methods: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    lengths: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OutletReport:
    """An outlet as it was found. ``finding.level`` is ok, warning or failed. ``last_good`` is what
    the corpus remembers, with the ``changes`` since, field by field; ``not_compared`` says why a
    corpus could not be asked.
    """

    outlet: Outlet
    finding: Finding
    finish_reason: str | None
    discovered: int
    newest_at: datetime | None
    newest_title: str | None
    sources: tuple[SourceReport, ...]
    robots: tuple[RobotsReport, ...]
    articles: tuple[ArticleReport, ...]
    notes: tuple[str, ...]
    last_good: LastGood | None = None
    changes: tuple[Change, ...] = ()
    not_compared: str | None = None

    @property
    def answered(self) -> bool:
        """Did anything of the outlet answer at all?"""
        return any(s.status for s in self.sources) or any(r.status for r in self.robots)


def examine(
    outlets: Sequence[Outlet],
    *,
    articles: int = ARTICLES,
    deadline: int = 900,
    compare: bool = False,
) -> list[OutletReport]:
    """Crawl at most ``articles`` of the newest articles of each outlet, and tell what was seen;
    with ``compare`` beside what the corpus remembers.

    One process for all: each outlet has hosts of its own. ``deadline`` is in seconds. Raises
    SettingError when a setting of the crawl cannot be used.
    """
    with tempfile.TemporaryDirectory(prefix="aipolicy-doctor-") as folder:
        home = Path(folder)
        order = CrawlOrder(
            home=home,
            run_id="doctor",
            outlets=tuple(o.code for o in outlets),
            mode="incremental",
            deadline=deadline,
            look=articles,
            database_url=f"sqlite:///{home / 'nothing-known.db'}",
        )
        returncode = crawl(order)
        said = _said(Workspace(home, order.run_id).folder, returncode)
        if returncode == WRONG_USAGE:
            raise SettingError(said)
        past, why_not = _past(outlets) if compare else ({}, None)
        return [
            _report(Work(order.run_id, outlet, home), said, past.get(outlet.code), why_not)
            for outlet in outlets
        ]


def _past(outlets: Sequence[Outlet]) -> tuple[dict[str, LastGood], str | None]:
    """What the corpus remembers, or why it cannot be asked."""
    versions = {o.code: frozenset(p.version for p in registry.pages_for(o)) for o in outlets}
    try:
        return last_good(versions), None
    except NoCorpus as error:
        return {}, f"the corpus cannot be read: {error}"


def _said(folder: Path, returncode: int) -> str:
    """What the crawl process itself said last: for outlets that left no log."""
    lines = [
        line
        for log in sorted(folder.glob("crawl-*.log"))
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines()
        if line.strip()
    ]
    return lines[-1] if lines else f"the crawl process ended with exit code {returncode}"


def _report(work: Work, said: str, past: LastGood | None, not_compared: str | None) -> OutletReport:
    log = OutletLog.load(work.folder)
    read, ended = extract(work, log, tuple(log.articles))
    articles = (
        *(_read(item, work.outlet) for item in read),
        *(_refused(item) for item in ended),
        *_not_fetched(log),
    )
    sources, robots = _sources(log), _robots(work, log)
    dated = [(when, d) for d in log.discovered.values() if d.listed
             and (when := aware(d.listed.published))]  # fmt: skip
    newest = max(dated, key=lambda pair: pair[0], default=None)
    stats = log.stats
    changed = changes(past, _now(articles)) if past is not None else ()
    return OutletReport(
        outlet=work.outlet,
        finding=findings(log, sources, robots, articles, said, past, changed),
        finish_reason=stats.finish_reason if stats else None,
        discovered=len(log.discovered),
        newest_at=newest[0] if newest else None,
        newest_title=newest[1].listed.title if newest and newest[1].listed else None,
        sources=sources,
        robots=robots,
        articles=articles,
        notes=tuple(f"{n.code}: {n.message}" for n in log.notes if not _SOURCE_NOTES.match(n.code)),
        last_good=past,
        changes=changed,
        not_compared=not_compared,
    )


# -- sources and robots.txt ------------------------------------------------------------------------


def _sources(log: OutletLog) -> tuple[SourceReport, ...]:
    """Those that were read, then those that were not, then what crashed before it had a name."""
    seen = [
        SourceReport(
            feed.kind, feed.url, feed.status or None, feed.rows, aware(feed.newest),
            feed.problem, feed.found,
        )
        for feed in log.feeds
    ]  # fmt: skip
    named = {feed.url for feed in log.feeds}
    crashed = [
        SourceReport("source", note.url or "", None, problem=note.message)
        for note in log.notes
        if note.code == "source-crashed" and note.url not in named
    ]
    return (*sorted(seen, key=lambda source: source.problem is not None), *crashed)


def _robots(work: Work, log: OutletLog) -> tuple[RobotsReport, ...]:
    read = [_robots_file(work, c) for c in log.others if c.kind == "robots" and c.status < 500]
    return (
        *read,
        *(
            RobotsReport(n.url or "", _status(log, n.url), problem=n.message)
            for n in log.notes
            if n.code == "robots-unreadable"
        ),
    )


def _status(log: OutletLog, url: str | None) -> int | None:
    return next((c.status for c in log.others if c.url == url), None)


def _robots_file(work: Work, capture: Capture) -> RobotsReport:
    if capture.status != 200:
        return RobotsReport(capture.url, capture.status)
    try:
        stored = archive.read(
            capture.file, capture.offset, capture.length,
            root=archive.archive_root(work.home), local=work.folder / WARC_NAME,
        )  # fmt: skip
    except ArchiveError as error:
        return RobotsReport(capture.url, capture.status, problem=str(error))
    rules = Protego.parse(stored.body.decode("utf-8", "replace"))
    delay = rules.crawl_delay(AGENT)
    return RobotsReport(
        capture.url,
        capture.status,
        float(delay) if delay else None,
        tuple(rules.sitemaps),
    )


# -- articles --------------------------------------------------------------------------------------


def _read(item: Extracted, outlet: Outlet) -> ArticleReport:
    article = item.article
    versions = {p.version for p in (*registry.pages_for(outlet), *registry.family_pages())}
    has = coverage(article)
    return ArticleReport(
        key=item.key,
        url=item.url,
        outcome="read",
        page=next((m for m in article.methods.values() if m in versions), None),
        title=article.title,
        published_at=article.published.at if article.published else None,
        body_start=" ".join(article.body.split())[:BODY_START],
        methods=tuple(article.methods.items()),
        missing=tuple(name for name in FIELDS if name not in has),
        warnings=article.warnings,
        lengths={
            name: length(getattr(article, name))
            for name in FIELDS
            if name in has and name != "rights"
        },
    )


def _now(articles: Sequence[ArticleReport]) -> list[Now]:
    return [Now(dict(a.methods), a.lengths) for a in articles if a.outcome == "read"]


def _refused(item: Ending) -> ArticleReport:
    return ArticleReport(item.key, item.url, item.outcome, item.reason)


def _not_fetched(log: OutletLog) -> tuple[ArticleReport, ...]:
    """Those that were asked for and did not come; of a crawl that was cut off, none."""
    return tuple(
        ArticleReport(e.key, e.url, e.outcome, e.reason)
        for e in log.ended.values()
        if e.outcome not in _PASSED_OVER and e.reason != "interrupted"
    )
