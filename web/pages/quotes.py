"""Who said what: direct quotations by speaker, office and public body."""

from __future__ import annotations

from db import quotes as asked
from korean.quotes import governments
from web.asked import text
from web.errors import BadParameter
from web.links import number
from web.room import Answer, Visit

SIZE = 30
#: Further back a page is not looked for: the filters are the way there.
LAST = 200


def quotes(visit: Visit) -> Answer:
    given = {name: text(visit.parameters, name) for name in ("speaker", "agency", "office")}
    if text(visit.parameters, "after"):
        raise BadParameter("bad_after", name="after")
    page = number(text(visit.parameters, "page") or "1")
    if page is None or not 1 <= page <= LAST:
        raise BadParameter("bad_number", name="page")
    wanted = asked.Filter(
        speaker=given["speaker"] or None, agency=given["agency"] or None,
        office=given["office"] or None,
    )  # fmt: skip
    total = asked.count(visit.session, wanted)
    rows = asked.find(visit.session, wanted, limit=page * SIZE)[(page - 1) * SIZE :]
    several = governments.asked(given["agency"]) if given["agency"] and not total else ()
    links = visit.links
    return Answer(
        "quotes.html",
        {
            **given, "rows": rows, "total": total, "page": page,
            "several": several if len(several) > 1 else (),
            "before": links.to("/quotes", {**given, "page": page - 1}),
            "next": links.to("/quotes", {**given, "page": page + 1})
            if page * SIZE < total and page < LAST else "",
        },
    )  # fmt: skip
