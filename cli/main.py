"""`aipolicy`: the one command people type.

Exit codes: 0 done, 1 something failed and the rest was done, 2 wrong usage.
"""

from __future__ import annotations

import logging
import signal
import sys
from typing import Any

import click

from cli import output
from cli.commands.alarms import automations
from cli.commands.articles import list_articles, show
from cli.commands.backup import backup, restore
from cli.commands.completion import completion
from cli.commands.demo import demo
from cli.commands.digest import digest
from cli.commands.doctor import doctor
from cli.commands.export import export
from cli.commands.extract import extract
from cli.commands.health import health, watch
from cli.commands.importing import import_
from cli.commands.index import index
from cli.commands.judging import judge, why
from cli.commands.labels import label, labels
from cli.commands.maintenance import backfill, publish, reprocess
from cli.commands.matching import match
from cli.commands.proposals import proposals
from cli.commands.quotes import quotes
from cli.commands.review import review
from cli.commands.run import run
from cli.commands.runs import ledger, outlets, runs
from cli.commands.search import search
from cli.commands.snapshot import snapshot
from cli.commands.sql import sql
from cli.commands.stats import stats
from cli.commands.status import status
from cli.commands.stories import lineage, story
from cli.commands.training import model, train
from cli.commands.up import up
from cli.commands.upkeep import prune, size, upkeep
from cli.commands.web import web
from db.errors import DatabaseError
from flows.environment import ServerDidNotStart
from spiders.errors import SpiderError
from spiders.registry import RegistryError, UnknownOutlet


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
        except UnknownOutlet as error:
            output.fail(str(error))
            sys.exit(2)
        except (DatabaseError, SpiderError, RegistryError, ServerDidNotStart) as error:
            output.fail(str(error))
            sys.exit(2 if isinstance(error, ValueError) else 1)
        except (click.Abort, KeyboardInterrupt):
            output.fail("stopped; what was fetched is kept, the next run goes on from it")
            sys.exit(1)
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(0)


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


for command in (run, import_, extract, list_articles, show, runs, ledger, outlets, doctor, demo):
    main.add_command(command)
for command in (judge, why, story, lineage, quotes, match, backfill, watch, publish, reprocess):
    main.add_command(command)
for command in (review, label, labels, train, model):
    main.add_command(command)
for command in (health, status):
    main.add_command(command)
main.add_command(automations)
main.add_command(up)
main.add_command(web)
main.add_command(proposals)
for command in (backup, restore, prune, upkeep, size, index):
    main.add_command(command)
for command in (export, snapshot):
    main.add_command(command)
for command in (search, stats, sql, completion):
    main.add_command(command)
main.add_command(digest)

if __name__ == "__main__":
    main()
