"""One story: its copies in time, and what each took from the press release, sentence by sentence."""

from __future__ import annotations

from typing import Any

from db import lineage, stories
from web import charts, reads, times
from web.asked import text
from web.errors import Missing
from web.links import number
from web.pages.common import percent
from web.room import Answer, Visit
from web.words import Tongue

#: Articles compared with their release on one page; of more, one at a time.
COMPARED = 6
_DAY = 86_400


def story(visit: Visit) -> Answer:
    id_ = number(visit.part("id"))
    if id_ is None:
        raise Missing
    found = stories.story(visit.session, id_)
    members = found["members"]
    precise = reads.precisions(visit.session, [member["id"] for member in members])
    dated = [member for member in members if member["published_at"]]
    for member in members:
        member["precision"] = precise.get(member["id"])
    for member in members:
        member["later"] = _later(visit.t, dated[0], member) if member["published_at"] else ""
    heads = sorted(members, key=lambda member: not member["origin"])
    by_day = any(member["precision"] == "day" for member in dated)
    dots = charts.line_of_time([m["published_at"] for m in members], by_day=by_day)
    return Answer(
        "story.html",
        {
            "story": found, "title": heads[0]["title"] if heads else None, "percent": percent,
            "took": _took(visit.t, dated[0], dated[-1]) if len(dated) > 1 else "",
            "dots": dots, "axis": "day" if by_day else None,
            "top": min((dot.y for dot in dots), default=charts.HEIGHT) - 16,
            "lineage": _lineage(visit, found["id"]),
        },
    )  # fmt: skip


def _by_day(*members: dict[str, Any]) -> bool:
    return any(member["precision"] == "day" for member in members)


def _seconds(first: dict[str, Any], last: dict[str, Any]) -> float:
    one, other = (times.aware(member["published_at"]) for member in (first, last))
    return (other - one).total_seconds() if one and other else 0.0


def _days(first: dict[str, Any], last: dict[str, Any]) -> int:
    return times.whole_days(first["published_at"], last["published_at"])


def _later(t: Tongue, first: dict[str, Any], member: dict[str, Any]) -> str:
    """How long after the first; in whole days where one of the two has a day alone."""
    if member is first:
        return ""
    if _by_day(first, member):
        return times.after(_days(first, member), t)
    seconds = _seconds(first, member)
    return f"+{times.span(seconds, t.lang)}" if seconds >= 60 else ""


def _took(t: Tongue, first: dict[str, Any], last: dict[str, Any]) -> str:
    if not _by_day(first, last):
        seconds = _seconds(first, last)
        return t("story_took", span=times.span(seconds, t.lang)) if seconds else ""
    number = _days(first, last)
    return t("story_took", span=times.days(number, t.lang)) if number else t("story_one_day")


def _lineage(visit: Visit, story_id: int) -> list[dict[str, Any]]:
    """Rows of the story's lineage; the first few, and the one asked for, with their sentences."""
    asked = text(visit.parameters, "compare")
    rows = lineage.of_story(visit.session, story_id)
    ends = {row[name] for row in rows for name in ("release_id", "article_id")}
    precise = reads.precisions(visit.session, ends)
    for place, row in enumerate(rows):
        wanted = place < COMPARED or str(row["article_id"]) == asked
        found = (
            lineage.detail(visit.session, row["release_id"], row["article_id"]) if wanted else None
        )
        row["sentences"] = [
            {
                "text": s.text, "change": s.change,
                "release": found.release[s.source] if s.source is not None else None,
            }
            for s in found.sentences
        ] if found else []  # fmt: skip
        row["left_out"] = [found.release[i] for i in found.dropped] if found else []
        by_day = "day" in (precise.get(row["release_id"]), precise.get(row["article_id"]))
        row["delay"] = _delay(visit, row["delay_seconds"], by_day)
    return rows


def _delay(visit: Visit, seconds: int | None, by_day: bool) -> str:
    if by_day and seconds is not None:
        return times.after(seconds // _DAY, visit.t)
    if not seconds:
        return ""
    key = "later" if seconds > 0 else "earlier"
    return visit.t(key, span=times.span(seconds, visit.t.lang))
