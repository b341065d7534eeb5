"""`aipolicy import`: files into the corpus."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cli import output
from cli.commands.common import as_json, database
from flows.importing import import_paths


@click.command(name="import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--url", help="The page's address, when one file is given and does not say.")
@as_json
def import_(paths: tuple[Path, ...], url: str | None, as_json: bool) -> None:
    """Import text renderings (.txt), saved pages (.html) and WARC files, or folders of them."""
    if url and (len(paths) != 1 or paths[0].is_dir()):
        raise click.UsageError("--url goes with exactly one file")
    report = import_paths(database(), paths, url=url)
    if as_json:
        output.json_lines(
            {"run": report.run_id, "file": file, "title": title, "outcome": outcome}
            for file, title, outcome in report.lines
        )
    else:
        rows = [(Path(file).name, outcome, title) for file, title, outcome in report.lines]
        output.table(f"Import {report.run_id}", ["file", "outcome", "title or reason"], rows)
    for problem in report.problems:
        output.fail(problem)
    if report.problems:
        sys.exit(1)
