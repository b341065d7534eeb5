"""The rewrites and look-alikes of `bench.matching` are what their truth says they are."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from datetime import UTC, datetime
from functools import cache
from itertools import combinations
from random import Random

import pytest

from bench.matching import peers
from bench.matching.baseline import skeleton
from bench.matching.recipes import (
    LEAST,
    LIGHT,
    MIXED,
    RECIPES,
    Recipe,
    Rewritten,
    letters,
    rewritten,
)
from bench.matching.reports import forms, report
from bench.matching.rewrites import REWRITES, Draft, applied
from bench.matching.score import Truth, joined, score
from bench.matching.sets import LOOKALIKES, ORIGINAL, PLAIN, WRITERS, Text, newsroom, stream
from bench.matching.texts import Newsdesk, Story

DAY = datetime(2026, 10, 17, 9, tzinfo=UTC)
#: They add or change signs, and lines before and after; the letters of the text stay.
LETTERS_STAY = ("byline", "captions", "tail", "typography", "nfd", "spacing", "headline")


@pytest.fixture(scope="module")
def texts() -> list[Text]:
    return stream(1200, seed=5)


@pytest.fixture(scope="module")
def truth(texts: list[Text]) -> Truth:
    return Truth.of(texts)


def a_story(seed: int = 1, *, quiet: bool = False) -> Story:
    return Newsdesk().story(DAY, Random(seed), quiet=quiet)


def draft(seed: int = 1) -> Draft:
    return Draft.of(a_story(seed), titled=False)


def changed(name: str, strength: float = 0.8) -> tuple[Draft, Draft]:
    """A text that this rewrite finds something to do in, before and after."""
    for seed in range(60):
        before = draft(seed)
        after, names = applied(before, {name: strength}, Random(seed))
        if names:
            return before, after
    pytest.fail(f"{name} changed none of 60 texts")


@cache
def grams(text: str) -> set[str]:
    bare = skeleton(text)
    return {bare[i : i + 5] for i in range(len(bare) - 4)}


def contained(a: str, b: str) -> float:
    one, other = grams(a), grams(b)
    return len(one & other) / min(len(one), len(other))


# -- rewrites --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", REWRITES)
def test_every_rewrite_really_changes_a_text(name: str) -> None:
    before, after = changed(name)
    assert after.text != before.text


@pytest.mark.parametrize("name", REWRITES)
def test_a_rewrite_is_the_same_for_the_same_seed(name: str) -> None:
    first, second = (applied(draft(3), {name: 0.7}, Random(9))[0].text for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", REWRITES)
def test_a_rewritten_text_is_still_a_copy(name: str) -> None:
    before, after = changed(name, 0.4)
    assert contained(before.text, after.text) > 0.6


@pytest.mark.parametrize("name", LETTERS_STAY)
def test_what_changes_signs_and_surroundings_leaves_the_letters(name: str) -> None:
    before, after = changed(name)
    letters = skeleton("".join(after.paragraphs))
    assert all(skeleton(paragraph) in letters for paragraph in before.paragraphs)


def test_a_rewrite_that_finds_nothing_is_not_in_the_truth() -> None:
    story = report("lottery", 0, DAY, Random(1))
    _, names = applied(Draft.of(story, titled=False), {"ai_terms": 1.0, "byline": 1.0}, Random(1))
    assert names == ("byline",)


def test_nfd_is_the_same_text_in_other_characters() -> None:
    before, after = changed("nfd")
    assert unicodedata.normalize("NFC", after.text) == before.text


@pytest.mark.parametrize("share", [0.1, 0.2, 0.3, 0.4])
def test_no_more_is_dropped_than_was_asked_for(share: float) -> None:
    before, after = changed("dropped", share)
    left = sum(map(len, after.paragraphs)) / sum(map(len, before.paragraphs))
    assert 1 - share - 0.12 < left < 1


def test_dropping_keeps_the_lead() -> None:
    before, after = changed("dropped", 0.4)
    assert before.paragraphs[0].startswith(after.paragraphs[0])


def test_a_truncated_text_is_a_beginning() -> None:
    before, after = changed("truncated", 0.4)
    assert before.paragraphs[: len(after.paragraphs)] == after.paragraphs
    assert 0.4 < len(after.text) / len(before.text) < 0.8


def test_reordering_moves_paragraphs_and_loses_none() -> None:
    before, after = changed("reordered")
    assert sorted(before.paragraphs) == sorted(after.paragraphs)


def test_a_correction_changes_one_figure_of_many() -> None:
    before, after = changed("corrected")
    old, new = (re.findall(r"\d[\d,.]*\d|\d", d.text) for d in (before, after))
    assert sum(a != b for a, b in zip(old, new, strict=True)) == 1


def test_a_long_name_is_not_made_longer() -> None:
    story = a_story()
    text = Draft(story, None, ("보건복지부는 고용노동부, 과기정통부와 만났다.",))
    longer = {applied(text, {"agencies": 1.0}, Random(seed))[0].text for seed in range(20)}
    assert longer == {
        "보건복지부는 고용노동부, 과학기술정보통신부와 만났다.",
        "복지부는 노동부, 과기정통부와 만났다.",
    }


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_a_recipe_names_all_that_it_did(recipe: Recipe) -> None:
    found = next(r for seed in range(40) for r in several(seed) if r.recipe == recipe.name)
    assert found.names
    assert set(found.names) == set(recipe.steps) or recipe is MIXED


def several(seed: int) -> list[Rewritten]:
    rng = Random(seed)
    return [rewritten(draft(seed), rng) for _ in range(20)]


# -- stories and look-alikes -----------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_a_quiet_story_tells_fewer_than_two_numbers(seed: int) -> None:
    assert len(re.findall(r"\d+", a_story(seed, quiet=True).text)) < 2


@pytest.mark.parametrize(
    ("kind", "form"),
    [(kind, form) for kind, found in forms().items() for form in range(len(found))],
)
def test_reports_of_one_form_are_alike_and_not_the_same(kind: str, form: int) -> None:
    first, second = (report(kind, form, DAY, Random(seed)) for seed in (1, 2))
    assert first.text != second.text
    assert "{" not in first.title + first.text


def test_stories_that_nobody_made_alike_are_not_alike(texts: list[Text]) -> None:
    plain = [t for t in texts if t.kind in PLAIN and t.recipe == ORIGINAL][:150]
    assert len(plain) == 150
    assert max(contained(a.text, b.text) for a, b in combinations(plain, 2)) < 0.5


@pytest.mark.parametrize("kind", ["municipal", "swapped", "renamed"])
def test_the_same_text_of_others_is_alike(kind: str, texts: list[Text]) -> None:
    families = defaultdict(list)
    for text in texts:
        if text.kind == kind and text.recipe == ORIGINAL:
            families[text.family].append(text)
    alike = [
        contained(a.text, b.text) for found in families.values() for a, b in combinations(found, 2)
    ]
    assert alike
    assert min(alike) > 0.25
    assert max(alike) < 1


@pytest.mark.parametrize("kind", ["minister", "followup", "own words"])
def test_articles_that_share_a_quote_or_an_event_are_no_copies(
    kind: str, texts: list[Text]
) -> None:
    families = defaultdict(list)
    for text in texts:
        if text.kind == kind and text.recipe == ORIGINAL:
            families[text.family].append(text)
    alike = [
        contained(a.text, b.text) for found in families.values() for a, b in combinations(found, 2)
    ]
    assert alike
    assert max(alike) < 0.6


# -- the stream ------------------------------------------------------------------------------------


def test_a_stream_is_the_same_for_the_same_seed() -> None:
    assert stream(120, seed=3) == stream(120, seed=3)


def test_another_seed_is_another_stream() -> None:
    assert {t.text for t in stream(120, seed=3)}.isdisjoint(t.text for t in stream(120, seed=4))


def test_a_stream_is_in_the_order_of_time(texts: list[Text]) -> None:
    assert [t.published for t in texts] == sorted(t.published for t in texts)
    assert len({t.id for t in texts}) == len(texts)


def test_every_kind_of_look_alike_is_written() -> None:
    families = [write(Newsdesk(), DAY, Random(1)) for _, write in WRITERS]
    assert {family.kind for family in families} == LOOKALIKES | PLAIN


def test_a_stream_holds_what_is_written(texts: list[Text]) -> None:
    kinds = {t.kind for t in texts}
    assert kinds <= LOOKALIKES | PLAIN
    assert kinds >= {"plain", "quiet", "municipal", "swapped", "minister", "followup", "own words"}


def test_different_stories_of_a_family_have_different_truths(texts: list[Text]) -> None:
    originals = [t for t in texts if t.recipe == ORIGINAL]
    assert len({t.story for t in originals}) == len(originals)
    assert len({t.family for t in originals}) < len(originals)


def test_an_original_stands_before_its_rewrites(texts: list[Text]) -> None:
    first: dict[str, Text] = {}
    for text in texts:
        assert first.setdefault(text.story, text).recipe == ORIGINAL


def test_short_reports_are_copied_lightly_only(texts: list[Text]) -> None:
    recipes = {t.recipe for t in texts if t.kind in forms()}
    assert recipes <= {ORIGINAL} | {recipe.name for recipe in LIGHT}


def test_nothing_is_copied_that_is_too_short_to_tell(texts: list[Text]) -> None:
    assert min(letters(t.text) for t in texts if t.recipe != ORIGINAL) >= LEAST


def test_a_plain_stream_has_no_look_alikes() -> None:
    assert {t.kind for t in stream(60, plain=True)} == PLAIN


def test_the_press_room_knows_its_own_copies() -> None:
    papers = newsroom(scale=0.02)
    rewritten_ = [t for t in papers if t.recipe != ORIGINAL]
    assert rewritten_
    assert all(t.rewrites for t in rewritten_)
    assert len({t.story for t in papers}) == len(papers) - len(rewritten_)


# -- scores ----------------------------------------------------------------------------------------


def test_whoever_finds_the_truth_is_right_in_everything(truth: Truth) -> None:
    assert set(score(truth.pairs, truth).figures.values()) == {1.0}


def test_where_there_are_no_look_alikes_none_was_taken_for_a_copy() -> None:
    plain = Truth.of(stream(40, plain=True))
    assert score(plain.pairs, plain).figures["lookalikes"] == 1.0


def test_whoever_finds_nothing_has_no_recall(truth: Truth) -> None:
    found = score([], truth).figures
    assert (found["recall"], found["originals"], found["clustered_recall"]) == (0.0, 0.0, 0.0)


def test_a_false_pair_is_counted_with_its_kind(truth: Truth) -> None:
    swapped = [n for n, t in enumerate(truth.texts) if t.kind == "swapped" and t.recipe == ORIGINAL]
    pair = (swapped[0], swapped[1])
    found = score({*truth.pairs, pair}, truth)
    assert found.false == (pair,)
    assert found.by_kind["swapped"][0] == 2
    assert found.figures["precision"] < 1 > found.figures["lookalikes"]


def test_a_missed_pair_is_counted_with_its_recipe(truth: Truth) -> None:
    pair, text = next(iter(sorted(truth.originals.items())))
    found = score(truth.pairs - {pair}, truth)
    assert found.missed == (pair,)
    hit, every = found.by_recipe[text.recipe]
    assert every - hit == 1


def test_copies_of_copies_are_one_story() -> None:
    assert joined([(0, 1), (1, 2)], 4) == {(0, 1), (0, 2), (1, 2)}


# -- matchers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", peers.BY_NAME)
def test_every_matcher_finds_the_same_text_again_and_no_other(name: str) -> None:
    peer = peers.BY_NAME[name]
    if peer.absent:
        pytest.skip(f"{peer.package} is not installed")
    one, other = a_story(1).text, a_story(2).text
    both = [
        Text(f"t{n}", text, DAY, f"f{n}", f"f{n}", "plain", ORIGINAL, ())
        for n, text in enumerate((one, other, one))
    ]
    matched = peer.match(both)
    threshold = (*peer.thresholds, *peer.swept)[-1]
    assert matched.above(threshold) == {(0, 2)}
    assert matched.seconds > 0
