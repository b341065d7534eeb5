"""What stays of a text when layout, punctuation and case are taken away, and its hashes.

`content_hash` finds exact copies across outlets; `text_hash` tells two versions of one article
apart. Both are blake2b with 16 bytes, as hex.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b

# The middle dot of Korean keyboards is a *letter* to Unicode (HANGUL LETTER ARAEA), as are the
# Hangul fillers; NFKC would turn the first into a jamo that isalnum() keeps.
_NOT_TEXT = re.compile("[\u318d\u119e\u3164\uffa0\u115f\u1160]+")

#: Sign → what it counts as when two versions are compared.
_TYPOGRAPHY = {
    ord(sign): plain
    for signs, plain in (
        ("“”„‟″＂〝〞", '"'),
        ("‘’‚‛′´`＇", "'"),
        ("‐‑‒–—―−ㅡ", "-"),
        ("·ㆍ‧・∙•ᆞ", "·"),
        ("～∼〜˜", "~"),
        ("…", "..."),
        ("\u200b\u200c\u200d\u2060\ufeff\u00ad", ""),
    )
    for sign in signs
}


class _Letters(dict[int, int | None]):
    """Letters and digits stay: a table for ``str.translate``, filled as characters come up."""

    def __missing__(self, code: int) -> int | None:
        char = chr(code)
        kept = self[code] = code if char.isalnum() and not _NOT_TEXT.match(char) else None
        return kept


_LETTERS = _Letters()


def skeleton(text: str) -> str:
    """Letters and digits only, NFKC, casefolded."""
    folded = unicodedata.normalize("NFKC", _NOT_TEXT.sub("", text)).casefold()
    return unicodedata.normalize("NFKC", folded).translate(_LETTERS)


def content_hash(text: str) -> str:
    return _hex(skeleton(text))


def text_hash(title: str, subtitle: str | None, body: str) -> str:
    """Changes with any visible edit, not with re-wrapping, another Unicode composition, or signs
    that a CMS exchanges when an article is saved again: curly and straight quotes, dashes, dots.
    """
    # U+001E cannot survive `split` into a field, so no two sets of fields run together.
    return _hex("\x1e".join(_plain(part or "") for part in (title, subtitle, body)))


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text.translate(_TYPOGRAPHY)).translate(_TYPOGRAPHY)
    return " ".join(folded.split())


def _hex(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
