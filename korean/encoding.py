"""Bytes to text, believing the bytes before any label.

Headers and metas lie in both directions on Korean sites (a regional mobile page declared EUC-KR
over UTF-8 bytes; print pages the other way round), so a label only breaks ties.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from korean.text import is_common_syllable, mojibake

_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_\-:]{2,30})""", re.I)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_\-:]{2,30})""")
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_\-:]{2,30})""", re.I)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16"),
)
_KOREAN = frozenset({"euc_kr", "cp949", "johab"})  # all are read as cp949, EUC-KR's superset
_MARKUP_WINDOW = 4096  # bytes in which a meta or an XML declaration is looked for
_ASCII = bytes(range(0x80))
_KS_X_1001 = bytes(range(0xA1, 0xFF))
_SYLLABLES = bytes(range(0xB0, 0xC9))
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_LONGEST_RUN = 400  # bytes; a Korean text without any ASCII blank this long is not a sentence
_CERTAIN = 0.6  # of `_quality`: sound cp949 with this much common Hangul is nothing else
_TOLERATED = 0.05  # share of non-ASCII characters that may be lost


class Undecodable(ValueError):
    """Raised by `decode` when no encoding gives readable text. ``reason`` is a stable code:
    ``binary``, or one of `korean.text.mojibake`'s."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"the bytes cannot be read as text ({reason}); keep the raw response and look at what the server sent"
        )
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Decoded:
    """``encoding`` is Python's name of what the bytes really were. ``replaced`` counts characters
    lost: U+FFFD in ``text``, and one for a last character cut in two (dropped from ``text``)."""

    text: str
    encoding: str
    replaced: int


def decode(body: bytes, *, header: str | None = None) -> Decoded:
    """Text of a response. ``header`` is a Content-Type value or a bare charset label."""
    for mark, codec, name in _BOMS:
        if body.startswith(mark):
            text = body.decode(codec, "replace")
            return Decoded(text, name, text.count("\ufffd"))
    # Most pages, at once; the rest of this function is for the others.
    if b"\x00" not in body:
        sound = _whole(body, "utf-8")
        if sound is None and (plain := _plainly_korean(body)) is not None:
            return Decoded(plain, "cp949", 0)
        if sound and not (sound.isascii() and b"\x1b$)C" in body[:_MARKUP_WINDOW]):
            return Decoded(sound, "utf-8", 0)
    labels = _labels(body, header)
    if b"\x1b$)C" in body[:_MARKUP_WINDOW]:
        text = body.decode("iso2022_kr", "replace")
        return Decoded(text, "iso2022_kr", text.count("\ufffd"))
    for label in labels:
        if label.startswith("utf_16") and body.count(b"\x00") * 5 > len(body):
            text = body.decode("utf-16-be" if label == "utf_16_be" else "utf-16-le", "replace")
            return Decoded(text, "utf-16", text.count("\ufffd"))
    if body.count(b"\x00") * 100 > len(body):
        raise Undecodable("binary")
    strict = _strict(body, "utf-8")
    if strict is not None:
        return strict
    korean = _strict(body, "cp949")
    if korean is not None and _quality(korean, ()) > _CERTAIN:
        return korean
    return _best(body, labels)


def _labels(body: bytes, header: str | None) -> tuple[str, ...]:
    """Normalised codec names the response claims, header first; unknown names are left out."""
    window = body[:_MARKUP_WINDOW]
    claimed = []
    if header:
        found = _HEADER.search(header)
        claimed.append(found.group(1) if found else header.strip())
    for pattern in (_XML, _META):
        if match := pattern.search(window):
            claimed.append(match.group(1).decode("ascii"))
    names = []
    for label in claimed:
        try:
            names.append(codecs.lookup(label).name.replace("-", "_"))
        except (LookupError, ValueError):
            continue  # "text/html" without a charset, "none", "ms949x": not a claim we can use
    return tuple(dict.fromkeys(names))


def _whole(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec)
    except UnicodeDecodeError:
        return None


def _plainly_korean(body: bytes) -> str | None:
    """The text of bytes whose non-ASCII part is whole pairs of KS X 1001, mostly syllables, as that
    of nearly every EUC-KR page is; None where it takes a closer look.

    Told by the bytes alone: in KS X 1001 both bytes of a character are above A0, and the first one
    of a syllable is B0 to C8 (table of the standard).
    """
    foreign = body.translate(None, _ASCII)
    first, second = foreign[::2], foreign[1::2]
    if len(first) != len(second) or (first + second).translate(None, _KS_X_1001):
        return None
    other = first.translate(None, _SYLLABLES)
    if not first or len(other) > (1 - _CERTAIN) * len(first):
        return None
    return _whole(body, "cp949")


def _strict(body: bytes, codec: str) -> Decoded | None:
    """Whole and sound, or cut in the middle of its last character; else None."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    try:
        text = decoder.decode(body, final=False)
    except UnicodeDecodeError:
        return None
    pending = bool(decoder.getstate()[0])
    return Decoded(text, codec, int(pending))


def _best(body: bytes, labels: tuple[str, ...]) -> Decoded:
    """The candidate with the best Korean among broken UTF-8, cp949 and what the labels say."""
    candidates = [_lossy_utf8(body), _strict(body, "cp949") or _lossy_cp949(body)]
    # cp1252 is for English pages with a stray © or é; Python's latin-1 would accept anything.
    for label in (*labels, "cp1252"):
        codec = "cp1252" if label in {"iso8859_1", "ascii", "latin_1"} else label
        if codec in {"utf_8", *_KOREAN} or codec in {c.encoding for c in candidates}:
            continue
        try:
            text = body.decode(codec, "replace")
        except (LookupError, UnicodeError):
            continue  # a codec that is not a text encoding (base64, idna): no candidate
        candidates.append(Decoded(text, codec, text.count("\ufffd")))
    best = max(candidates, key=lambda c: _quality(c, labels))
    foreign = "".join(_FOREIGN.findall(best.text))
    if best.replaced > max(1, _TOLERATED * len(foreign)) and best.replaced > 3:
        raise Undecodable("replacement")
    # Judged without the ASCII markup, which would dilute every share.
    reason = mojibake("".join(c for c in best.text if c > "\x7f" or c == " "))
    if reason not in {None, "replacement"} and _lossless(best) < 0.5:
        raise Undecodable(reason or "replacement")
    return best


def _lossless(candidate: Decoded) -> float:
    """Share of common Hangul among the non-ASCII characters."""
    foreign = "".join(_FOREIGN.findall(candidate.text))
    return sum(map(is_common_syllable, foreign)) / len(foreign) if foreign else 1.0


def _quality(candidate: Decoded, labels: tuple[str, ...]) -> float:
    counted = Counter("".join(_FOREIGN.findall(candidate.text)))
    total = counted.total()
    if not total:
        return 0.0
    good = bad = 0.0
    for c, times in counted.items():
        if is_common_syllable(c):
            good += times
        elif c == "\ufffd":
            bad += 3 * times
        elif "\uac00" <= c <= "\ud7a3":
            bad += times  # a rare syllable: the mark of UTF-8 read as cp949
        elif "\u0080" <= c <= "\u024f" and c not in "·×÷°±²³©®«»§¶":
            bad += 0.5 * times
    labelled = candidate.encoding.replace("-", "_") in labels
    return (good - bad) / total + 0.1 * labelled


def _lossy_utf8(body: bytes) -> Decoded:
    text = body.decode("utf-8", "replace")
    return Decoded(text, "utf-8", text.count("\ufffd"))


def _lossy_cp949(body: bytes) -> Decoded:
    """Line by line, so that one lost byte spoils one word instead of shifting all that follows."""
    lines = []
    for line in body.split(b"\n"):
        sound = _strict(line, "cp949")
        lines.append(sound.text if sound and not sound.replaced else _mend(line))
    text = "\n".join(lines)
    return Decoded(text, "cp949", text.count("\ufffd"))


def _mend(line: bytes) -> str:
    """A line with a lost byte: every odd run of high bytes gives up the byte that reads worst."""
    parts: list[str] = []
    end = 0
    for run in _HIGH_RUN.finditer(line):
        if run.start() < end:
            continue
        parts.append(line[end : run.start()].decode("ascii", "replace"))
        end = run.end()
        chunk = run.group()
        # A rare syllable may end in an ASCII letter ("똠" is 8C 63): such a pair is sound.
        if len(chunk) % 2 and end < len(line):
            tail = line[run.end() - 1 : end + 1]
            if _strict(tail, "cp949") and len(tail.decode("cp949", "replace")) == 1:
                chunk += line[end : end + 1]
                end += 1
        parts.append(_mend_run(chunk))
    parts.append(line[end:].decode("ascii", "replace"))
    return "".join(parts)


def _mend_run(chunk: bytes) -> str:
    whole = chunk.decode("cp949", "replace")
    if "\ufffd" not in whole and len(chunk) % 2 == 0:
        return whole
    if len(chunk) > _LONGEST_RUN:
        return whole
    options = [whole]
    for cut in range(0, len(chunk), 2):
        head, tail = chunk[:cut], chunk[cut + 1 :]
        options.append(head.decode("cp949", "replace") + "\ufffd" + tail.decode("cp949", "replace"))
    return max(options, key=lambda t: sum(map(is_common_syllable, t)) - 3 * t.count("\ufffd"))
