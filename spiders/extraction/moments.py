"""Dates of an article: parsed against the capture's time, refused when they cannot be."""

from __future__ import annotations

from datetime import datetime

from korean import dates
from korean.article import Moment, Precision
from spiders.extraction.values import Draft

_DATE_LABELS = ("날짜", "작성일", "등록일", "게시일", "입력", "승인", "일자", "date")


def moment(raw: str | None, captured_at: datetime) -> Moment | None:
    """The first date in a string; None for an empty one."""
    return dates.parse(raw, now=captured_at) if raw else None


def in_header(lines: tuple[str, ...], captured_at: datetime) -> dates.Labelled:
    """Published and modified time among the short lines behind a title.

    A label decides (입력, 승인, 작성일 …); without one, a line that is a date and nothing else
    counts as published.
    """
    labelled = dates.labelled("\n".join(lines), now=captured_at)
    if labelled.published is not None:
        return labelled
    for line in lines:
        bare = line
        for label in _DATE_LABELS:
            bare = bare.removeprefix(label).lstrip(" :|")
        found = dates.parse(bare, now=captured_at)
        if found is None or found == labelled.modified:
            continue
        if len(bare) - len(found.raw) <= 6 and not dates.labelled(line, now=captured_at).modified:
            return dates.Labelled(found, labelled.modified)
    return labelled


def refuse_impossible(draft: Draft, captured_at: datetime) -> None:
    """Drop a modified time before the published one; name a missing published time.

    They are compared at the coarser precision of the two.
    """
    published, modified = draft.reading.get("published"), draft.reading.get("modified")
    if not isinstance(published, Moment):
        draft.warnings.add("no_published")
        return
    if not isinstance(modified, Moment):
        return
    coarse = {published.precision, modified.precision}
    earlier, later = _cut(published, coarse), _cut(modified, coarse)
    if later <= earlier and modified.at <= published.at:
        draft.drop("modified")
        if later < earlier:
            draft.warnings.add("modified_before_published")


def _cut(moment: Moment, precisions: set[Precision]) -> datetime:
    """The time at the coarser of two precisions, so that 17:11 is not before 17:11:24."""
    at = dates.kst(moment.at)
    if "day" in precisions:
        return at.replace(hour=0, minute=0, second=0, microsecond=0)
    if "minute" in precisions:
        return at.replace(second=0, microsecond=0)
    return at
