"""`aipolicy quotes`: who said what."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from cli import output
from cli.commands.common import (
    SINCE,
    UNTIL,
    as_json,
    existing,
    outlet_option,
    period,
    registered,
)
from cli.commands.completing import AGENCIES
from cli.commands.views import published
from db import named
from db import quotes as asked
from db.session import reading
from korean.quotes import governments

_NO_MATCH = "no quotation matches; leave a condition out, or give the name as the articles print it"
_NOTHING_YET = "No quotations yet. They are read as articles come in; `aipolicy reprocess` reads the archive again."


@click.command()
@click.option("--speaker", metavar="NAME", help="Said by this person: the full name.")
@click.option(
    "--office", metavar="OFFICE", help="Said in this office; its end will do (시장, 장관, 관계자)."
)
@click.option(
    "--agency",
    metavar="NAME",
    type=AGENCIES,
    help="Said for this public body or local government (경북도, 포항시, 대구 중구); any of its names, former ones too.",
)
@outlet_option
@click.option("--since", metavar="WHEN", help=SINCE)
@click.option("--until", metavar="WHEN", help=UNTIL)
@click.option("--open", "open_", is_flag=True, help="Only those whose speaker is not certain.")
@click.option(
    "-n", "--limit", type=click.IntRange(0), default=20, show_default=True,
    help="At most so many; 0 for all.",
)  # fmt: skip
@as_json
def quotes(
    speaker: str | None,
    office: str | None,
    agency: str | None,
    outlets: tuple[str, ...],
    since: str | None,
    until: str | None,
    open_: bool,
    limit: int,
    as_json: bool,
) -> None:
    """List direct quotations, newest first: who said what, where and when.

    `aipolicy quotes --agency 과기정통부 --office 장관` is what its ministers said.
    """
    start, end = period(since, until)
    wanted = asked.Filter(
        speaker=speaker, office=office, agency=agency, outlets=outlets, since=start, until=end,
        open=open_,
    )  # fmt: skip
    with reading(existing()) as session:
        wanted = replace(wanted, outlets=named.outlets(session, outlets, registered))
        total = asked.count(session, wanted)
        rows = asked.find(session, wanted, limit=limit or None)
        if not total:
            output.say(_why_none(agency) if asked.count(session, asked.Filter()) else _NOTHING_YET)
    if as_json:
        output.json_lines(rows)
        return
    columns = ["article", "published", "outlet", "who", "verb", "quotation"]
    table = [
        (
            row["article_id"], published(row["published_at"]), row["outlet_name"],
            who(row), row["verb"], row["text"],
        )
        for row in rows
    ]  # fmt: skip
    output.table(f"{len(table)} of {output.many(total, 'quotation')}", columns, table)


def _why_none(agency: str | None) -> str:
    several = governments.asked(agency or "")
    if agency and len(several) > 1:
        return f"{agency} is several governments; say which: {', '.join(several)}"
    return _NO_MATCH


def who(row: dict[str, Any]) -> str:
    """``이종호 과학기술정보통신부 장관``; what is open is left out, all of it is a question mark."""
    parts = (row["speaker"], row["organisation"], row["office"])
    return " ".join(part for part in parts if part) or "?"
