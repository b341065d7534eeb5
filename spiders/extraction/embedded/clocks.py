"""Times that say UTC and mean Korean time.

Some sites print the Korean clock with a ``Z`` behind it. That is believed only of what cannot be
otherwise: the time would lie in the capture's future, or the page prints the same clock elsewhere as
Korean time and prints the true conversion nowhere.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from korean import dates
from korean.article import Moment

_ZULU = re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]00:?00)\Z")
_MOST = 60  # places of a page looked at


def claims_utc(moment: Moment | None) -> bool:
    """Was it printed with a clock, and with UTC for its zone?"""
    return moment is not None and moment.precision != "day" and bool(_ZULU.search(moment.raw))


def korean(moment: Moment) -> Moment:
    """The same digits read as Korean time."""
    return replace(moment, at=moment.at.replace(tzinfo=dates.KST).astimezone(UTC))


def lies(moment: Moment | None, captured_at: datetime, root: Any) -> bool:
    """Is a time that claims UTC in truth Korean time? Only where the page itself shows it."""
    if moment is None or not claims_utc(moment):
        return False
    meant = korean(moment)
    if not dates.plausible(moment, captured_at):
        return dates.plausible(meant, captured_at)
    return _printed(root, dates.kst(meant.at)) and not _printed(root, dates.kst(moment.at))


def _printed(root: Any, at: datetime) -> bool:
    """Does the page print this Korean clock: in its text, or in a meta tag with ``+09:00``?"""
    clock = f"{at:%H:%M}"
    day = re.compile(
        rf"(?<!\d)(?:{at.year}|{at:%y})\D{{1,3}}0?{at.month}\D{{1,3}}0?{at.day}\D{{1,12}}{clock}(?!\d)"
    )
    hits = root.xpath(
        "//meta[contains(@content, $clock) and contains(@content, '+09')]/@content"
        "|//body//text()[contains(., $clock)][not(parent::script or parent::style)]",
        clock=clock,
    )
    return any(day.search(hit[:2000]) for hit in hits[:_MOST])


def settled(
    published: Moment | None, modified: Moment | None, captured_at: datetime, root: Any
) -> tuple[Moment | None, Moment | None]:
    """Both times of an article. Where the one claims UTC and is shown to be Korean time, so is the
    other."""
    shown = published if claims_utc(published) else modified
    if lies(shown, captured_at, root):
        published = korean(published) if published and claims_utc(published) else published
        modified = korean(modified) if modified and claims_utc(modified) else modified
    return published, modified
