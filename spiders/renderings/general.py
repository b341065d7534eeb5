"""The cleaner that all renderings go through: from a page of lines to an article's fields.

Structure tells: the text is the heaviest run of sentences (`spans`); the title stands above it,
speaks of the same thing, and is printed more than once (`heading`); what repeats is a copy; what is
neither is cut and recorded. A site's own reader (`kbs` …) adds only what its site alone prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from korean import bylines, dates
from korean.article import Attachment, Byline, Moment
from korean.signed import BARE_NAME, signed
from spiders.extraction import people
from spiders.extraction.values import Reading
from spiders.renderings import boards, heading, taking
from spiders.renderings.kinds import Kind
from spiders.renderings.lines import Found, Page
from spiders.renderings.spans import Span, bare

_BESIDE_NAMES = re.compile(
    r"^기자명\s*[:：]?\s*|\s*(?:다른\s?기사\s?(?:보기)?|구독(?:하기)?|기사\s?더\s?보기|프로필).*$"
)
#: ``홍길동hong@…``: a name and an address from two elements.
_GLUED = re.compile(r"(?<=[가-힣])(?=[A-Za-z0-9][A-Za-z0-9._%+\-]*@)")
_EXPLAINED = re.compile(r"^[▲▴▼*※\s]*(?:\[?사진\s*설명\]?\s*[:：]?\s*)?")
_OTHERS_BY = re.compile(
    r"^(?P<by>[가-힣·,\s]{2,30}?(?:기자|특파원))\s?의?\s?(?:다른|주요|최신|최근|인기)\s?(?:기사|뉴스)"
)
_BOX = 40  # lines a box in the text has at most
_BEHIND = 8  # lines behind the text that may name its reporters


def read(page: Page) -> Found:
    """The article on a page; its paragraphs are empty where the page has no run of sentences."""
    span = taking.text_span(page)
    if span is None:
        return Found(Reading(), warnings=("generic",))
    taken = taking.Taken(page, span)
    taking.take_body(taken)
    about = heading.About(" ".join(heading.texts(page, taken.paragraphs)))
    head = heading.find(page, taken.span.start, about)
    if head is not None and head.title in taken.paragraphs:
        taken.paragraphs = [n for n in taken.paragraphs if n > head.title]
    title_at = head.title if head is not None else max(0, taken.span.start - 1)
    above, below = heading.header_lines(page, title_at, taken.span.start, taken.span.end)
    board = boards.labels(page, above)
    taken.fields.update(board.lines)
    subtitle = [n for n in (head.subtitle if head else ()) if n not in taken.fields]
    subtitle += taking.dashed_opening(taken)
    taken.fields.update(subtitle, {title_at})
    if head is not None:
        taking.drop_titles(taken, head.words)
    taking.take_captions_above(taken, title_at)
    times = _times(page, above, below, title_at, board)
    reading = Reading(
        title=head.words if head else None,
        subtitle="\n".join(_each_once(heading.texts(page, sorted(subtitle)))) or None,
        paragraphs=tuple(heading.texts(page, taken.paragraphs)),
        published=times.published,
        modified=times.modified,
        bylines=_people(taken, above, below, board),
        department=board.one("department"),
        contact=board.one("contact"),
        captions=tuple(
            _each_once(_EXPLAINED.sub("", t) for t in heading.texts(page, sorted(taken.captions)))
        ),
        attachments=tuple(Attachment(name) for name in board.values.get("files", ())),
    )
    taken.rule.update(dict.fromkeys(board.lines, "label"))
    taking.name_the_rest(taken, title_at, head.words if head else "")
    return Found(
        reading, body=tuple(taken.paragraphs), cuts=taking.cuts(taken), warnings=("generic",)
    )


# -- times and names -----------------------------------------------------------------------------


def _times(
    page: Page, above: Sequence[int], below: Sequence[int], title_at: int, board: boards.Labels
) -> dates.Labelled:
    """By their labels above the text, else a line above it that is a date, else behind the text."""
    near = [n for n in above if len(page.lines[n].text) <= 200]
    found = dates.labelled("\n".join(heading.texts(page, near)))
    published = found.published
    written = board.one("written")
    if published is None and written:
        published = dates.parse(written)
    if published is None:
        published = _bare_date(page, [n for n in near if n > title_at])
    if published is None:
        published = _bare_date(page, [n for n in near if n < title_at])
    if published is None:
        late = dates.labelled("\n".join(heading.texts(page, below)))
        if late.published is not None:
            return late
    return dates.Labelled(published, found.modified)


def _bare_date(page: Page, numbers: Iterable[int]) -> Moment | None:
    for number in numbers:
        if page.kinds[number] is Kind.DATE and (moment := dates.parse(page.lines[number].text)):
            return moment
    return None


def _people(
    taken: taking.Taken, above: Sequence[int], below: Sequence[int], board: boards.Labels
) -> tuple[Byline, ...]:
    found: list[Byline] = []
    page = taken.page
    inside = [n for n in taken.fields if taken.span.start <= n < taken.span.end]
    for number in (*above, *sorted(inside), *below[:_BEHIND]):
        kind, text = page.kinds[number], page.lines[number].text
        if kind is Kind.SIGNED:
            if "@" in text and BARE_NAME.fullmatch(page.lines[max(0, number - 1)].text):
                text = f"{page.lines[number - 1].text} {text}"
                taken.fields.add(number - 1)
            found += _signature(text)
        elif kind is Kind.DATE and number not in below:
            found += signed(text)
        else:
            continue
        taken.fields.add(number)
    if writer := board.one("writer"):
        found += people.bylines(writer)
    return bylines.merge(found) or _behind_the_copy(taken) or _named_by_a_box(page, taken.span)


def _behind_the_copy(taken: taking.Taken) -> tuple[Byline, ...]:
    """Names behind the text's second printing (KBS has them there alone)."""
    page = taken.page
    if not taken.paragraphs:
        return ()
    last = page.lines[taken.paragraphs[-1]].text
    for index in range(len(page.lines) - 1, taken.span.end, -1):
        if page.lines[index].text == last:
            found: list[Byline] = []
            for number in range(index + 1, min(index + _BEHIND, len(page.lines))):
                if page.kinds[number] is Kind.SIGNED:
                    found += _signature(page.lines[number].text)
            return bylines.merge(found)
    return ()


def _signature(text: str) -> tuple[Byline, ...]:
    plain = _GLUED.sub(" ", _BESIDE_NAMES.sub("", text))
    return bylines.signature(plain) or people.bylines(plain)


def _named_by_a_box(page: Page, span: Span) -> tuple[Byline, ...]:
    """``홍길동 기자의 주요 뉴스``: the box behind a text names who wrote it."""
    for line in page.lines[span.end : span.end + _BOX]:
        if len(line.text) <= 60 and (match := _OTHERS_BY.match(line.text)):
            return people.bylines(match["by"])
    return ()


def _each_once(texts: Iterable[str]) -> list[str]:
    return list({bare(text): text for text in reversed(list(texts))}.values())[::-1]
