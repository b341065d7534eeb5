"""What every body goes through, whichever method gave it: from a page's paragraphs to the text.

Order matters: boilerplate rules first (their offsets count in the text as the page had it), then
what a page mixes into its text: title, subtitle and captions; the dateline; credits; signatures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from korean import boilerplate, bylines
from korean.article import Byline, Cut
from korean.text import clean, join
from spiders.extraction.visible.header import bare

#: ``*사진설명 : …``: how releases of districts caption the picture below their text.
_EXPLAINED = re.compile(r"^[*※▲]?\s*사진\s*설명\s*[:：]\s*")
_HEADING = 4  # paragraphs from the start in which the title may be printed again
_LONGEST_CAPTION = 300  # characters; a longer ▲ paragraph is text
_SIGNATURES = 3  # paragraphs at the end that may be e-mail addresses or names
_LEFTOVERS = 20  # paragraphs behind a signature that are looked at
_SENTENCE = re.compile(r"[다요까음함됨임][.!?][\"”’')\]]*$")
_LISTED = re.compile(r"[▲△▶▷☞→■□◆●※]")
_ADDRESS = re.compile(r"[\[(<]?([\w.+-]+@[\w-]+(?:\.[\w-]+)+)[\])>]?\s*$")
_SIGNOFFS = 4  # paragraphs from the end in which a reporter signs off


@dataclass(slots=True)
class Body:
    """A body taken apart."""

    paragraphs: list[str]
    captions: list[str] = field(default_factory=list)
    bylines: tuple[Byline, ...] = ()
    place: str | None = None
    cuts: tuple[Cut, ...] = ()
    warnings: set[str] = field(default_factory=set)
    characters: Set[str] = frozenset()  # the different ones of the text before any cut


def refine(
    raw: Sequence[str],
    *,
    title: str,
    subtitle: str | None,
    captions: Sequence[str],
    scopes: Sequence[str],
    broadcast: bool = False,
) -> Body:
    """``raw`` paragraphs as the page had them; ``captions`` those the page told apart already.
    ``broadcast``: the text may be a spoken report, whose reporter signs off."""
    original = [text for paragraph in raw if (text := clean(paragraph))]
    stripped = boilerplate.strip(tuple(original), tuple(scopes))
    body = Body(
        list(stripped.paragraphs), list(captions), cuts=tuple(stripped.cuts),
        characters=stripped.characters,
    )  # fmt: skip
    if stripped.cuts and boilerplate.lost(stripped, original) > 0.5:
        body.warnings.add("rules_cut_half")
    whole = join(original)
    _drop_headings(body, title, subtitle)
    _cut_behind_signature(body, whole)
    _take_captions(body)
    _take_credits(body, whole)
    _take_dateline(body)
    _take_signatures(body)
    if broadcast:
        _read_signoff(body)
    body.captions = _each_once(body.captions)
    return body


def _drop_headings(body: Body, title: str, subtitle: str | None) -> None:
    """Title and subtitle printed again at the body's start."""
    headings = {bare(line) for line in (title, *(subtitle or "").split("\n"))} - {""}
    if subtitle:
        headings.add(bare(subtitle))
    # In front of a printed title stand only a section's or a programme's name. A paragraph much
    # longer than a heading is none: making it bare would cost more than reading it did.
    longest = 2 * max(map(len, (title, subtitle or ""))) + 20
    near = [bare(text) if len(text) <= longest else "" for text in body.paragraphs[:_HEADING]]
    if bare(title) in near:
        at = near.index(bare(title))
        if all(len(text) <= 20 and text[-1] not in ".?!" for text in body.paragraphs[:at]):
            del body.paragraphs[:at]
    while (
        body.paragraphs
        and len(body.paragraphs[0]) <= longest
        and bare(body.paragraphs[0]) in headings
    ):
        body.paragraphs.pop(0)


def _cut_behind_signature(body: Body, original: str) -> None:
    """A reporter's signature ends the article: the headlines printed behind it are other articles'
    (스포츠조선 2023: ``▲ …`` seven times). Where a sentence follows, the signature ended nothing."""
    paragraphs = body.paragraphs
    for index in range(len(paragraphs) - 1, max(0, len(paragraphs) - _LEFTOVERS - 1), -1):
        if bylines.signature(paragraphs[index]):
            if index + 1 < len(paragraphs) - 1:
                _cut(body, "behind-signature", index + 1, original)
            return
        if _SENTENCE.search(paragraphs[index]) and not _LISTED.match(paragraphs[index]):
            return


def _cut(body: Body, rule: str, start: int, original: str) -> None:
    """Cut the paragraphs from ``start`` on, and record it."""
    cuts = list(body.cuts)
    for text in body.paragraphs[start:]:
        at = max(original.rfind(text), 0)
        cuts.append(Cut(rule, at, at + len(text), text))
    del body.paragraphs[start:]
    body.cuts = tuple(sorted(cuts, key=lambda cut: (cut.start, cut.end)))


def _take_captions(body: Body) -> None:
    """Only what is marked as a caption: a paragraph may say word for word what a caption says
    (Etoday, 2024)."""
    known = {bare(caption) for caption in body.captions} - {""}
    kept: list[str] = []
    for index, text in enumerate(body.paragraphs):
        caption = _caption(text)
        if caption and not _in_list(body.paragraphs, index):
            if bare(caption) not in known:
                body.captions.append(caption)
                known.add(bare(caption))
            continue
        kept.append(text)
    body.paragraphs = kept


def _caption(text: str) -> str | None:
    """The caption as printed, without its mark; None when the paragraph is text."""
    if len(text) > _LONGEST_CAPTION or text.count("▲") > 1:  # several are the points of a sentence
        return None
    if match := _EXPLAINED.match(text):
        return text[match.end() :] or None
    return text.lstrip("▲▴▼ ") if bylines.caption(text) else None


def _in_list(paragraphs: Sequence[str], index: int) -> bool:
    """Is this ▲ paragraph one of several in a row? Then they are points, not captions."""
    if paragraphs[index][0] not in "▲▴▼":
        return False
    near = (*paragraphs[max(0, index - 1) : index], *paragraphs[index + 1 : index + 2])
    return any(p[0] == paragraphs[index][0] and bare(p) != bare(paragraphs[index]) for p in near)


def _take_credits(body: Body, original: str) -> None:
    kept: list[str] = []
    cuts: list[Cut] = []
    for text in body.paragraphs:
        if bylines.credits(text):
            start = original.rfind(text)
            cuts.append(Cut("credits", max(start, 0), max(start, 0) + len(text), text))
        else:
            kept.append(text)
    body.paragraphs = kept
    body.cuts = tuple(sorted((*body.cuts, *cuts), key=lambda cut: (cut.start, cut.end)))


def _take_dateline(body: Body) -> None:
    """``[세종=뉴스핌] 홍길동 기자 =``: place and reporters; the body begins with the text."""
    if not body.paragraphs:
        return
    if (signed := bylines.signature(body.paragraphs[0])) and len(body.paragraphs) > 1:
        body.bylines = bylines.merge(body.bylines, signed)
        body.paragraphs.pop(0)
    opening = bylines.dateline(body.paragraphs[0])
    if opening is None:
        return
    body.place = opening.place
    body.bylines = bylines.merge(body.bylines, opening.bylines)
    body.paragraphs[0] = opening.rest
    if not opening.rest:
        body.paragraphs.pop(0)


def _take_signatures(body: Body) -> None:
    for _ in range(_SIGNATURES):
        if not body.paragraphs:
            break
        last = body.paragraphs[-1]
        if not (signed := bylines.signature(last) or _signed_off(last)):
            break
        body.bylines = bylines.merge(body.bylines, signed)
        body.paragraphs.pop()


def _signed_off(text: str) -> tuple[Byline, ...]:
    """``한빛뉴스 박바람입니다. (baram@news.example)``: with an address behind it, a sign-off is a
    signature (연합뉴스TV, MBN)."""
    address = _ADDRESS.search(text) if "@" in text else None
    name = bylines.signoff(text) if address else None
    return (Byline(name, None, address[1]),) if name and address else ()


def _read_signoff(body: Body) -> None:
    """A sign-off is speech and stays in the text; it names the reporter when nothing else does."""
    if any(person.name for person in body.bylines):
        return
    for text in reversed(body.paragraphs[-_SIGNOFFS:]):
        if name := bylines.signoff(text):
            body.bylines = bylines.merge((Byline(name),), body.bylines)
            return


def _each_once(captions: Sequence[str]) -> list[str]:
    seen: dict[str, str] = {}
    for caption in captions:
        seen.setdefault(bare(caption), caption)
    return list(seen.values())
