"""Recall and precision of the search's words: ``python -m bench.search.truth``.

A hit is true where the words searched for stand in the text, spaces aside, and begin and end at an edge of a
morpheme (인천 is in "인천시", not in "개인 천명"); a single syllable need only begin at one. The edges are set by
kiwipiepy, a morphological analyser that shares nothing with our tokenizer, over the press room's articles: in the
sentence, and in each word alone (in the sentence it cuts 경북경제진흥원 wrongly, alone rightly). It takes some compounds
for one word (경북도지사), so there is an edge inside where both parts are nouns to it, or the second is one of the
`ENDINGS`. It is no dependency: install it where you run this (``pip install kiwipiepy``).

What a query means is written down with it in ``queries.toml``. `korean.query` answers here for the index;
that both databases answer the same is the business of ``tests/db/search``.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from korean.query import matches_streams, parse
from korean.tokens import fields, stream
from pressroom.newsroom import build_world

SCALE = 0.4
RECALL, PRECISION = 1.0, 0.95

Edges = Callable[[str], frozenset[int]]
"""The offsets in a text where a morpheme begins or ends."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query and its meaning: all of these, of each one; none of those."""

    kind: str
    query: str
    all: tuple[tuple[str, ...], ...]
    none: tuple[str, ...] = ()
    title: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph or title without its spaces, folded, with the edges as offsets into that."""

    text: str
    edges: frozenset[int]


@dataclass(frozen=True, slots=True)
class Article:
    """The streams of its fields, as the index has them, and its lines, as a reader has them."""

    title: str
    body: str
    title_lines: tuple[Line, ...]
    lines: tuple[Line, ...]  # the title's too


@dataclass(frozen=True, slots=True)
class Score:
    """Of one query: true articles, hits, and those that are both."""

    wanted: Wanted
    true: int
    hits: int
    both: int


def wanted() -> tuple[Wanted, ...]:
    """The gold queries in the order of the file."""
    read = _table()
    return tuple(
        _meant(kind, entry, read["other"])
        for kind, entries in read["query"].items()
        for entry in entries
    )


def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("queries.toml").read_text("utf-8"))


def _meant(kind: str, entry: str | dict[str, Any], other: dict[str, list[str]]) -> Wanted:
    if isinstance(entry, str):
        if entry[0] in '"“「':
            return Wanted(kind, entry, ((entry[1:-1],),))
        return Wanted(kind, entry, tuple((w, *other.get(w.upper(), ())) for w in entry.split()))
    rows = {part: tuple(map(tuple, entry.get(part, ()))) for part in ("all", "title")}
    return Wanted(kind, entry["q"], rows["all"], tuple(entry.get("none", ())), rows["title"])


def line(text: str, edges: Edges) -> Line:
    folded: list[str] = []
    at: set[int] = set()
    length = 0
    known = edges(text)
    for offset, char in enumerate(text):
        if offset in known:
            at.add(length)
        if not char.isspace():
            folded.append(_plain(char))
            length += len(folded[-1])
    return Line("".join(folded), frozenset(at | ({length} if len(text) in known else set())))


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def article(
    title: str, subtitle: Sequence[str], paragraphs: Sequence[str], edges: Edges
) -> Article:
    own = (line(title, edges),)
    lines = tuple(line(text, edges) for text in (*subtitle, *paragraphs))
    own_stream, stream_of_body = map(
        stream, fields(title, "\n".join(subtitle), "\n\n".join(paragraphs))
    )
    return Article(own_stream, stream_of_body, own, (*own, *lines))


def press_room(edges: Edges, scale: float = SCALE) -> list[Article]:
    """What the press room publishes on topic, as first published."""
    published = build_world(scale=scale).publications
    texts = (p.texts[0] for p in published if p.on_topic)
    return [article(t.title, t.subtitle, t.paragraphs, edges) for t in texts]


def sentences() -> tuple[tuple[Wanted, ...], list[Article]]:
    """The small gold set: queries, and articles whose edges are set by hand."""
    read = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text("utf-8"))
    other = _table()["other"]
    queries = [_meant(k, entry, other) for k, some in read["queries"].items() for entry in some]
    articles = []
    for parts in read["articles"]:
        known = {part.replace("|", ""): _strokes(part) for part in parts}
        title, *paragraphs = known
        articles.append(article(title, (), paragraphs, known.__getitem__))
    return tuple(queries), articles


def _strokes(marked: str) -> frozenset[int]:
    """Where strokes, blanks and signs set an edge, as offsets into the text without strokes."""
    plain = marked.replace("|", "")
    at = {0, len(plain)}
    offset = 0
    for char in marked:
        if char == "|":
            at.add(offset)
            continue
        if not char.isalnum():
            at |= {offset, offset + 1}
        offset += 1
    return frozenset(at)


def is_true(meant: Wanted, found: Article) -> bool:
    def among(words: Iterable[str], lines: Sequence[Line]) -> bool:
        return any(_stands(word, each) for word in words for each in lines)

    return (
        all(among(words, found.lines) for words in meant.all)
        and all(among(words, found.title_lines) for words in meant.title)
        and not among(meant.none, found.lines)
    )


def _stands(word: str, where: Line) -> bool:
    plain = _plain(word)
    at = where.text.find(plain)
    while at >= 0:
        ends = at + len(plain) in where.edges or (len(plain) == 1 and plain >= "가")
        if at in where.edges and ends:
            return True
        at = where.text.find(plain, at + 1)
    return False


def scores(queries: Iterable[Wanted], articles: Sequence[Article]) -> Iterator[Score]:
    for each in queries:
        query = parse(each.query)
        hits = {n for n, a in enumerate(articles) if matches_streams(query, a.title, a.body)}
        true = {n for n, a in enumerate(articles) if is_true(each, a)}
        yield Score(each, len(true), len(hits), len(true & hits))


# The judge.
_WORD = re.compile(r"[가-힣]+")
ENDINGS = frozenset("시도군구읍면부처청원장법안국과실팀위회대률비자액단소진서에의은는이가을를")
"""One-syllable words and particles that end a compound: 경북|도, 대구|시, 기본|법."""


def kiwi() -> Edges:
    """Raises ImportError where kiwipiepy is not installed."""
    from kiwipiepy import Kiwi  # type: ignore[import-not-found,unused-ignore]

    analyser = Kiwi(num_workers=1)

    @lru_cache(maxsize=100_000)
    def is_nouns(text: str) -> bool:
        tokens = analyser.tokenize(text)
        return all(t.tag.startswith(("NN", "XR")) and t.end - t.start > 1 for t in tokens)

    @lru_cache(maxsize=100_000)
    def inside(text: str) -> tuple[int, ...]:
        return tuple(
            at
            for at in range(2, len(text))
            if is_nouns(text[:at]) and (text[at:] in ENDINGS or is_nouns(text[at:]))
        )

    @lru_cache(maxsize=200_000)
    def analysed(text: str) -> frozenset[int]:
        at: set[int] = set()
        for token in analyser.tokenize(text):
            at |= {token.start, token.end}
            if token.tag.startswith("NN") and token.end - token.start > 2:
                at |= {token.start + place for place in inside(text[token.start : token.end])}
        return frozenset(at)

    def edges(text: str) -> frozenset[int]:
        at = set(analysed(text))
        for word in _WORD.finditer(text):
            at |= {word.start() + place for place in analysed(word[0])}
        return frozenset(at)

    return edges


def table(found: Sequence[Score]) -> str:
    """By kind and overall: queries, those with a true article, true articles, hits, recall, precision
    over all hits and on the average of the queries."""
    kinds: dict[str, list[Score]] = defaultdict(list)
    for score in found:
        kinds[score.wanted.kind].append(score)
    rows = ["| kind | queries | with hits | true | hits | recall | precision | per query |"]
    rows.append("|---|--:|--:|--:|--:|--:|--:|--:|")
    for kind, some in (*kinds.items(), ("all", found)):
        rows.append(
            f"| {kind} | {len(some)} | {sum(s.hits > 0 for s in some)} | {sum(s.true for s in some)} "
            f"| {sum(s.hits for s in some)} | {recall(some):.4f} | {precision(some):.4f} "
            f"| {per_query(some):.4f} |"
        )
    return "\n".join(rows)


def recall(found: Sequence[Score]) -> float:
    return sum(s.both for s in found) / max(1, sum(s.true for s in found))


def precision(found: Sequence[Score]) -> float:
    return sum(s.both for s in found) / max(1, sum(s.hits for s in found))


def per_query(found: Sequence[Score]) -> float:
    each = [s.both / s.hits for s in found if s.hits]
    return sum(each) / max(1, len(each))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.search.truth", description=__doc__)
    parser.add_argument("--scale", type=float, default=SCALE, help="size of the press room's world")
    parser.add_argument(
        "--failures", action="store_true", help="name the queries that are not clean"
    )
    parser.add_argument(
        "--check", action="store_true", help="fail under recall 1.00, precision .95"
    )
    options = parser.parse_args()
    try:
        judge = kiwi()
    except ImportError:
        print("kiwipiepy sets the edges: `pip install kiwipiepy`, then again.", file=sys.stderr)
        return 2
    articles = press_room(judge, options.scale)
    found = list(scores(wanted(), articles))
    print(f"{len(articles)} articles\n\n{table(found)}")
    for score in sorted(found, key=lambda s: s.both / s.hits if s.hits else 1.0):
        if options.failures and not score.true == score.hits == score.both:
            print(
                f"{score.wanted.kind}  {score.wanted.query}: {score.true} true, {score.hits} hits, {score.both} both"
            )
    low = recall(found) < RECALL or precision(found) < PRECISION
    return 1 if options.check and low else 0


if __name__ == "__main__":
    sys.exit(main())
