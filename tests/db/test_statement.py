"""`ko_match` is found wherever SQL has it, and nowhere else."""

from __future__ import annotations

import pytest

from db.statement import StatementError, rewrite, tokens, where_is


def written(sql: str) -> str:
    return rewrite(sql, lambda text, kind: f"{kind}:{text}").sql


@pytest.mark.parametrize(
    ("sql", "made"),
    [
        ("SELECT 1 FROM corpus WHERE ko_match('AI 법')", "(corpus.id IN (article:AI 법))"),
        ("SELECT 1 FROM corpus c WHERE KO_MATCH ( 'AI' )", "(c.id IN (article:AI))"),
        ("SELECT 1 FROM corpus AS c WHERE c.ko_match('AI')", "(c.id IN (article:AI))"),
        ("SELECT 1 FROM stories s WHERE ko_match('AI')", "(s.id IN (story:AI))"),
        ("SELECT 1 FROM main.article a WHERE ko_match('AI')", "(a.id IN (article:AI))"),
        ("SELECT 1 FROM quotes WHERE NOT ko_match('AI')", "(quotes.article_id IN (article:AI))"),
        ("SELECT 1 FROM outlet o JOIN corpus c ON c.outlet = o.code WHERE ko_match('x')",
         "(c.id IN (article:x))"),
        ("SELECT 1 FROM corpus c, stories s WHERE s.ko_match('x')", "(s.id IN (story:x))"),
        ("SELECT 1 FROM corpus c WHERE (c.id > 1 AND (ko_match('x') OR c.id = 2))",
         "(c.id IN (article:x))"),
        ("SELECT 1 FROM stories WHERE id IN (SELECT story_id FROM corpus WHERE ko_match('x'))",
         "(corpus.id IN (article:x))"),
        ("SELECT 1 FROM outlet WHERE ko_match(a.article_id, 'x')", "(a.article_id IN (article:x))"),
        ("SELECT 1 FROM corpus WHERE ko_match('it''s \"a b\"')", 'article:it\'s "a b"'),
    ],
)  # fmt: skip
def test_a_call_becomes_a_condition_on_the_table(sql: str, made: str) -> None:
    assert made in written(sql)
    assert "ko_match" not in written(sql).lower()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 'ko_match(''x'')'",
        "SELECT 1 -- ko_match('x')",
        "SELECT 1 /* ko_match('x') /* deeper */ */",
        "SELECT $$ ko_match('x') $$",
        "SELECT ko_match FROM corpus",
    ],
)
def test_what_only_looks_like_a_call_stays(sql: str) -> None:
    assert written(sql) == sql


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1 FROM corpus WHERE ko_match(title)",
        "SELECT 1 FROM corpus WHERE ko_match()",
        "SELECT 1 FROM corpus WHERE ko_match('a'",
        "SELECT 1 FROM corpus WHERE ko_match(, 'a')",
        "SELECT 1 FROM corpus WHERE ko_match(id 'a')",
        "SELECT 1 FROM corpus WHERE ko_match(E'a')",
        "SELECT 1 FROM outlet WHERE ko_match('a')",
        "SELECT ko_match('a')",
        "SELECT 1 FROM corpus c WHERE x.ko_match('a')",
    ],
)
def test_a_call_that_cannot_be_understood_is_a_sentence_with_its_place(sql: str) -> None:
    with pytest.raises(StatementError, match=r"ko_match \(line 1, column \d+\)"):
        written(sql)


def test_a_place_in_what_runs_is_a_place_in_what_was_typed() -> None:
    typed = "SELECT 1 FROM corpus c WHERE ko_match('AI') AND oops"
    made = rewrite(typed, lambda text, kind: "a much longer query than before")
    assert typed[made.original(made.sql.index("oops")) :] == "oops"
    assert made.original(made.sql.index("much")) == typed.index("ko_match")


def test_lines_and_columns_count_from_one() -> None:
    assert where_is("SELECT\n  x", 9) == "line 2, column 3"


@pytest.mark.parametrize("sql", ["'", '"', "/*", "$$", "`", "--", "\\", "한글 '", "$a$ $b$"])
def test_any_text_can_be_cut(sql: str) -> None:
    assert all(sql[token.start : token.end] == token.text for token in tokens(sql))
