"""Two texts: a copy, related, of one mould, or nothing to each other."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from korean.matching.compare import Finding, Prepared, compare
from korean.matching.sketch import LEAST_SHARED, sketch
from tests.korean.matching.texts import MOULDS, NEW_LEAD, RELEASE, REWRITES, filled, joined, whole

WORDS = st.sampled_from(" ".join(RELEASE + NEW_LEAD).split())
TEXTS = st.lists(WORDS, min_size=0, max_size=120).map(" ".join)


def found(a: str, b: str) -> Finding:
    return compare(Prepared.of(a), Prepared.of(b))


@pytest.mark.parametrize("rewrite", REWRITES)
def test_a_release_stays_a_copy_when_a_desk_prints_it(rewrite: str) -> None:
    assert found(whole(), REWRITES[rewrite]()).kind == "copy"


@pytest.mark.parametrize("rewrite", REWRITES)
def test_a_rewritten_release_is_found_by_its_sketch(rewrite: str) -> None:
    shared = set(sketch(whole())) & set(sketch(REWRITES[rewrite]()))
    assert len(shared) >= LEAST_SHARED


@pytest.mark.parametrize("one", REWRITES)
def test_heavily_rewritten_copies_of_one_release_are_copies_of_the_lightly_rewritten(
    one: str,
) -> None:
    assert found(REWRITES["with a new lead"](), REWRITES[one]()).kind in {"copy", "related"}


@pytest.mark.parametrize("mould", MOULDS)
def test_two_fillings_of_one_mould_are_a_template(mould: str) -> None:
    assert found(*filled(mould)).kind == "template"


@pytest.mark.parametrize("mould", MOULDS)
def test_a_filling_under_a_byline_is_still_a_copy_of_itself(mould: str) -> None:
    text, _ = filled(mould)
    assert found(text, f"[대구=어느일보] 김하늘 기자 = {text}").kind == "copy"


@pytest.mark.parametrize("mould", MOULDS)
def test_two_fillings_of_one_mould_stay_apart_without_spaces(mould: str) -> None:
    one, other = filled(mould)
    assert found(one.replace(" ", ""), other).kind == "template"


def test_releases_about_different_things_are_nothing_to_each_other() -> None:
    assert found(whole(), filled("a donation")[0]).kind == "none"


def test_one_article_whose_figures_all_changed_is_its_own_copy() -> None:
    one, other = map(Prepared.of, filled("the weather"))
    assert compare(one, other, same_article=True).kind == "copy"


def test_two_articles_with_the_same_words_and_other_figures_are_not() -> None:
    one, other = map(Prepared.of, filled("the weather"))
    assert compare(one, other).kind == "template"


def test_the_reason_names_what_was_exchanged() -> None:
    assert "오세진/한지민" in found(*filled("a lecture, with names alone")).why


def test_an_agency_under_its_other_name_is_no_other_fact() -> None:
    plain = whole()
    assert found(plain, plain.replace("과학기술정보통신부", "과기부")).kind == "copy"


def test_an_agency_that_no_table_knows_may_be_abbreviated() -> None:
    text = whole().replace("한국지능정보사회진흥원", "경북미래산업진흥재단")
    assert found(text, text.replace("경북미래산업진흥재단", "경북미래재단")).kind == "copy"


def test_other_words_for_saying_are_no_other_facts() -> None:
    reworded = whole().replace("말했다", "전했다").replace("평가했다", "내다봤다")
    assert found(whole(), reworded.replace("열었다", "개최했다")).kind == "copy"


def test_a_long_background_in_an_article_with_its_own_news_is_no_copy() -> None:
    news = (
        "서울시는 22일 자율주행 순찰차 14대를 새벽 시장 주변에 띄운다고 밝혔다. 사업비 38억 원은 시가 모두 낸다.",
        "순찰차는 시속 12km로 움직이며 길 위의 위험을 관제실에 알린다. 시는 상인 540명의 의견을 들어 노선을 다듬었다.",
        "오해린 서울시 교통실장은 “사고가 한 건이라도 나면 바로 멈춘다”고 했다. 시험은 2027년 9월까지 이어진다.",
        "가락시장 상인회는 짐차와 부딪칠까 걱정이라며 전용 길을 내 달라고 맞섰다. 시는 11월 9일 설명회를 연다.",
    )
    assert found(whole(), joined(*news, RELEASE[2], RELEASE[5])).kind == "none"


def test_a_shared_background_without_a_fact_in_common_is_no_copy() -> None:
    background = (
        "정부는 지역이 스스로 과제를 정하면 예산을 묶어 내려보내는 방식을 늘리고 있다. 비슷한 움직임은 해외에서도 "
        "활발하다. 공공이 먼저 기술을 사들여 시장을 키우는 길을 택한 나라가 많다. 다만 기술이 빨리 낡는다는 점은 "
        "부담이며 유지에 드는 돈을 누가 낼지도 아직 뚜렷하지 않다. 전문가들은 사람을 기르는 일이 먼저라고 입을 모은다."
    )
    one = "포항시는 20일 시민 340명과 원탁회의를 열었다. 이강희 포항시장이 15분 동안 발표했다."
    other = "춘천시는 11월 3일 기업 27곳을 불러 설명했다. 육지훈 춘천시 국장이 질문 9개에 답했다."
    assert found(joined(one, background), joined(other, background)).kind != "copy"


def test_polite_endings_make_no_other_text() -> None:
    polite = whole().replace("열었다", "열었습니다").replace("들어간다", "들어갑니다")
    assert found(whole(), polite.replace("넓힌다", "넓힙니다")).kind == "copy"


@pytest.mark.parametrize("text", ["", "자세한 소식 이어집니다.", RELEASE[0][:100]])
def test_texts_too_short_to_be_evidence_are_no_copies_even_when_equal(text: str) -> None:
    assert found(text, text).kind == "none"


def test_signs_and_fillers_alone_are_no_text() -> None:
    assert found("ㅤ·…!?" * 200, "ㅤ·…!?" * 200).kind == "none"


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS)
def test_the_order_of_two_texts_makes_no_difference(a: str, b: str) -> None:
    assert found(a, b) == found(b, a)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=80, max_size=160).map(" ".join))
def test_a_text_is_a_copy_of_itself_with_all_of_it_shared(text: str) -> None:
    finding = found(text, text)
    assert (finding.kind, finding.containment, finding.jaccard) == ("copy", 1.0, 1.0)


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS)
def test_shares_lie_between_nothing_and_all(a: str, b: str) -> None:
    finding = found(a, b)
    assert 0 <= finding.jaccard <= finding.containment <= 1


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.text(max_size=400))
def test_any_two_strings_can_be_compared(a: str, b: str) -> None:
    assert found(a * 3, b * 3).kind in {"copy", "related", "template", "none"}
