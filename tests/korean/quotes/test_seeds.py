"""The real seeds beside the project: who is quoted how often, as read by hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from korean.quotation import Quotation
from korean.quotes import find
from spiders.rendering import decode_rendering, read_rendering

#: File name's beginning → speaker → quotations. None: left open, as the text does not tell.
SPEAKERS: dict[str, dict[str | None, int]] = {
    "000": {"정호영": 1, "윤상현": 1, "최운백": 1},
    "001": {"구자균": 4, "류제명": 2, "하정우": 1, "장병탁": 3},
    "002": {"윤두현": 2, "이철우": 2},
    "003": {"최재붕": 2, "강성천": 2, None: 1},
    "004": {"이종호": 3},
}


def quotes(shared: Path, number: str) -> tuple[Quotation, ...]:
    (file,) = (shared / "seeds").glob(f"{number}_*.txt")
    article = read_rendering(decode_rendering(file.read_bytes())).article
    return find(article.body, title=article.title, bylines=[b.name for b in article.bylines])


@pytest.mark.parametrize("number", SPEAKERS)
def test_everybody_is_quoted_as_often_as_in_the_article(shared: Path, number: str) -> None:
    assert Counter(q.speaker for q in quotes(shared, number)) == SPEAKERS[number]


@pytest.mark.parametrize(
    ("number", "speaker", "office", "organisation", "verb"),
    [
        ("000", "정호영", "인공지능학과장", "경북대", None),
        ("001", "류제명", "실장", "과기정통부", "강조했다"),
        ("002", "이철우", "경북도지사", None, "밝혔다"),
        ("004", "이종호", "장관", "과학기술정보통신부", "강조했다"),
    ],
)
def test_the_first_quotation_of_somebody_has_all_its_parts(
    shared: Path, number: str, speaker: str, office: str, organisation: str | None, verb: str | None
) -> None:
    first = next(q for q in quotes(shared, number) if q.speaker == speaker)
    assert (first.office, first.organisation, first.verb) == (office, organisation, verb)


def test_the_ministry_is_folded_to_its_key(shared: Path) -> None:
    assert {q.agency for q in quotes(shared, "004")} == {"과학기술정보통신부"}


def test_a_list_of_people_that_lost_its_commas_is_nobodys_organisation(shared: Path) -> None:
    heads = [q for q in quotes(shared, "003") if q.office == "경과원장"]
    assert heads
    assert {q.organisation for q in heads} == {None}
