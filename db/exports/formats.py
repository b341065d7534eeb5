"""The formats by name. The command line and the reading room both go by this table.

    write("csv", documents, out)            # into a file or standard output, returns their number
    for part in stream("csv", documents):   # piece by piece, for an answer over HTTP

Documents are those of `db.queries.documents`, as an iterator; what may be passed on of each is decided
here, once for all formats (`db.release`). Nothing is held but a bounded part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from db.exports import arrow
from db.exports.about import About
from db.exports.bibtex import Bibtex
from db.exports.csljson import CslJson
from db.exports.csvfile import Csv
from db.exports.errors import UnknownFormat
from db.exports.hf import Zip
from db.exports.jsonlines import JsonLines
from db.exports.parquet import Parquet
from db.exports.ris import Ris
from db.exports.writing import Document, Out, Pipe, Writer
from db.release import released

#: Bytes of a part of `stream`, about.
PART = 65_536


@dataclass(frozen=True, slots=True)
class Format:
    """``binary``: nothing for a terminal, and written by pyarrow. ``what`` is for people choosing one."""

    name: str
    suffix: str
    media_type: str
    writer: Callable[[Out, About], Writer]
    binary: bool
    what: str


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        made.name: made
        for made in (
            Format("csv", ".csv", "text/csv; charset=utf-8", Csv, False, "a table for Excel, R, pandas"),
            Format("jsonl", ".jsonl", "application/x-ndjson", JsonLines, False, "a JSON object a line, with everything"),
            Format("parquet", ".parquet", "application/vnd.apache.parquet", Parquet, True, "a table with real types, for pandas, DuckDB, Spark"),
            Format("hf", ".zip", "application/zip", Zip, True, "a folder for datasets.load_dataset (Hugging Face), with a card"),
            Format("bibtex", ".bib", "application/x-bibtex; charset=utf-8", Bibtex, False, "citations for LaTeX"),
            Format("ris", ".ris", "application/x-research-info-systems", Ris, False, "citations for Zotero, EndNote, Mendeley"),
            Format("csl-json", ".json", "application/vnd.citationstyles.csl+json", CslJson, False, "citations for pandoc and citeproc"),
        )
    }
)  # fmt: skip
_ALSO = {"csl": "csl-json", "bib": "bibtex", "json": "jsonl"}


def find(name: str) -> Format:
    """The format of this name (``csl`` and ``bib`` are known, too). Raises UnknownFormat."""
    made = FORMATS.get(_ALSO.get(name, name))
    if made is None:
        raise UnknownFormat(name, FORMATS)
    return made


def write(
    format: str,
    documents: Iterable[Document],
    out: Out,
    *,
    full_text: bool = False,
    about: About | None = None,
) -> int:
    """All documents into ``out``, which is not closed; their number.

    Raises UnknownFormat and ExtraMissing before anything is written, and what ``out`` raises.
    """
    writer = find(format).writer(out, _about(about, full_text))
    number = 0
    try:
        for document in documents:
            writer.add(released(document, full_text=full_text))
            number += 1
        writer.close()
    except BaseException:
        writer.abandon()
        raise
    return number


def stream(
    format: str,
    documents: Iterable[Document],
    *,
    full_text: bool = False,
    about: About | None = None,
) -> Iterator[bytes]:
    """The same bytes in parts. Raises UnknownFormat and ExtraMissing here, not at the first part."""
    made = find(format)
    if made.binary:
        arrow.pyarrow()
    return _parts(made, documents, full_text, _about(about, full_text))


def _parts(
    format: Format, documents: Iterable[Document], full_text: bool, about: About
) -> Iterator[bytes]:
    pipe = Pipe()
    writer = format.writer(pipe, about)
    try:
        for document in documents:
            writer.add(released(document, full_text=full_text))
            if pipe.size >= PART:
                yield pipe.taken()
        writer.close()
    except BaseException:
        writer.abandon()
        raise
    if pipe.size:
        yield pipe.taken()


def _about(about: About | None, full_text: bool) -> About:
    return replace(about or About(), full_text=full_text)
