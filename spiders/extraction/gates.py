"""What is no article though a site answered 200: alerts, challenges, log-in pages, lists.

The signs of alerts and challenges are those of `spiders.refusals`; a sign's name is part of the
reason, so that the ledger says which one held a page back. `early` looks at small pages only, `late`
at pages whose body stayed empty: a news article may well quote any of these sentences.
"""

from __future__ import annotations

import re
from itertools import islice

from spiders.extraction.values import Refused
from spiders.refusals import sign_of, why_empty
from spiders.tree import Element, Tree, path

#: Kinds of items that are short by nature: flashes, photographs, notices.
_STUBS = re.compile(
    r"^[\[<(【〈]?\s*(?:속보|1보|2보|긴급|포토|사진|화보|포토뉴스|그래픽|카드뉴스|영상|인사|부고|동정|알림|표)\b"
    r"|[\[<(【〈](?:포토|사진|화보|속보|그래픽|인사|부고)[^\]>)】〉]{0,6}[\]>)】〉]"
)

_LISTS = path("//ul[count(li) > 4] | //ol[count(li) > 4] | //tbody[count(tr) > 4]")
_LINKED_ROWS = path("./li[.//a] | ./tr[.//a]")
_TEXTS = 40  # of a row, from its start
_WORDY = 2_000  # characters; the wordiest refusal shows 1,500
_MAX_ROWS = 100  # rows of a list, and lists, that are looked at
_DATE = re.compile(
    r"(?:20)?\d{2}[.\-/]\s?\d{1,2}[.\-/]\s?\d{1,2}|\d{1,2}:\d{2}|\d+(?:분|시간|일) 전"
)


def early(markup: str, foreign: int = 0) -> Refused | None:
    """Judge the markup before anything is parsed. Only small pages are looked at, and only those
    with few characters that are not ASCII (``foreign``): no refusal says so much.
    """
    if foreign > _WORDY:
        return None
    if not markup.strip():
        return Refused("extract_failed", "the answer is empty; fetch it again")
    sign = sign_of(markup)
    if sign is None or sign.kind == "redirect-page":
        return None  # a short item may stand beside a script that leads elsewhere
    if sign.kind in ("challenge", "denied"):
        return Refused("blocked", f"a challenge page ({sign.name}), not the article; slow down")
    if sign.kind == "login":
        return Refused("not_article", f"a log-in page ({sign.name}): the text is for members")
    return Refused("not_article", f"an alert page ({sign.name}) answered with status 200")


def late(tree: Tree) -> Refused:
    """Why a page gave no body: the best reason there is."""
    sign = why_empty(tree.text)
    if sign is not None and sign.is_certain:
        return Refused("blocked", f"no body, but a challenge ({sign.name}); slow down")
    if sign is not None:
        return Refused("not_article", f"no body, and the page says why ({sign.name})")
    if rows := listed_rows(tree.root):
        return Refused("not_article", f"a list of {rows} rows, no article")
    return Refused(
        "extract_failed",
        "no method found a body of 60 Hangul characters; look at the page and its page object",
    )


def listed_rows(root: Element) -> int:
    """Rows of the page's longest list with dates (0 when none has five): a board, a section."""
    best = 0
    for parent in _LISTS(root)[:_MAX_ROWS]:
        rows = _LINKED_ROWS(parent)[:_MAX_ROWS]
        dated = sum(
            _DATE.search(" ".join(islice(row.itertext(), _TEXTS))) is not None for row in rows
        )
        best = max(best, dated)
    return best if best >= 5 else 0


def stub(title: str) -> bool:
    """Is an item of this title short by nature?"""
    return _STUBS.search(title) is not None
