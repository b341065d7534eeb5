"""What the doctor concludes: how an outlet is, why, and what to try next, in a sentence each.

Conditions are asked in order; the first that holds speaks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from flows.comparison import Change
from flows.lastgood import LastGood
from flows.stages.log import OutletLog
from spiders.window import KST, aware

if TYPE_CHECKING:
    from flows.doctoring import ArticleReport, RobotsReport, SourceReport

Level = Literal["ok", "warning", "failed"]

#: A source whose newest row is older than this is a closed one, however well it answers.
STALE = timedelta(days=14)
#: Without these a page was not read.
NEEDED = ("title", "body", "published")


@dataclass(frozen=True, slots=True)
class Finding:
    """``why`` and ``next`` are None when all is well."""

    level: Level
    why: str | None = None
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """All that the conditions look at."""

    log: OutletLog
    sources: tuple[SourceReport, ...]
    robots: tuple[RobotsReport, ...]
    articles: tuple[ArticleReport, ...]
    said: str
    past: LastGood | None = None
    changes: tuple[Change, ...] = ()

    @property
    def declared(self) -> list[SourceReport]:
        """The registry's own: not what was found anew."""
        return [s for s in self.sources if not s.found]

    @property
    def problems(self) -> list[SourceReport]:
        return [s for s in self.declared if s.problem]

    @property
    def telling(self) -> SourceReport | None:
        """The problem that says most: a guessed address that is not there says little."""
        others = (s for s in self.problems if s.status not in (404, 410))
        return next(others, next(iter(self.problems), None))

    @property
    def all_failed(self) -> bool:
        return bool(self.declared) and len(self.problems) == len(self.declared)

    @property
    def read(self) -> list[ArticleReport]:
        return [a for a in self.articles if a.outcome == "read"]


def findings(
    log: OutletLog,
    sources: tuple[SourceReport, ...],
    robots: tuple[RobotsReport, ...],
    articles: tuple[ArticleReport, ...],
    said: str,
    past: LastGood | None = None,
    changes: tuple[Change, ...] = (),
) -> Finding:
    """``said`` is the crawl process's last word, for an outlet that left no log; ``past`` what the
    corpus remembers, with the ``changes`` since.
    """
    seen = Seen(log, sources, robots, articles, said, past, changes)
    return next((found for ask in _CONDITIONS if (found := ask(seen))), Finding("ok"))


def _never_ran(seen: Seen) -> Finding | None:
    if seen.log.stats is not None:
        return None
    return Finding(
        "failed",
        f"its crawl left no statistics: {seen.said}",
        "run it alone; if it stays, this is a fault of the program: report it with this line",
    )


def _nobody_there(seen: Seen) -> Finding | None:
    """No byte of an answer from any host."""
    if seen.log.others or seen.log.articles or not seen.problems:
        return None
    return Finding(
        "failed",
        f"nothing answered: {seen.problems[0].problem}",
        "is there a network? If other outlets answer, the host has moved: look it up and correct "
        "it in the registry",
    )


def _robots_forbid(seen: Seen) -> Finding | None:
    forbidden = [s for s in seen.problems if "robots.txt forbids" in (s.problem or "")]
    if not forbidden or len(forbidden) < len(seen.declared):
        return None
    offered = [url for robots in seen.robots for url in robots.sitemaps]
    return Finding(
        "failed",
        "robots.txt forbids every source",
        f"leave them; robots.txt offers {offered[0]}"
        if offered
        else "leave them; look for a feed or sitemap it allows, or ask the outlet",
    )


def _robots_unreadable(seen: Seen) -> Finding | None:
    closed = [r for r in seen.robots if r.problem]
    if not closed or not seen.all_failed:
        return None
    return Finding(
        "failed", closed[0].problem, f"open {closed[0].url} in a browser; try again in an hour"
    )


def _blocked(seen: Seen) -> Finding | None:
    if seen.log.finish_reason == "blocked" or any(a.outcome == "blocked" for a in seen.articles):
        return Finding(
            "failed",
            "the site refuses us (403, 429 or a challenge)",
            "set AIPOLICY_CONTACT, wait a day, read its terms and robots.txt, ask the outlet; "
            "nothing evasive",
        )
    return None


def _found_anew(seen: Seen) -> Finding | None:
    found = next((s for s in seen.sources if s.found and not s.problem), None)
    if found is None or seen.telling is None:
        return None
    return Finding(
        "failed",
        f"no declared source shows an article ({seen.telling.problem})",
        f"found anew ({found.found}): the {found.kind} {found.url} with {found.rows} articles. "
        "Put it into the registry (docs/outlets.md)",
    )


def _no_source(seen: Seen) -> Finding | None:
    first = seen.telling
    if not seen.all_failed or first is None:
        return None
    return Finding(
        "failed",
        f"no source could be read: {first.problem}",
        f"open {first.url} in a browser: moved, closed or redesigned? Then correct its address or "
        f"its parser (docs/outlets.md){_offer(seen)}",
    )


def _no_rows(seen: Seen) -> Finding | None:
    if seen.log.discovered:
        return None
    where = seen.sources[0].url if seen.sources else "its front page"
    return Finding(
        "failed",
        "its sources answer, but list no article of ours",
        f"open {where}: an empty list is script or a new address; links in new shapes need a new "
        f"key pattern{_offer(seen)}",
    )


def _not_fetched(seen: Seen) -> Finding | None:
    if seen.read:
        return None
    if not seen.articles:
        return Finding(
            "failed", "no article was fetched", seen.log.finish_reason or "raise --deadline"
        )
    first = seen.articles[0]
    return Finding(
        "failed",
        f"none of the newest articles could be read: {first.outcome}: {first.reason}",
        f"open {first.url} in a browser; save it and try `aipolicy extract FILE --url URL`",
    )


def _not_finished(seen: Seen) -> Finding | None:
    stats = seen.log.stats
    if stats is None or stats.finished:
        return None
    return Finding(
        "failed",
        f"the crawl stopped early ({stats.finish_reason})",
        "raise --deadline, or look at this outlet alone",
    )


def _crashed(seen: Seen) -> Finding | None:
    errors = [n for n in seen.log.notes if n.level == "error"]
    if not errors:
        return None
    return Finding("failed", errors[0].message, "a fault of the program: report it with this line")


def _fields_missing(seen: Seen) -> Finding | None:
    for article in seen.read:
        missing = [name for name in NEEDED if name in article.missing]
        if missing:
            return Finding(
                "failed",
                f"{' and '.join(missing)} missing in {article.url}",
                f"page version {article.page or 'none'} no longer fits: write a new one from the "
                "saved page (docs/outlets.md)",
            )
    return None


def _changed(seen: Seen) -> Finding | None:
    """A field is gone, or comes by another method, beside the last article that was read well."""
    lost = [change for change in seen.changes if change.matters]
    if not lost or seen.past is None:
        return None
    told = "; ".join(str(change) for change in lost[:3])
    more = f" and {len(lost) - 3} fields more" if len(lost) > 3 else ""
    page = seen.past.page or "the generic chain"
    return Finding(
        "warning",
        f"since {seen.past.captured_at.astimezone(KST):%Y-%m-%d}: {told}{more}",
        f"compare {seen.read[0].url} with {seen.past.url}: what {page} looks for has moved; add a "
        "page version (docs/outlets.md)",
    )


def _drift(seen: Seen) -> Finding | None:
    for article in seen.read:
        codes = [w for w in article.warnings if w.startswith("layout_drift") or w == "generic"]
        if codes:
            return Finding(
                "warning",
                f"no page version of the outlet's own fits {article.url} ({', '.join(codes)})",
                "the text came by another method; compare it with the page, then add or date a "
                "page version (docs/outlets.md)",
            )
    return None


def _some_unread(seen: Seen) -> Finding | None:
    bad = [a for a in seen.articles if a.outcome not in ("read", "not_korean")]
    if not bad:
        return None
    return Finding(
        "warning",
        f"{bad[0].url}: {bad[0].outcome}: {bad[0].reason}",
        "open it in a browser: a deleted article, or another page layout?",
    )


def _some_failed(seen: Seen) -> Finding | None:
    """A feed that is not there beside one that is, is one of the family's names: no matter."""
    kinds = {s.kind for s in seen.declared if not s.problem}
    lost = [s for s in seen.problems if s.status not in (404, 410) or s.kind not in kinds]
    if not lost:
        return None
    first = lost[0]
    return Finding(
        "warning",
        f"{len(lost)} of {len(seen.declared)} sources gave nothing: {first.problem}",
        f"open {first.url}; if it is gone for good, take it out of the outlet's sources",
    )


def _stale(seen: Seen) -> Finding | None:
    times = [
        when
        for d in seen.log.discovered.values()
        if d.listed and (when := aware(d.listed.published))
    ]
    times += [a.published_at for a in seen.read if a.published_at]
    if not times or datetime.now(UTC) - max(times) <= STALE:
        return None
    return Finding(
        "warning",
        f"the newest item is of {max(times).astimezone(KST):%Y-%m-%d}",
        f"a closed feed or board answers like a living one: compare with the front page"
        f"{_offer(seen)}",
    )


def _offer(seen: Seen) -> str:
    """What robots.txt offers instead, as a proposal for the registry."""
    offered = [url for robots in seen.robots for url in robots.sitemaps]
    return f"; robots.txt names {offered[0]}" if offered else ""


_CONDITIONS: tuple[Callable[[Seen], Finding | None], ...] = (
    _never_ran,
    _nobody_there,
    _blocked,
    _robots_forbid,
    _robots_unreadable,
    _found_anew,
    _no_source,
    _crashed,
    _no_rows,
    _not_fetched,
    _fields_missing,
    _not_finished,
    _stale,
    _drift,
    _changed,
    _some_unread,
    _some_failed,
)
