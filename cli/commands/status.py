"""`aipolicy status`: the status page and its badge."""

from __future__ import annotations

from pathlib import Path

import click

from cli import output
from cli.commands.common import database
from db.home import home


@click.command()
@click.option(
    "--out", metavar="FOLDER", type=click.Path(path_type=Path, file_okay=False),
    help="Write the page and the badge there, instead of showing the page.",
)  # fmt: skip
def status(out: Path | None) -> None:
    """How the outlets were at the last watch, the last run and snapshot, size and growth, as Markdown.

    The scheduled watch writes page and badge to DATA/status.
    """
    from flows import status as made

    engine = database()
    if out is None:
        click.echo(made.page(made.status(engine)), nl=False)
        return
    try:
        files = made.write(engine, out)
    except OSError as error:
        raise click.ClickException(
            f"the status page cannot be written: {error.filename or out}: {error.strerror}; name "
            "another folder"
        ) from error
    for file in files:
        click.echo(file)
    output.say(f"as of the last watch; the data folder is {home()}")
