"""``QUERY`` and the conditions beside it, as `aipolicy search` and `aipolicy stats` take them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import click
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from cli import output
from cli.commands.common import SINCE, UNTIL, outlet_option, period, registered
from cli.commands.completing import AGENCIES, LICENCES, PROGRAMMES, REGIONS, TOPICS
from db.errors import DatabaseError
from db.home import database_url
from db.named import brought
from db.queries import Filter
from db.search import catch_up, pending
from db.session import open_engine, reading
from korean.query import Query, QueryError, parse

#: Articles that are indexed before an answer; more of them are left to `aipolicy index`.
SOON = 2_000
BANDS = ("accept", "review", "reject")
#: `-특허` on a command line: options are letters of ASCII.
_WITHOUT = re.compile(r"-(?=[^\x00-\x7f]|[\"“「『]|title:)")


class Asking(click.Command):
    """A command whose query may leave words out: ``-특허`` is no option."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        end = args.index("--") if "--" in args else len(args)
        # − is as good a minus to the query language, and means nothing to click
        read = [_WITHOUT.sub("−", a, 1) if _WITHOUT.match(a) else a for a in args[:end]]
        try:
            return super().parse_args(context, read + args[end:])
        except click.NoSuchOption as error:
            word = _left_out(args[:end], error.option_name)
            if word is None:
                raise
            raise click.UsageError(
                f"{error.format_message()} If {word[1:]} is a word to leave out, put the query behind "
                f"--: {context.command_path} -- AI {word}",
                context,
            ) from error


def _left_out(args: list[str], option: str) -> str | None:
    """The word that click took for options: ``-GPT``."""
    if option.startswith("--"):
        return None
    return next((a for a in args if a.startswith(option) and len(a) > 2), None)


#: The conditions beside the outlets, as every command that takes some names them.
FILTERS: tuple[Callable[[Any], Any], ...] = (
    click.option("--since", metavar="WHEN", help=SINCE),
    click.option("--until", metavar="WHEN", help=UNTIL),
    click.option("--region", metavar="NAME", type=REGIONS, help="Tagged with this region, such as 경북 or 포항."),
    click.option("--topic", metavar="NAME", type=TOPICS, help="Tagged with this topic, such as law_regulation or 법·규제."),
    click.option("--agency", metavar="NAME", type=AGENCIES, help="Tagged with this agency, by any of its names."),
    click.option("--programme", metavar="NAME", type=PROGRAMMES, help="Tagged with this programme or law."),
    click.option("--band", type=click.Choice(BANDS), help="Sure, not sure, or on topic by a person's word alone."),
    click.option("--licence", metavar="NAME", type=LICENCES, help="Under this licence, such as KOGL-1."),
)  # fmt: skip


def conditions(command: Callable[..., Any]) -> Callable[..., Any]:
    """``[QUERY]…`` and the conditions; `asked` makes something of them."""
    for option in reversed(FILTERS):
        command = option(command)
    return click.argument("query", nargs=-1)(outlet_option(command))


def asked(query: tuple[str, ...], outlets: tuple[str, ...], **given: Any) -> tuple[Query, Filter]:
    """What is asked for; a query that cannot be read is wrong usage. The filter's names are as they
    were typed: `check` brings them to the corpus' own.
    """
    for value in (*query, *outlets, *(v for v in given.values() if isinstance(v, str))):
        if any("\ud800" <= char <= "\udfff" for char in value):
            raise click.UsageError("what was typed is not UTF-8; set the terminal to UTF-8")
    try:
        read = parse(" ".join(query))
    except QueryError as error:
        raise click.UsageError(str(error)) from error
    since, until = period(given["since"], given["until"])
    return read, Filter(
        outlets=outlets, since=since, until=until, region=given["region"],
        topic=given["topic"], agency=given["agency"], programme=given["programme"],
        band=given["band"], licence=given["licence"],
    )  # fmt: skip


def check(session: Session, where: Filter) -> Filter:
    """The filter with its names as the corpus has them. Raises `db.named.NoSuchName`."""
    return brought(session, where, registered)


def freshen() -> None:
    """Index what waits, where it is little and the database can be written; say what still waits.

    A search is an answer, not a repair: that it cannot write costs a line, never the answer.
    """
    engine = open_engine(database_url())
    try:
        with reading(engine) as session:
            waiting = pending(session)
        if not waiting:
            return
        try:
            catch_up(engine, SOON)
        except (DBAPIError, DatabaseError) as error:
            said = str(getattr(error, "orig", error)).partition("\n")[0]
            output.warn(f"the search index could not be brought up to date ({said})")
        with reading(engine) as session:
            told(pending(session))
    finally:
        engine.dispose()


def told(waiting: int) -> None:
    """Say how many articles are not found as they are now."""
    if waiting:
        output.warn(
            f"changed and not searched as they are now: {waiting} article{'s' * (waiting > 1)}; "
            "`aipolicy index` brings them in"
        )
