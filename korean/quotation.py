"""A direct quotation and who said it, as the house hands it on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from korean.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Quotation:
    """One direct quotation of a body. ``text`` is what stands between the quotation marks at
    ``start``:``end`` (characters in the body, marks not included).

    ``organisation`` is as printed, ``agency`` its key in the vocabulary where it is a public body
    there. ``resolved`` tells how the speaker was found: ``named`` in the sentence itself,
    ``anaphora`` (이 장관은, 그는) through an earlier mention; None where the speaker is left open.
    ``evidence``: the spans of speaker, office, organisation, verb and antecedent.
    """

    text: str
    start: int
    end: int
    speaker: str | None = None
    office: str | None = None
    organisation: str | None = None
    agency: str | None = None
    verb: str | None = None
    resolved: Literal["named", "anaphora"] | None = None
    evidence: tuple[Evidence, ...] = ()
