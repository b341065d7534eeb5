"""What several commands share."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Container, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem
from sqlalchemy import Engine

from db import schema
from db.home import home
from db.session import open_engine

if TYPE_CHECKING:
    Type = click.ParamType[str]
else:  # no generic in click 8.1
    Type = click.ParamType

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


def outlet_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """``--outlet``, repeatable or comma-separated."""
    return click.option(
        "-o",
        "--outlet",
        "outlets",
        multiple=True,
        metavar="CODE",
        type=OUTLETS,
        callback=lambda _c, _p, values: tuple(c for v in values for c in v.split(",") if c),
        help="Only this outlet; may be repeated. `aipolicy outlets` lists the codes.",
    )(command)


def known(outlets: Iterable[str], held: Container[str]) -> None:
    """Raises UnknownOutlet for a code that neither the corpus (``held``) nor the registry has:
    imports bring outlets of their own.
    """
    for code in outlets:
        if code not in held:
            from spiders import registry

            registry.outlet(code)
