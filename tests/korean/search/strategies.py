"""Texts that look for trouble: Korean, Latin, signs, and anything Unicode has."""

from __future__ import annotations

from hypothesis import strategies as st

SYLLABLES = "가각간감갑강개인공지능기본법경북대구부산서울정책안"
LATIN = "AaIiGPTéßＧŉİσς"
SIGNS = " \n\t·ㆍ…“”\"'-−|()「」『』.,&/%:：\u200b\u0301㈜①㎡½ﾡㅋ大本"

korean = st.text(st.sampled_from(SYLLABLES), min_size=1, max_size=12)
mixed = st.text(st.sampled_from(SYLLABLES + LATIN + SIGNS + "0123456789"), max_size=60)
anything = st.one_of(mixed, st.text(max_size=60))
words = st.lists(korean, min_size=1, max_size=5)
queries = st.one_of(
    anything,
    st.lists(
        st.one_of(
            korean,
            st.sampled_from(
                [
                    "OR",
                    "|",
                    "-",
                    "title:",
                    "제목:",
                    '"',
                    "“",
                    "”",
                    "「",
                    "(",
                    ")",
                    "AI",
                    "AI 기본법",
                ]
            ),
        ),
        max_size=8,
    ).map(" ".join),
)
