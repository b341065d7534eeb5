"""One story: its copies in time, and what each took from the press release, sentence by sentence."""

from __future__ import annotations

from typing import Any

from db import lineage, stories
from web import charts, times
from web.asked import text
from web.errors import Missing
from web.links import number
from web.pages.common import percent
from web.room import Answer, Visit

#: Articles compared with their release on one page; of more, one at a time.
COMPARED = 6


def story(visit: Visit) -> Answer:
    id_ = number(visit.part("id"))
    if id_ is None:
        raise Missing
    found = stories.story(visit.session, id_)
    lang = visit.t.lang
    first = times.aware(found["first_published_at"])
    last = times.aware(found["last_published_at"])
    for member in found["members"]:
        at = times.aware(member["published_at"])
        later = (at - first).total_seconds() if at and first else 0
        member["later"] = times.span(later, lang) if later >= 60 else ""
    heads = sorted(found["members"], key=lambda member: not member["origin"])
    dots = charts.line_of_time([m["published_at"] for m in found["members"]])
    return Answer(
        "story.html",
        {
            "story": found, "title": heads[0]["title"] if heads else None, "percent": percent,
            "took": times.span((last - first).total_seconds(), lang)
            if first and last and last > first else "",
            "dots": dots, "top": min((dot.y for dot in dots), default=charts.HEIGHT) - 16,
            "lineage": _lineage(visit, found["id"]),
        },
    )  # fmt: skip


def _lineage(visit: Visit, story_id: int) -> list[dict[str, Any]]:
    """Rows of the story's lineage; the first few, and the one asked for, with their sentences."""
    asked = text(visit.parameters, "compare")
    rows = lineage.of_story(visit.session, story_id)
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
        row["delay"] = _delay(visit, row["delay_seconds"])
    return rows


def _delay(visit: Visit, seconds: int | None) -> str:
    if not seconds:
        return ""
    key = "later" if seconds > 0 else "earlier"
    return visit.t(key, span=times.span(seconds, visit.t.lang))
