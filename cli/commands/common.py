"""What several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from sqlalchemy import Engine

from db import schema
from db.session import open_engine

as_json = click.option("--json", "as_json", is_flag=True, help="JSON lines on standard output.")


def database() -> Engine:
    """The corpus, at this code's schema. Raises `db.errors.DatabaseError`."""
    engine = open_engine()
    schema.ensure(engine)
    return engine


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
