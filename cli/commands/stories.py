"""`aipolicy story` and `lineage`: articles that carry one text, and what papers make of releases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, cast

import click
from rich.text import Text

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
from cli.commands.views import published
from db import lineage as lineages
from db import named, queries, stories
from db.errors import NotFound
from db.session import reading
from korean.lineage import Lineage

_LARGEST = 2**63 - 1  # no database has a larger number
_MARKS = {"kept": ("=", ""), "changed": ("~", "yellow"), "added": ("+", "green")}


@click.command()
@click.argument("story_id", metavar="STORY")
@click.option(
    "--lineage", "with_lineage", is_flag=True,
    help="Of a story with a press release: what each article took from it, sentence by sentence.",
)  # fmt: skip
@as_json
def story(story_id: str, with_lineage: bool, as_json: bool) -> None:
    """Show a story: its own number, or an article of it as OUTLET:KEY or canonical URL.

    Numbers here are stories', not articles'; `aipolicy show ID` tells an article's story.
    """
    with reading(existing()) as session:
        document = stories.story(session, _number(session, story_id))
        if with_lineage:
            document["lineage"] = lineages.of_story(session, document["id"])
            for row in document["lineage"]:
                found = lineages.detail(session, row["release_id"], row["article_id"])
                row["sentences"] = _sentences(found) if found else []
                row["left_out"] = [found.release[i] for i in found.dropped] if found else []
    if as_json:
        output.json_lines([document])
        return
    _print_story(document)
    if with_lineage:
        released = any(
            m["origin"] and m["kind"] == lineages.GOVERNMENT for m in document["members"]
        )
        _print_lineage(document["lineage"], released=released)


def _number(session: Any, given: str) -> int:
    if given.isascii() and given.isdecimal():
        return min(int(given), _LARGEST)
    article = queries.article(session, given)
    if article.story_id is None:
        raise NotFound(
            f"{given} is in no story: it was found off topic, so no text of it is kept"
            if article.current_version_id is None
            else f"{given} is in no story yet; the next run looks for it"
        )
    return article.story_id


def _sentences(found: Lineage) -> list[dict[str, Any]]:
    return [
        {
            "text": s.text, "change": s.change, "share": round(s.share, 4),
            "release": found.release[s.source] if s.source is not None else None,
        }
        for s in found.sentences
    ]  # fmt: skip


def _print_story(document: Mapping[str, Any]) -> None:
    if document["id"] != document["asked"]:
        output.say(f"story {document['asked']} was merged into story {document['id']}")
    origin = next((m for m in document["members"] if m["origin"]), None)
    if origin is not None:
        output.stdout.print(origin["title"] or "(no title)", style="bold", markup=False)
    rows = [
        (
            member["id"], published(member["published_at"]), member["outlet_name"], member["title"],
            _relation(member, document),
        )
        for member in document["members"]
    ]  # fmt: skip
    many = f"{output.many(document['size'], 'article')} of {output.many(document['outlets'], 'outlet')}"
    output.table(f"Story {document['id']}: {many}", _COLUMNS, rows)
    for kind, title in (("related", "Related"), ("template", "Same template, other facts")):
        if document[kind]:
            rows = [
                (n["id"], published(n["published_at"]), n["outlet_name"], n["title"], _figures(n))
                for n in document[kind]
            ]
            output.table(title, _COLUMNS, rows)


_COLUMNS = ["id", "published", "outlet", "title", "to the origin"]


def _relation(member: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    """How a member hangs together with the origin. The figure is of the shorter text of the two."""
    off = "" if member["label"] == "on_topic" else "; off topic"
    if member["origin"]:
        release = " (press release)" if member["kind"] == lineages.GOVERNMENT else ""
        return f"origin{release}{off}"
    first = "first published; " if member["id"] == document["first"] else ""
    return first + (_figures(member) or "through another copy") + off


def _figures(row: Mapping[str, Any]) -> str:
    if row["relation"] is None:
        return ""
    return f"{row['relation']} {row['containment'] or 0:.0%}"


def _print_lineage(rows: Sequence[Mapping[str, Any]], *, released: bool) -> None:
    if not rows:
        output.say(
            "no lineage: a press release is the origin, and no other outlet took it over"
            if released
            else "no lineage: no press release is the origin of this story"
        )
    for row in rows:
        output.stdout.print()
        line = Text(f"{row['outlet_name']}: {row['title']}", style="bold")
        line.append(
            f"\n{row['share']:.0%} of it from the release by {row['release_outlet_name']} "
            f"({row['coverage']:.0%} of that used), {_delay(row['delay_seconds'])}; sentences: "
            f"{row['kept']} kept, {row['changed']} changed, {row['added']} added, "
            f"{row['dropped']} left out",
            style="not bold dim",
        )
        output.stdout.print(line)
        for sentence in row["sentences"]:
            sign, style = _MARKS[sentence["change"]]
            output.stdout.print(Text(f"  {sign} {sentence['text']}", style=style))
        for text in row["left_out"]:
            output.stdout.print(Text(f"  - {text}", style="red dim"))


def _delay(seconds: int | None) -> str:
    """``3 h later``, ``12 min earlier``; days where the release has no more than its day."""
    if seconds is None:
        return "at no known distance in time"
    if seconds == 0:
        return "at the same time or on the same day"
    size = abs(seconds)
    if size % 86_400 == 0:
        told = f"{size // 86_400} d"
    else:
        told = f"{size // 60} min" if size < 3600 else f"{size / 3600:.1f} h"
    return f"{told} {'later' if seconds > 0 else 'earlier'}"


def _mean(hours: float | None, *, by_day: bool) -> str:
    if hours is None:
        return ""
    return f"{round(hours / 24)} d" if by_day else f"{hours:.1f} h"


@click.command()
@click.option(
    "--by", type=click.Choice(["outlet", "agency"]), default="outlet", show_default=True,
    help="Outlets that printed, or agencies that released.",
)  # fmt: skip
@outlet_option
@click.option("--since", metavar="WHEN", help=SINCE)
@click.option("--until", metavar="WHEN", help=UNTIL)
@as_json
def lineage(
    by: str, outlets: tuple[str, ...], since: str | None, until: str | None, as_json: bool
) -> None:
    """How much of what outlets print comes from press releases, and how soon."""
    start, end = period(since, until)
    wanted = cast("Literal['outlet', 'agency']", by)
    with reading(existing()) as session:
        outlets = named.outlets(session, outlets, registered)
        rows = lineages.summary(session, wanted, outlets=outlets, since=start, until=end)
        some = bool(rows) or bool(lineages.summary(session, wanted))
    if as_json:
        output.json_lines(rows)
        return
    if not rows:
        output.say(
            "no such article took from a release; leave a condition out"
            if some
            else "no story with a press release yet; releases come from government outlets"
        )
        return
    shown = [
        (
            r["name"], r["articles"], r["releases"], f"{r['share']:.0%}", f"{r['coverage']:.0%}",
            r["verbatim"], r["kept"], r["changed"], r["added"],
            _mean(r["delay_hours"], by_day=r["by_day"]),
        )
        for r in rows
    ]  # fmt: skip
    columns = [
        by, "articles", "releases", "from release", "of release", "verbatim", "kept", "changed",
        "added", "delay",
    ]  # fmt: skip
    output.table("Press releases in print", columns, shown)
