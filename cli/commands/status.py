"""`aipolicy status`: the status page and its badge."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from cli import output
from cli.commands.common import as_json, existing
from db.home import home


@click.command()
@click.option(
    "--out", metavar="FOLDER", type=click.Path(path_type=Path, file_okay=False),
    help="Write the page and the badge there, instead of showing the page.",
)  # fmt: skip
@as_json
def status(out: Path | None, as_json: bool) -> None:
    """How the outlets were at the last watch, the last run and snapshot, size and growth, as Markdown.

    The scheduled watch writes page and badge to DATA/status.
    """
    from flows import status as made

    engine = existing()
    if as_json and out is not None:
        raise click.UsageError("--json shows the status, --out writes its page; give one of them")
    if as_json:
        found = made.status(engine)
        output.json_lines([{
            "at": found.at, "fine": found.fine, "alarms": found.alarms,
            "outlets": [
                {"outlet": row.outlet.code, "state": row.state, "alarm": row.alarm,
                 "common": row.common}
                for row in found.rows
            ],
            **{name: part and asdict(part) for name, part in (
                ("run", found.run), ("snapshot", found.snapshot), ("size", found.size),
            )},
        }])  # fmt: skip
        return
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
