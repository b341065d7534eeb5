"""What desks do to a text that is not theirs, each rewrite by the name that ``world`` gives it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from pressroom.newsroom.piece import Piece


@dataclass(frozen=True, slots=True)
class Copy:
    """A text on its way from one desk to another."""

    title: str
    subtitle: tuple[str, ...]
    paragraphs: tuple[str, ...]


Rewrite = Callable[[Copy, Piece, Random], Copy]


def _lead(copy: Copy, piece: Piece, rng: Random) -> Copy:
    if not piece.variant_lead:
        return copy
    return replace(copy, paragraphs=(piece.variant_lead, *copy.paragraphs[1:]))


def _dropped(copy: Copy, piece: Piece, rng: Random) -> Copy:
    """Cuts from the end, as a page with too little room does, and keeps four paragraphs."""
    keep = max(4, len(copy.paragraphs) - rng.randint(1, 2))
    return replace(copy, paragraphs=copy.paragraphs[:keep])


def _reordered(copy: Copy, piece: Piece, rng: Random) -> Copy:
    body = list(copy.paragraphs)
    if len(body) < 5:
        return copy
    at = rng.randrange(2, len(body) - 1)
    body[at], body[at + 1 if at + 1 < len(body) else at - 1] = (
        body[at + 1 if at + 1 < len(body) else at - 1],
        body[at],
    )
    return replace(copy, paragraphs=tuple(body))


def _straight_quotes(text: str) -> str:
    return text.translate(str.maketrans("“”‘’", "\"\"''"))


def _dots(text: str) -> str:
    return text.replace("·", "ㆍ")


def _bullets(text: str) -> str:
    return text.replace("·", "‧").replace("…", "...")


_OPEN = {"을": "를", "은": "는", "이": "가", "과": "와", "으로": "로"}


def short_ai(text: str) -> str:
    """인공지능(AI)을 becomes AI를: the particle changes with the sound before it."""

    def put(match: re.Match[str]) -> str:
        return "AI" + _OPEN.get(match.group(1), match.group(1))

    return re.sub(r"인공지능\(AI\)((?:으로|[을은이과])?(?![가-힣]))", put, text).replace(
        "인공지능(AI)", "AI"
    )


def _long_ai(text: str) -> str:
    return re.sub(r"(?<![A-Za-z(])AI (?=[가-힣])", "인공지능(AI) ", text, count=1)


def _tight(text: str) -> str:
    return re.sub(r"(\d) (억|조|명|곳|건|개월) ?", r"\1\2 ", text).replace("  ", " ")


_HABITS: tuple[tuple[Callable[[str], str], ...], ...] = (
    (_straight_quotes,),
    (_dots,),
    (short_ai, _straight_quotes),
    (_long_ai,),
    (_bullets, short_ai),
    (_straight_quotes, _dots, _tight),
)


def _typography(copy: Copy, piece: Piece, rng: Random) -> Copy:
    habit = rng.choice(_HABITS)

    def apply(text: str) -> str:
        for change in habit:
            text = change(text)
        return text

    return Copy(
        apply(copy.title), tuple(map(apply, copy.subtitle)), tuple(map(apply, copy.paragraphs))
    )


def _title(copy: Copy, piece: Piece, rng: Random) -> Copy:
    """Shortens the headline at its ellipsis, or takes the other headline of the story."""
    head, found, _ = copy.title.partition("…")
    if found and len(head) >= 10:
        return replace(copy, title=head)
    if not piece.variant_title:
        return copy
    subtitle = tuple(line for line in copy.subtitle if line != piece.variant_title)
    return replace(copy, title=piece.variant_title, subtitle=subtitle)


def _byline(copy: Copy, piece: Piece, rng: Random) -> Copy:
    return copy


REWRITES: dict[str, Rewrite] = {
    "byline": _byline,
    "lead": _lead,
    "dropped": _dropped,
    "reordered": _reordered,
    "typography": _typography,
    "title": _title,
}
#: How often desks do what with somebody else's text.
HABITS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (22, ("verbatim",)),
    (20, ("byline",)),
    (14, ("typography",)),
    (12, ("title",)),
    (9, ("dropped",)),
    (8, ("lead",)),
    (6, ("reordered",)),
    (5, ("title", "dropped")),
    (5, ("lead", "typography")),
    (4, ("title", "lead", "dropped")),
    (3, ("reordered", "typography")),
)


def rewrite(copy: Copy, piece: Piece, rng: Random) -> tuple[Copy, tuple[str, ...]]:
    """The copy as another desk prints it, and the names of what was done."""
    names = rng.choices([h for _, h in HABITS], [w for w, _ in HABITS])[0]
    done = []
    for name in names:
        if name in ("verbatim", "byline"):
            done.append(name)
            continue
        changed = REWRITES[name](copy, piece, rng)
        if changed != copy:
            done.append(name)
        copy = changed
    return copy, tuple(done) or ("verbatim",)
