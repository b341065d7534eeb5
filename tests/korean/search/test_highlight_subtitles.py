"""Snippets of articles with a subtitle: its lines and the text are told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korean.highlight import snippet
from korean.query import parse
from korean.tokens import fields

SUBTITLE = "시민 460명 조사\n55.7% “조례 필요”"
BODY = "고영향 AI 제도를 두고 논의가 이어졌다.\n\n의회는 다음 달 다시 모인다."


def shown(q: str, subtitle: str = SUBTITLE, body: str = BODY, width: int = 160) -> str:
    _, text = fields("제목", subtitle, body)
    found = snippet(parse(q), "제목", text, width, lead=len(text) - len(body))
    return "".join(f"[{part}]" if hit else part for part, hit in found.text)


@pytest.mark.parametrize("q", ["", "논의", "제목"])
def test_a_subtitle_that_is_not_hit_is_left_out(q: str) -> None:
    assert shown(q).replace("[", "").replace("]", "").startswith("고영향 AI 제도를 두고")


def test_the_lines_of_a_subtitle_and_the_text_are_told_apart() -> None:
    assert shown("조례 논의") == (
        "시민 460명 조사 · 55.7% “[조례] 필요” — 고영향 AI 제도를 두고 [논의]가 이어졌다. 의회는 다음 달 다시 모인다."
    )


def test_a_text_that_is_a_subtitle_alone_is_shown() -> None:
    assert shown("", body="") == "시민 460명 조사 · 55.7% “조례 필요”"


def test_a_snippet_neither_begins_nor_ends_with_a_sign() -> None:
    for width in range(1, 60):
        for q in ("조례", "460명", "필요 논의"):
            text = shown(q, width=width).strip("…").strip()
            assert text.strip("·—").strip() == text


def test_signs_of_ours_in_a_text_are_blanks() -> None:
    assert shown("", "", "가\x1e나\x1f다") == "가 나 다"


lines = st.text(st.sampled_from("조례 논의.\n\x1f"), max_size=30)


@given(lines, lines, st.sampled_from(["조례", "논의", "조례 논의", ""]))
def test_nothing_but_signs_and_blanks_is_added(subtitle: str, body: str, q: str) -> None:
    _, text = fields("제목", subtitle, body)
    found = snippet(parse(q), "제목", text, lead=len(text) - len(body))
    assert bare("".join(part for part, _ in found.text)) in bare(text)
    assert all(set(bare(part)) <= set("조례논의") for part, hit in found.text if hit)


def bare(text: str) -> str:
    return "".join(c for c in text if c not in "·—…" and not c.isspace())
