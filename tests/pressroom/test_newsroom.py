"""The newsroom publishes a large, varied, reproducible world of grammatical Korean."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from itertools import pairwise
from random import Random
from statistics import median

import pytest

from pressroom.newsroom import NOW, build_world
from pressroom.newsroom.language import fill, polite, with_particle
from pressroom.newsroom.outlets import BY_CODE
from pressroom.newsroom.rewrites import short_ai
from pressroom.newsroom.tables import lines, sections
from pressroom.world import Publication, Text, World

OUTLETS = tuple(BY_CODE)
NATIONAL = ("kbs", "etoday", "newspim", "breaknews")


@cache
def world() -> World:
    return build_world()


@cache
def small() -> World:
    return build_world(scale=0.05)


@cache
def originals() -> dict[str, Publication]:
    """The first publication of every piece at the outlet that wrote it."""
    found: dict[str, Publication] = {}
    for publication in world().publications:
        if publication.piece.rpartition("-")[0] == publication.outlet:
            found.setdefault(publication.piece, publication)
    return found


def copies() -> list[Publication]:
    return [p for p in world().publications if p.piece.rpartition("-")[0] != p.outlet]


def texts() -> list[tuple[Publication, Text]]:
    return [(p, text) for p in world().publications for text in p.texts]


def grams(publication: Publication) -> set[str]:
    letters = "".join(c for c in " ".join(publication.texts[0].paragraphs) if c.isalnum())
    return {letters[at : at + 5] for at in range(len(letters) - 4)}


def containment(one: Publication, other: Publication) -> float:
    first, second = grams(one), grams(other)
    return len(first & second) / min(len(first), len(second))


def digest(w: World) -> str:
    return hashlib.blake2b(repr(w).encode()).hexdigest()


@pytest.mark.parametrize(
    ("subject", "least"),
    [("policy", 1900), ("other_ai", 350), ("avian", 140), ("passing", 240), ("unrelated", 380)],
)
def test_each_subject_has_its_share_of_distinct_pieces(subject: str, least: int) -> None:
    assert sum(p.subject == subject for p in originals().values()) >= least


def test_there_are_three_thousand_pieces_and_five_hundred_copies() -> None:
    assert len(originals()) >= 3000
    assert len(copies()) >= 500


def test_the_same_arguments_give_the_same_world() -> None:
    assert digest(build_world(scale=0.05)) == digest(small())


def test_the_world_is_the_same_on_every_machine() -> None:
    first = small().outlets["newspim"][0]
    assert (first.key[:4], first.piece) == ("2026", "newspim-0001")
    assert digest(build_world(seed=1, scale=0.05)) != digest(small())


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_small_world_keeps_every_outlet_and_subject(outlet: str) -> None:
    publications = small().outlets[outlet]
    subjects = {p.subject for p in publications}
    expected = {"policy", "avian", "passing", "unrelated"}
    # A province issues no releases about AI business.
    assert len(publications) >= 12
    assert subjects == (expected if outlet == "gyeongbuk" else expected | {"other_ai"})


def test_only_the_outlets_asked_for_are_built() -> None:
    assert set(build_world(scale=0.05, outlets=["kbs", "kado"]).outlets) == {"kbs", "kado"}


def test_an_unknown_outlet_is_named() -> None:
    with pytest.raises(ValueError, match="dailynothing"):
        build_world(outlets=["dailynothing"])


def test_distinct_policy_pieces_read_differently() -> None:
    policy = [p for p in originals().values() if p.subject == "policy"]
    rng = Random(7)
    shares = [containment(*rng.sample(policy, 2)) for _ in range(300)]
    assert median(shares) < 0.3
    assert max(shares) < 0.6


@pytest.mark.parametrize("subject", ["other_ai", "avian", "passing", "unrelated"])
def test_other_pieces_of_one_subject_differ(subject: str) -> None:
    pieces = [p for p in originals().values() if p.subject == subject]
    rng = Random(11)
    shares = [containment(*rng.sample(pieces, 2)) for _ in range(300)]
    assert median(shares) < 0.3
    assert max(shares) < 0.6


def test_no_two_policy_pieces_have_one_title() -> None:
    titles = Counter(p.texts[0].title for p in originals().values() if p.subject == "policy")
    assert titles.most_common(1)[0][1] == 1


@pytest.mark.parametrize("outlet", OUTLETS)
def test_keys_are_unique_and_rise_with_time(outlet: str) -> None:
    publications = world().outlets[outlet]
    assert [p.published for p in publications] == sorted(p.published for p in publications)
    by_board: dict[str, list[int]] = {}
    for publication in publications:
        board, _, number = publication.key.rpartition(":")
        by_board.setdefault(board, []).append(int(number))
    for numbers in by_board.values():
        assert all(a < b for a, b in pairwise(numbers))


def test_releases_move_from_the_old_board_to_the_new_one() -> None:
    for publication in world().outlets["gyeongbuk"]:
        before = (publication.published.month, publication.published.day) < (10, 6)
        shape = r"bbs_bodo:\d{8}1" if before else r"board12:\d+"
        assert re.fullmatch(shape, publication.key)


@pytest.mark.parametrize("w", [world, small])
def test_a_handful_of_releases_stand_on_both_boards(w: Callable[[], World]) -> None:
    boards: dict[str, set[str]] = {}
    for publication in w().outlets["gyeongbuk"]:
        boards.setdefault(publication.piece, set()).add(publication.key.split(":")[0])
    assert 1 <= sum(len(b) == 2 for b in boards.values()) <= 10


def test_newspim_keys_carry_the_day() -> None:
    for publication in world().outlets["newspim"]:
        assert re.fullmatch(rf"{publication.published:%Y%m%d}\d{{6}}", publication.key)


def test_texts_are_normalised_and_complete() -> None:
    for publication, text in texts():
        whole = "\n".join((text.title, *text.subtitle, *text.paragraphs))
        assert unicodedata.is_normalized("NFC", whole), publication.key
        assert not re.search(r"[{}|~]|None|  ", whole), (publication.key, whole)
        assert text.title.strip()
        assert all(p.strip() == p and p for p in text.paragraphs)


def test_no_particle_stands_twice_or_after_the_wrong_sound() -> None:
    slips = re.compile(
        r"[가-힣](?:을를|를을|은는|는은|과와|와과)(?= )|(?:은|는|이|가|을|를)\((?:은|는|이|가|을|를)\)"
    )
    wrong = re.compile(
        r"(?:경상북도|과기정통부|인공지능위원회|AI)(?:은|을|이|과|으로) |(?:교육청|부산|사업)를 |구미시을 "
    )
    for publication, text in texts():
        whole = " ".join(text.paragraphs)
        assert not slips.search(whole), (publication.key, slips.search(whole))
        assert not wrong.search(whole), (publication.key, wrong.search(whole))


@pytest.mark.parametrize(
    ("word", "particle", "expected"),
    [
        ("경상북도", "은", "경상북도는"),
        ("교육청", "이", "교육청이"),
        ("인공지능(AI)", "을", "인공지능(AI)을"),
        ("AI", "을", "AI를"),
        ("서울", "으로", "서울로"),
        ("부산", "으로", "부산으로"),
        ("‘AI 팩토리’", "과", "‘AI 팩토리’와"),
        ("3", "이", "3이"),
        ("2", "이", "2가"),
        ("GPU", "은", "GPU는"),
        ("LLM", "은", "LLM은"),
    ],
)
def test_particles_follow_the_last_sound(word: str, particle: str, expected: str) -> None:
    assert with_particle(word, particle) == expected


@pytest.mark.parametrize(
    ("plain", "spoken"),
    [
        ("계획을 밝혔다.", "계획을 밝혔습니다."),
        ("내년에 시작한다.", "내년에 시작합니다."),
        ("지원을 받는다.", "지원을 받습니다."),
        ("문을 연다.", "문을 엽니다."),
        ("길을 만든다.", "길을 만듭니다."),
        ("대표적이다.", "대표적입니다."),
        ("까닭이 있다.", "까닭이 있습니다."),
        ("아직 없다", "아직 없습니다"),
    ],
)
def test_plain_endings_become_polite_on_the_air(plain: str, spoken: str) -> None:
    assert polite(plain) == spoken


def test_a_sentence_that_names_a_missing_fact_is_refused() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        fill("{nowhere|은} 없다.", {})


def test_frames_leave_particles_to_the_grammar() -> None:
    # 을 after an amount (…원) is always right, everything else must be a slot's particle.
    slip = re.compile(
        r"\{(?!budget|natl|loss|grant|won|quote)\w+\}[’”]?(?:은|는|을|를|과|와|으로|이) "
    )
    for bank in (lines("frames"), *sections("other").values(), lines("speech")):
        for block in bank.values():
            assert not [line for line in block if slip.search(line)]


def test_broadcast_speaks_politely_and_papers_do_not() -> None:
    for publication in world().outlets["kbs"]:
        title = publication.texts[0].title
        if not re.search("[가-힣]", title):
            continue
        for paragraph in publication.texts[0].paragraphs:
            assert re.search(r'(?:니다\.|니다\."\])$', paragraph), paragraph


def test_broadcast_has_interviews_fillers_and_english_reports() -> None:
    publications = world().outlets["kbs"]
    assert any(
        re.fullmatch(r'\[.+/.+ : ".+"\]', p) for x in publications for p in x.texts[0].paragraphs
    )
    assert any(p.texts[0].title.startswith("[뉴스") for p in publications)
    assert any(p.texts[0].title.isascii() for p in publications)
    assert all(p.programme for p in publications)


def test_broadcast_runs_some_reports_again_with_the_same_body() -> None:
    bodies: dict[str, list[Publication]] = {}
    for publication in world().outlets["kbs"]:
        bodies.setdefault(publication.piece, []).append(publication)
    again = [group for group in bodies.values() if len(group) > 1]
    assert len(again) >= 10
    assert all(len({p.texts[0].paragraphs for p in group}) == 1 for group in again)


def test_a_shortened_term_takes_the_particle_of_its_new_sound() -> None:
    assert short_ai("인공지능(AI)을 인공지능(AI) 정책으로") == "AI를 AI 정책으로"
    assert short_ai("인공지능(AI)으로, 인공지능(AI)이 ") == "AI로, AI가 "


def test_copies_name_their_rewrites_and_some_are_verbatim() -> None:
    seen = Counter(name for p in copies() for name in p.rewrites)
    assert set(seen) == {
        "verbatim", "byline", "lead", "dropped", "reordered", "typography", "title",
    }  # fmt: skip
    first = originals()
    same = [p for p in copies() if p.texts[0].paragraphs == first[p.piece].texts[0].paragraphs]
    assert len(same) >= 100


def test_untouched_copies_carry_the_body_unchanged() -> None:
    first = originals()
    for publication in copies():
        if set(publication.rewrites) <= {"verbatim", "byline", "title"}:
            assert publication.texts[0].paragraphs == first[publication.piece].texts[0].paragraphs


def test_provincial_releases_are_carried_by_the_papers_of_the_province() -> None:
    carriers = {p.outlet for p in copies() if p.piece.startswith("gyeongbuk")}
    assert {"kyongbuk", "hidomin", "dkilbo", "idaegu"} <= carriers


def test_edits_happen_before_and_after_now() -> None:
    publications = world().publications
    edited = [p for p in publications if any(p.published < t.since <= NOW for t in p.texts[1:])]
    later = [p for p in publications if any(t.since > NOW for t in p.texts[1:])]
    assert len(edited) >= len(publications) // 20
    assert len(later) >= 30
    assert any(len(p.texts) == 3 for p in publications)


def test_every_edit_changes_the_text() -> None:
    for publication in world().publications:
        for before, after in pairwise(publication.texts):
            assert before.since < after.since
            assert (before.title, before.paragraphs) != (after.title, after.paragraphs)


def test_the_next_day_brings_new_articles() -> None:
    coming = [p for p in world().publications if p.published > NOW]
    assert len(coming) >= 60
    assert {p.outlet for p in coming} == set(OUTLETS)
    assert max(p.published for p in coming) <= NOW + timedelta(hours=24)


@pytest.mark.parametrize("outlet", OUTLETS)
def test_every_outlet_published_in_the_last_hours(outlet: str) -> None:
    recent = NOW - timedelta(hours=6)
    assert sum(recent < p.published <= NOW for p in world().outlets[outlet]) >= 2


def test_policy_pieces_carry_gold_topics_and_regional_papers_gold_regions() -> None:
    for publication in world().publications:
        if publication.subject == "policy":
            assert publication.topics
            if publication.outlet not in NATIONAL and publication.piece.startswith("gyeongbuk"):
                assert publication.regions == ("경북",)


def test_every_topic_is_covered() -> None:
    covered = Counter(t for p in originals().values() for t in p.topics)
    assert len(covered) == 18
    assert min(covered.values()) >= 20


def test_policy_leads_say_ai_even_where_titles_do_not() -> None:
    word = re.compile(r"AI|인공지능|AX")
    policy = [p.texts[0] for p in originals().values() if p.subject == "policy"]
    assert all(word.search(t.paragraphs[0]) for t in policy)
    assert 10 <= sum(not word.search(t.title) for t in policy) <= len(policy) // 8


def test_unrelated_pieces_never_say_ai() -> None:
    for publication in world().publications:
        if publication.subject == "unrelated":
            text = publication.texts[0]
            assert not re.search(
                r"(?<![A-Za-z])AI|인공지능", " ".join((text.title, *text.paragraphs))
            )


def test_passing_pieces_mention_ai_once_and_not_in_the_title() -> None:
    word = re.compile(r"AI|KAI|인공수정")
    for publication in originals().values():
        if publication.subject == "passing":
            text = publication.texts[0]
            assert not word.search(text.title)
            assert sum(bool(word.search(p)) for p in text.paragraphs) == 1


def test_policy_bodies_have_five_to_fourteen_paragraphs_of_readable_length() -> None:
    policy = [p.texts[0].paragraphs for p in originals().values() if p.subject == "policy"]
    lengths = [sum("가" <= c <= "힣" for c in " ".join(body)) for body in policy]
    assert all(5 <= len(body) <= 14 for body in policy)
    assert min(lengths) >= 350
    assert median(lengths) >= 600


def test_releases_have_department_contact_files_and_a_bare_author() -> None:
    for publication in world().outlets["gyeongbuk"]:
        assert publication.department
        assert re.fullmatch(r"054-880-\d{4}", publication.contact or "")
        assert publication.files
        assert publication.reporters[0].role == ""
        assert publication.place is None


@pytest.mark.parametrize("outlet", [o for o in OUTLETS if o != "gyeongbuk"])
def test_reporters_are_a_fixed_staff_with_addresses_of_the_house(outlet: str) -> None:
    staff = {r for p in world().outlets[outlet] for r in p.reporters}
    assert 10 <= len(staff) <= 30
    assert all(r.email.endswith(f"@{BY_CODE[outlet].mail}") for r in staff)
    assert staff >= {r for p in small().outlets[outlet] for r in p.reporters}
