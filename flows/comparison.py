"""An outlet's pages now beside its pages when they were last read well, field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from flows.lastgood import LastGood

What = Literal["gone", "new", "other method", "far shorter"]

#: A field that so many of the last good visit's articles had is missed where it is gone; others
#: (captions, tags) come and go with the article.
USUAL = 0.8
#: A body below this share of the last good one's length is worth a look; articles differ a lot.
FAR_SHORTER = 0.2


@dataclass(frozen=True, slots=True)
class Now:
    """How one article reads now: methods and lengths by field."""

    methods: Mapping[str, str]
    lengths: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Change:
    """One field: the method and length of now and of the last good article, None where it is not
    there. ``share`` is of the last good visit's articles, 0 to 1, None where it was not counted.
    """

    field: str
    method: str | None
    length: int | None
    was_method: str | None
    was_length: int | None
    share: float | None
    what: What | None

    @property
    def matters(self) -> bool:
        """Has something been lost?"""
        usual = self.share is None or self.share >= USUAL
        return self.what == "far shorter" or (self.what in ("gone", "other method") and usual)

    def __str__(self) -> str:
        if self.what == "gone":
            share = f", which {self.share:.0%} had" if self.share is not None else ""
            return f"{self.field} is gone ({self.was_method}{share})"
        if self.what == "far shorter":
            return f"{self.field} has {self.length} characters instead of {self.was_length}"
        return f"{self.field} by {self.method} instead of {self.was_method}"


def changes(past: LastGood, now: Sequence[Now]) -> tuple[Change, ...]:
    """Every field that either has, in the order of the last good article; nothing when no article
    could be read now. A field counts as there when one of the articles of now has it.
    """
    if not now:
        return ()
    names = dict.fromkeys([*past.lengths, *(name for one in now for name in one.lengths)])
    return tuple(_change(past, now, name) for name in names)


def _change(past: LastGood, now: Sequence[Now], name: str) -> Change:
    having = [one for one in now if name in one.lengths]
    same = [one for one in having if one.methods.get(name) == past.methods.get(name)]
    one = next(iter(same or having), None)
    method = one.methods.get(name) if one is not None else None
    longest = max((one.lengths[name] for one in having), default=None)
    was_method, was_length = past.methods.get(name), past.lengths.get(name)
    what: What | None = None
    if longest is None:
        what = "gone"
    elif was_length is None:
        what = "new"
    elif method != was_method:
        what = "other method"
    elif name == "body" and longest < was_length * FAR_SHORTER:
        what = "far shorter"
    return Change(name, method, longest, was_method, was_length, past.coverage.get(name), what)
