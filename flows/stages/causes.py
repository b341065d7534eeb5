"""What one visit says of its outlet, cause by cause.

A cause asks a visit and gets `Said`: bad with a reason, or good; or None where the visit says nothing
of it, such as one without an article of the pages. None neither makes a row of evidence nor ends it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from db.health import Visit
from flows.stages.account import CONTRACT
from flows.stages.drift import Fall

#: Outcomes of pages that answered and were no article of ours.
_UNREAD = ("extract_failed", "undecodable", "not_article", "not_korean", "http_error", "too_large")
#: Crawls that came to an end of their own. The others were stopped: by us, or by a crash.
_ENDED = ("finished", "blocked", "no_source", "errors", "crashed")
#: Fields without which a page was not read. Dates are judged over weeks (`undated`): an outlet that
#: never prints them all has not changed.
_HAD = ("title", "body")


@dataclass(frozen=True, slots=True)
class Said:
    """``pages`` is how many pages a bad word rests on, 0 where it rests on none."""

    bad: bool
    reason: str = ""
    pages: int = 0


GOOD = Said(False)
Ask = Callable[[Visit], Said | None]


def blocked(visit: Visit) -> Said | None:
    """The site refuses us: 403, 429, a challenge."""
    refused = visit.outcomes.get("blocked", 0)
    if visit.finish_reason == "blocked" or (refused and 2 * refused >= visit.discovered):
        said = visit.message or f"{refused} of {visit.discovered} pages refused"
        return Said(True, said, refused)
    if _answered(visit):
        return GOOD
    # A site that refuses the next day by not answering at all has not let us in.
    return None


def unreachable(visit: Visit) -> Said | None:
    """No source answered, or half of the pages did not."""
    if visit.finish_reason == "no_source":
        return Said(True, visit.message or "no source of it answered")
    lost = visit.outcomes.get("unreachable", 0)
    if visit.finish_reason == "finished" and lost and 2 * lost >= visit.discovered:
        return Said(True, f"{lost} of {visit.discovered} pages did not answer", lost)
    return GOOD if _answered(visit) else None


def failing(visit: Visit) -> Said | None:
    """The crawl ended, and with errors of ours."""
    if visit.status == "finished":
        return GOOD
    if visit.finish_reason in ("errors", "crashed") or visit.errors:
        return Said(True, visit.message or "its crawl ended with errors")
    if visit.finish_reason != "finished":
        return None
    # What else makes a finished crawl fail is told by its own cause: a contract, an empty list.
    undated = visit.coverage.get("published", 1.0) < CONTRACT["published"]
    told = undated or visit.drift or _short(visit) or _empty(visit)
    return None if told else Said(True, visit.message or "its crawl failed")


def cut(visit: Visit) -> Said | None:
    """Stopped before the end, on our side: a deadline, a shutdown, a fault while it was processed."""
    if visit.finish_reason in _ENDED:
        return GOOD
    return Said(True, visit.message or f"stopped early ({visit.finish_reason or 'killed'})")


def drift(visit: Visit) -> Said | None:
    """Pages or lists that no longer give what they gave."""
    if visit.finish_reason not in ("finished", "errors"):
        return None
    if visit.drift:
        return Said(True, "; ".join(_falls(visit)), max(visit.articles, 1))
    if said := _empty(visit) or _short(visit) or _unread(visit) or _misfit(visit):
        return said
    return GOOD if visit.articles else None


def _falls(visit: Visit) -> list[str]:
    return [str(Fall(f["field"], f["was"], f["now"])) for f in visit.drift]


def _empty(visit: Visit) -> Said | None:
    """Lists that answered and showed nothing, in a visit that `account` failed for it: the outlet
    had articles before.
    """
    if visit.discovered or visit.status != "failed" or visit.finish_reason != "finished":
        return None
    read = [s for s in visit.sources if not s.get("problem") and s.get("status") == 200]
    if visit.errors or any(s.get("rows") for s in read):
        return None
    return Said(True, visit.message or "its lists answered, but showed no article", 1)


def _short(visit: Visit) -> Said | None:
    for name in _HAD:
        share = visit.coverage.get(name)
        if share is not None and visit.articles and share < CONTRACT[name]:
            missing = round((1 - share) * visit.articles) or 1
            return Said(True, f"only {share:.0%} of its articles have their {name}", missing)
    return None


def _unread(visit: Visit) -> Said | None:
    counts = {name: visit.outcomes.get(name, 0) for name in _UNREAD}
    unread = sum(counts.values())
    # Pages that did not answer with an article are no captures of one: they count on their own.
    asked = max(visit.articles, unread)
    if not unread or 2 * unread < asked:
        return None
    most = max(counts, key=counts.__getitem__)
    return Said(True, f"{unread} of {asked} pages could not be read, most: {most}", unread)


def _misfit(visit: Visit) -> Said | None:
    misfits = _count(visit.warnings, "layout_drift")
    if not misfits or 2 * misfits < visit.articles:
        return None
    return Said(True, f"{misfits} of {visit.articles} pages fit no current page version", misfits)


def source(url: str) -> Ask:
    """Of one source: dead while another of the same visit lives; good where it was not even needed."""

    def ask(visit: Visit) -> Said | None:
        own = [s for s in visit.sources if s.get("url") == url]
        if not own:
            return GOOD if _sufficed(visit) else None
        if not own[-1].get("problem"):
            return GOOD
        if not any(not s.get("problem") for s in visit.sources if s.get("url") != url):
            return None  # nothing answered: the outlet, not the source
        kind = own[-1].get("kind", "source")
        return Said(True, f"{kind} {url}: {own[-1]['problem']}")

    return ask


def sources(visits: Sequence[Visit]) -> list[str]:
    """Every declared source that was dead in one of the visits, the newest first."""
    dead = (
        s["url"]
        for visit in visits
        for s in visit.sources
        if s.get("problem") and not s.get("found") and s.get("url")
    )
    return list(dict.fromkeys(dead))


def _sufficed(visit: Visit) -> bool:
    """Was a declared source read, in a crawl that came to its end? What was not tried then was not
    needed: a fallback is asked only where the source before it fails.
    """
    if visit.finish_reason not in ("finished", "errors"):
        return False
    return any(not s.get("problem") and not s.get("found") for s in visit.sources)


def _answered(visit: Visit) -> bool:
    """Did the site let us read something? A list that answered with nothing new will do."""
    if visit.finish_reason not in ("finished", "errors"):
        return False
    if visit.articles or any(not s.get("problem") for s in visit.sources):
        return True
    # Runs from before sources were kept, and outlets without sources: a finished crawl.
    return not visit.sources


def _count(warnings: Sequence[str], name: str) -> int:
    """How often a run's report counted a warning: ``layout_drift × 12``."""
    for warning in warnings:
        code, _, number = warning.partition(" × ")
        if code == name and number.isdigit():
            return int(number)
    return 0
