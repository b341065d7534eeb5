import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from korean.tokens import GAP, Token, fields, fold, stream, texts, tokenize
from tests.korean.search.strategies import anything, mixed, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("인공지능 기본법", "인공 공지 지능 능기 기본 본법 법"),
        ("인공\n지능", "인공 공지 지능 능"),
        ("법", "법"),
        ("AI기본법", "ai 기본 본법 법"),
        ("2024년 AI", "2024 년 ai"),
        ("GPT-4o", "gpt 4 o"),
        ("GPT 4", "gpt 4"),
        ("R&D", "r d"),
        ("3.5", "3 5"),
        ("2026.11.20.", "2026 11 20"),
        ("1,000개", "1000 개"),
        ("1,234,567", "1234567"),
        ("1,23", f"1 {GAP} 23"),
        ("人工知能", "人 工 知 能"),
        ("서울·부산", f"서울 울 {GAP} 부산 산"),
        ("서울ㆍ부산", f"서울 울 {GAP} 부산 산"),
        ("‘AI’, “기본법”", f"ai {GAP} 기본 본법 법"),
        ("첫 문단\n\n둘째", f"첫문 문단 단 {GAP} 둘째 째"),
        ("첫 문단\n \t\r\n둘째", f"첫문 문단 단 {GAP} 둘째 째"),
        ("㈜한빛", f"주 {GAP} 한빛 빛"),
        ("ＡＩ　１２", "ai 12"),
        ("인공\u200b지능", "인공 공지 지능 능"),
        ("Open\u00adAI", "openai"),
        ("Straße", "strasse"),
        ("…", ""),
        ("", ""),
    ],
)
def test_a_text_is_cut_into(text: str, expected: str) -> None:
    assert " ".join(texts(text)) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AI 기본법", "AI기본법"),
        ("GPT-4", "GPT4"),
        ("GPT–4", "gpt 4"),
        ("1,000", "1000"),
        ("국가 AI 전략 위원회", "국가AI전략위원회"),
        ("㎡", "m2"),
        ("Ⅱ", "II"),
    ],
)
def test_two_ways_to_write_it_are_one(one: str, other: str) -> None:
    assert texts(one) == texts(other)


@given(anything)
@example("ㆍ\u119e")
@example("각\u11a8")
@example("가\u11a8")
@example("ſt\u0345")
def test_with_and_without_places_the_tokens_are_the_same(text: str) -> None:
    told = [part for t in tokenize(text) for part in ((GAP, t.text) if t.gap else (t.text,))]
    assert told == texts(text)


@given(anything)
def test_places_lie_in_the_original_text_and_go_forward(text: str) -> None:
    found = tokenize(text)
    assert all(0 <= token.start < token.end <= len(text) for token in found)
    assert [t.start for t in found] == sorted(t.start for t in found)


@given(mixed)
@example("㈜한빛")
@example("1,000")
def test_what_stands_at_the_place_folds_to_the_token(text: str) -> None:
    for token in tokenize(text):
        there = re.sub(r"[\s,]", "", fold(text[token.start : token.end]))
        assert token.text in there


@given(anything)
def test_the_sign_for_a_gap_never_comes_out_as_text(text: str) -> None:
    assert all(GAP not in token.text for token in tokenize(text))


@given(anything)
@example("\U0002fa1e")  # among the rare Hanja, and given to no character yet
def test_a_token_holds_no_blank_and_no_sign(text: str) -> None:
    for token in tokenize(text):
        assert all(c.isalnum() or unicodedata.category(c) == "Cn" for c in token.text)


@given(anything)
def test_composed_and_decomposed_text_have_the_same_tokens(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert texts(composed) == texts(decomposed)


@given(st.text(st.sampled_from("가각AZaz09 .,-&/%()"), max_size=40))
def test_full_width_text_has_the_same_tokens(text: str) -> None:
    wide = text.translate({n: n + 0xFEE0 for n in range(0x21, 0x7F)} | {0x20: 0x3000})
    assert texts(wide) == texts(text)


@given(words)
def test_spaces_between_hangul_make_no_difference(parts: list[str]) -> None:
    assert texts(" ".join(parts)) == texts("".join(parts)) == texts("\n".join(parts))


@given(mixed, mixed)
def test_an_empty_line_ends_a_run(one: str, other: str) -> None:
    gap = [GAP] if texts(one) and texts(other) else []
    assert texts(f"{one}\n\n{other}") == [*texts(one), *gap, *texts(other)]


def test_places_of_a_pair_span_the_space_between() -> None:
    assert tokenize("인공\n지능")[1] == Token("공지", 1, 4, False)


def test_places_of_decomposed_text_hold_all_its_jamo() -> None:
    text = unicodedata.normalize("NFD", "법 안")
    assert [text[t.start : t.end] for t in tokenize(text)] == [text, text[4:]]


def test_a_stream_has_a_blank_at_both_ends() -> None:
    assert stream("AI 법") == " ai 법 "
    assert stream("…") == " "


def test_subtitle_and_body_are_one_field_with_a_gap_between() -> None:
    title, body = fields("제목", "부제", "본문")
    assert (title, texts(body)) == ("제목", ["부제", "제", GAP, "본문", "문"])
    assert fields("제목", None, "본문") == ("제목", "본문")
