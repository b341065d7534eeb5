"""`aipolicy train` and `aipolicy model`: what is learnt from people's labels, and what stands of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from cli import output
from cli.commands.common import as_json, database, existing
from db import learned
from db.document import iso
from db.home import home
from db.learned import Kept
from db.session import reading, writing
from flows import trainreport

_AGAIN = "`aipolicy reprocess --judge` judges what is stored by it"


@click.command()
@click.option(
    "--promote/--no-promote", default=True, show_default=True,
    help="Let the model judge beside the rules, if it is better than they are alone.",
)  # fmt: skip
@click.option(
    "--report", "file", type=click.Path(path_type=Path, dir_okay=False),
    help="Write the report here: JSON if the name ends so, else Markdown.",
)  # fmt: skip
@as_json
def train(promote: bool, file: Path | None, as_json: bool) -> None:
    """Learn from labels, and measure on outlets left out.

    A model is promoted only if rules and model together have a higher F1 than the rules alone, each
    outlet judged by a model trained on the others, and every seed stays. Avian influenza stays out,
    whatever the model says. Needs scikit-learn: pip install 'aipolicy[train]'.
    """
    from flows import training

    try:
        report = training.train(database(), home(), promote=promote, watcher=output.say)
    except training.TrainingError as error:
        raise click.ClickException(str(error)) from error
    document = report.document()
    if file is not None:
        _write(file, document)
    if as_json:
        output.json_lines([document])
    else:
        _show(document)
    if report.promoted:
        output.say(_AGAIN)


def _write(file: Path, document: Mapping[str, Any]) -> None:
    text = (
        json.dumps(document, ensure_ascii=False, indent=2) + "\n"
        if file.suffix == ".json"
        else trainreport.markdown(document)
    )
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written ({error.strerror})") from error


@click.command()
@click.option("--retire", is_flag=True, help="Let the rules judge alone from now on.")
@as_json
def model(retire: bool, as_json: bool) -> None:
    """Show the model that judges beside the rules, how it was measured, and the earlier ones."""
    engine = existing()
    if retire:
        with writing(engine, exclusive=True) as session:
            name = learned.retire(session, datetime.now(UTC))
        if name is None:
            raise click.ClickException("no model stands; there is nothing to retire")
        output.say(f"{name} is retired, the rules judge alone. {_AGAIN.replace('by it', 'so')}")
        return
    with reading(engine) as session:
        found = list(learned.models(session))
    if as_json:
        output.json_lines(_row(one) for one in found)
        return
    if not found:
        output.say("No model was trained yet: the rules judge alone. `aipolicy train` trains one.")
        return
    standing = next((m for m in found if m.state in ("stands", "rests")), None)
    if standing is not None:
        _show(standing.report)
        if standing.state == "rests":
            output.warn(
                f"{standing.name} rests: it was trained beside {standing.ruleset}, and the rules "
                "or features are others today. `aipolicy train` trains one beside them"
            )
    else:
        output.say("No model stands: the rules judge alone.")
    columns = ["name", "state", "rules", "labels", "trained", "promoted", "retired"]
    rows = [
        [m.name, m.state, m.ruleset, m.labels, *map(_day, (m.created_at, m.promoted_at, m.retired_at))]
        for m in found
    ]  # fmt: skip
    output.table("Models", columns, rows)


def _day(at: datetime | None) -> str:
    return (iso(at) or "")[:16].replace("T", " ")


def _row(one: Kept) -> dict[str, Any]:
    return {
        "name": one.name, "state": one.state, "ruleset": one.ruleset, "labels": one.labels,
        "created_at": iso(one.created_at), "promoted_at": iso(one.promoted_at),
        "retired_at": iso(one.retired_at), "report": one.report,
    }  # fmt: skip


def _show(report: Mapping[str, Any]) -> None:
    output.table(
        f"{report['name']}, each outlet judged without it",
        trainreport.COLUMNS,
        trainreport.rows(report),
    )
    output.say(report["verdict"])
