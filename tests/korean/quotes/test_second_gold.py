"""Read against excerpts of a second reader (``data/quotes_second.toml``), who knew none of the rules.

Each part was read once before any rule was mended by it (found P / R, speaker and office P / R):
``s-`` 60 excerpts, 207 quotations: .995 / .981, .944 / .899; ``r-`` three later parts, 41 excerpts, 136
quotations: 1.00 / .98, .86 / .86; .98 / .98, .91 / .91; 1.00 / 1.00, .87 / .79.
"""

from __future__ import annotations

import pytest

from tests.korean.quotes.gold import SECOND, Reading, cases, read


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(cases(SECOND))


def test_there_are_at_least_sixty_excerpts_with_a_hundred_and_fifty_quotations(
    reading: Reading,
) -> None:
    assert len(cases(SECOND)) >= 60
    assert reading.gold >= 150


def test_quotations_of_a_second_hand_are_found_and_nothing_else(reading: Reading) -> None:
    assert reading.precision >= 0.95, "\n".join(reading.faults)
    assert reading.recall >= 0.90, "\n".join(reading.faults)


def test_their_speakers_and_offices_are_right(reading: Reading) -> None:
    assert reading.attribution_precision >= 0.95, "\n".join(reading.faults)
    assert reading.attribution_recall >= 0.85, "\n".join(reading.faults)


@pytest.mark.parametrize("name", ["organisation", "verb"])
def test_their_organisations_and_verbs_are_right(reading: Reading, name: str) -> None:
    assert reading.share(name) >= 0.95, "\n".join(reading.faults)
