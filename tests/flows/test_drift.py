"""Drift is told from chance: what fell, against the outlet's own last visits, within one run."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from db.coverage import PastVisit
from flows.stages.drift import Fall, Share, by_chance, falls, shares
from flows.stages.tally import Tally
from korean.article import Article


def visit(
    coverage: Mapping[str, float], articles: int = 10, *, drift: str = "", unread: int = 0
) -> PastVisit:
    return PastVisit(coverage, frozenset(drift.split()), articles, unread)


def fallen(now: Mapping[str, Share], *past: PastVisit) -> list[str]:
    return [fall.field for fall in falls(now, past)]


DATED = visit({"published": 1.0, "captions": 0.4})


@pytest.mark.parametrize(
    ("with_date", "articles", "drifts"),
    [(0, 1, False), (0, 2, True), (8, 10, False), (16, 20, True), (19, 20, False), (20, 20, False)],
)
def test_a_field_of_every_page_drifts_when_it_is_no_chance(
    with_date: int, articles: int, drifts: bool
) -> None:
    now = {"published": Share(with_date, articles)}
    assert (fallen(now, *[DATED] * 10) == ["published"]) is drifts


def test_a_field_of_some_pages_must_halve() -> None:
    past = [visit({"captions": 0.4}, 100)] * 10
    assert fallen({"captions": Share(30, 100)}, *past) == []
    assert fallen({"captions": Share(10, 100)}, *past) == ["captions"]


def test_without_a_past_nothing_has_fallen() -> None:
    assert fallen({"published": Share(0, 50)}) == []


def test_a_young_outlet_says_little() -> None:
    assert fallen({"published": Share(0, 2)}, visit({"published": 1.0}, 5)) == []


def test_visits_are_weighted_by_their_articles() -> None:
    """One visit of one article without a date does not halve what a hundred said."""
    past = [visit({"published": 0.0}, 1), visit({"published": 1.0}, 100)]
    (fall,) = falls({"published": Share(0, 10)}, past)
    assert fall.was > 0.9


def test_a_small_outlets_visits_count_together() -> None:
    """One article a visit: the second without a date in a row makes it drift."""
    sound = [visit({"published": 1.0}, 1)] * 60
    bad = visit({"published": 0.0}, 1)
    one = {"published": Share(0, 1)}
    assert fallen(one, *sound) == []
    assert fallen(one, bad, bad, bad, *sound) == ["published"]


def test_what_has_drifted_stays_so_and_is_no_new_normal() -> None:
    sound = [visit({"published": 1.0})] * 10
    bad = [visit({"published": 0.0}, drift="published")] * 50
    (fall,) = falls({"published": Share(0, 10)}, [*bad, *sound])
    assert (fall.was, fall.now) == (1.0, 0.0)


def test_what_is_mended_is_no_longer_reported() -> None:
    sound = [visit({"published": 1.0})] * 10
    bad = [visit({"published": 0.0}, drift="published")] * 4
    assert fallen({"published": Share(10, 10)}, *bad, *sound) == []


def test_pages_that_cannot_be_read_are_drift_though_the_rest_is_whole() -> None:
    past = [visit({"title": 1.0})] * 5
    now = {"title": Share(3, 3), "readable": Share(3, 12)}
    assert fallen(now, *past) == ["readable"]


def test_one_body_apart_from_trafilaturas_says_little_and_several_much() -> None:
    past = [visit({"agreement": 1.0}, 20)] * 10
    assert fallen({"agreement": Share(0, 1)}, *past) == []
    assert fallen({"agreement": Share(0, 6)}, *past) == ["agreement"]
    assert fallen({"agreement": Share(5, 6)}, *past) == []


def test_a_layout_that_trafilatura_never_read_well_does_not_drift() -> None:
    past = [visit({"agreement": 0.0}, 20)] * 10
    assert fallen({"agreement": Share(0, 6)}, *past) == []


@pytest.mark.parametrize(("on_topic", "drifts"), [(0, True), (1, False)])
def test_a_board_that_shows_nothing_of_ours_any_more_has_drifted(
    on_topic: int, drifts: bool
) -> None:
    past = [PastVisit({"title": 1.0}, frozenset(), 10, 0, on_topic=6, judged=10)] * 5
    assert (fallen({"on_topic": Share(on_topic, 12)}, *past) == ["on_topic"]) is drifts


def article(**methods: str) -> Article:
    return Article("제목", "본문", place="서울", methods=methods)


def test_a_field_that_comes_from_elsewhere_now_has_drifted_too() -> None:
    """The page's element has another name, and the head fills in: the coverage stands."""
    tally = Tally()
    tally.see([article(body="kbs.current", place="json-ld")] * 10)
    now = shares(tally, ["kbs.current"], outcomes={}, compared=Share(0, 0))
    assert now["place"].value == now["own_page"].value == 1.0
    past = [visit({"place": 1.0, "own_page": 1.0, "own_page:place": 1.0})] * 5
    assert fallen(now, *past) == ["own_page:place"]


def test_a_field_that_is_gone_is_said_once() -> None:
    now = {"place": Share(0, 10), "own_page": Share(10, 10), "own_page:place": Share(0, 10)}
    past = [visit({"place": 1.0, "own_page": 1.0, "own_page:place": 1.0})] * 5
    assert fallen(now, *past) == ["place"]


@pytest.mark.parametrize(("menus", "clean"), [(0, 8), (4, 8), (5, 3), (8, 0)])
def test_a_line_that_most_bodies_have_is_no_articles_own(menus: int, clean: int) -> None:
    tally = Tally()
    tally.see([Article("제목", f"{n}번 기사다.\n\n이전글") for n in range(menus)])
    tally.see([Article("제목", f"{n}번 다른 기사다.") for n in range(8 - menus)])
    assert tally.clean == (clean, 8)
    assert tally.repeated == (("이전글",) if menus > 4 else ())


def test_a_version_of_another_day_is_not_the_outlets_own() -> None:
    tally = Tally()
    tally.see([Article("제목", "본문", methods={"body": "kbs.2022"}, warnings=("layout_drift:x",))])
    assert shares(tally, ["kbs.2022"], outcomes={}, compared=Share(0, 0))["own_page"].value == 0.0


def test_chance_is_fishers() -> None:
    """By hand: of the C(10, 5) = 252 ways to draw five of ten, one has none of the five."""
    assert by_chance(Share(5, 5), Share(0, 5)) == pytest.approx(1 / 252)
    assert by_chance(Share(5, 5), Share(1, 5)) == pytest.approx((5 * 1) / 210)
    assert by_chance(Share(5, 5), Share(5, 5)) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("published", "articles with published: 100% before, 20% now"),
        ("own_page", "body read by the outlet's own page version: 100% before, 20% now"),
        ("own_page:place", "place read by the outlet's own page version: 100% before, 20% now"),
        ("readable", "pages that can be read as articles: 100% before, 20% now"),
        ("agreement", "bodies that trafilatura reads alike: 100% before, 20% now"),
    ],
)
def test_a_fall_is_a_sentence(name: str, words: str) -> None:
    assert str(Fall(name, 1.0, 0.2)) == words
