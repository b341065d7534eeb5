"""`aipolicy list` and `aipolicy show`: read the corpus."""

from __future__ import annotations

from typing import Any

import click

from cli import output
from cli.commands.common import as_json, database, outlet_option
from db import queries
from db.session import reading
from spiders import registry
from spiders.window import Window

_NOTHING_YET = "Nothing yet. `aipolicy run` fetches, `aipolicy import PATH` reads files."
_NO_MATCH = "no article matches; leave a condition out, or look among --off-topic"


@click.command(name="list")
@outlet_option
@click.option("--since", metavar="DAY", help="Published on or after this day in Korea.")
@click.option("--until", metavar="DAY", help="Published on or before this day.")
@click.option("--region", metavar="NAME", help="Tagged with this region, such as 경북.")
@click.option("--topic", metavar="NAME", help="Tagged with this topic, such as law_regulation.")
@click.option("--agency", metavar="NAME", help="Tagged with this agency.")
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
    window = Window.parse(since, until)
    wanted = queries.Filter(
        outlets=outlets, since=window.since, until=window.until, region=region, topic=topic,
        agency=agency, band="review" if review else None, off_topic=off_topic,
    )  # fmt: skip
    with reading(database()) as session:
        counts = queries.outlet_counts(session)
        for code in outlets:
            if code not in counts:  # imports may have outlets the registry does not
                registry.outlet(code)
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
                (d["published_at"] or "")[:16].replace("T", " "),
                d["outlet_name"],
                d["title"],
            )
            for d in found
        ]
        output.table(
            f"{len(rows)} of {total} articles", ["id", "published", "outlet", "title"], rows
        )


@click.command()
@click.argument("article")
@click.option("--why", is_flag=True, help="The verdict's evidence and the tags' spans.")
@click.option("--cuts", is_flag=True, help="What boilerplate rules removed.")
@click.option("--versions", is_flag=True, help="All texts it ever had.")
@as_json
def show(article: str, why: bool, cuts: bool, versions: bool, as_json: bool) -> None:
    """Show an article: its number, OUTLET:KEY or canonical URL."""
    with reading(database()) as session:
        row = queries.article(session, article)
        document = queries.document(session, row.id)
        extra: dict[str, Any] = {}
        if why:
            extra["why"] = queries.why(session, row.id)
        if cuts:
            extra["cuts"] = row.current.cuts if row.current else []
        if versions:
            extra["versions"] = queries.versions(session, row.id)
    if as_json:
        output.json_lines([document | extra])
        return
    print_document(document)
    for name, value in extra.items():
        output.stdout.print(f"\n[bold]{name}[/bold]")
        output.stdout.print_json(data=value, ensure_ascii=False, default=str)


_HEAD = (
    "outlet_name", "url", "published_at", "modified_at", "bylines", "place", "section",
    "programme", "department", "contact", "topics", "regions", "agencies", "rights", "label",
    "score", "band", "version", "story_id", "warnings",
)  # fmt: skip


def print_document(document: dict[str, Any]) -> None:
    out = output.stdout
    out.print(document["title"] or "(no title)", style="bold", markup=False)
    if document["subtitle"]:
        out.print(document["subtitle"], markup=False)
    for name in _HEAD:
        value = document[name]
        if value not in (None, "", [], {}):
            out.print(f"{name:>14}  {_plain(value)}", markup=False, style="dim")
    out.print()
    out.print(
        document["body"] or "(off topic: only what is needed to judge it again)", markup=False
    )
    for caption in document["captions"] or ():
        out.print(f"▲ {caption}", markup=False, style="dim")
    for file in document["attachments"] or ():
        out.print(f"📎 {file['name']}", markup=False, style="dim")


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(v) for v in value)
    if isinstance(value, dict):
        return " ".join(str(v) for v in value.values() if v not in (None, ""))
    return str(value)
