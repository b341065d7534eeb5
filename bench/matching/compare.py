"""Matchers over a stream: how well, in how much processor time, and where they fail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.matching.peers import Matched, Peer
from bench.matching.score import METRICS, Pair, Score, Truth, score
from bench.matching.sets import ORIGINAL
from korean.matching.compare import Prepared, compare

_EXCERPT = 160  # characters of an example
_EXAMPLES = 2  # of each of the worst kinds


@dataclass(frozen=True)
class Result:
    """One matcher at one threshold over one stream; ``milliseconds`` of processor time a text."""

    peer: Peer
    what: str
    score: Score
    milliseconds: float


def run(peer: Peer, truth: Truth) -> list[Result]:
    """The matcher at each of its thresholds; where they are swept, at the one with the best F1."""
    matched = peer.match(truth.texts)
    cost = matched.seconds * 1000 / len(truth.texts)
    names = {
        t: peer.what if len(peer.thresholds) == 1 else _named(peer, t) for t in peer.thresholds
    }
    found = [Result(peer, names[t], score(matched.above(t), truth), cost) for t in peer.thresholds]
    if peer.swept:
        best, threshold = _best(matched, peer.swept, truth)
        found.append(Result(peer, f"{peer.what} ≥ {threshold:g} (best)", best, cost))
    return found


def _named(peer: Peer, threshold: float) -> str:
    return f"{peer.what}, ≤ {round((1 - threshold) * 64)} bits"


def _best(matched: Matched, thresholds: Sequence[float], truth: Truth) -> tuple[Score, float]:
    scored = [(score(matched.above(threshold), truth), threshold) for threshold in thresholds]
    return max(scored, key=lambda found: _f1(found[0]))


def _f1(found: Score) -> float:
    precision, recall = found.figures["precision"], found.figures["recall"]
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


# -- telling ---------------------------------------------------------------------------------------


def told(name: str, truth: Truth, results: Sequence[Result]) -> str:
    """The table of a stream: a line a matcher."""
    stories = len({text.story for text in truth.texts})
    ours = next((r.milliseconds for r in results if r.peer.name == "ours"), None)
    lines = [
        f"\n{name}: {len(truth.texts)} texts, {stories} stories, {len(truth.pairs)} true pairs,"
        f" {len(truth.originals)} of an original and its rewrite",
        "  (P, R: pairs; orig: recall of original–rewrite pairs, heavy: of heavily rewritten ones;",
        "   cP, cR: pairs within a story once copies of copies are joined; alike: look-alikes in no",
        "   false pair; CPU ms a text from raw text to last pair)",
        f"  {'matcher':<28}{'P':>7}{'R':>7}{'orig':>7}{'cP':>7}{'cR':>7}{'heavy':>7}{'alike':>7}"
        f"{'ms':>8}{'×ours':>7}",
    ]
    for result in results:
        cells = "".join(f"{result.score.figures[metric]:>7.3f}" for metric in METRICS)
        ratio = f"{result.milliseconds / ours:.2f}" if ours else "–"
        lines.append(f"  {result.what:<28}{cells}{result.milliseconds:>8.3f}{ratio:>7}")
    return "\n".join(lines)


def told_kinds(result: Result) -> str:
    """Recall by recipe and by rewrite, and look-alikes by kind, the worst first."""
    found = result.score
    return "\n".join(
        [
            f"\n  {result.what}, original–rewrite pairs found, by recipe:",
            *_shares(found.by_recipe, worst_first=True),
            "  by rewrite:",
            *_shares(found.by_rewrite, worst_first=True),
            "  texts in a false pair, by kind:",
            *_shares(found.by_kind, worst_first=False),
        ]
    )


def _shares(counts: Mapping[str, tuple[int, int]], *, worst_first: bool) -> Iterator[str]:
    """``worst_first``: a low share is bad; else a high one is."""
    order = sorted(counts.items(), key=lambda row: row[1][0] / row[1][1], reverse=not worst_first)
    for name, (part, whole) in order:
        yield f"    {name:<16}{part:>6} of {whole:<6}{part / whole:>7.1%}"


def told_examples(truth: Truth, result: Result) -> str:
    """Two pairs each of what was missed or taken for a copy, kind by kind."""
    lines = [f"\n  {result.what}: false pairs"]
    lines += _examples(truth, result.score.false, "kind")
    lines.append(f"\n  {result.what}: missed pairs")
    lines += _examples(truth, result.score.missed, "recipe")
    return "\n".join(lines)


def _why(truth: Truth, pair: Pair) -> str:
    """What ours says of these two alone; of missed pairs it may never have compared them."""
    first, second = (truth.texts[number] for number in pair)
    found = compare(
        Prepared.of(first.text, published_at=first.published),
        Prepared.of(second.text, published_at=second.published),
    )
    figures = f"containment {found.containment:.2f}, Jaccard {found.jaccard:.2f}"
    return f"{found.kind}, {figures}: {found.why}"


def _examples(truth: Truth, pairs: Sequence[Pair], by: str) -> Iterator[str]:
    groups: dict[str, list[Pair]] = {}
    for pair in pairs:
        first, second = (getattr(truth.texts[number], by) for number in pair)
        name = second if first in (second, ORIGINAL) else f"{first} × {second}"
        groups.setdefault(name, []).append(pair)
    for name, found in sorted(groups.items(), key=lambda group: -len(group[1])):
        yield f"  == {name}: {len(found)}"
        for pair in found[:_EXAMPLES]:
            yield f"     {_why(truth, pair)}"
            for text in (truth.texts[number] for number in pair):
                shown = " ".join(text.text.split())[:_EXCERPT]
                yield f"     {text.id} {text.kind}, {text.recipe}: {shown}"
            yield ""
