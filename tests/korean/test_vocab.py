"""The word tables are sound, and the scanner finds words where they stand free."""

from __future__ import annotations

from datetime import date

import pytest

from korean import vocab
from korean.scanner import Scanner, Term, VocabError, spellings


def words_found(text: str, *terms: Term) -> list[str]:
    return [hit.term.text for hit in Scanner(terms).scan(text)]


def test_the_tables_have_no_duplicates_and_no_substring_traps() -> None:
    assert vocab.check() == []


def test_there_are_eighteen_topics() -> None:
    assert len(vocab.topics()) == 18


def test_every_topic_has_terms_that_suffice_and_terms_that_need_an_ai_word_nearby() -> None:
    assert all(topic.strong and topic.near for topic in vocab.topics())


def test_there_are_seventeen_provinces_and_the_new_merged_one() -> None:
    provinces = [region.key for region in vocab.regions() if not region.is_area]
    assert len(provinces) == 18
    assert provinces[-1] == "전남광주"


def test_the_municipalities_are_the_226_two_of_jeju_and_four_new_ones_of_incheon() -> None:
    assert sum(len(region.units) for region in vocab.regions()) == 226 + 2 + 4


@pytest.mark.parametrize(
    ("key", "count"),
    [
        ("서울", 25),
        ("부산", 16),
        ("대구", 9),
        ("경기", 31),
        ("강원", 18),
        ("충북", 11),
        ("충남", 15),
        ("전북", 14),
        ("전남", 22),
        ("경북", 22),
        ("경남", 18),
        ("광주", 5),
        ("대전", 5),
        ("울산", 5),
    ],
)
def test_each_province_has_all_its_municipalities(key: str, count: int) -> None:
    region = next(region for region in vocab.regions() if region.key == key)
    assert len(region.units) == count


@pytest.mark.parametrize("unit", ["인천 제물포구", "인천 영종구", "인천 검단구", "인천 서해구"])
def test_the_new_districts_of_incheon_begin_on_the_first_of_july_2026(unit: str) -> None:
    change = next(change for change in vocab.unit_changes() if change.unit == unit)
    assert change.since == date(2026, 7, 1)


def test_jeonnam_ends_where_the_merged_city_begins() -> None:
    by_key = {region.key: region for region in vocab.regions()}
    assert by_key["전남"].valid_to == date(2026, 6, 30)
    assert by_key["전남"].successor == "전남광주"
    assert by_key["전남광주"].valid_from == date(2026, 7, 1)


def test_a_renamed_agency_keeps_its_old_name_with_the_day_it_ended() -> None:
    agency = next(agency for agency in vocab.agencies() if agency.key == "국가데이터처")
    assert agency.former == (("통계청", date(2025, 10, 1)),)


def test_no_municipality_name_is_shared_without_two_owners_being_known() -> None:
    owners = [unit for region in vocab.regions() for unit in region.units]
    shared = {unit for unit in owners if owners.count(unit) > 1}
    assert shared == {"중구", "동구", "서구", "남구", "북구", "강서구", "고성군"}


@pytest.mark.parametrize("text", ["KAIST", "KAI", "AIDS", "CHAIR", "OpenAIx"])
def test_latin_letters_never_match_inside_a_longer_latin_word(text: str) -> None:
    assert words_found(text, Term("AI", "ai", "bare")) == []


@pytest.mark.parametrize("text", ["AI가", "국가AI전략", "(AI)", "AI 3대", "‘AI’", "5AI", "AI2"])
def test_ai_is_found_beside_hangul_digits_and_punctuation(text: str) -> None:
    assert words_found(text, Term("AI", "ai", "bare")) == ["AI"]


def test_a_word_term_does_not_match_inside_a_longer_word() -> None:
    mayor = Term("시장", "official", "short", word=True)
    assert words_found("주식시장 시장", mayor) == ["시장"]
    assert Scanner([mayor]).scan("주식시장 시장")[0].start == 5


def test_within_one_table_the_longest_spelling_wins() -> None:
    assert words_found("AI 데이터센터", Term("AI", "t", "a"), Term("AI 데이터센터", "t", "b")) == [
        "AI 데이터센터"
    ]


def test_terms_of_different_tables_may_overlap() -> None:
    assert (
        len(words_found("AI 행정", Term("AI", "ai", "a"), Term("AI 행정", "programme", "b"))) == 2
    )


def test_a_term_of_one_character_is_refused_with_a_hint() -> None:
    with pytest.raises(VocabError, match="use two characters"):
        Scanner([Term("닭", "avian", "bird")])


def test_ai_in_a_term_stands_for_every_spelling_with_and_without_the_space() -> None:
    assert set(spellings("{AI} 기본법")) == {
        "AI 기본법",
        "AI기본법",
        "인공지능 기본법",
        "인공지능기본법",
        "인공지능(AI) 기본법",
        "인공지능(AI)기본법",
        "AI(인공지능) 기본법",
        "AI(인공지능)기본법",
    }


def test_what_stands_beside_an_agency_is_one_of_its_names() -> None:
    assert all(agency.beside <= set(agency.names) for agency in vocab.agencies())


def test_names_that_never_stand_for_a_place_are_among_the_common_ones() -> None:
    assert all(region.never <= region.common <= set(region.units) for region in vocab.regions())


@pytest.mark.parametrize(
    ("key", "name", "ended"),
    [("강원", "강원도", date(2023, 6, 11)), ("전북", "전라북도", date(2024, 1, 18))],
)
def test_an_official_name_that_ended_is_dated_and_still_found(
    key: str, name: str, ended: date
) -> None:
    region = next(region for region in vocab.regions() if region.key == key)
    assert (name, ended) in region.former
    assert name in region.full


def test_a_programme_has_one_name_and_is_found_by_it() -> None:
    keys = [programme.key for programme in vocab.programmes()]
    assert len(keys) == len(set(keys))
    found = Scanner(vocab.programme_terms())
    assert [key for key in keys if key not in {hit.term.key for hit in found.scan(key)}] == []
