"""A page as Markdown (CommonMark, with tables as GitHub has them). Every text is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flows.briefing.links import safe
from flows.briefing.page import Block, Heading, Item, Items, Lines, Page, Section, Table

#: Signs that mean something in Markdown, in the HTML it may hold, or make an address of a word.
_SIGNS = re.compile(r"([\\`*_{}\[\]<>|~&#$@]|:(?=//)|(?<=[Ww]{3})\.)")
#: What only means something at the beginning of a line.
_BEGINNING = re.compile(r"^(?:([-+=])(?=\s|$|[-=]+$)|(\d{1,9})([.)])(?=\s|$))")


def markdown(page: Page) -> str:
    lines = [f"# {text(page.title)}", "", f"**{text(page.period)}**  ", text(page.about), ""]
    lines += [f"- **{f.value}** {text(f.label)} ({text(f.note)})" for f in page.figures]
    lines.append("")
    for note in page.notes:
        lines += [f"> {text(note)}", ">"]
    if page.notes:
        lines[-1] = ""
    for section in page.sections:
        lines += _section(section, page.words)
    lines += ["---", "", f"## {text(page.words['definitions'])}", ""]
    lines += [f"- **{text(term)}**: {text(meaning)}" for term, meaning in page.definitions]
    return "\n".join(lines) + "\n"


def text(value: str) -> str:
    """Plain words on one line, with nothing in them that Markdown or HTML would take up."""
    line = inline(value)
    return _BEGINNING.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", line)


def inline(value: str) -> str:
    """The same for words that do not begin a line."""
    return _SIGNS.sub(r"\\\1", " ".join(value.split()))


def link(words: str, url: str | None) -> str:
    address = safe(url)
    return f"[{text(words)}](<{address}>)" if address else text(words)


def _section(section: Section, words: dict[str, str]) -> Iterator[str]:
    yield from (f"## {text(section.title)}", "", text(section.lead), "")
    for block in section.blocks:
        yield from _block(block, words)
        yield ""


def _block(block: Block, words: dict[str, str]) -> Iterator[str]:
    match block:
        case Heading():
            yield f"### {text(block.text)}"
        case Table():
            yield f"| {' | '.join(map(inline, block.head))} |"
            yield f"| {' | '.join(['---', *['---:'] * (len(block.head) - 1)])} |"
            for row in block.rows:
                yield f"| {' | '.join(inline(cell.text) for cell in row)} |"
        case Lines():
            for what, whom in block.lines:
                yield f"- **{text(what)}**: {text(whom)}"
        case Items():
            for number, item in enumerate(block.items, 1):
                mark = f"{number}. " if block.numbered else "- "
                yield from _item(item, mark, words)


def _item(item: Item, mark: str, words: dict[str, str]) -> Iterator[str]:
    badge = f"\\[{text(item.badge)}\\] " if item.badge else ""
    rest = [f"{mark}{badge}**{link(item.title, item.url)}**"]
    if item.facts:
        rest.append(" · ".join(map(text, item.facts)))
    if item.was is not None:
        rest.append(f"{text(words['was'])}: ~~{text(item.was) or '-'}~~")
    if item.text:
        rest.append(text(item.text))
    if item.quote:
        rest.append(f"“{text(item.quote)}”")
    if item.source:
        rest.append(f"{text(words['source'])}: {link(*item.source)}")
    indent = " " * len(mark)
    yield from (line if at == 0 else indent + line
                for at, line in enumerate(_broken(rest)))  # fmt: skip


def _broken(lines: list[str]) -> list[str]:
    """With hard line breaks between them."""
    return [f"{line}  " for line in lines[:-1]] + lines[-1:]
