"""Where an article's text stands on a page of lines: the densest run of sentences.

Every line says something for or against being inside the text (`_WEIGHTS`); walls (dates,
copyright, imprints, the beginning of another article) cut the page into stretches; the text is the
heaviest run of one stretch (Kadane's walk, one pass). Lists of headlines, menus and tickers weigh
against it, so a box in the middle of a text is bridged and a list behind it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from korean import bylines
from spiders.renderings.kinds import Kind
from spiders.renderings.lines import Page

_WEIGHTS = {
    Kind.WEAK: 4.0,
    Kind.TEASER: -25.0,
    Kind.HEADING: -22.0,
    Kind.SHORT: -10.0,
    Kind.ITEM: -25.0,
    Kind.CAPTION: -6.0,
    Kind.FILE: -6.0,
    Kind.SIGNED: -60.0,
    Kind.CREDITS: -4.0,
    Kind.LABEL: -15.0,
    Kind.TOOL: -8.0,
    Kind.LIST_HEAD: -110.0,
    Kind.CODE: -4.0,
}
_MOST = 300.0  # what one line can weigh, unless the page is one long line
_FLAT = 0.55  # share of a page's prose in one line from which it counts as flat
_ENOUGH = 150  # characters of prose after which a signature ends a text
_BONUS = 1.5  # for a run right behind a date or a signature
_NEAR = 30  # lines that may stand between them
_ALIKE = 0.4  # of the heaviest run's weight, from which another is its rival
_HEADLINES = re.compile(
    r"^\W*(?:관련|추천|주요|인기|많이\s?본|함께|이\s?시각|최신).{0,14}(?:기사|뉴스)\W*$"
)
_LONGEST_BOX = 12  # lines
_SAME = 0.2  # share of the character pairs behind a box that the text before it has too
_AS_GOOD = 0.9  # of two runs this alike the first is the text
_SENTENCES = re.compile(r"(?<=[.?!])[\"'”’\])]*\s+|(?<=[.?!][”\"’'])(?=\S)")


@dataclass(frozen=True, slots=True)
class Span:
    """Lines ``start`` up to ``end`` (not included), and their weight."""

    start: int
    end: int
    weight: float


def body_span(page: Page) -> Span | None:
    """The article's run of lines; None where a page has no sentences."""
    weights = _weights(page)
    runs = [run for first, last in _stretches(page) if (run := _heaviest(weights, first, last))]
    if not runs:
        return None
    scored = [(_behind_header(page, run) * run.weight, run) for run in runs]
    best = max(score for score, _ in scored)
    run = next(run for score, run in scored if score >= _AS_GOOD * best)
    return _past_box(page, _from_header(page, run))


def _past_box(page: Page, run: Span) -> Span:
    """Over a box of headlines behind the run, where sentences in a row go on about the same thing:
    a text's last lines may weigh less than a box."""
    if run.end >= len(page.lines) or not _HEADLINES.search(page.lines[run.end].text):
        return run
    box = range(run.end, min(run.end + _LONGEST_BOX, len(page.lines)))
    start = next((n for n in box if page.kinds[n] is Kind.SENTENCE and not page.lines[n].bullet), 0)
    if not start or any(page.kinds[n].wall for n in range(run.end, start)):
        return run
    end = start
    while end < len(page.lines) and page.kinds[end] is Kind.SENTENCE:
        end += 1
    known = _pairs(" ".join(page.texts(run.start, run.end)))
    own = _pairs(" ".join(page.texts(start, end)))
    if end - start < 2 or len(own & known) < _SAME * len(own):
        return run
    return replace(run, end=end)


def _pairs(text: str) -> set[str]:
    letters = bare(text[:20_000])
    return {letters[i : i + 2] for i in range(len(letters) - 1)}


def rivals(page: Page) -> int:
    """How many runs weigh about as much as the heaviest, copies counted once: many on a list of
    articles with their first lines, hardly one on an article's page."""
    weights = _weights(page)
    runs = [run for first, last in _stretches(page) if (run := _heaviest(weights, first, last))]
    best = max((run.weight for run in runs), default=0.0)
    alike = {bare(page.lines[run.start].text) for run in runs if run.weight >= _ALIKE * best}
    return len(alike)


def _from_header(page: Page, run: Span) -> Span:
    """Back to the first sentence behind the header: a box may stand after a text's first lines."""
    start = run.start
    for index in range(run.start - 1, max(-1, run.start - _NEAR), -1):
        kind = page.kinds[index]
        if kind in (Kind.DATE, Kind.SIGNED):
            return replace(run, start=start)
        if kind.wall:
            break
        if kind is Kind.SENTENCE and not page.lines[index].bullet:
            start = index
    return run


def _weights(page: Page) -> list[float]:
    sizes = [
        len(line.text) if kind.prose else 0
        for line, kind in zip(page.lines, page.kinds, strict=True)
    ]
    longest = sizes.index(max(sizes)) if sizes else 0
    most, copied = _MOST, -1
    if sizes and sizes[longest] > max(_ENOUGH, 0.25 * sum(sizes)):
        if _copied(page, longest):
            copied = longest
        elif sizes[longest] > _FLAT * sum(sizes):
            most = float(sizes[longest])
    return [
        0.0 if index == copied else _weight(kind, len(line.text), most)
        for index, (line, kind) in enumerate(zip(page.lines, page.kinds, strict=True))
    ]


def _copied(page: Page, number: int) -> bool:
    """Do most sentences of a line stand on other lines as well? Then it is a hidden copy."""
    others = {
        bare(part)
        for index, line in enumerate(page.lines)
        if index != number
        for part in sentences(line.text)
    }
    own = [bare(part) for part in sentences(page.lines[number].text)]
    known = sum(len(part) for part in own if part in others)
    return known >= 0.6 * sum(map(len, own))


def _weight(kind: Kind, size: int, most: float) -> float:
    if kind is Kind.SENTENCE:
        return min(float(size), most)
    if kind is Kind.LONG:
        return min(size * 0.6, most)
    return _WEIGHTS.get(kind, 0.0)


def _stretches(page: Page) -> Iterator[tuple[int, int]]:
    """Parts of the page between walls."""
    start = prose = 0
    for index, (line, kind) in enumerate(zip(page.lines, page.kinds, strict=True)):
        signed = kind is Kind.SIGNED and prose >= _ENOUGH
        other = prose >= _ENOUGH and kind.prose and opens(line.text)
        if kind.wall or signed or other:
            if index > start:
                yield start, index
            start, prose = (index if other else index + 1), 0
        if kind.prose:
            prose += len(line.text)
    if len(page.lines) > start:
        yield start, len(page.lines)


def opens(text: str) -> bool:
    """Does another article begin here, with a dateline of its own?"""
    if text[0] not in "[【(<〔":
        return False
    head = text[:160]
    opening = bylines.dateline(head)
    return opening is not None and bool(opening.bylines) and bylines.caption(text[:400]) is None


def _heaviest(weights: list[float], first: int, last: int) -> Span | None:
    best: Span | None = None
    start, total = first, 0.0
    for index in range(first, last):
        if total <= 0:
            start, total = index, 0.0
        total += weights[index]
        if total > (best.weight if best else 0.0):
            best = Span(start, index + 1, total)
    return best


def _behind_header(page: Page, run: Span) -> float:
    """More where a date or a name stands shortly before the run, and no other text between."""
    prose = 0
    for index in range(run.start - 1, max(-1, run.start - _NEAR), -1):
        kind = page.kinds[index]
        if kind in (Kind.DATE, Kind.SIGNED):
            return _BONUS
        if kind is Kind.SENTENCE:
            prose += len(page.lines[index].text)
        if prose > 2 * _ENOUGH or kind in (Kind.IMPRINT, Kind.NOTICE):
            return 1.0
    return 1.0


class Seen:
    """Which sentences have been read already."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def repeats(self, text: str) -> bool:
        """Are four fifths of these sentences known? Remembers them all."""
        total = known = 0
        for sentence in sentences(text):
            key = bare(sentence)
            total += len(key)
            known += len(key) if key in self._known else 0
            if len(key) >= 8:
                self._known.add(key)
        return total >= 12 and known >= 0.8 * total


def sentences(text: str) -> list[str]:
    return [part for part in _SENTENCES.split(text) if part]


def bare(text: str) -> str:
    """Letters and digits alone: what two printings of one line share."""
    return "".join(filter(str.isalnum, text))
