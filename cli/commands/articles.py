"""`aipolicy list` and `aipolicy show`: read the corpus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from sqlalchemy.orm import Session

from cli import output
from cli.commands import explaining, views
from cli.commands.common import (
    SINCE,
    UNTIL,
    as_json,
    existing,
    outlet_option,
    period,
    registered,
)
from cli.commands.completing import AGENCIES, REGIONS, TOPICS
from db import edits, queries, stories
from db import provenance as origins
from db.models import Article
from db.named import brought
from db.session import reading

_NOTHING_YET = "Nothing yet. `aipolicy run` fetches, `aipolicy import PATH` reads files."
_NO_MATCH = "no article matches; leave a condition out, or look among --off-topic"


@click.command(name="list")
@outlet_option
@click.option("--since", metavar="WHEN", help=SINCE)
@click.option("--until", metavar="WHEN", help=UNTIL)
@click.option(
    "--region", metavar="NAME", type=REGIONS, help="Tagged with this region, such as 경북 or 포항."
)
@click.option(
    "--topic", metavar="NAME", type=TOPICS,
    help="Tagged with this topic, such as law_regulation or 법·규제.",
)  # fmt: skip
@click.option(
    "--agency", metavar="NAME", type=AGENCIES, help="Tagged with this agency, by any of its names."
)
@click.option("--review", is_flag=True, help="Only those the scorer is not sure of.")
@click.option("--off-topic", is_flag=True, help="The light rows of what was found off topic.")
@click.option(
    "-n", "--limit", type=click.IntRange(0), default=20, show_default=True,
    help="At most so many; 0 for all.",
)  # fmt: skip
@as_json
def list_articles(
    outlets: tuple[str, ...],
    since: str | None,
    until: str | None,
    region: str | None,
    topic: str | None,
    agency: str | None,
    review: bool,
    off_topic: bool,
    limit: int,
    as_json: bool,
) -> None:
    """List articles, newest first."""
    start, end = period(since, until)
    wanted = queries.Filter(
        outlets=outlets, since=start, until=end, region=region, topic=topic,
        agency=agency, band="review" if review else None, off_topic=off_topic,
    )  # fmt: skip
    with reading(existing()) as session:
        wanted = brought(session, wanted, registered)
        counts = queries.outlet_counts(session)
        found = queries.articles(session, wanted, limit=limit or None)
        total = queries.count(session, wanted)
        if not total:
            output.say(_NO_MATCH if counts else _NOTHING_YET)
        if as_json:
            output.json_lines(found)
            return
        rows = [
            (
                d["id"],
                views.published(d["published_at"], d["published_precision"]),
                d["outlet_name"],
                d["title"],
            )
            for d in found
        ]
        output.table(
            f"{len(rows)} of {output.many(total, 'article')}",
            ["id", "published", "outlet", "title"],
            rows,
        )


@click.command()
@click.argument("article")
@click.argument("pair", nargs=-1, type=int, metavar="[A B]")
@click.option("--why", is_flag=True, help="The verdict's evidence and the tags' spans.")
@click.option("--cuts", is_flag=True, help="What boilerplate rules removed, and from where.")
@click.option("--versions", is_flag=True, help="All texts it ever had, and what changed each time.")
@click.option(
    "--diff", is_flag=True,
    help="What the outlet edited between versions A and B; the last two when none are given.",
)  # fmt: skip
@click.option("--copies", is_flag=True, help="The other articles of its story, as they appeared.")
@click.option(
    "--provenance", is_flag=True,
    help="Every response of it in the archive, with hashes, and what was read from which.",
)  # fmt: skip
@as_json
def show(
    article: str,
    pair: tuple[int, ...],
    why: bool,
    cuts: bool,
    versions: bool,
    diff: bool,
    copies: bool,
    provenance: bool,
    as_json: bool,
) -> None:
    """Show an article: its number, OUTLET:KEY or canonical URL.

    `aipolicy show kbs:8012345 --diff 1 3` compares its first version with its third.
    """
    between = _pair(pair, diff=diff)
    with reading(existing()) as session:
        row = queries.article(session, article)
        document = queries.document(session, row.id)
        extra: dict[str, Any] = {}
        explained = explaining.explain(session, row) if why else None
        if why:
            extra["why"] = queries.why(session, row.id)
        if cuts:
            extra["cuts"] = row.current.cuts if row.current else []
        if versions:
            extra["versions"] = queries.versions(session, row.id)
            extra["history"] = edits.history(session, row.id)
        if diff:
            extra["diff"] = edits.compare(session, row, between)
        if copies:
            extra["copies"] = _copies(session, row)
        if provenance:
            extra["provenance"] = origins.provenance(session, row.id)
    if as_json:
        output.json_lines([document | extra])
        return
    if diff:
        views.print_title(document)
    else:
        views.print_document(document)
    if explained:
        output.stdout.print()
        explaining.show(explained, title=False)
        views.print_tags(extra["why"]["tags"])
    for name, show_it in _PARTS.items():
        if name in extra:
            show_it(extra[name])


def _copies(session: Session, row: Article) -> list[dict[str, Any]]:
    """The other articles of its story, by publication."""
    if row.story_id is None:
        return []
    members: list[dict[str, Any]] = stories.story(session, row.story_id)["members"]
    return [member for member in members if member["id"] != row.id]


def _pair(pair: tuple[int, ...], *, diff: bool) -> tuple[int, int] | None:
    if not pair:
        return None
    if not diff:
        raise click.UsageError("version numbers go with --diff")
    if len(pair) != 2:
        raise click.UsageError("--diff takes two version numbers, or none for the last two")
    return pair[0], pair[1]


_PARTS: dict[str, Callable[[Any], None]] = {
    "cuts": views.print_cuts,
    "history": views.print_history,
    "diff": views.print_diff,
    "copies": views.print_copies,
    "provenance": views.print_provenance,
}
