"""Search: results, facets, a timeline, and ways to take the results along."""

from __future__ import annotations

from db.exports import FORMATS
from db.search import find
from korean.query import parse
from web import notes
from web.asked import ORDERS, SINGLE, Asked
from web.pages import common
from web.room import Answer, Visit

#: Results of a page.
SIZE = 20


def search(visit: Visit) -> Answer:
    asked = Asked.read(visit.parameters, visit.session)
    query, links = parse(asked.q), visit.links
    page = find(
        visit.session, query, asked.where(), order=asked.order, fold=asked.fold, limit=SIZE,
        after=asked.after or None,
    )  # fmt: skip
    found = common.counted(visit, query, asked)
    pairs = asked.pairs()
    return Answer(
        "search.html",
        {
            "q": asked.q, "asked": asked, "page": page, "orders": ORDERS,
            "notes": [notes.told(note, visit.t.lang) for note in page.notes],
            "total": common.total(
                visit.t, page.total, stories=asked.fold,
                articles=common.articles(visit, asked, page.total),
            ),
            "held": common.held(asked),
            "groups": common.groups(visit, asked, found), "exact": found.exact,
            "timeline": common.timeline(visit, asked, found.months),
            "kept": _kept(asked), "chosen": _chosen(visit, asked),
            "clear": links.to("/search", [("q", asked.q)]),
            "first": links.to("/search", pairs),
            "next": links.to("/search", asked.pairs(after=page.after)) if page.after else "",
            "feeds": {
                name: links.to(f"/search.{name}", asked.pairs(order="newest"))
                for name in ("atom", "json")
            },
            "exports": [
                (form, links.to("/export", [("format", form), *asked.pairs(order="newest")]))
                for form in FORMATS
            ],
        },
    )  # fmt: skip


def _kept(asked: Asked) -> list[tuple[str, str]]:
    """Filters that the form carries along unseen."""
    kept = [("outlet", code) for code in asked.outlets]
    return kept + [(name, getattr(asked, name)) for name in SINGLE if getattr(asked, name)]


def _chosen(visit: Visit, asked: Asked) -> list[dict[str, str]]:
    """Filters that hold, each with the address without it."""
    found = [
        {
            "kind": kind, "label": common.label(visit, kind, value),
            "href": visit.links.to("/search", asked.pairs(**change)),
        }
        for kind, value, change in asked.chosen()
    ]  # fmt: skip
    for name in ("since", "until"):
        if day := getattr(asked, name):
            href = visit.links.to("/search", asked.pairs(**{name: None}))
            found.append({"kind": visit.t(name), "label": str(day), "href": href})
    return found
