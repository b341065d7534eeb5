"""The corpus taken along: files for other programs, citations, snapshots and how two of them differ.

`formats` has the table of formats with `write` and `stream`; `selection` says which articles;
`citing.cite` cites one; `hf` writes a dataset folder; `checking` and `comparing` read snapshots.
"""

from __future__ import annotations

from db.exports.about import About
from db.exports.citing import STYLES, cite
from db.exports.errors import CannotWrite, ExportError, ExtraMissing, UnknownFormat
from db.exports.formats import FORMATS, Format, find, stream, write

__all__ = [
    "FORMATS",
    "STYLES",
    "About",
    "CannotWrite",
    "ExportError",
    "ExtraMissing",
    "Format",
    "UnknownFormat",
    "cite",
    "find",
    "stream",
    "write",
]
