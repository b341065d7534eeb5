"""Does a line end as sentences end? What tells an article's text from what surrounds it."""

from __future__ import annotations

import re

#: The end of a Korean sentence, or of a foreign one, anywhere in the line.
_ENDING = re.compile(r"(?:[가-힣][.!?]|[a-z0-9)%][.!?])[\"”’'」』)\]]*(?:\s|$)")
#: A release's line ends without a full stop (``…를 지원함``); so does a headline, which is shorter.
_BARE_ENDING = re.compile(r"[다요음함됨임]$")
_LEAST = 18  # characters of a sentence
_LEAST_BARE = 50  # of one without its full stop


def is_sentence(text: str) -> bool:
    """``text``: one clean line."""
    size = len(text)
    return (size >= _LEAST and _ENDING.search(text) is not None) or (
        size >= _LEAST_BARE and _BARE_ENDING.search(text) is not None
    )
