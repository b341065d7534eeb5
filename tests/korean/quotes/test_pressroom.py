"""The press room's own articles, which share no code with what reads them here."""

from __future__ import annotations

import re

import pytest

from korean.quotation import Quotation
from korean.quotes import find
from pressroom.newsroom import build_world

#: Every text of the press room with a quotation that a verb of saying follows.
_SAYING = re.compile(
    r"”(?:고|라고|이라고) (?:말했다|밝혔다|강조했다|설명했다|전했다|답했다|당부했다)"
)


@pytest.fixture(scope="module")
def bodies() -> list[str]:
    world = build_world(scale=0.05)
    return ["\n\n".join(p.texts[0].paragraphs) for p in world.publications]


@pytest.fixture(scope="module")
def found(bodies: list[str]) -> list[Quotation]:
    return [quote for body in bodies for quote in find(body)]


def test_everything_said_is_found(bodies: list[str]) -> None:
    for body in bodies:
        starts = {quote.end for quote in find(body)}
        assert {m.start() for m in _SAYING.finditer(body)} <= starts


def test_nearly_every_speaker_is_named_as_the_articles_name_them(found: list[Quotation]) -> None:
    named = [quote for quote in found if quote.speaker]
    assert len(named) >= 0.97 * len(found)


def test_the_press_rooms_people_have_names_of_three_syllables(found: list[Quotation]) -> None:
    odd = {quote.speaker for quote in found if quote.speaker and len(quote.speaker) != 3}
    assert odd == set()
