"""`aipolicy extract`: read one saved page or text, without a database."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from cli import output
from cli.commands import views
from cli.commands.common import as_json
from db.describe import tags_of
from db.document import of_article
from flows.importing import ImportProblem, read_file
from korean.article import Article
from korean.relevance import judge


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--url", help="The page's address; by default what the page itself says.")
@click.option("--cuts", is_flag=True, help="What boilerplate rules removed, and from where.")
@as_json
def extract(file: Path, url: str | None, cuts: bool, as_json: bool) -> None:
    """Extract the article of FILE (.html, .txt or WARC) and show every field."""
    failed = 0
    for found in read_file(file, url):
        if isinstance(found, ImportProblem):
            output.fail(str(found))
            failed += 1
            continue
        content = found.content
        if not isinstance(content, Article):
            output.fail(f"{file}: {content.outcome}: {content.reason}")
            failed += 1
            continue
        verdict = judge(
            content.title, content.body, subtitle=content.subtitle, kind=found.outlet.kind,
            section=content.section,
        )  # fmt: skip
        document = of_article(
            content, outlet=found.outlet.code, outlet_name=found.outlet.name, key=found.key,
            url=found.url, captured_at=datetime.now(UTC), verdict=verdict,
            tags=tags_of(content),
        )  # fmt: skip
        cut = [asdict(c) for c in content.cuts]
        if as_json:
            output.json_lines([document | ({"cuts": cut} if cuts else {})])
            continue
        views.print_document(document)
        if cuts:
            views.print_cuts(cut)
    if failed:
        raise click.exceptions.Exit(1)
