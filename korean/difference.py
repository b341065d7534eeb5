"""What changed between two texts: paragraph by paragraph, and word by word inside a changed one.

A Korean word is what stands between spaces, particles included (어절): 정책을 → 정책은 is one word
replaced. Every comparison is bounded, so that no text, however long or repetitive, takes seconds:
beyond the bound what stands between the common beginning and end counts as replaced as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

#: Pairs of equal units that a comparison may have to look at; difflib's time grows with them.
_MAX_PAIRS = 50_000
#: Pairs of paragraphs compared when an edited stretch is laid side by side.
_MAX_SIDE_BY_SIDE = 2_500
#: Share of words two paragraphs have in common to be one paragraph, edited.
_SAME_PARAGRAPH = 0.4

Change = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Words:
    """A run of words that stayed, went or came; joined by one space each."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: ``old`` and ``new`` are its numbers from 1, None where it is not there.

    ``words`` of an edited paragraph has runs of several kinds, of any other exactly one.
    """

    old: int | None
    new: int | None
    words: tuple[Words, ...]

    @property
    def change(self) -> Literal["same", "edited", "removed", "added"]:
        if self.old is None:
            return "added"
        if self.new is None:
            return "removed"
        return "same" if all(run.change == "same" for run in self.words) else "edited"


def words(old: str, new: str) -> tuple[Words, ...]:
    """The words of both texts in reading order; what was replaced goes before what came."""
    a, b = old.split(), new.split()
    runs: list[Words] = []
    for tag, a1, a2, b1, b2 in _opcodes(a, b):
        if tag == "equal":
            runs.append(Words("same", " ".join(a[a1:a2])))
            continue
        if a2 > a1:
            runs.append(Words("removed", " ".join(a[a1:a2])))
        if b2 > b1:
            runs.append(Words("added", " ".join(b[b1:b2])))
    return tuple(runs)


def paragraphs(old: Sequence[str], new: Sequence[str]) -> tuple[Paragraph, ...]:
    """Every paragraph of both texts in reading order. Spaces and line ends alone are no change."""
    a, b = [" ".join(p.split()) for p in old], [" ".join(p.split()) for p in new]
    found: list[Paragraph] = []
    for tag, a1, a2, b1, b2 in _opcodes(a, b):
        if tag == "equal":
            pairs: Iterator[tuple[int | None, int | None]] = zip(
                range(a1, a2), range(b1, b2), strict=True
            )
        else:
            pairs = iter(_side_by_side(a, b, range(a1, a2), range(b1, b2)))
        found += [_paragraph(a, b, i, j) for i, j in pairs]
    return tuple(found)


def _paragraph(a: list[str], b: list[str], i: int | None, j: int | None) -> Paragraph:
    if i is None:
        assert j is not None
        return Paragraph(None, j + 1, (Words("added", b[j]),))
    if j is None:
        return Paragraph(i + 1, None, (Words("removed", a[i]),))
    return Paragraph(i + 1, j + 1, words(a[i], b[j]))


def excerpts(old: str, new: str, width: int = 60) -> tuple[str, str]:
    """Both texts around the first place where they differ, at most ``width`` characters each."""
    a, b = " ".join(old.split()), " ".join(new.split())
    start = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), None)
    start = min(len(a), len(b)) if start is None else start
    if max(len(a), len(b)) <= width:
        return a, b
    begin = max(0, start - width // 3)
    return _cut(a, begin, width), _cut(b, begin, width)


def _cut(text: str, begin: int, width: int) -> str:
    begin = min(begin, max(0, len(text) - width // 3))
    head = "…" if begin else ""
    tail = "…" if len(text) > begin + width - len(head) else ""
    return head + text[begin : begin + width - len(head) - len(tail)] + tail


# -- comparing -------------------------------------------------------------------------------------


def _opcodes(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """As ``SequenceMatcher.get_opcodes``, in bounded time."""
    shortest = min(len(a), len(b))
    head = next((n for n in range(shortest) if a[n] != b[n]), shortest)
    room = shortest - head
    tail = next((n for n in range(room) if a[-1 - n] != b[-1 - n]), room)
    if head:
        yield "equal", 0, head, 0, head
    a_end, b_end = len(a) - tail, len(b) - tail
    if head < a_end or head < b_end:
        for tag, a1, a2, b1, b2 in _middle(a[head:a_end], b[head:b_end]):
            yield tag, a1 + head, a2 + head, b1 + head, b2 + head
    if tail:
        yield "equal", a_end, len(a), b_end, len(b)


def _middle(a: Sequence[str], b: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    if _pairs(a, b) > _MAX_PAIRS:
        return [("replace", 0, len(a), 0, len(b))]
    return list(SequenceMatcher(None, a, b, autojunk=False).get_opcodes())


def _pairs(a: Sequence[str], b: Sequence[str]) -> int:
    """How many pairs of equal units there are: what the comparison has to walk through."""
    counts = Counter(b)
    return sum(counts[unit] for unit in a)


def _side_by_side(
    a: list[str], b: list[str], old: range, new: range
) -> list[tuple[int | None, int | None]]:
    """Paragraphs of an edited stretch as pairs, in order, so that the most words stay in place."""
    if not old or not new or len(old) * len(new) > _MAX_SIDE_BY_SIDE:
        return [*((i, None) for i in old), *((None, j) for j in new)]
    bags_a = [Counter(a[i].split()) for i in old]
    bags_b = [Counter(b[j].split()) for j in new]
    # best[i][j]: the words kept in place when only old[i:] and new[j:] are laid side by side.
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    worth = [[_worth(bag_a, bag_b) for bag_b in bags_b] for bag_a in bags_a]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            paired = worth[i][j] + best[i + 1][j + 1] if worth[i][j] else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    return list(_walk(old, new, worth, best))


def _worth(a: Counter[str], b: Counter[str]) -> float:
    """Words two paragraphs share; 0 when they are two paragraphs rather than one, edited."""
    shared = (a & b).total()
    return float(shared) if 2 * shared >= _SAME_PARAGRAPH * (a.total() + b.total()) else 0.0


def _walk(
    old: range, new: range, worth: list[list[float]], best: list[list[float]]
) -> Iterator[tuple[int | None, int | None]]:
    i = j = 0
    while i < len(old) and j < len(new):
        if worth[i][j] and best[i][j] == worth[i][j] + best[i + 1][j + 1]:
            yield old[i], new[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            yield old[i], None
            i += 1
        else:
            yield None, new[j]
            j += 1
    yield from ((n, None) for n in old[i:])
    yield from ((None, n) for n in new[j:])
