"""What several commands share."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine

from db import schema
from db.home import home
from db.session import open_engine

as_json = click.option("--json", "as_json", is_flag=True, help="JSON lines on standard output.")


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
        callback=lambda _c, _p, values: tuple(c for v in values for c in v.split(",") if c),
        help="Only this outlet; may be repeated. `aipolicy outlets` lists the codes.",
    )(command)
