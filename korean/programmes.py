"""Named laws, strategies and programmes of AI policy in an article (``korean/data/vocab_programmes.toml``).

The value is the usual name, whatever spelling the text has. A foreign state's law of the same name is
not ours (일본 AI 기본법); the EU's has a name of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from korean.found import Found, Scanned
from korean.vocab import countries, programmes

_ABROAD = re.compile(
    rf"(?<![가-힣A-Za-z\d])(?:{'|'.join(sorted(map(re.escape, countries()), key=len, reverse=True))})(?:의|판|식|형)?\s?$"
)
_BODY_BEHIND = re.compile(r"위원회|위(?![가-힣])|위[는가의와]|연구소|재단|협회|학회")
"""국가AI전략위원회 is a body, and an agency if it is one of ours."""


def find_programmes(scanned: Sequence[Scanned]) -> Iterator[Found]:
    """Every named programme with the words it rests on; the rule is law, strategy or programme."""
    for field in scanned:
        for hit in field.hits:
            if hit.term.table != "programme" or _BODY_BEHIND.match(field.text, hit.end):
                continue
            before = field.text[max(hit.start - 10, 0) : hit.start]
            if _ABROAD.search(before) and not hit.term.key.startswith("EU"):
                continue
            sort = _sorts()[hit.term.key]
            yield Found("programme", hit.term.key, field.name, hit.start, hit.end, sort)


@cache
def _sorts() -> dict[str, str]:
    return {programme.key: programme.sort for programme in programmes()}
