"""`aipolicy`: the one command people type.

Exit codes: 0 done, 1 something failed and the rest was done, 2 wrong usage.
"""

from __future__ import annotations

import importlib
import logging
import signal
import sys
from typing import Any

import click

from cli import output
from db.errors import DatabaseError

#: Command → where in `cli.commands` it is. What a command needs is loaded when it is asked for: a search
#: is half done before all that crawls need would be there.
_COMMANDS = {
    "automations": "alarms:automations",
    "backfill": "maintenance:backfill",
    "backup": "backup:backup",
    "completion": "completion:completion",
    "demo": "demo:demo",
    "digest": "digest:digest",
    "doctor": "doctor:doctor",
    "export": "export:export",
    "extract": "extract:extract",
    "health": "health:health",
    "import": "importing:import_",
    "index": "index:index",
    "judge": "judging:judge",
    "label": "labels:label",
    "labels": "labels:labels",
    "ledger": "runs:ledger",
    "lineage": "stories:lineage",
    "list": "articles:list_articles",
    "match": "matching:match",
    "model": "training:model",
    "outlets": "runs:outlets",
    "proposals": "proposals:proposals",
    "prune": "upkeep:prune",
    "publish": "maintenance:publish",
    "quotes": "quotes:quotes",
    "reprocess": "maintenance:reprocess",
    "restore": "backup:restore",
    "review": "review:review",
    "run": "run:run",
    "runs": "runs:runs",
    "search": "search:search",
    "show": "articles:show",
    "size": "upkeep:size",
    "snapshot": "snapshot:snapshot",
    "sql": "sql:sql",
    "stats": "stats:stats",
    "status": "status:status",
    "story": "stories:story",
    "train": "training:train",
    "up": "up:up",
    "upkeep": "upkeep:upkeep",
    "watch": "health:watch",
    "web": "web:web",
    "why": "judging:why",
}


class Program(click.Group):
    """A group whose known errors are sentences, never tracebacks."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            # Without its standalone mode click hands an Exit's code back instead of leaving with it.
            sys.exit(super().main(*args, **(kwargs | {"standalone_mode": False})) or 0)
        except click.UsageError as error:
            error.show(sys.stderr)
            sys.exit(2)
        except click.ClickException as error:
            output.fail(error.format_message())
            sys.exit(1)
        except (click.Abort, KeyboardInterrupt):
            output.fail("stopped; what was fetched is kept, the next run goes on from it")
            sys.exit(1)
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(0)
        except Exception as error:
            code = _code(error)
            if code is None:
                raise
            output.fail(str(error))
            sys.exit(code)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        command = getattr(importlib.import_module(f"cli.commands.{module}"), name)
        assert isinstance(command, click.Command)
        return command


def _code(error: Exception) -> int | None:
    """The exit code for an error whose message is a sentence for people; None for a fault of ours."""
    from flows.environment import ServerDidNotStart
    from spiders.errors import SpiderError
    from spiders.registry import RegistryError, UnknownOutlet

    ours = (DatabaseError, SpiderError, RegistryError, UnknownOutlet, ServerDidNotStart)
    if isinstance(error, ours):
        return 2 if isinstance(error, ValueError) else 1
    return None


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-v", "--verbose", is_flag=True, help="Log more, on standard error.")
@click.version_option(package_name="aipolicy")
@click.pass_context
def main(context: click.Context, verbose: bool) -> None:
    """A corpus of Korean AI-policy news that grows by itself.

    The data folder is AIPOLICY_HOME (data/ by default), the database AIPOLICY_DATABASE_URL
    (SQLite in the data folder by default).
    """
    context.obj = {"verbose": verbose}
    # As Ctrl-C: what was started (Prefect's server, a crawl) is ended on the way out.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING,
        format="%(asctime)s %(name)s %(levelname)s %(message)s",
        stream=sys.stderr,
    )


if __name__ == "__main__":
    main()
