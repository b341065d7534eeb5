"""A page torn, shuffled, re-encoded, spliced: what a network, a server or a bad save make of it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

Mutation = Callable[[bytes, random.Random], bytes]

#: Signs that parsers trip over.
_SIGNS = (
    *(b"<!--", b"-->", b"]]>", b"<![CDATA[", b"\x00", b"&#0;", b"&#x110000;", b"&#xd800;"),
    *(b"http://[", b'{"@type":', b"<script>", b"</script>", b"</div>" * 30, b"<table>" * 50),
    *(b"9999-99-99", b"2026-02-30 25:61", b"0000.00.00", "\u202e".encode(), "\u200b".encode()),
    *(b"\xed\xa0\x80", b"\xff\xfe", b"<base href='http://[x'>", b"<svg><p>", b"<template>"),
    *(b"<plaintext>", b"<frameset>", b"<meta charset=utf-16>", b"<meta charset=nonsense>"),
)  # fmt: skip
_ATTRIBUTE = re.compile(rb'="[^"]{1,200}"')
_DIGITS = re.compile(rb"\d{2,4}")


def _cut(body: bytes, rng: random.Random) -> bytes:
    return body[: rng.randrange(len(body) + 1)]


def _hole(body: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(body) + 1)
    return body[:start] + body[start + rng.randrange(1, 4000) :]


def _repeat(body: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(body) + 1)
    piece = body[start : start + rng.randrange(1, 3000)]
    return body[:start] + piece * rng.randrange(2, 30) + body[start:]


def _moved(body: bytes, rng: random.Random) -> bytes:
    """A piece from here stands there."""
    start = rng.randrange(len(body) + 1)
    end = start + rng.randrange(1, 8000)
    piece, rest = body[start:end], body[:start] + body[end:]
    at = rng.randrange(len(rest) + 1)
    return rest[:at] + piece + rest[at:]


def _noise(body: bytes, rng: random.Random) -> bytes:
    broken = bytearray(body)
    for _ in range(rng.randrange(1, 60)):
        if broken:
            broken[rng.randrange(len(broken))] = rng.randrange(256)
    return bytes(broken)


def _tags_gone(body: bytes, rng: random.Random) -> bytes:
    return b">".join(piece for piece in body.split(b">") if rng.random() > 0.1)


def _attributes_swapped(body: bytes, rng: random.Random) -> bytes:
    """Values change places: classes, addresses and dates where others should be."""
    values = _ATTRIBUTE.findall(body)
    if not values:
        return body
    return _ATTRIBUTE.sub(
        lambda found: rng.choice(values) if rng.random() < 0.05 else found[0], body
    )


def _digits_changed(body: bytes, rng: random.Random) -> bytes:
    """Dates that never were, numbers that cannot be."""
    return _DIGITS.sub(
        lambda found: str(rng.randrange(10_000)).encode() if rng.random() < 0.05 else found[0], body
    )


def _recoded(body: bytes, rng: random.Random) -> bytes:
    text = body.decode("utf-8", "replace")
    return text.encode(rng.choice(["cp949", "utf-16", "latin-1", "euc_jp"]), "replace")


def _marks(body: bytes, rng: random.Random) -> bytes:
    for _ in range(rng.randrange(1, 8)):
        at = rng.randrange(len(body) + 1)
        body = body[:at] + rng.choice(_SIGNS) + body[at:]
    return body


MUTATIONS: Sequence[Mutation] = (
    *(_cut, _hole, _repeat, _moved, _noise, _tags_gone),
    *(_attributes_swapped, _digits_changed, _recoded, _marks),
)


def broken(body: bytes, rng: random.Random) -> bytes:
    """The page after one to three mutations; no longer than 2 MB."""
    for mutate in rng.choices(MUTATIONS, k=rng.randrange(1, 4)):
        body = mutate(body, rng)
    return body[:2_000_000]
