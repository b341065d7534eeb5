"""Every boilerplate rule takes out furniture of whole pages, and leaves articles that quote it.

The pages are in ``data/furniture.toml``. A rule that cuts nothing there has no business in the rules:
add the page it was seen on (in words of our own), or take the rule out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from korean import bylines, rights
from korean.boilerplate import GENERAL, RULES, Rule, Stripped, strip
from pressroom.newsroom import build_world

DATA = tomllib.loads((Path(__file__).parent / "data" / "furniture.toml").read_text("utf-8"))
_GLUED = re.compile("⟪(.*?)⟫")


@dataclass(frozen=True)
class Case:
    """``printed`` lines with their furniture; ``article`` what is left of them without it."""

    name: str
    scopes: tuple[str, ...]
    printed: tuple[str, ...]
    article: tuple[str, ...]

    @property
    def stripped(self) -> Stripped:
        return strip(self.printed, self.scopes)


def _page(row: dict[str, object]) -> Case:
    lines = str(row["text"]).strip().split("\n")
    scopes = row["scopes"]
    assert isinstance(scopes, list)
    return Case(
        str(row["name"]),
        tuple(scopes),
        tuple(_GLUED.sub(r"\1", line.removeprefix("| ")) for line in lines),
        tuple(_GLUED.sub("", line[2:]) for line in lines if line.startswith("| ")),
    )


def _whole(row: dict[str, object]) -> Case:
    page = _page(row)
    return Case(page.name, page.scopes, page.printed, page.printed)


PAGES = [_page(row) for row in DATA["page"]]
WHOLE = [_whole(row) for row in DATA["whole"]]
CUT = {cut.rule: page.name for page in PAGES for cut in page.stripped.cuts}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_of_a_page_the_article_is_left_and_nothing_else(page: Case) -> None:
    assert page.stripped.paragraphs == page.article


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_cut_quotes_what_the_page_printed(page: Case) -> None:
    text = "\n\n".join(page.printed)
    assert all(text[cut.start : cut.end] == cut.text for cut in page.stripped.cuts)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_cuts_something_on_some_page(rule: Rule) -> None:
    assert rule.name in CUT


@pytest.mark.parametrize("text", WHOLE, ids=lambda text: text.name)
def test_an_article_that_quotes_furniture_stays_whole(text: Case) -> None:
    assert text.stripped == Stripped(text.article, ())


@pytest.mark.parametrize("text", WHOLE, ids=lambda text: text.name)
def test_it_stays_whole_sentence_by_sentence(text: Case) -> None:
    for sentence in text.article:
        assert strip((sentence,), text.scopes).paragraphs == (sentence,)


@cache
def articles() -> tuple[tuple[str, ...], ...]:
    """The press room's texts: its paragraphs are articles and nothing else."""
    world = build_world(scale=0.05)
    return tuple({text.paragraphs for p in world.publications for text in p.texts})


SCOPES = tuple(sorted({scope for rule in RULES for scope in rule.scopes} - {GENERAL}))


def test_no_rule_of_any_outlet_cuts_into_an_article_of_the_press_room() -> None:
    assert [cut for text in articles() for cut in strip(text, SCOPES).cuts] == []


@pytest.mark.parametrize(
    "reader",
    [bylines.signature, bylines.dateline, bylines.caption, bylines.credits, rights.read],
    ids=lambda reader: reader.__name__,
)
def test_no_paragraph_of_the_press_room_is_taken_for_furniture(
    reader: Callable[[str], object],
) -> None:
    assert [p for text in articles() for p in text if reader(p)] == []


def test_the_names_of_pages_are_their_own() -> None:
    names = [case.name for case in (*PAGES, *WHOLE)]
    assert len(names) == len(set(names))
