"""`aipolicy up`: unattended on one machine, Prefect's server, a worker and the reading room kept alive."""

from __future__ import annotations

import os

import click

from cli import output
from cli.commands.common import data_folder, database
from flows.environment import SharedDatabase
from flows.serving.supervisor import CannotStart, Plan
from flows.serving.up import AlreadyUp, run

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where Prefect's pages are.")
@click.option(
    "--port", default=4200, show_default=True, type=click.IntRange(0, 65535), help="And its port."
)
@click.option(
    "--limit", default=3, show_default=True, type=click.IntRange(1), help="Flow runs at a time."
)
@click.option(
    "--room-port",
    default=8600,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="The reading room's port, on this machine.",
)
@click.option("--no-room", is_flag=True, help="Without the reading room.")
@click.option("--no-worker", is_flag=True, help="Server and schedules only; runs happen elsewhere.")
@click.option("--join", is_flag=True, help="A worker only, for the server at PREFECT_API_URL.")
def up(
    host: str,
    port: int,
    limit: int,
    room_port: int,
    no_room: bool,
    no_worker: bool,
    join: bool,
) -> None:
    """Crawl on schedule, unattended, until Ctrl-C or SIGTERM.

    Starts Prefect's server, makes every deployment of prefect.yaml, a worker that runs them, and the
    reading room (`aipolicy web`) on what there is; what dies is started again. Logs are in DATA/logs. A
    second one on the same data folder is refused.
    """
    room = None if no_room or no_worker or join else room_port
    plan = _plan(host, port, limit, room, no_worker=no_worker, join=join)
    if plan.worker:
        database().dispose()  # an unusable corpus is told now, not by every run
    output.say("starting; Ctrl-C ends it, with its runs")
    try:
        run(plan, ready=lambda api, shown: _ready(plan, api, shown))
    except (AlreadyUp, SharedDatabase) as error:
        output.fail(str(error))
        raise click.exceptions.Exit(2) from error
    except CannotStart as error:
        raise click.ClickException(str(error)) from error
    output.say("stopped; nothing of it runs any more")


def _plan(
    host: str, port: int, limit: int, room: int | None, *, no_worker: bool, join: bool
) -> Plan:
    known = os.environ.get("PREFECT_API_URL")
    if join and no_worker:
        raise click.UsageError("--join is a worker and --no-worker is none: give one of them")
    if join and not known:
        raise click.UsageError("--join needs PREFECT_API_URL, such as http://server:4200/api")
    if known and not join:
        raise click.UsageError(
            f"PREFECT_API_URL names a server ({known}); --join works for that one, "
            "or unset it to have a server here"
        )
    open_ = host not in LOOPBACK and not os.environ.get("PREFECT_SERVER_API_AUTH_STRING")
    if open_ and not join:
        output.warn(
            f"{host} can be reached from other machines, and whoever reaches Prefect's server can "
            "start anything: set PREFECT_SERVER_API_AUTH_STRING=user:password (and "
            "PREFECT_API_AUTH_STRING for the workers), or keep it behind a firewall"
        )
    return Plan(
        home=data_folder(), host=host, port=port, limit=limit, worker=not no_worker,
        join=known if join else None, room=room,
    )  # fmt: skip


def _ready(plan: Plan, api: str, room: str | None) -> None:
    if plan.join:
        output.say(f"up: a worker for {api}; logs in {plan.logs}")
        return
    if room:
        output.say(f"the reading room: {room}")
    output.say(f"up: {api.removesuffix('/api')} shows and starts runs; logs in {plan.logs}")
