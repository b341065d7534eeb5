"""What an article took from a release is told letter by letter and sentence by sentence."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korean.lineage import lineage

RELEASE = (
    "경상북도는 20일 도청에서 인공지능 산업 육성 기본계획을 발표했다. 이번 계획은 2030년까지 "
    "1조 2,000억 원을 투입해 포항과 구미에 데이터센터를 세우는 내용을 담았다.\n\n"
    "도는 우선 내년에 300억 원을 들여 실증 사업 12건을 시작한다. 지역 대학과 함께 해마다 전문 "
    "인력 500명도 기른다.\n\n"
    "김도윤 지사는 “경북이 인공지능의 중심이 되도록 하겠다. 기업이 찾아오는 땅을 만들겠다”고 밝혔다."
)
OWN = "시민단체는 늘어날 전력 수요를 감당할 수 있을지 먼저 따져 봐야 한다고 지적했다."


def test_a_copy_is_kept_whole() -> None:
    found = lineage(RELEASE, RELEASE)
    assert (found.share, found.coverage, found.dropped) == (1.0, 1.0, ())
    assert {sentence.change for sentence in found.sentences} == {"kept"}
    assert [sentence.source for sentence in found.sentences] == list(range(len(found.release)))


@pytest.mark.parametrize(
    "other",
    [
        RELEASE.replace("“", '"').replace("”", '"'),
        unicodedata.normalize("NFD", RELEASE),
        RELEASE.replace(" ", "  ").replace("\n\n", "\n"),
    ],
    ids=["marks", "NFD", "blanks"],
)
def test_typography_is_no_change(other: str) -> None:
    assert lineage(RELEASE, other).count("kept") == len(lineage(RELEASE, other).sentences)


def test_another_text_took_nothing() -> None:
    found = lineage(RELEASE, OWN)
    assert (found.share, found.count("added"), len(found.dropped)) == (0.0, 1, 5)


def test_a_sentence_of_the_paper_s_own_is_added_and_the_others_stay_kept() -> None:
    found = lineage(RELEASE, f"{RELEASE}\n\n{OWN}")
    assert [s.change for s in found.sentences][-1] == "added"
    assert found.count("added") == 1
    assert found.coverage == 1.0
    assert 0.8 < found.share < 1.0


def test_an_altered_ending_makes_a_changed_sentence_of_the_same_source() -> None:
    found = lineage(RELEASE, RELEASE.replace("기른다", "양성할 계획이다"))
    (changed,) = (s for s in found.sentences if s.change == "changed")
    assert found.release[changed.source or 0].endswith("500명도 기른다.")


def test_what_the_paper_left_out_is_dropped() -> None:
    found = lineage(RELEASE, RELEASE.split("\n\n")[0])
    assert [found.release[i][:6] for i in found.dropped] == [
        "도는 우선 ",
        "지역 대학과",
        "김도윤 지사",
    ]
    assert (found.share, found.coverage < 0.6) == (1.0, True)


def test_order_does_not_matter() -> None:
    turned = "\n\n".join(reversed(RELEASE.split("\n\n")))
    found = lineage(RELEASE, turned)
    assert found.count("kept") == 5
    assert found.share > 0.95


def test_a_name_both_have_is_not_taken_from_the_release() -> None:
    found = lineage(RELEASE, "경상북도는 다른 날 다른 일로 김도윤 지사를 불러 회의를 열었다.")
    assert found.share == 0.0


@given(
    st.text(alphabet="가나다라 .\n“”", max_size=60), st.text(alphabet="가나다라 .\n", max_size=60)
)
def test_shares_are_shares_and_sentences_are_spans(release: str, article: str) -> None:
    found = lineage(release, article)
    assert 0.0 <= found.share <= 1.0
    assert 0.0 <= found.coverage <= 1.0
    for sentence in found.sentences:
        assert article[sentence.start : sentence.end] == sentence.text
        assert sentence.source is None or 0 <= sentence.source < len(found.release)
