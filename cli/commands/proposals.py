"""`aipolicy proposals`: sources found where the declared ones had died, for the registry."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

import click

from cli import output
from cli.commands.common import as_json, existing, outlet_option
from cli.commands.views import moment
from db import proposals as kept
from db.document import iso
from db.proposals import Proposed
from db.session import reading, writing
from spiders import registry
from spiders.outlet import Outlet

_LINE = 100  # columns of outlets.toml


@click.command()
@outlet_option
@click.option(
    "--forget", is_flag=True,
    help="Drop those of --outlet: taken into the registry, or of no use.",
)  # fmt: skip
@click.option("--toml", is_flag=True, help="Only the lines to paste, on standard output.")
@as_json
def proposals(outlets: Sequence[str], forget: bool, toml: bool, as_json: bool) -> None:
    """List the sources that were found anew, and what to put into the registry.

    When every declared source of an outlet fails, a run looks for others and reads the best. It is
    never adopted for good: look at it, paste the lines, then `--forget` it.
    """
    if forget and not outlets:
        raise click.UsageError("say whose proposals to forget: --outlet CODE")
    engine = existing()
    if forget:
        with writing(engine) as session:
            dropped = sum(kept.forget(session, code) for code in outlets)
        output.say(f"{output.many(dropped, 'proposal')} forgotten")
        return
    with reading(engine) as session:
        found = kept.known(session, outlets)
    if as_json:
        output.json_lines(_document(proposed) for proposed in found)
        return
    pasted = [
        lines(code, list(group))
        for code, group in groupby(found, key=lambda proposed: proposed.outlet)
    ]
    if toml:
        click.echo("\n\n".join("\n".join(some) for some in pasted))
        return
    columns = ["outlet", "found", "kind", "rows", "newest", "first", "last", "url"]
    output.table(
        "Proposals",
        columns,
        [
            [p.outlet, p.found, p.kind, p.rows, moment(iso(p.newest_at)), moment(iso(p.first_at)),
             moment(iso(p.last_at)), p.url]
            for p in found
        ],
    )  # fmt: skip
    if not found:
        output.say(
            "No source was found anew: the declared ones answer, or nothing took their place"
        )
        return
    for some in pasted:
        output.say("")
        for line in some:
            output.say(line)


def _document(proposed: Proposed) -> dict[str, Any]:
    times = {name: iso(getattr(proposed, name)) for name in ("newest_at", "first_at", "last_at")}
    return asdict(proposed) | times | {"registry": lines(proposed.outlet, [proposed])}


def lines(code: str, found: Sequence[Proposed]) -> list[str]:
    """What to change in the registry for an outlet's proposals: the keys of its row as TOML, with
    the addresses it has already, or the module to edit.
    """
    try:
        outlet = registry.outlet(code)
    except registry.UnknownOutlet:
        return [f"# {code} is no longer in the registry"]
    module = registry.spider(code).__module__.replace(".", "/")
    if module.startswith("spiders/outlets/"):
        named = ", ".join(p.url for p in found)
        return [f"# {code} {outlet.name}: add to sources() of {module}: {named}"]
    made = [f"# {code} {outlet.name}: its row in outlets.toml (docs/outlets.md)"]
    feeds = [p.url for p in found if p.kind in ("feed", "sitemap")]
    lists = [p.url for p in found if p.kind == "list"]
    for name, urls, before in (("feeds", feeds, outlet.feeds), ("lists", lists, outlet.lists)):
        if urls:
            made += _array(name, [_address(url, outlet) for url in dict.fromkeys((*urls, *before))])
    return made


def _address(url: str, outlet: Outlet) -> str:
    """A path on the canonical host, as rows have it; else the whole address."""
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.hostname != outlet.hosts[0]:
        return url
    return parts._replace(scheme="", netloc="").geturl()


def _array(name: str, values: Sequence[str]) -> list[str]:
    quoted = [json.dumps(value, ensure_ascii=False) for value in values]
    line = f"{name} = [{', '.join(quoted)}]"
    if len(line) <= _LINE:
        return [line]
    return [f"{name} = [", *(f"  {value}," for value in quoted), "]"]
