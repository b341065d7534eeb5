"""What a reader's work is worth: the figures of the extraction bench."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bench.extraction.readers import Found
from bench.extraction.score import METRICS, failures, score, summary
from bench.extraction.sets import Gold, Page, digest
from korean.dates import kst
from spiders.extraction import Fetched

BODY = "도서관이 문을 열었다. 주민 삼백 명이 모였다.\n\n시장은 내년에 두 곳을 더 짓겠다고 말했다."
NINE = kst(datetime.fromisoformat("2026-11-20T09:00:30+09:00"))
GOLD = Gold(
    body=BODY,
    title="도서관이 문을 열었다",
    published=NINE,
    modified=None,
    modified_known=True,
    bylines=("김가람", "이나래"),
    captions=("새 도서관",),
)
PERFECT = Found(
    BODY, GOLD.title, NINE, None, ("이나래", "김가람"), ("새 도서관",), edits=True
)  # fmt: skip


def test_a_perfect_reading_is_right_in_everything() -> None:
    assert set(summary([score(PERFECT, GOLD)]).values()) == {1.0}
    assert set(summary([score(PERFECT, GOLD)])) == set(METRICS)


def test_white_space_does_not_count() -> None:
    found = replace(PERFECT, body=BODY.replace(" ", "\n"), title=" 도서관이  문을 열었다 ")
    assert score(found, GOLD).f1 == 1.0
    assert score(found, GOLD).title is True


def test_half_a_body_has_full_precision_and_half_the_recall() -> None:
    one = score(replace(PERFECT, body=BODY[: len(BODY) // 2]), GOLD)
    assert one.precision == 1.0
    assert one.recall == pytest.approx(0.5, abs=0.1)
    assert one.exact is False


def test_a_body_said_twice_loses_half_its_precision() -> None:
    one = score(replace(PERFECT, body=BODY + BODY), GOLD)
    assert one.recall == 1.0
    assert one.precision == pytest.approx(0.5, abs=0.05)


def test_nothing_read_is_worth_nothing() -> None:
    one = score(Found(outcome="extract_failed"), GOLD)
    assert (one.precision, one.recall, one.f1) == (0.0, 0.0, 0.0)
    assert one.title is one.published is one.bylines is False


def test_dates_are_compared_to_the_minute() -> None:
    assert score(replace(PERFECT, published=NINE.replace(second=0)), GOLD).published is True
    assert score(replace(PERFECT, published=NINE + timedelta(minutes=1)), GOLD).published is False


def test_a_day_is_compared_as_a_day() -> None:
    gold = replace(GOLD, published_precision="day")
    assert score(replace(PERFECT, published=NINE.replace(hour=0)), gold).published is True
    assert score(replace(PERFECT, published=NINE - timedelta(days=1)), gold).published is False


@pytest.mark.parametrize(
    ("found", "told", "right"),
    [
        (None, None, True),
        (NINE, None, True),  # the minute of publication is no edit
        (None, NINE, True),
        (NINE + timedelta(hours=1), None, False),
        (None, NINE + timedelta(hours=1), False),
        (NINE + timedelta(hours=1), NINE + timedelta(hours=1, seconds=20), True),
    ],
)
def test_an_edit_is_told_when_there_was_one(
    found: datetime | None, told: datetime | None, right: bool
) -> None:
    assert score(replace(PERFECT, modified=found), replace(GOLD, modified=told)).modified is right


def test_readers_that_tell_no_edits_and_captions_are_not_judged_by_them() -> None:
    one = score(Found(BODY, GOLD.title, NINE), GOLD)
    assert one.modified is None
    assert one.captions is None


def test_what_the_gold_does_not_know_is_not_scored() -> None:
    assert summary([score(PERFECT, Gold(title=GOLD.title))]) == {"title": 1.0}


def test_a_text_that_may_not_be_kept_is_known_by_its_digest() -> None:
    gold = Gold(title_digest=digest("도서관이 문을 열었다"), body_digests=frozenset({digest(BODY)}))
    assert summary([score(PERFECT, gold)]) == {"body_exact": 1.0, "title": 1.0}
    assert summary([score(replace(PERFECT, body=BODY + "."), gold)])["body_exact"] == 0.0


def test_a_page_read_wrongly_is_named_with_what_is_wrong() -> None:
    page = Page("a.html", "real", Fetched("https://a.example/1", b"", None, NINE), GOLD)
    wrong = replace(PERFECT, title="도서관", body="딴 이야기였다.")
    pages, found = [page, page], [PERFECT, wrong]
    (line,) = failures(pages, found, [score(one, GOLD) for one in found])
    assert line.startswith("real a.html: body 0.000")
    assert line.endswith("title")
