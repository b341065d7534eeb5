"""A page as one HTML file: styles inside, no script, nothing fetched."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

from flows.briefing.links import safe
from flows.briefing.page import Block, Page


def html(page: Page) -> str:
    return _template().render(page=page, words=page.words)


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("flows.briefing"), undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, autoescape=select_autoescape(default=True, default_for_string=True),
        keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters["safe_url"] = safe
    environment.tests["block"] = _is
    return environment.get_template("digest.html")


def _is(block: Block, name: str) -> bool:
    return type(block).__name__ == name
