"""What other search engines read as signs is looked for as words here, and a note says so."""

from __future__ import annotations

import pytest

from korean.query import parse


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("조례 AND AI", "AND was looked for as a word; a space alone"),
        ("조례 and AI", "and was looked for as a word"),
        ("AI or 로봇", "write OR in capitals"),
        ("NOT AI", "write - before a word"),
        ("topic:법", "Choose the topic beside the query (--topic on the command line)"),
        ("outlet:kbs 조례", "--outlet"),
        ("지역:경북", "--region"),
        ("-site:kbs.co.kr", "--outlet"),
        ("since:2026-11-01", "--since"),
    ],
)
def test_a_habit_from_elsewhere_is_noted(query: str, said: str) -> None:
    (note,) = [note for note in parse(query).notes if "was looked for" in note]
    assert said in note


@pytest.mark.parametrize(
    "query",
    [
        "and",
        "경북 OR 대구",
        '"조례 AND AI"',
        "title:조례",
        "http://a.kr",
        "R&D",
        "12:30",
        "AI -and",
        "topic: 법",
    ],
)
def test_what_is_meant_as_it_stands_has_no_note(query: str) -> None:
    assert not [note for note in parse(query).notes if "was looked for" in note]
