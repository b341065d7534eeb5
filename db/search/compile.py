"""A query and a filter, written in the search language of each database.

`fts5` and `tsquery` are pure and mean the same. Words, phrases and filters are all terms of one
index: a filter is a *facet*, a term that begins with the gap's sign, which no text gives, so that
neither words nor facets need a column to be told apart by.

Positions in a tsvector go up by two from token to token and by three over a gap, so that a distance
says whether there was one: ``<2>`` is none, ``<3>`` is one, and no two tokens come to three. A
title's tokens are in it a second time, as terms of the title alone: GIN does not know weights, and
would have every article looked at that has the word in its body.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    and_,
    cast,
    column,
    not_,
    or_,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from db.queries import Filter
from korean.query import Conjunct, Phrase, Piece, Query, Term
from korean.tokens import GAP

#: Distance between the positions of two tokens, and what a gap adds to it.
STEP, GAP_STEP = 2, 1
#: Characters of a token that count: PostgreSQL refuses a lexeme of more than 2 kB.
LONGEST = 255
#: Tokens that a phrase may have in one part of a long article (`db.search.tables`).
OVERLAP = 120

#: Before a token of the title, as PostgreSQL's index has it besides.
IN_TITLE = f"{GAP}t"
#: The facet that every article has.
ALL = f"{GAP}fon"
#: Kinds of facets: the letter that stands for each.
KINDS = {
    "outlet": "o", "region": "r", "topic": "t", "agency": "a", "programme": "p", "band": "b",
    "licence": "l",
}  # fmt: skip

#: The parts of long articles on PostgreSQL; part 0 has the facets.
PARTS = table("search_part", column("docid", BigInteger), column("part", Integer), column("tsv"))

Groups = tuple[tuple[str, ...], ...]


def facet(kind: str, value: str) -> str:
    """The term for a value of one of `KINDS`."""
    return f"{GAP}f{KINDS[kind]}{hashlib.blake2s(value.encode(), digest_size=5).hexdigest()}"


def term(token: str) -> str:
    """A token as the index has it."""
    return token[:LONGEST]


def groups(where: Filter | None) -> Groups:
    """One of each group must be there. Times and ``off_topic`` are not in the index."""
    if where is None:
        return ()
    found = [tuple(facet("outlet", code) for code in where.outlets)]
    for kind in KINDS:
        if kind != "outlet" and (value := getattr(where, kind)):
            found.append((facet(kind, value),))
    return tuple(group for group in found if group)


# -- FTS5 ------------------------------------------------------------------------------------------


def fts5(query: Query, where: Filter | None = None) -> str:
    """What to MATCH; without a filter's facets where it is None. Every token is quoted."""
    filters = [_any([_string([name]) for name in group]) for group in groups(where)]
    return _whole(query, filters, _fts5_phrase, _FTS5, _string([ALL]))


def _fts5_phrase(phrase: Phrase) -> str:
    tokens = [t for p in phrase.pieces for t in ((GAP, term(p.text)) if p.gap else (term(p.text),))]
    if phrase.pieces[0].gap:
        tokens = tokens[1:]  # nothing stands before it
    scope = "title : " if phrase.title else ""
    return scope + _string(tokens) + (" *" if phrase.pieces[-1].prefix else "")


def _string(tokens: Iterable[str]) -> str:
    return '"' + " ".join(tokens).replace('"', '""') + '"'


def _any(alternatives: Sequence[str]) -> str:
    return alternatives[0] if len(alternatives) == 1 else f"({' OR '.join(alternatives)})"


# -- PostgreSQL ------------------------------------------------------------------------------------


def tsquery(query: Query, where: Filter | None = None) -> str:
    """As `fts5`, to be cast to ``tsquery``: for all articles but the long ones."""
    return _whole(query, [_facets(g) for g in groups(where)], _ts_phrase, _TSQUERY, quoted(ALL))


def long_articles(query: Query, where: Filter | None = None) -> Select[tuple[int]]:
    """Docids of the long articles that match. A tsvector holds 256 positions of a lexeme and 16,383
    in all; an article with more has none of its own, and its parts are asked phrase by phrase.

    Ask for these first, and add ``OR docid = ANY(…)`` only where there are some.
    """
    wanted = [_facets(group) for group in groups(where)] or [quoted(ALL)]
    conditions: list[ColumnElement[bool]] = [PARTS.c.part == 0, _holds(" & ".join(wanted))]
    conditions += [_long_term(term) for term in query.must]
    conditions += [not_(_long_term(term)) for term in query.must_not]
    return select(PARTS.c.docid).where(and_(*conditions))


def _long_term(term_: Term) -> ColumnElement[bool]:
    return or_(*(and_(*map(_in_some_part, conjunct.phrases)) for conjunct in term_.any))


def _in_some_part(phrase: Phrase) -> ColumnElement[bool]:
    """Neighbouring parts share `OVERLAP` tokens, so a phrase of no more lies whole in one. Of a
    longer one every stretch of that length must be there.
    """
    pieces, size = phrase.pieces, OVERLAP
    starts = range(max(1, len(pieces) - size + 1))
    stretches = [Phrase(pieces[at : at + size], phrase.title) for at in starts]
    found = (select(PARTS.c.docid).where(_holds(_ts_phrase(s))) for s in stretches)
    return and_(*(PARTS.c.docid.in_(docids) for docids in found))


def _holds(wanted: str) -> ColumnElement[bool]:
    return PARTS.c.tsv.bool_op("@@")(cast(wanted, TSQUERY))


def _facets(group: Sequence[str]) -> str:
    names = [quoted(name) for name in group]
    return names[0] if len(names) == 1 else f"({' | '.join(names)})"


def _ts_phrase(phrase: Phrase) -> str:
    written = _lexeme(phrase.pieces[0], phrase.title)
    for piece in phrase.pieces[1:]:
        distance = STEP + GAP_STEP if piece.gap else STEP
        written += f" <{distance}> {_lexeme(piece, phrase.title)}"
    return written if len(phrase.pieces) == 1 else f"({written})"


def _lexeme(piece: Piece, title: bool) -> str:
    lexeme = (IN_TITLE if title else "") + term(piece.text)
    return quoted(lexeme) + (":*" if piece.prefix else "")


def quoted(lexeme: str) -> str:
    """A lexeme as ``tsvector`` and ``tsquery`` read it."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


# -- both ------------------------------------------------------------------------------------------

_FTS5 = (" AND ", " OR ", " NOT ")
_TSQUERY = (" & ", " | ", " & !")


def _whole(
    query: Query,
    filters: Sequence[str],
    write: Callable[[Phrase], str],
    signs: tuple[str, str, str],
    everything: str,
) -> str:
    and_sign, or_sign, without = signs

    def conjunct(of: Conjunct) -> str:
        phrases = [write(phrase) for phrase in of.phrases]
        return phrases[0] if len(phrases) == 1 else f"({and_sign.join(phrases)})"

    def one_of(term_: Term) -> str:
        found = [conjunct(c) for c in term_.any]
        return found[0] if len(found) == 1 else f"({or_sign.join(found)})"

    wanted = [*map(one_of, query.must), *filters] or [everything]
    written = wanted[0] if len(wanted) == 1 else f"({and_sign.join(wanted)})"
    if query.must_not:
        written += f"{without}({or_sign.join(map(one_of, query.must_not))})"
    return written
