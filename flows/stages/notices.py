"""What a site says of what may be done with it: robots.txt and the notice of rights, and whether it
says something else than before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from difflib import unified_diff
from pathlib import Path
from unicodedata import normalize
from urllib.parse import urlsplit

from protego import Protego

from db.signs import Notice, RobotsText
from flows.stages.health import Finding
from flows.stages.thresholds import (
    NOTICE_ARTICLES,
    NOTICE_SHARE,
    ROBOTS_HOURS,
    ROBOTS_SHOWN,
    ROBOTS_TIMES,
)
from korean.dates import kst
from spiders import archive
from spiders.errors import ArchiveError

#: Who we are to robots.txt (`spiders.settings.ROBOTSTXT_USER_AGENT`).
AGENT = "aipolicy"
#: Lines of a diff, and characters of a notice, that are kept.
_DIFF_LINES = 60
_QUOTED = 160
_COPYRIGHT = re.compile(r"[ⓒ©Ⓒ]|\(c\)", re.IGNORECASE)

Reader = Callable[[RobotsText], str]


# -- robots.txt ------------------------------------------------------------------------------------


def reader(home: Path) -> Reader:
    """Reads a robots.txt from the archive. What answered 4xx allows everything, as an empty file."""
    root = archive.archive_root(home)

    def read(text: RobotsText) -> str:
        if text.status != 200:
            return ""
        stored = archive.read(text.file, text.offset, text.length, root=root)
        return stored.body.decode("utf-8", "replace")

    return read


def robots(
    texts: Mapping[str, Sequence[RobotsText]], sources: Iterable[str], now: datetime, read: Reader
) -> list[Finding]:
    """Of every robots.txt of an outlet: does it forbid a source of ours, did it change lately?
    ``sources`` are the addresses we read; ``texts`` by address, the one seen last first.
    """
    own = list(dict.fromkeys(sources))
    found: list[Finding] = []
    shut = 0
    for url, versions in sorted(texts.items()):
        host = urlsplit(url).netloc
        asked = [source for source in own if urlsplit(source).netloc == host]
        try:
            finding, forbidden = _robots(host, versions, asked, now, read)
        except ArchiveError as error:
            found.append(Finding("robots", False, 1, f"robots.txt of {host}: {error}",
                                 versions[0].first_at, keeps_out=False, subject=host))  # fmt: skip
            continue
        shut += forbidden
        if finding is not None:
            found.append(finding)
    # It explains silence only where nothing is left to be read.
    return [replace(f, keeps_out=f.keeps_out and shut >= len(own)) for f in found]


def _robots(
    host: str, versions: Sequence[RobotsText], asked: Sequence[str], now: datetime, read: Reader
) -> tuple[Finding | None, int]:
    now_is, before = versions[0], versions[1] if len(versions) > 1 else None
    today = read(now_is)
    rules = Protego.parse(today)
    forbidden = [url for url in asked if not rules.can_fetch(url, AGENT)]
    # A text that comes and goes (two servers, a page put in front) is no change yet.
    steady = before is None or now_is.first_at > before.last_at
    lately = before is not None and now - now_is.first_at <= ROBOTS_SHOWN
    diff = (
        _diff(read(before), today, host) if before is not None and (lately or forbidden) else None
    )
    since = f"since {_minute(now_is.first_at)}"
    if forbidden:
        hours = (now_is.last_at - now_is.first_at).total_seconds() / 3600
        alarm = steady and now_is.times >= ROBOTS_TIMES and hours >= ROBOTS_HOURS
        reason = (
            f"robots.txt of {host} forbids {len(forbidden)} of {len(asked)} sources "
            f"({', '.join(forbidden[:3])}), {since if before else 'for as long as is known'}"
        )
        times = now_is.times if steady else 1
        return Finding("robots", alarm, times, reason, now_is.first_at, True, host, diff), len(
            forbidden
        )
    if not lately or not steady:
        return None, 0
    reason = f"robots.txt of {host} changed {since}; it still allows what we read"
    finding = Finding("robots", False, now_is.times, reason, now_is.first_at, False, host, diff)
    return finding, 0


def _diff(before: str, today: str, host: str) -> str:
    lines = list(
        unified_diff(
            before.splitlines(), today.splitlines(), f"{host}/robots.txt before", "now",
            lineterm="", n=1,
        )
    )  # fmt: skip
    if len(lines) > _DIFF_LINES:
        lines = [*lines[:_DIFF_LINES], f"… {len(lines) - _DIFF_LINES} more lines"]
    return "\n".join(lines)


# -- notices of rights -----------------------------------------------------------------------------


def rights(before: Sequence[Notice], recent: Sequence[Notice]) -> list[Finding]:
    """Is the notice that most articles carry of late another one than before?"""
    was, is_ = _usual(before), _usual(recent)
    if was is None or is_ is None or _same(was) == _same(is_):
        return []
    stricter = (was.licence, was.ai_training) != (is_.licence, is_.ai_training)
    reason = f"its notice of rights was {_quoted(was)}, and is {_quoted(is_)}"
    return [Finding("rights", stricter, is_.articles, reason, is_.first_at, keeps_out=False)]


def _usual(notices: Sequence[Notice]) -> Notice | None:
    """The notice most of the articles carry; None where there are too few, or none prevails."""
    merged: dict[tuple[object, ...], Notice] = {}
    for notice in notices:
        known = merged.get(_same(notice))
        if known is not None:
            first = min(known.first_at, notice.first_at)
            notice = replace(known, articles=known.articles + notice.articles, first_at=first)
        merged[_same(notice)] = notice
    total = sum(notice.articles for notice in notices)
    most = max(merged.values(), key=lambda notice: notice.articles, default=None)
    if most is None or total < NOTICE_ARTICLES or most.articles < NOTICE_SHARE * total:
        return None
    return most


def _same(notice: Notice) -> tuple[object, ...]:
    """What makes two notices one: spaces and punctuation do not, nor does the year of a copyright."""
    text = normalize("NFKC", _COPYRIGHT.sub("", notice.text or "")).casefold()
    return (
        notice.licence,
        notice.ai_training,
        "".join(c for c in text if c.isalpha()),
    )


def _quoted(notice: Notice) -> str:
    training = {True: ", AI training allowed", False: ", no AI training", None: ""}
    terms = f"({notice.licence}{training[notice.ai_training]})"
    if not notice.text:
        return f"none {terms}"
    text = " ".join(notice.text.split())
    return f"“{text[:_QUOTED]}{'…' if len(text) > _QUOTED else ''}” {terms}"


def _minute(at: datetime) -> str:
    return f"{kst(at):%Y-%m-%d %H:%M}"
