"""`aipolicy web`: the reading room."""

from __future__ import annotations

import click

from flows.serving.room import become


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
    become(*options)
