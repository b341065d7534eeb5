"""JSON lines: the document of an article, one a line, UTF-8."""

from __future__ import annotations

import json
import re

from db.exports.about import About
from db.exports.writing import Document, Lines, Out

#: Line ends of Unicode that JSON lets stand, and at which many a reader would cut a line in two.
_LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}
_ANY = re.compile("[\x85\u2028\u2029]")


class JsonLines(Lines):
    def __init__(self, out: Out, about: About) -> None:
        super().__init__(out)

    def piece(self, document: Document) -> str:
        line = json.dumps(document, ensure_ascii=False)
        if _ANY.search(line):  # rare; translating costs ten times what writing does
            line = line.translate(_LINE_ENDS)
        return line + "\n"
