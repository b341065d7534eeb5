import pytest
from hypothesis import given

from korean.query import (
    MOST_CHARACTERS,
    MOST_PHRASES,
    Conjunct,
    Phrase,
    Piece,
    Query,
    QueryError,
    Term,
    matches,
    parse,
    phrase,
)
from korean.tokens import fields
from tests.korean.search.strategies import anything, korean, mixed, queries


def pieces(text: str) -> str:
    """A phrase as one line: · before a piece for a gap, * behind it for a prefix."""
    found = phrase(text)
    assert found is not None
    return " ".join(f"{'·' * p.gap}{p.text}{'*' * p.prefix}" for p in found.pieces)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("예산", "예산"),
        ("기본법", "기본 본법"),
        ("인공지능 기본법", "인공 공지 지능 능기 기본 본법"),
        ("법", "법*"),
        ("AI 법", "ai 법*"),
        ("기본법AI", "기본 본법 법 ai"),
        ("법, AI", "법 ·ai"),
        ("경북·대구", "경북 북 ·대구"),
        ("경북·대", "경북 북 ·대*"),
        ("인공지능(AI)", "인공 공지 지능 능 ·ai"),
        ("‘AI’", "ai"),
        ("法", "法"),
    ],
)
def test_a_text_becomes_these_pieces(text: str, expected: str) -> None:
    assert pieces(text) == expected


@pytest.mark.parametrize(
    ("query", "text", "hit"),
    [
        ("기본법", "인공지능 기본법안을", True),
        ("기본법", "기본 법률", True),
        ("기본법", "기본, 법률", False),
        ("인공지능기본법", "인공지능 기본법", True),
        ("인공지능 기본법", "기본법과 인공지능", True),
        ('"인공지능 기본법"', "기본법과 인공지능", False),
        ('"인공지능 기본법"', "인공지능\n기본법", True),
        ('"인공지능 기본법"', "인공지능\n\n기본법", False),
        ("“AI 기본법”", "AI기본법", True),
        ("「AI 기본법」", "인공지능 기본법", False),
        ("법", "AI 법률", True),
        ("법", "방안", False),
        ('"AI 법"', "AI 법률", True),
        ("기본법AI", "기본법 AI", True),
        ("기본법AI", "기본법을 AI", False),
        ("경북·대구", "경북, 대구", True),
        ("경북·대구", "경북 대구", False),
        ("경북 OR 대구 조례", "대구 조례", True),
        ("경북 OR 대구 조례", "경북 예산", False),
        ("조례 경북|대구", "조례 대구", True),
        ("예산 -특허", "예산", True),
        ("예산 -특허", "예산 특허", False),
        ("예산 −특허", "예산 특허", False),
        ("예산 –특허", "예산 특허", False),
        ('-"연구 개발"', "연구개발", False),
        ("GPT-4", "gpt4를", True),
        ("1000", "1,000명", True),
        ("100", "1,000명", False),
        ("AI", "KAIST", False),
        ("R&D", "R&D 예산", True),
        ("", "무엇이든", True),
    ],
)
def test_a_query_means(query: str, text: str, hit: bool) -> None:
    assert matches(parse(query), "", text) is hit
    assert matches(parse(query), text, "") is hit


@pytest.mark.parametrize("query", ["title:조례", "제목:조례", 'TITLE:"조례"', "title：조례"])
def test_title_looks_at_the_title_alone(query: str) -> None:
    assert matches(parse(query), "AI 조례", "본문")
    assert not matches(parse(query), "제목", "AI 조례")


@pytest.mark.parametrize("query", ["-title:조례", "title:-조례"])
def test_a_title_can_be_left_out_by_a_word(query: str) -> None:
    assert not matches(parse(query), "AI 조례", "")
    assert matches(parse(query), "제목", "AI 조례")


def test_no_phrase_runs_from_title_to_body_or_from_subtitle_to_text() -> None:
    assert not matches(parse('"인공지능 기본법"'), "인공지능", "기본법")
    assert not matches(parse('"인공지능 기본법"'), *fields("제목", "인공지능", "기본법"))


def test_words_may_stand_in_different_fields() -> None:
    assert matches(parse("조례 경북"), "조례", "경북")


def test_or_binds_its_two_neighbours() -> None:
    def word(text: str, *, title: bool = False) -> Conjunct:
        return Conjunct((Phrase((Piece(text),), title),))

    found = parse("조례 특허 OR title:예산 의회")
    assert found.must == (
        Term((word("조례"),)),
        Term((word("특허"), word("예산", title=True))),
        Term((word("의회"),)),
    )


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("OR 예산", "both sides"),
        ("예산 OR", "both sides"),
        ("예산 OR OR 조례", "both sides"),
        ("|", "both sides"),
        ("예산 - 조례", "stands alone"),
        ("예산 -", "stands alone"),
        ("title:", "right behind"),
        ("제목: 조례", "right behind"),
        ("-title:", "right behind"),
        ("예산 OR -조례", "OR cannot bind"),
        ("가 " * (MOST_PHRASES + 1), f"at most {MOST_PHRASES}"),
        ("가" * (MOST_CHARACTERS + 1), "at most 1,000"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(query: str, said: str) -> None:
    with pytest.raises(QueryError, match=said):
        parse(query)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ('"예산 조례', "never closed"),
        ("( 예산 OR 조례 )", "Parentheses are not used"),
        ("(예산 OR 조례)", "Parentheses are not used"),
        ("예산 … 조례", "… holds no letter"),
        ('예산 ""', "holds no letter"),
        ("AI", "AI: also 인공지능"),
        ("(AI*", "AI: also 인공지능"),
    ],
)
def test_what_was_read_another_way_is_said(query: str, said: str) -> None:
    assert any(said in note for note in parse(query).notes)


def test_parentheses_in_a_title_are_punctuation() -> None:
    found = parse("인공지능(AI) 조례(안)")
    assert found.notes == ()
    assert matches(found, "인공지능(AI) 지원 조례(안)", "")


@pytest.mark.parametrize("text", ["조례\x00예산", "조례\udcff예산"])
def test_what_cannot_be_shown_is_a_blank(text: str) -> None:
    assert parse(text) == parse("조례 예산")


def test_small_or_is_a_word() -> None:
    assert len(parse("trick or treat").must) == 3


def test_an_empty_query_has_no_terms() -> None:
    assert parse(" \n") == Query()
    assert parse("").empty


def test_the_widest_query_stays_within_the_limit() -> None:
    found = parse("과기정통부 " * MOST_PHRASES)
    assert sum(len(c.phrases) for t in found.must for c in t.any) == MOST_PHRASES
    assert any("Not every word" in note for note in found.notes)


@given(queries)
def test_nothing_but_a_query_error_is_ever_raised(text: str) -> None:
    try:
        found = parse(text)
    except QueryError as error:
        assert str(error).endswith(".")  # noqa: PT017
        return
    assert all(c.phrases for t in (*found.must, *found.must_not) for c in t.any)
    assert all(p.pieces for p in found.phrases())


@given(queries)
def test_only_the_last_piece_is_a_prefix_and_the_first_has_no_gap(text: str) -> None:
    try:
        found = parse(text)
    except QueryError:
        return
    for each in found.phrases():
        assert not each.pieces[0].gap
        assert not any(piece.prefix for piece in each.pieces[:-1])


@given(mixed, korean, mixed)
def test_a_run_is_found_wherever_it_stands(before: str, word: str, behind: str) -> None:
    found = phrase(word)
    assert found is not None
    query = Query((Term((Conjunct((found,)),)),))
    assert matches(query, "", f"{before} {word} {behind}")


@given(anything)
def test_a_text_in_a_phrase_finds_itself(text: str) -> None:
    found = phrase(text)
    if found is not None:
        assert matches(Query((Term((Conjunct((found,)),)),)), text, "")
