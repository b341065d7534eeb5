"""`aipolicy automations`: what Prefect's server does by itself, and whether its alarm arrives."""

from __future__ import annotations

import os
import socket
import sys
from dataclasses import asdict

import click

from cli import output
from cli.commands.common import as_json, data_folder
from flows import environment


@click.command()
@click.option("--test", is_flag=True, help="Send a test alarm to every channel; make nothing.")
@as_json
@click.pass_context
def automations(context: click.Context, test: bool, as_json: bool) -> None:
    """Make or renew what Prefect's server does by itself.

    Runs whose process was killed become Crashed, and runs that fail raise the alarm, by webhook and
    e-mail where they are set. `aipolicy up` does the same when it starts. Safe to repeat.
    """
    environment.prepare(data_folder(), verbose=context.obj["verbose"])
    if test:
        _try_out(as_json=as_json)
        return
    if not os.environ.get("PREFECT_API_URL"):
        raise click.ClickException(
            "automations live on a Prefect server, and none is known: start `aipolicy up`, or set "
            "PREFECT_API_URL, such as http://127.0.0.1:4200/api. `aipolicy automations --test` "
            "tries the alarm's channels without one"
        )
    from flows.automations import NoServer, renew

    try:
        found = renew()
    except NoServer as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        output.json_lines(map(asdict, found))
    else:
        rows = [[made.name, made.status, made.detail] for made in found]
        output.table("Automations", ["name", "status", "reason"], rows)
    if problems := [made.problem for made in found if made.problem]:
        raise click.ClickException("; ".join(problems))


def _try_out(*, as_json: bool) -> None:
    """A test alarm through every channel; 1 when one that is set did not take it."""
    from flows import alarms

    try:
        expected = [channel.name for read in alarms.READERS.values() if (channel := read())]
    except alarms.AlarmSettingError as error:
        raise click.UsageError(str(error)) from error
    if not expected:
        raise click.ClickException(
            "no channel is set: AIPOLICY_ALARM_WEBHOOK for a webhook, AIPOLICY_SMTP_URL and "
            "AIPOLICY_ALARM_EMAIL for e-mail (docs/operations.md, Alarms)"
        )
    sent = alarms.send(
        f"aipolicy: a test alarm from {socket.gethostname()}",
        "Nothing is wrong. If you can read this, 경보가 도착했습니다: alarms arrive here.",
    )
    if as_json:
        output.json_lines({"channel": name, "sent": name in sent} for name in expected)
    else:
        for name in expected:
            output.say(f"{name}: {'sent' if name in sent else 'NOT sent, see above'}")
    if set(sent) != set(expected):
        sys.exit(1)
