"""Real articles, saved with everything that stands around them."""

from __future__ import annotations

import unicodedata
from itertools import combinations
from pathlib import Path

import pytest

from korean.matching.compare import Finding, Prepared, compare
from korean.matching.sketch import LEAST_SHARED, sketch
from tests.korean.matching.texts import NEW_LEAD, joined

SEEDS = sorted((Path(__file__).parents[3].parent / "shared" / "seeds").glob("*.txt"))
pytestmark = pytest.mark.skipif(not SEEDS, reason="the seeds are not beside the repository")


def told(path: Path) -> tuple[str, ...]:
    """The sentences of a saved page: its long lines, each once."""
    lines = map(str.strip, path.read_text("utf-8").splitlines())
    return tuple(dict.fromkeys(line for line in lines if len(line) > 60))


def found(a: str, b: str) -> Finding:
    return compare(Prepared.of(a), Prepared.of(b))


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem[:3])
def test_a_saved_page_is_a_copy_of_the_text_in_it(path: Path) -> None:
    assert found(path.read_text("utf-8"), joined(*told(path))).kind == "copy"


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem[:3])
def test_a_new_lead_over_what_is_left_after_cuts_is_a_copy(path: Path) -> None:
    whole = told(path)
    kept = [line for n, line in enumerate(whole) if n % 5 not in (0, 3)]
    rewritten = unicodedata.normalize("NFD", joined(*NEW_LEAD, *reversed(kept)))
    text = joined(*whole)
    assert len(set(sketch(text)) & set(sketch(rewritten))) >= LEAST_SHARED
    assert found(text, rewritten).kind == "copy"


def test_articles_on_one_subject_are_no_copies_of_each_other() -> None:
    texts = [path.read_text("utf-8") for path in SEEDS]
    assert {found(a, b).kind for a, b in combinations(texts, 2)} == {"none"}
