"""Names that a shell completes: regions, topics, agencies, programmes and licences."""

from __future__ import annotations

from collections.abc import Callable

import click
from click.shell_completion import CompletionItem

from cli.commands.common import Type


class Known(Type):
    """A text of which the shell knows some: completed, not checked."""

    name = "text"

    def __init__(self, listed: Callable[[], list[tuple[str, str]]]) -> None:
        self._listed = listed

    def shell_complete(
        self, context: click.Context, parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        return [
            CompletionItem(value, help=said or None)
            for value, said in self._listed()
            if value.startswith(incomplete)
        ]


def _regions() -> list[tuple[str, str]]:
    from korean.vocab import regions

    return [(region.key, "") for region in regions()]


def _topics() -> list[tuple[str, str]]:
    from korean.vocab import topics

    return [(topic.key, topic.title) for topic in topics()]


def _agencies() -> list[tuple[str, str]]:
    from korean.vocab import agencies

    return [(agency.key, "") for agency in agencies()]


def _programmes() -> list[tuple[str, str]]:
    from korean.vocab import programmes

    return [(programme.key, "") for programme in programmes()]


REGIONS, TOPICS = Known(_regions), Known(_topics)
AGENCIES, PROGRAMMES = Known(_agencies), Known(_programmes)
LICENCES = Known(lambda: [(f"KOGL-{n}", f"공공누리 {n}유형") for n in range(1, 5)])
