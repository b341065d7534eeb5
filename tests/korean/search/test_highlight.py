import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from korean.highlight import marks, parts, snippet
from korean.query import Query, QueryError, matches, parse
from tests.korean.search.strategies import mixed, queries, words


def marked(query: str, text: str, *, title: bool = False) -> str:
    cut = parts(text, marks(parse(query), text, title=title))
    return "".join(f"[{part}]" if hit else part for part, hit in cut)


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("인공지능", "인공 지능을 배운다", "[인공 지능]을 배운다"),
        ("AI 기본법", "AI기본법과 인공지능", "[AI기본법]과 [인공지능]"),
        ("법", "기본법과 법률", "기본[법]과 [법]률"),
        ("1000", "총 1,000명", "총 [1,000]명"),
        ("경북·대구", "경북, 대구의 경북", "[경북, 대구]의 경북"),
        ("GPT4", "GPT-4o", "[GPT-4]o"),
        ("-조례 예산", "예산과 조례", "[예산]과 조례"),
        ("title:조례", "조례", "조례"),
        ("인공지능 지능형", "인공지능형", "[인공지능형]"),
        ("주", "㈜한빛", "[㈜]한빛"),
        ("", "조례", "조례"),
    ],
)
def test_the_hits_are_marked(query: str, text: str, expected: str) -> None:
    assert marked(query, text) == expected


def test_a_word_for_the_title_is_marked_there() -> None:
    assert marked("title:조례", "AI 조례", title=True) == "AI [조례]"


def test_decomposed_text_is_marked_by_whole_syllables() -> None:
    text = unicodedata.normalize("NFD", "법률")
    assert marks(parse("법"), text) == [(0, 3)]


def test_a_snippet_shows_where_most_of_the_query_is_together() -> None:
    body = f"예산이 늘었다.\n\n{'가나다라 ' * 60}\n\n경북의 예산과 조례를 다뤘다.\n\n{'가나다라 ' * 60}"
    found = snippet(parse("예산 조례"), "제목", body)
    assert ("예산", True) in found.text
    assert ("조례", True) in found.text
    assert found.text[0] == found.text[-1] == ("…", False)


def test_a_snippet_without_a_hit_in_the_body_is_its_beginning() -> None:
    found = snippet(parse("title:조례"), "AI 조례", "첫 문장이다. " * 40)
    assert found.title == (("AI ", False), ("조례", True))
    assert "".join(text for text, _ in found.text).startswith("첫 문장이다.")


def test_markup_in_a_text_stays_text() -> None:
    assert marked("조례", "<b>조례</b>") == "<b>[조례]</b>"


def _parsed(text: str) -> Query:
    try:
        return parse(text)
    except QueryError:
        return parse("AI")


some_query = queries.map(_parsed)


@given(some_query, mixed)
def test_marks_lie_in_the_text_in_order_and_apart(query: Query, text: str) -> None:
    ends = [place for mark in marks(query, text) for place in mark]
    assert ends == sorted(set(ends))
    assert all(0 <= place <= len(text) for place in ends)


@given(some_query, mixed)
def test_parts_are_the_whole_text(query: Query, text: str) -> None:
    cut = parts(text, marks(query, text))
    assert "".join(part for part, _ in cut) == text
    assert all(part for part, _ in cut)


@given(words, st.lists(st.text(st.sampled_from("가나다 \n"), max_size=9), max_size=3))
def test_a_hit_has_a_mark_and_a_miss_of_one_phrase_has_none(
    parts_: list[str], between: list[str]
) -> None:
    text = " ".join([*between, *parts_])
    query = parse(f'"{parts_[0]}"')
    assert bool(marks(query, text)) == matches(query, "", text)


@pytest.mark.parametrize("glue", ["\n\n", "\n", " "])
def test_a_snippet_shows_a_term_that_stands_far_behind(glue: str) -> None:
    body = (
        "인공지능(AI) 정책을 발표했다. AI가 온다."
        + glue
        + "가나다라 " * 90
        + glue
        + "끝에 조례가 있다."
    )
    shown = snippet(parse("인공지능 조례"), "제목", body).text
    assert ("인공지능", True) in shown
    assert ("조례", True) in shown
    assert (" … ", False) in shown
    assert len("".join(text for text, _ in shown)) <= 180


def test_two_names_of_one_term_are_not_worth_two_stretches() -> None:
    body = "인공지능 정책이다. " + "가나다라 " * 90 + "AI를 쓴다."
    shown = snippet(parse("인공지능"), "제목", body).text
    assert [text for text, hit in shown if hit] == ["인공지능"]


def test_of_equal_places_the_earliest_is_shown() -> None:
    body = "첫째 조례와 예산. " + "가나다라 " * 60 + "둘째 조례와 예산."
    shown = "".join(text for text, _ in snippet(parse("조례 예산"), "제목", body).text)
    assert shown.startswith("첫째 조례와 예산.")


def test_the_words_of_a_name_together_show_more_than_one_of_them() -> None:
    body = "AI를 쓴다. " + "가나다라 " * 60 + "AI 기본법을 고친다. " + "가나다라 " * 60
    assert "기본법" in "".join(t for t, hit in snippet(parse("AI 기본법"), "", body).text if hit)


def _by_tokens(query: Query, text: str) -> list[tuple[int, int]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("korean.highlight.pattern", lambda phrase: None)
        return marks(query, text)


@given(some_query, mixed)
def test_expressions_find_what_tokens_find(query: Query, text: str) -> None:
    assert marks(query, text) == _by_tokens(query, text)


@given(words, st.lists(st.text(st.sampled_from("가나AIr&- \n1,.·大"), max_size=3), max_size=5))
def test_expressions_find_what_tokens_find_across_scripts(
    parts_: list[str], between: list[str]
) -> None:
    text = "".join(word + glue for word, glue in zip(parts_, [*between, *parts_], strict=False))
    for asked in (text[:9], text[1:4], f'"{text[2:8]}"', text[3:12]):
        query = _parsed(asked)
        assert marks(query, text * 2) == _by_tokens(query, text * 2)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("가가", "가가가가"), ("AI", "AIM AI, xAI"), ("R&D", "R&D, R & D, RD, R D"),
        ("AI법", "AI 법률, AI-법, AI\n법"), ("인공AI", "인공 AI, 인공이 AI"), ("大本", "大 本 大本"),
        ("인공지능", "인공\n지능, 인공\n\n지능"), ("법", "㈜법 ㆍ법\xa0법"), ("ＡＩ", "ＡＩ와 AI"),
        ("GPT-4", "GPT-4o GPT4 GPT 4"), ("σ", "Σς"),
    ],
)  # fmt: skip
def test_expressions_are_no_looser_than_tokens(query: str, text: str) -> None:
    assert marks(parse(query), text) == _by_tokens(parse(query), text)


@given(some_query, mixed, mixed, st.integers(1, 80))
def test_a_snippet_is_a_stretch_of_the_body(
    query: Query, title: str, body: str, width: int
) -> None:
    found = snippet(query, title, body, width)
    shown = "".join(text for text, _ in found.text)
    flat = " ".join(body.split())
    assert "".join(text for text, _ in found.title) == title
    assert _is_cut_from(shown, flat) or any(
        _is_cut_from(shown[: at + 2], flat) and _is_cut_from(shown[at + 1 :], flat)
        for at in range(len(shown))
        if shown[at : at + 3] == " … "
    )


def _is_cut_from(shown: str, flat: str) -> bool:
    bare = shown.strip()
    return any(
        part.strip() in flat
        for part in (bare, bare.removeprefix("…"), bare.removesuffix("…"), bare.strip("…"))
    )
