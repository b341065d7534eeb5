"""`aipolicy demo`: the whole pipeline on this machine, against the press room."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from cli import output
from cli.commands.common import database
from cli.commands.run import ingest_now, show_report
from db import queries
from db.home import home
from db.models import OUTCOMES
from db.session import reading
from flows.run import RunReport

#: The press room publishes 60 days up to its own fixed clock, 2026-11-20 18:00 in Korea.
SINCE = "2026-09-21"
_MARKER = ".aipolicy-demo"


@click.command()
@click.option("--scale", default=1.0, show_default=True, help="Size of the press room's world.")
@click.option("--keep", is_flag=True, help="Go on from the last demo instead of a fresh folder.")
@click.pass_context
def demo(context: click.Context, scale: float, keep: bool) -> None:
    """Run the whole pipeline against the press room, twice, and show what came of it.

    The press room is a server of this project that answers on 127.0.0.1 as the outlets' sites do,
    with articles of its own. The demo has a folder of its own: DATA/demo.
    """
    folder = _folder(home() / "demo", keep=keep)
    os.environ["AIPOLICY_HOME"] = str(folder)
    os.environ.pop("AIPOLICY_DATABASE_URL", None)
    os.environ["AIPOLICY_DELAY_FACTOR"] = "0"
    with _pressroom(scale) as address:
        os.environ["AIPOLICY_PRESSROOM"] = address
        outlets = _outlets(address)
        output.say(
            f"{output.many(len(outlets), 'outlet')} on {address}; everything goes to {folder}"
        )
        verbose = context.obj["verbose"]
        first = ingest_now(outlets, SINCE, None, verbose=verbose, trigger="demo")
        show_report(first, as_json=False)
        before = _state()
        second = ingest_now(outlets, SINCE, None, verbose=verbose, trigger="demo")
        show_report(second, as_json=False)
        unchanged = before == _state()
    _show_corpus()
    if not _verdict(first, second, unchanged):
        raise click.exceptions.Exit(1)


def _folder(folder: Path, *, keep: bool) -> Path:
    """The demo's folder, empty unless kept. Only a folder a demo made is ever emptied."""
    if folder.exists() and not keep:
        if any(folder.iterdir()) and not (folder / _MARKER).exists():
            raise click.ClickException(f"{folder} is not a demo's folder; move it away")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARKER).touch()
    return folder


@contextmanager
def _pressroom(scale: float) -> Iterator[str]:
    """The press room as a process of its own, until the end of the block; yields its address."""
    command = [sys.executable, "-m", "pressroom", "--port", "0", "--scale", str(scale)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if "http://" not in line:
            raise click.ClickException(
                "the press room did not start; `python -m pressroom` says why"
            )
        yield "http://" + line.split("http://")[1].strip()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _outlets(address: str) -> tuple[str, ...]:
    """The outlets the press room publishes, by the codes both sides use."""
    with urllib.request.urlopen(f"{address}/_pressroom/status") as answer:  # loopback only
        return tuple(json.load(answer)["out"])


def _state() -> str:
    with reading(database()) as session:
        return queries.fingerprint(session)


def _show_corpus() -> None:
    with reading(database()) as session:
        newest = list(queries.articles(session, queries.Filter(), limit=10))
        counts = queries.outlet_counts(session)
    rows = [(d["id"], d["published_at"][:16], d["outlet_name"], d["title"]) for d in newest]
    output.table("The newest articles", ["id", "published", "outlet", "title"], rows)
    stored = sum(c["on_topic"] for c in counts.values())
    output.say(
        f"{output.many(stored, 'article')} from {output.many(len(counts), 'outlet')} in the corpus."
    )
    demo_home = os.environ["AIPOLICY_HOME"]
    output.say(
        f"Look around: AIPOLICY_HOME={demo_home} aipolicy web | search WORDS | show ID --why | ledger"
    )


def _verdict(first: RunReport, second: RunReport, unchanged: bool) -> bool:
    """Say what the demo proves, line by line; True when all of it holds."""
    checks = {
        "both ledgers add up": all(
            sum(r.outcomes.values()) == r.discovered for r in (*first.outlets, *second.outlets)
        ),
        "no outlet failed": not first.failed and not second.failed,
        "only known outcomes": set(first.outcomes) <= set(OUTCOMES),
        f"the second run stored nothing ({second.outcomes.get('stored', 0)} stored)": not (
            second.outcomes.get("stored", 0) or second.outcomes.get("copy", 0)
        ),
        "the second run changed nothing": unchanged,
    }
    for what, holds in checks.items():
        output.say(f"{'✓' if holds else '✗'} {what}")
    return all(checks.values())
