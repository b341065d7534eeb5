"""Read against the hand-labelled excerpts. First reading, before any rule was adjusted to them
(99 cases, 318 quotations): found P 1.00 R 1.00, speaker and office P .67 R .63, verb .93.
"""

from __future__ import annotations

import pytest

from tests.korean.quotes.gold import FIELDS, Reading, cases, read

#: Least share of right values among the quotations that were found.
FLOORS = {"speaker": 0.97, "office": 0.97, "organisation": 0.95, "verb": 0.96, "resolved": 0.97}


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(cases())


def test_there_are_at_least_two_hundred_quotations(reading: Reading) -> None:
    assert reading.gold >= 200


def test_quotations_are_told_from_scare_quotes_names_and_slogans(reading: Reading) -> None:
    assert reading.precision >= 0.95, "\n".join(reading.faults)
    assert reading.recall >= 0.95, "\n".join(reading.faults)


def test_speaker_and_office_are_right(reading: Reading) -> None:
    assert reading.attribution_precision >= 0.95, "\n".join(reading.faults)
    assert reading.attribution_recall >= 0.95, "\n".join(reading.faults)


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_keeps_its_floor(reading: Reading, name: str) -> None:
    assert reading.share(name) >= FLOORS[name], "\n".join(reading.faults)
