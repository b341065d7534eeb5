"""Cleaning keeps what was written; the mojibake gate names what is broken and nothing else."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korean.text import clean, clean_block, hangul_ratio, join, language, mojibake, nfc, paragraphs

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"
SENTENCE = "경상북도는 인공지능 산업을 키우는 기본계획을 내놓았다."

messy = st.text(
    st.sampled_from(
        "가각힣 a&;#39amp<>\u200b\ufeff\u00ad\u00a0\u3000\u2005\u3164\n\t\r\u1112\u1161\u11abé\u0301·"
    )
    | st.characters(),
    max_size=60,
)


@given(st.text())
def test_composing_twice_is_composing_once(s: str) -> None:
    assert nfc(nfc(s)) == nfc(s)


@given(messy)
def test_cleaning_twice_is_cleaning_once(s: str) -> None:
    assert clean(clean(s)) == clean(s)


@given(messy)
def test_cleaned_text_is_one_composed_line_without_invisible_characters(s: str) -> None:
    cleaned = clean(s)
    assert cleaned == unicodedata.normalize("NFC", cleaned)
    assert not [c for c in cleaned if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned


@given(messy)
def test_cleaning_a_block_twice_is_cleaning_it_once(s: str) -> None:
    assert clean_block(clean_block(s)) == clean_block(s)


@given(messy)
def test_joined_paragraphs_split_into_the_same_paragraphs(s: str) -> None:
    assert paragraphs(join(paragraphs(s))) == paragraphs(s)


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("산&middot;학", "산·학"),
        ("산&amp;middot;학", "산·학"),
        ("산&amp;amp;middot;학", "산·학"),
        ("&#039;AI&#039;", "'AI'"),
        ("&amp;#x27;AI&amp;#x27;", "'AI'"),
        ("R&D 예산", "R&D 예산"),
        ("view?a=1&copy=2", "view?a=1&copy=2"),
        ("인\u200b공\ufeff지\u00ad능", "인공지능"),
        ("대구\u00a0\u2005경북\u3000 도청", "대구 경북 도청"),
        ("  앞뒤\t빈칸\n줄바꿈 ", "앞뒤 빈칸 줄바꿈"),
        ("경북\x00도\x07청", "경북도청"),
        ("빈\u3164칸", "빈 칸"),
        (unicodedata.normalize("NFD", "한글"), "한글"),
    ],
)
def test_cleaning_gives_the_text_as_people_read_it(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@given(st.text(st.sampled_from("가나 &·“”ㆍ漢A\n\u200b…▲")))
def test_the_short_way_through_cleaning_changes_nothing(s: str) -> None:
    assert clean(s) == clean(s + "\u200b")


def test_a_block_keeps_its_lines_and_at_most_one_blank_line_between_them() -> None:
    assert (
        clean_block(" 첫  줄\r\n둘째 줄\n\n\n\n셋째\u2028넷째 ") == "첫 줄\n둘째 줄\n\n셋째\n넷째"
    )


def test_paragraphs_are_the_lines_that_hold_something() -> None:
    assert paragraphs("첫 문단\n\n \u00a0 \n둘째&nbsp;문단\n") == ("첫 문단", "둘째 문단")


@pytest.mark.parametrize(
    ("s", "expected"),
    [
        (SENTENCE, "ko"),
        ("LG AI Research, EXAONE 공개", "ko"),
        ("The government announced its AI basic plan on Monday.", "en"),
        ("政府は人工知能基本計画を発表した", "other"),
        ("2026.11.20", "other"),
        ("", "other"),
    ],
)
def test_the_language_is_told_from_the_letters(s: str, expected: str) -> None:
    assert language(s) == expected


def test_the_hangul_ratio_counts_letters_only() -> None:
    assert hangul_ratio("가나 AI 123!") == 0.5


def test_a_text_without_letters_has_no_hangul() -> None:
    assert hangul_ratio("2026-11-20") == 0.0


@pytest.mark.parametrize(
    ("s", "reason"),
    [
        ("ÀÎ°øÁö´É", "cp949-as-latin1"),
        (SENTENCE.encode("cp949").decode("latin-1"), "cp949-as-latin1"),
        (SENTENCE.encode("cp949").decode("cp1252", "replace"), "cp949-as-latin1"),
        (SENTENCE.encode().decode("latin-1"), "utf8-as-latin1"),
        (SENTENCE.encode().decode("cp1252", "ignore"), "utf8-as-latin1"),
        (SENTENCE.encode().decode("cp949", "ignore"), "utf8-as-cp949"),
        (SENTENCE.encode("cp949").decode("koi8-r"), "cyrillic"),
        (SENTENCE.encode("cp949").decode("cp1251", "ignore"), "cyrillic"),
        (SENTENCE.encode("cp949").decode("iso8859-5"), "cyrillic"),
        (SENTENCE.encode("cp949").decode("utf-8", "replace"), "replacement"),
        ("ㄱㅕㅇㅅㅏㅇㅂㅜㄱㄷㅗㄴㅡㄴ", "jamo"),
        ("ᄀ ᄂ ᄃ ᄅ ᄆ", "jamo"),
        ("???? ?????? ???", "question-marks"),
    ],
)
def test_broken_text_is_refused_by_its_name(s: str, reason: str) -> None:
    assert mojibake(s) == reason


@pytest.mark.parametrize(
    "s",
    [
        SENTENCE,
        unicodedata.normalize("NFD", SENTENCE),
        "The café's naïve résumé — “AI” ···· £££",
        "人工知能과 漢字를 섞어 쓴 글이다",
        "大韓民國 政府는 人工知能 基本法을 公布하였다",
        "정말요?? ㅋㅋㅋㅋㅋㅋㅋㅋ ㅠㅠㅠㅠ",
        "ㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋ",
        "Россия и Корея договорились о сотрудничестве",
        "러시아 신문 «Известия»는 이렇게 전했다",
        "똠방각하와 펲시콜라, 뷁",
        "Fête de la Musique à São Paulo, Zürich, Łódź, Malmö",
        "깨진 글자 하나(\ufffd)쯤은 긴 글에서 글을 버릴 까닭이 되지 않는다. " + SENTENCE,
        "",
        "2026.11.20 18:00",
    ],
)
def test_good_text_of_any_language_passes(s: str) -> None:
    assert mojibake(s) is None


@given(
    st.text(
        st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3).filter(
            lambda c: len(c.encode("euc_kr")) == 2
        ),
        max_size=80,
    )
)
def test_common_syllables_in_any_order_pass(s: str) -> None:
    assert mojibake(s) is None


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the shared seeds are not beside the repository")
@pytest.mark.parametrize("seed", sorted(SEEDS.glob("*.txt")), ids=lambda p: p.stem[:3])
def test_the_seeds_are_sound_korean(seed: Path) -> None:
    text = seed.read_text("utf-8")
    assert (mojibake(text), language(text)) == (None, "ko")
