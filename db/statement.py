"""A person's SQL, cut into tokens, and ``ko_match('…')`` in it written as what the database has.

No parser of SQL: enough to know what is a string, a comment or a name, and which table stands nearest
before a place. What may be done is decided by the database (`db.asksql`), never here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from db.errors import DatabaseError

#: Characters of a statement.
MOST = 100_000
FUNCTION = "ko_match"


class StatementError(DatabaseError, ValueError):
    """A statement that is not run, or that the database refused; the message says where and why."""


class Token(NamedTuple):
    """``kind``: word, quoted (a name in quotes), string, number, sign."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def name(self) -> str:
        """A word or quoted name as it is meant."""
        return self.text[1:-1] if self.kind == "quoted" else self.text.lower()


_TOKEN = re.compile(
    r"""
      (?P<blank> \s+ | --[^\n\r]* )
    | (?P<open> /\* )
    | (?P<string> [eE]'(?:[^'\\]|\\.|'')*' | (?:[nNbBxX]|[uU]&)?'(?:[^']|'')*'
        | \$(?P<tag>[^\W\d]\w*|)\$ .*? \$(?P=tag)\$ )
    | (?P<quoted> (?:[uU]&)?"(?:[^"]|"")*" | `(?:[^`]|``)*` )
    | (?P<word> [^\W\d][\w$]* )
    | (?P<number> \d+(?:\.\d*)?(?:[eE][+-]?\d+)? )
    | (?P<sign> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT = re.compile(r"/\*|\*/")


def tokens(sql: str) -> list[Token]:
    """Everything but blanks and comments. Raises StatementError for what is too long or no text."""
    if len(sql) > MOST:
        raise StatementError(f"the statement has {len(sql):,} characters; at most {MOST:,} are run")
    if "\0" in sql or not _sound(sql):
        raise StatementError("the statement holds bytes that are no text; write it in UTF-8")
    return list(_tokens(sql))


def _sound(sql: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in sql)


def _tokens(sql: str) -> Iterator[Token]:
    at = 0
    while at < len(sql):
        found = _TOKEN.match(sql, at)
        assert found is not None  # a sign is any character
        at = found.end()
        kind = found.lastgroup or ""
        if kind == "tag":
            kind = "string"
        if kind == "open":
            at = _behind_comment(sql, at)
        elif kind != "blank":
            yield Token(kind, found[0], found.start(), found.end())


def _behind_comment(sql: str, at: int) -> int:
    """Comments nest on PostgreSQL; on SQLite nobody writes one that would tell the difference."""
    depth = 1
    for sign in _COMMENT.finditer(sql, at):
        depth += 1 if sign[0] == "/*" else -1
        if not depth:
            return sign.end()
    return len(sql)


def where_is(sql: str, at: int) -> str:
    """``line 2, column 7`` of a place, both from 1."""
    before = sql[:at]
    return f"line {before.count(chr(10)) + 1}, column {at - (before.rfind(chr(10)) + 1) + 1}"


# -- ko_match --------------------------------------------------------------------------------------

Kind = Literal["article", "story"]
#: Views and tables whose rows stand for an article or a story, and the column with its number.
RELATIONS: Mapping[str, tuple[str, Kind]] = {
    "corpus": ("id", "article"), "article": ("id", "article"), "stories": ("id", "story"),
    "story": ("id", "story"), "quotes": ("article_id", "article"),
    "lineage": ("article_id", "article"), "version": ("article_id", "article"),
    "tag": ("article_id", "article"), "rights": ("article_id", "article"),
    "verdict": ("article_id", "article"), "label": ("article_id", "article"),
}  # fmt: skip
#: Words that end a table's name, rather than being an alias of it.
_NO_ALIAS = frozenset(
    [
        "where",
        "join",
        "left",
        "right",
        "inner",
        "outer",
        "full",
        "cross",
        "natural",
        "on",
        "using",
        "group",
        "order",
        "having",
        "limit",
        "offset",
        "union",
        "except",
        "intersect",
        "window",
        "fetch",
        "for",
        "tablesample",
        "indexed",
        "not",
    ]
)
_END = frozenset({"where", "group", "having", "order", "limit", "union", "except", "intersect"})
_HOW = (
    f"write {FUNCTION}('words') behind WHERE of a query FROM corpus, stories or article, or "
    f"{FUNCTION}(c.id, 'words') with the column of an article's number"
)


class Rewritten(NamedTuple):
    """The statement for the database, the calls' queries, and for each change (its end in ``sql``, by
    how much it moved what follows).
    """

    sql: str
    queries: tuple[str, ...]
    shifts: tuple[tuple[int, int, int], ...]

    def original(self, at: int) -> int:
        """A place in ``sql`` as a place in what was typed; within a change, its beginning."""
        moved = 0
        for start, end, by in self.shifts:
            if at < start:
                break
            if at < end:
                return start - moved
            moved += by
        return at - moved


def rewrite(sql: str, hits: Callable[[str, Kind], str]) -> Rewritten:
    """``ko_match`` made to ``column IN (…)``, where ``hits`` writes a query for the numbers of the
    articles or stories. Raises StatementError for a call that cannot be understood.
    """
    read = tokens(sql)
    made, at, queries, shifts = "", 0, [], []
    for place, token in enumerate(read):
        if token.name != FUNCTION or token.kind not in ("word", "quoted"):
            continue
        if place + 1 == len(read) or read[place + 1].text != "(":
            continue
        start, column, kind, text, end = _call(sql, read, place)
        queries.append(text)
        made += sql[at:start]
        written = f"({column} IN ({hits(text, kind)}))"
        shifts.append((len(made), len(made) + len(written), len(written) - (end - start)))
        made += written
        at = end
    return Rewritten(made + sql[at:], tuple(queries), tuple(shifts))


def _call(sql: str, read: Sequence[Token], place: int) -> tuple[int, str, Kind, str, int]:
    """Where a call begins, its column, what the column numbers, the query, and where it ends."""
    call = read[place]
    inside, after = _arguments(read, place + 2)
    if not inside or inside[-1].kind != "string" or after is None:
        raise _wrong(sql, call, f"its query must be a text in single quotes; {_HOW}")
    text = _text(sql, inside[-1])
    if len(inside) > 1:
        if inside[-2].text != ",":
            raise _wrong(sql, call, _HOW)
        column = sql[inside[0].start : inside[-3].end] if len(inside) > 2 else ""
        if not column:
            raise _wrong(sql, call, _HOW)
        return call.start, column, "article", text, after.end
    qualifier = None
    start = call.start
    if place >= 2 and read[place - 1].text == ".":
        qualifier, start = read[place - 2], read[place - 2].start
    for name, alias in _relations(read, place):
        known = RELATIONS.get(name)
        if known and (qualifier is None or qualifier.name in (alias.name, name)):
            return start, f"{alias.text}.{known[0]}", known[1], text, after.end
    raise _wrong(sql, call, f"no table before it has articles or stories; {_HOW}")


def _arguments(read: Sequence[Token], first: int) -> tuple[list[Token], Token | None]:
    depth = 0
    inside: list[Token] = []
    for token in read[first:]:
        if token.text == ")" and not depth:
            return inside, token
        depth += (token.text == "(") - (token.text == ")")
        inside.append(token)
    return inside, None


def _text(sql: str, token: Token) -> str:
    if token.text.startswith("$"):
        tag = token.text.index("$", 1) + 1
        return token.text[tag:-tag]
    if not token.text.startswith("'"):
        raise _wrong(sql, token, "its query must be a plain text in single quotes")
    return token.text[1:-1].replace("''", "'")


def _relations(read: Sequence[Token], place: int) -> Iterator[tuple[str, Token]]:
    """The tables (name, alias) of the nearest FROM before a place, of this query or one around it."""
    level, at = 0, place
    for at in range(place - 1, -1, -1):
        token = read[at]
        if token.text == ")":
            level += 1
        elif token.text == "(":
            level = max(0, level - 1)
        elif token.kind == "word" and token.name == "from" and not level:
            break
    else:
        return
    yield from _listed(read, at + 1)


def _listed(read: Sequence[Token], at: int) -> Iterator[tuple[str, Token]]:
    """The tables of a FROM that begins here."""
    depth, wanted = 0, True
    while at < len(read):
        token = read[at]
        word = token.name if token.kind == "word" else ""
        if token.text == "(":
            depth += 1
            wanted = False
        elif token.text == ")":
            depth -= 1
            if depth < 0:
                return
        elif not depth and word in _END:
            return
        elif not depth and (token.text == "," or word == "join"):
            wanted = True
        elif not depth and wanted and token.kind in ("word", "quoted") and word != "lateral":
            while at + 2 < len(read) and read[at + 1].text == ".":
                at += 2
            name = alias = read[at]
            following = read[at + 1] if at + 1 < len(read) else None
            if following and following.kind == "word" and following.name == "as":
                at += 1
                following = read[at + 1] if at + 1 < len(read) else None
            if (
                following
                and following.kind in ("word", "quoted")
                and following.name not in _NO_ALIAS
            ):
                alias = following
                at += 1
            wanted = False
            yield name.name, alias
        at += 1


def _wrong(sql: str, token: Token, said: str) -> StatementError:
    return StatementError(f"{FUNCTION} ({where_is(sql, token.start)}): {said}")
