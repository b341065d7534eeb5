"""`aipolicy import`: files into the corpus."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cli import output
from cli.commands.common import as_json, database
from flows.importing import import_paths

WARC = (".warc", ".warc.gz")
_REFUSED = ("not_article", "not_korean", "blocked", "undecodable", "extract_failed")


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
    # In a WARC, pages that are no articles are to be expected; a file given by itself is meant.
    refused = [
        f"{file}: {outcome}: {reason}"
        for file, reason, outcome in report.lines
        if outcome in _REFUSED and not file.lower().endswith(WARC)
    ]
    for problem in (*report.problems, *refused):
        output.fail(problem)
    if report.problems or refused:
        sys.exit(1)
