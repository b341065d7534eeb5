"""What this room is, and what may be done with what is in it."""

from __future__ import annotations

from web.room import Answer, Visit

SECTIONS = (
    ("about_what", ("about_what_1", "about_what_2")),
    ("about_story", ("about_story_1",)),
    ("about_rights", ("about_rights_1", "about_rights_2")),
    ("about_safe", ("about_safe_1",)),
)


def about(_: Visit) -> Answer:
    return Answer("about.html", {"sections": SECTIONS})
