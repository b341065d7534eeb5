"""All direct quotations of a body, each with who said it and the spans that tell so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from korean.quotation import Quotation
from korean.quotes import lexicon, sentences
from korean.quotes.attribution import Reader
from korean.quotes.governments import government_of
from korean.quotes.marks import MARK, pairs
from korean.quotes.mentions import Mentions
from korean.quotes.person import Span
from korean.quotes.said import Attributed, Said
from korean.quotes.speech import LISTED, speech
from korean.verdict import Evidence


def find(body: str, *, title: str = "", bylines: Sequence[str] = ()) -> tuple[Quotation, ...]:
    """The direct quotations of a body by start.

    ``title`` is not searched. ``bylines``: names of the article's authors, who are nobody's
    antecedent.
    """
    if not MARK.search(body):
        return ()
    found = pairs(body)
    said = _listed([Said(pair, form) for pair in found if (form := speech(body, pair))])
    if not said:
        return ()
    outside = sentences.masked(body, found)
    mentions = Mentions(outside, sentences.ends(body, outside, found), frozenset(bylines))
    return tuple(_quotation(body, one) for one in Reader(body, mentions, said).read())


def _listed(said: list[Said]) -> list[Said]:
    """“…”, “…” 등의 반응: the members of a list are speech where the last one is."""
    kept: list[Said] = []
    for one in reversed(said):
        if one.form.word != LISTED or (kept and kept[-1].pair.start - one.form.end < 4):
            kept.append(one)
    return kept[::-1]


def _quotation(body: str, one: Attributed) -> Quotation:
    source, pair = one.source, one.said.pair
    organisation = source.organisation.of(body) if source.organisation else None
    office = source.office.of(body) if source.office else None
    return Quotation(
        text=body[pair.start : pair.end],
        start=pair.start,
        end=pair.end,
        speaker=source.name.of(body) if source.name else None,
        office=office,
        organisation=organisation,
        agency=_agency(body, organisation, office),
        verb=one.verb.of(body) if one.verb else None,
        resolved=source.resolved if source.name else None,
        evidence=tuple(_evidence(body, one)),
    )


def _agency(body: str, organisation: str | None, office: str | None) -> str | None:
    state = lexicon.agency_of(organisation) if organisation else lexicon.agency_led_by(office)
    return state or government_of(organisation, office, body)


def _evidence(body: str, one: Attributed) -> Iterator[Evidence]:
    source = one.source
    spans: tuple[tuple[str, Span | None], ...] = (
        ("antecedent" if source.antecedent else "speaker", source.antecedent or source.name),
        ("office", source.office),
        ("organisation", source.organisation),
        ("verb", one.verb),
    )
    for rule, span in spans:
        if span:
            yield Evidence("quote", rule, "body", span.start, span.end, span.of(body))
