"""BibTeX, for BibTeX and biblatex: UTF-8, names and titles in braces of their own.

News is ``@article`` in its outlet as journal, a press release ``@misc`` of its publisher.
"""

from __future__ import annotations

import re

from db.exports.about import About
from db.exports.reference import Reference, reference
from db.exports.writing import Document, Lines, Out

#: BibTeX counts braces even behind a backslash: a lone one in a title must not be written as one.
_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "%": r"\%",
    "&": r"\&", "#": r"\#", "_": r"\_", "$": r"\$", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}  # fmt: skip
_TABLE = {ord(sign): mark for sign, mark in _LATEX.items()}
#: An address stands as it is (``\url`` reads it); what would break the field is encoded.
_ADDRESS = {ord(c): f"%{ord(c):02X}" for c in '{}\\ "<>^`'}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LANGUAGES = {"ko": "korean", "en": "english"}
_MARKS = re.compile("|".join(re.escape(mark) for mark in sorted(_LATEX.values(), key=len)[::-1]))


class Bibtex(Lines):
    def __init__(self, out: Out, about: About) -> None:
        super().__init__(out)

    def piece(self, document: Document) -> str:
        return ("\n" if self.number else "") + entry(reference(document))


def entry(of: Reference) -> str:
    """One entry, ended by a line feed."""
    fields = {
        "author": " and ".join(f"{{{latex(name)}}}" for name in of.authors),
        "title": f"{{{latex(of.title)}}}",
        "publisher" if of.release else "journal": latex(of.outlet),
        "howpublished": "보도자료" if of.release else "",
        "entrysubtype": "" if of.release else "newspaper",
        "year": str(of.published.year) if of.published else "",
        "date": of.published.isoformat() if of.published else "",
        "url": of.url.translate(_ADDRESS) if of.url else "",
        "urldate": of.accessed.isoformat() if of.accessed else "",
        "language": of.language or "",
        "langid": _LANGUAGES.get(of.language or "", ""),
        "abstract": latex(of.abstract or ""),
        "keywords": ", ".join(latex(word.replace(",", " ")) for word in of.keywords),
        "copyright": latex(of.rights),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    if of.published:
        lines.insert(-1, f"  month = {_MONTHS[of.published.month - 1]},\n")
    return f"@{'misc' if of.release else 'article'}{{{of.key},\n{''.join(lines)}}}\n"


def latex(text: str) -> str:
    """Text as LaTeX prints it."""
    return text.translate(_TABLE)


def plain(text: str) -> str:
    """What `latex` was given."""
    back = {mark: c for c, mark in _LATEX.items()}
    return _MARKS.sub(lambda found: back[found[0]], text)
