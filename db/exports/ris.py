"""RIS, as Zotero, EndNote, Mendeley and RefWorks read it: UTF-8, one field a line, CRLF.

News is ``NEWS``, a press release ``GOVDOC``. Names stand as printed: without a comma, no program
takes them apart.
"""

from __future__ import annotations

from collections.abc import Iterator

from db.exports.about import About
from db.exports.reference import Reference, reference
from db.exports.writing import Document, Lines, Out


class Ris(Lines):
    def __init__(self, out: Out, about: About) -> None:
        super().__init__(out)

    def piece(self, document: Document) -> str:
        return ("\r\n" if self.number else "") + record(reference(document))


def record(of: Reference) -> str:
    """One record from TY to ER."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _fields(of)) + "ER  - \r\n"


def _fields(of: Reference) -> Iterator[tuple[str, str]]:
    yield "TY", "GOVDOC" if of.release else "NEWS"
    yield "ID", of.key
    yield "TI", of.title
    for name in of.authors:
        yield "AU", name.replace(",", " ")
    if not of.release:
        yield "T2", of.outlet
    yield "PB", of.outlet
    if of.published:
        yield "PY", str(of.published.year)
        yield "DA", f"{of.published:%Y/%m/%d}/"
    if of.accessed:
        yield "Y2", f"{of.accessed:%Y/%m/%d}/"
    for tag, value in (("UR", of.url), ("LA", of.language), ("AB", of.abstract)):
        if value:
            yield tag, value
    for word in of.keywords:
        yield "KW", word
    yield "N1", of.rights
