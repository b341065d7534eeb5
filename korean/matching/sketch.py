"""The sketch of a text: few numbers of which its copies share some, for finding candidates.

Of all hashes of the 12-grams the smallest are kept (bottom-k), so two texts that share one gram in
five share about one kept hash in five, wherever the shared part stands.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

import numpy as np

from korean.matching.form import form
from korean.matching.grams import codes, mixed
from korean.skeleton import skeleton

#: Goes up with every change of what is hashed or how: the number seeds the hash, so that hashes of
#: two versions never meet. A new number means that stored sketches are made anew.
ALGORITHM = 1
#: Hashes of a text.
SIZE = 32
#: Shared hashes from which on two texts are compared.
LEAST_SHARED = 2
#: Letters and digits below which equal texts are no evidence of a copy.
MIN_LENGTH = 120
#: Candidates of a text that are compared: those with the most shared hashes, of equals the earliest,
#: among which its original is.
MOST_CANDIDATES = 24

_GRAM = 12
_EPOCH = date(1970, 1, 1)
_BUCKET = 30  # days
# Each is one letter of the skeleton; most texts need not be folded whole to be told long.
_CERTAIN = re.compile("[가-힣0-9A-Za-z]")


def sketch(text: str) -> tuple[int, ...]:
    """At most 32 ascending signed 64-bit numbers; none for a text under 120 letters."""
    if not long_enough(text):
        return ()
    hashes = mixed(codes(form(text), _GRAM), ALGORITHM).view(np.int64)
    if len(hashes) > 2 * SIZE:
        # Repeated grams have equal hashes: a few more than wanted, then each once.
        few = np.unique(np.partition(hashes, 2 * SIZE)[: 2 * SIZE])
        if len(few) >= SIZE:
            return tuple(few[:SIZE].tolist())
    return tuple(np.unique(hashes)[:SIZE].tolist())


def bucket(day: date) -> int:
    """Which 30 days a day is in; candidates lie in neighbouring ones."""
    return (day - _EPOCH).days // _BUCKET


@lru_cache(maxsize=64)
def long_enough(text: str) -> bool:
    """Does the text say enough to be told from others: 120 letters and digits of skeleton?"""
    certain = len(_CERTAIN.findall(text[: 4 * MIN_LENGTH]))
    return certain >= MIN_LENGTH or len(skeleton(text)) >= MIN_LENGTH
