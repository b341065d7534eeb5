"""`aipolicy web`: the reading room."""

from __future__ import annotations

import os
import sys

import click

#: Threads of the room share two heaps: with one each, what an export needed once is held for ever.
_ENVIRONMENT = {"MALLOC_ARENA_MAX": "2"}


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8600, show_default=True,
    help="Port; 0 for any that is free.",
)  # fmt: skip
@click.option(
    "--allowed-host", "allowed", multiple=True, metavar="NAME",
    help="A host name it answers to beside localhost; may be repeated. `*.example.org` for all below.",
)  # fmt: skip
def web(host: str, port: int, allowed: tuple[str, ...]) -> None:
    """Read the corpus in a browser: search, articles, stories, trends, exports.

    It only reads, and listens on this machine alone unless --host says otherwise. There is no
    log-in: whoever reaches the port can read every text.
    """
    for name in allowed:
        if "*" in name.removeprefix("*."):
            raise click.BadParameter(
                f"{name!r}: write a host name, or *.example.org for all names below it",
                param_hint="--allowed-host",
            )
    options = ["--host", host, "--port", str(port)]
    for name in allowed:
        options += ["--allowed-host", name]
    # This process has loaded what crawls need. -P: no folder of the user's is taken for our `web`.
    os.execve(
        sys.executable,
        [sys.executable, "-P", "-m", "web", *options],
        {**os.environ, **_ENVIRONMENT},
    )
