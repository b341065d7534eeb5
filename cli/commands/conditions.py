"""``QUERY`` and the conditions beside it, as `aipolicy search` and `aipolicy stats` take them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import click
from click.shell_completion import CompletionItem
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from cli import output
from cli.commands.common import OUTLETS, Type, known
from db.errors import DatabaseError
from db.home import database_url
from db.models import Outlet
from db.queries import Filter
from db.search import catch_up, pending
from db.session import open_engine, reading
from korean.query import Query, QueryError, parse
from korean.vocab import agencies, regions, topics
from spiders.window import Window

#: Articles that are indexed before an answer; more of them are left to `aipolicy index`.
SOON = 2_000
#: `-특허` on a command line: options are letters of ASCII.
_WITHOUT = re.compile(r"-(?=[^\x00-\x7f]|[\"“「『]|title:)")


class Asking(click.Command):
    """A command whose query may leave words out: ``-특허`` is no option."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        end = args.index("--") if "--" in args else len(args)
        # − is as good a minus to the query language, and means nothing to click
        return super().parse_args(
            context, [_WITHOUT.sub("−", a, 1) if _WITHOUT.match(a) else a for a in args[:end]]
            + args[end:],
        )  # fmt: skip


class Known(Type):
    """A text of which the shell knows some: completed, not checked."""

    name = "text"

    def __init__(self, listed: Callable[[], list[tuple[str, str]]]) -> None:
        self._listed = listed

    def shell_complete(
        self, context: click.Context, parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        return [
            CompletionItem(value, help=said or None)
            for value, said in self._listed()
            if value.startswith(incomplete)
        ]


REGIONS = Known(lambda: [(r.key, "") for r in regions()])
TOPICS = Known(lambda: [(t.key, t.title) for t in topics()])
AGENCIES = Known(lambda: [(a.key, "") for a in agencies()])
LICENCES = Known(lambda: [(f"KOGL-{n}", f"공공누리 {n}유형") for n in range(1, 5)])

_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option("-o", "--outlet", "outlets", multiple=True, metavar="CODE", type=OUTLETS,
                 help="Only this outlet; may be repeated. `aipolicy outlets` lists the codes."),
    click.option("--since", metavar="DAY", help="Published on or after this day in Korea."),
    click.option("--until", metavar="DAY", help="Published on or before this day."),
    click.option("--region", metavar="NAME", type=REGIONS, help="Tagged with this region, such as 경북."),
    click.option("--topic", metavar="NAME", type=TOPICS, help="Tagged with this topic, such as law_regulation."),
    click.option("--agency", metavar="NAME", type=AGENCIES, help="Tagged with this agency."),
    click.option("--programme", metavar="NAME", help="Tagged with this programme or law."),
    click.option("--band", type=click.Choice(["accept", "review"]), help="Sure to be on topic, or not."),
    click.option("--licence", metavar="NAME", type=LICENCES, help="Under this licence, such as KOGL-1."),
)  # fmt: skip


def conditions(command: Callable[..., Any]) -> Callable[..., Any]:
    """``[QUERY]…`` and the conditions; `asked` makes something of them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return click.argument("query", nargs=-1)(command)


def asked(query: tuple[str, ...], outlets: tuple[str, ...], **given: Any) -> tuple[Query, Filter]:
    """What is asked for; a query that cannot be read is wrong usage."""
    for value in (*query, *outlets, *(v for v in given.values() if isinstance(v, str))):
        if any("\ud800" <= char <= "\udfff" for char in value):
            raise click.UsageError("what was typed is not UTF-8; set the terminal to UTF-8")
    try:
        read = parse(" ".join(query))
    except QueryError as error:
        raise click.UsageError(str(error)) from error
    window = Window.parse(given["since"], given["until"])
    codes = tuple(code for value in outlets for code in value.split(",") if code)
    return read, Filter(
        outlets=codes, since=window.since, until=window.until, region=given["region"],
        topic=given["topic"], agency=given["agency"], programme=given["programme"],
        band=given["band"], licence=given["licence"],
    )  # fmt: skip


def check(session: Session, where: Filter) -> None:
    """Raises UnknownOutlet for a code that neither the corpus nor the registry has."""
    if where.outlets:
        known(where.outlets, set(session.scalars(select(Outlet.code))))


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
