"""A quotation with its form, and with who said it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from korean.quotes.marks import Pair
from korean.quotes.mentions import OPEN, Source
from korean.quotes.person import Span
from korean.quotes.speech import Form


@dataclass(frozen=True, slots=True)
class Said:
    """A quotation with the form that ties it to its sentence."""

    pair: Pair
    form: Form


@dataclass(frozen=True, slots=True)
class Attributed:
    said: Said
    source: Source = OPEN
    verb: Span | None = None


def elsewhere(source: Source) -> Source:
    """A speaker found in another sentence than the quotation's."""
    if source.name is None:
        return source
    return replace(source, antecedent=source.antecedent or source.name, resolved="anaphora")
