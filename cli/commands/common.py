"""What several commands share."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Container, Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem
from sqlalchemy import Engine

from db import schema
from db.home import database_url, home
from db.readonly import open_present
from db.session import open_engine
from korean.when import NoSuchTime, window

if TYPE_CHECKING:
    Type = click.ParamType[str]
else:  # no generic in click 8.1
    Type = click.ParamType

#: What ``--since`` and ``--until`` take.
SINCE = "Published on or after this day in Korea or time; 7d, 4w, 1m: so far back."
UNTIL = "Published on or before this day, or before this time."

as_json = click.option("--json", "as_json", is_flag=True, help="JSON lines on standard output.")


class _Outlets(Type):
    """An outlet's code, or several with commas; the shell completes it from the registry. Whether
    there is such an outlet is for the command to say: imports bring their own.
    """

    name = "text"

    def shell_complete(
        self, context: click.Context, parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from spiders import registry

        before, comma, last = incomplete.rpartition(",")
        return [
            CompletionItem(before + comma + outlet.code, help=outlet.name)
            for outlet in registry.outlets()
            if outlet.code.startswith(last)
        ]


OUTLETS = _Outlets()


def database() -> Engine:
    """The corpus, at this code's schema. Raises `db.errors.DatabaseError`."""
    engine = open_engine()
    schema.ensure(engine)
    return engine


def existing() -> Engine:
    """The corpus for a command that reads, which makes none. Raises `db.errors.DatabaseError`."""
    engine = open_present(database_url())
    schema.ensure(engine)
    return engine


def data_folder() -> Path:
    """The data folder, made if need be; a sentence when it cannot be written."""
    folder = home()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError as error:
        raise click.ClickException(
            f"the data folder {folder} cannot be written ({error.strerror}); point AIPOLICY_HOME "
            "at another one"
        ) from error


def codes(_c: click.Context, _p: click.Parameter, values: Iterable[str]) -> tuple[str, ...]:
    """Of an option that may be repeated and comma-separated."""
    return tuple(code for value in values for code in map(str.strip, value.split(",")) if code)


def outlet_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--outlet``, repeatable or comma-separated."""
    return click.option(
        "-o",
        "--outlet",
        "outlets",
        multiple=True,
        metavar="CODE",
        type=OUTLETS,
        callback=codes,
        help="Only this outlet; may be repeated. `aipolicy outlets` lists the codes.",
    )(command)


def registered() -> Iterable[tuple[str, str]]:
    """Code and name of every outlet of the registry: an answer seldom needs them, and they are slow to
    load.
    """
    from spiders import registry

    return [(outlet.code, outlet.name) for outlet in registry.outlets()]


def period(since: str | None, until: str | None) -> tuple[datetime | None, datetime | None]:
    """What ``--since`` and ``--until`` mean (`korean.when.window`); what means nothing is wrong usage."""
    try:
        return window(since, until)
    except NoSuchTime as error:
        raise click.UsageError(str(error)) from error


def known(outlets: Iterable[str], held: Container[str]) -> None:
    """Raises UnknownOutlet for a code that neither the corpus (``held``) nor the registry has:
    imports bring outlets of their own.
    """
    for code in outlets:
        if code not in held:
            from spiders import registry

            registry.outlet(code)
