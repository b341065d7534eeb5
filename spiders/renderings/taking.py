"""A page being taken apart: which lines become paragraphs and captions, which go, and why.

Nothing goes silently: every line that is in no field gets a rule's name (``rendering.again``: printed
before; ``box``: a list in the text; ``top``, ``header``, ``tail``: above the title, between it and the
text, behind the text; ``tool``, ``code``, ``file`` …: its kind).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from korean import bylines
from korean.article import Cut
from spiders.renderings import heading
from spiders.renderings.kinds import Kind, is_posed
from spiders.renderings.lines import Page
from spiders.renderings.spans import Seen, Span, bare, body_span, opens

_DASHED = re.compile(r"^[-–—]\s*\S.*[^-–—\s]\s*[-–—]?$")
_INSERTED = re.compile(r"광고|^AD$|Advertisement|구독|앱\s?다운|배너")
_BUTTONS = frozenset([Kind.TOOL, Kind.HEADING, Kind.SHORT, Kind.ITEM])
_PANEL = 3  # buttons in a row that make a panel
_PARAGRAPH = 60  # characters from which a sentence is a text's, not the page's
_RELATED = 0.3  # share of its character pairs that a short first sentence shares with the text
_BOX = 40  # lines a box in the text has at most
_OPENING = 10  # lines at a run's beginning among which the dateline may stand
_ITEM_SHARE = 0.5  # a list item inside the text stays when this much of it is the text's own words


@dataclass(slots=True)
class Taken:
    """A page being taken apart. ``rule`` tells for each line cut why; lines that became a field
    have none."""

    page: Page
    span: Span
    paragraphs: list[int] = field(default_factory=list)
    captions: list[int] = field(default_factory=list)
    fields: set[int] = field(default_factory=set)
    rule: dict[int, str] = field(default_factory=dict)


def text_span(page: Page) -> Span | None:
    """Where the text stands, without what the page says in front of it."""
    span = body_span(page)
    return _from_text(page, _from_dateline(page, span)) if span else None


def _from_dateline(page: Page, span: Span) -> Span:
    """A dateline near the beginning is where the text begins: above it stands a summary."""
    for index in range(span.start + 1, min(span.start + _OPENING, span.end)):
        if page.kinds[index].prose and opens(page.lines[index].text):
            return replace(span, start=index)
    return span


def drop_titles(taken: Taken, title: str) -> None:
    """The title printed again inside the text."""
    wanted = bare(title)
    for number in taken.paragraphs:
        if bare(taken.page.lines[number].text) == wanted:
            taken.rule[number] = "again"
    taken.paragraphs = [n for n in taken.paragraphs if n not in taken.rule]


def _from_text(page: Page, span: Span) -> Span:
    """Without the page's own sentences before the text (``해당 기사를 북마크했습니다.``): a few short ones
    that have little in common with the rest, a panel of buttons behind them."""
    shared = heading.Shared(
        page.lines[n].text for n in range(span.start, span.end) if page.kinds[n].prose
    )
    start, buttons, said = span.start, 0, 0
    for index in range(span.start, min(span.end, span.start + _BOX)):
        kind, text = page.kinds[index], page.lines[index].text
        if kind.prose:
            if buttons >= _PANEL and said:
                start, said = index, 0
            buttons = 0
            said += 1
            if len(text) >= _PARAGRAPH or said > _PANEL or shared.share(text) >= _RELATED:
                break
        elif kind in _BUTTONS and not _INSERTED.search(text):
            buttons += 1
        elif kind is not Kind.TOOL:
            break
    return replace(span, start=start)


# -- the text ----------------------------------------------------------------------------------


def take_body(taken: Taken) -> None:
    page, span = taken.page, taken.span
    seen = Seen()
    prose = [n for n in range(span.start, span.end) if page.kinds[n].prose]
    own = heading.About(" ".join(heading.texts(page, prose)))
    gap: list[int] = []
    for index in range(span.start, span.end):
        kind = page.kinds[index]
        boxed = kind is not Kind.SENTENCE and any(
            page.kinds[n] is Kind.LIST_HEAD for n in gap[-_BOX:]
        )
        if not kind.prose or boxed:
            gap.append(index)
            continue
        if seen.repeats(page.lines[index].text):
            taken.rule[index] = "again"
            continue
        _take_gap(taken, gap, seen, own)
        gap = []
        first = not any(page.kinds[n].prose for n in taken.paragraphs)
        if first and is_posed(page.lines[index].text):
            taken.captions.append(index)
            continue
        taken.paragraphs.append(index)
    _take_gap(taken, gap, seen, own)


def _take_gap(taken: Taken, gap: Sequence[int], seen: Seen, own: heading.About) -> None:
    """Lines between two paragraphs: subheads stay, boxes and tools go."""
    boxed = False
    items = sum(taken.page.kinds[index] is Kind.ITEM for index in gap)
    for index in gap:
        kind, text = taken.page.kinds[index], taken.page.lines[index].text
        boxed = boxed or kind is Kind.LIST_HEAD
        if kind is Kind.CAPTION:
            _take_caption(taken, index)
        elif kind is Kind.CREDITS and bylines.credits(text):
            taken.paragraphs.append(index)  # its own rule, with a name, takes it out
        elif kind is Kind.CREDITS:
            taken.rule[index] = kind.value
        elif kind is Kind.SIGNED:
            taken.fields.add(index)
        elif boxed:
            taken.rule[index] = "box"
        elif kind in (Kind.TOOL, Kind.CODE, Kind.FILE, Kind.LABEL) or _INSERTED.search(text):
            taken.rule[index] = kind.value if kind is not Kind.HEADING else "box"
        elif kind is Kind.ITEM and items > 1 and own.share(text) < _ITEM_SHARE:
            taken.rule[index] = "box"
        elif seen.repeats(text):
            taken.rule[index] = "again"
        else:
            taken.paragraphs.append(index)


def _take_caption(taken: Taken, index: int) -> None:
    """A line with a ▲ inside the text goes with it: its reader knows points from pictures."""
    text = taken.page.lines[index].text
    inside = any(taken.page.kinds[n].prose for n in taken.paragraphs)
    if text[0] not in "▲▴▼" or not inside:
        taken.captions.append(index)
    elif bare(text) in {bare(taken.page.lines[n].text) for n in taken.paragraphs[-6:]}:
        taken.rule[index] = "again"
    else:
        taken.paragraphs.append(index)


def take_captions_above(taken: Taken, title_at: int) -> None:
    """Pictures between the header and the text."""
    found: list[int] = []
    for index in range(taken.span.start - 1, title_at, -1):
        text = taken.page.lines[index].text
        kind = taken.page.kinds[index]
        posed = (kind.prose or kind in (Kind.HEADING, Kind.SHORT)) and is_posed(text)
        if (posed or taken.page.kinds[index] is Kind.CAPTION) and index not in taken.fields:
            found.append(index)
    own, taken.paragraphs = taken.paragraphs, []
    lent, taken.captions = taken.captions, []
    for index in reversed(found):
        _take_caption(taken, index)
    shown = {bare(taken.page.lines[n].text) for n in (*taken.captions, *taken.paragraphs, *lent)}
    for number in own:
        text = taken.page.lines[number].text
        if text[0] in "▲▴▼" and bare(text) in shown:
            taken.rule[number] = "again"
        else:
            taken.paragraphs.append(number)
    taken.captions += lent


def dashed_opening(taken: Taken) -> list[int]:
    """``- … -`` lines before a release's text are its subtitle."""
    found: list[int] = []
    while taken.paragraphs:
        text = taken.page.lines[taken.paragraphs[0]].text
        if not _DASHED.match(text) or text.endswith(("다.", "다")):
            break
        found.append(taken.paragraphs.pop(0))
    return found


# -- what was left out ---------------------------------------------------------------------------


def name_the_rest(taken: Taken, title_at: int, title: str) -> None:
    """A rule's name for every line that is in no field."""
    page, span = taken.page, taken.span
    used = {*taken.paragraphs, *taken.captions, *taken.fields}
    seen = Seen()
    for number in taken.paragraphs:
        seen.repeats(page.lines[number].text)
    for index, kind in enumerate(page.kinds):
        if index in used or index in taken.rule:
            continue
        if kind is Kind.CODE:
            taken.rule[index] = kind.value
        elif kind is Kind.DATE and title_at - 3 <= index < span.start:
            continue
        elif bare(page.lines[index].text) == bare(title) or (
            kind.prose and seen.repeats(page.lines[index].text)
        ):
            taken.rule[index] = "again"
        elif index < title_at:
            taken.rule[index] = "top"
        else:
            taken.rule[index] = "header" if index < span.start else "tail"


def cuts(taken: Taken) -> tuple[Cut, ...]:
    """Neighbouring lines of one rule are one cut; offsets count in the page's lines joined by an
    empty line."""
    page = taken.page
    cuts: list[Cut] = []
    run: list[int] = []
    for index in sorted(taken.rule):
        if run and (index != run[-1] + 1 or taken.rule[index] != taken.rule[run[0]]):
            cuts.append(_cut(page, run, taken.rule[run[0]]))
            run = []
        run.append(index)
    if run:
        cuts.append(_cut(page, run, taken.rule[run[0]]))
    return tuple(cuts)


def _cut(page: Page, run: Sequence[int], rule: str) -> Cut:
    start = page.starts[run[0]]
    text = "\n\n".join(heading.texts(page, run))
    return Cut(f"rendering.{rule}", start, start + len(text), text)
