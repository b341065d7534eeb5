"""The aboutness gate: is artificial intelligence a main subject of the article?"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from korean.reading import Field, Reading, note
from korean.senses import Mention, within

TITLE, TITLE_LISTED, TITLE_NAME, SUBTITLE, LEAD, ANNOUNCED = 0.55, 0.30, 0.15, 0.15, 0.20, 0.10
COUNT, COUNT_FULL = 0.25, 6
"""What the number of mentions gives, and from how many it gives all."""
DENSITY, DENSITY_FULL = 0.40, 0.5
"""What the share of sentences about AI gives, and from which share it gives all."""
KIN_COUNT, KIN_TOUCHED, KIN_TITLE, KIN_LEAD = 0.5, 0.6, 0.20, 0.10
"""What a sentence counts that goes on about the same machine without the word."""
PASSING = 0.25
ONCE_IN_A_LONG_TEXT, DECORATED = 0.5, 0.55


def aboutness(reading: Reading) -> float:
    """0–1: title, subtitle, lead, number of mentions and the share of sentences about AI."""
    body = reading.field("body")
    places: dict[str, list[Mention]] = {"title": [], "subtitle": [], "body": []}
    for name, mention in reading.mentions:
        places[name].append(mention)
    score = _headed(reading, places)
    if body is None:
        return min(score, 1.0)
    mentions = places["body"]
    lead = next((m for m in mentions if m.start < body.lead and m.weight >= 0.5), None)
    if lead:
        score += LEAD
        note(reading, "aboutness", "lead", "body", lead.start, lead.end, LEAD)
    announced = _announced(body)
    if announced:
        score += ANNOUNCED  # what the lead announces by name is what the article is about
    for mention in mentions[:8]:
        note(reading, "sense", mention.rule, "body", mention.start, mention.end, mention.weight)
    kin = _kin(reading, body, mentions) if mentions else 0
    if kin > 1 and not lead and any(hit.start < body.lead for hit in body.hits("kin")):
        score += KIN_LEAD
    count = sum(m.weight for m in mentions) + KIN_COUNT * kin
    density = (_touched(body, mentions) + KIN_TOUCHED * kin) / max(len(body.sentences), 1)
    score += COUNT * min(count / COUNT_FULL, 1.0) + DENSITY * min(density / DENSITY_FULL, 1.0)
    leading = sum(m.start < body.lead for m in mentions)
    once = len(body.text) >= 600 and density < 0.12 and count < 4
    if once and not announced and leading < 2:
        score *= ONCE_IN_A_LONG_TEXT
    early = (
        bool(mentions) and mentions[0].start < body.sentences[min(1, len(body.sentences) - 1)][1]
    )
    if len(mentions) > 1 or kin > 1 or (kin and early):
        return min(score, 1.0)
    if places["title"] or places["subtitle"]:
        if len(body.sentences) >= 5 and not lead and not announced:
            score *= DECORATED  # the headline's AI is a detail of the text (AI 눈조각)
    elif not _opens(body, mentions):
        score = min(score, PASSING)
    return min(score, 1.0)


def _opens(body: Field, mentions: Sequence[Mention]) -> bool:
    """The first sentence is about AI, which is then no item of a list: what news opens with, it is
    about, even where the word does not come back."""
    if not mentions or mentions[0].start >= body.sentences[0][1]:
        return False
    return not _in_list(body.text[: body.sentences[0][1]], mentions[:1])


def _headed(reading: Reading, places: dict[str, list[Mention]]) -> float:
    """What title and subtitle give."""
    score = 0.0
    in_title = places["title"]
    title = reading.fields[0]
    if in_title:
        share = TITLE if max(m.weight for m in in_title) >= 0.5 else TITLE_NAME
        if _in_list(title.text, in_title):
            share = min(share, TITLE_LISTED)
        score += share
        note(reading, "aboutness", "title", "title", in_title[0].start, in_title[0].end, share)
    elif title.name == "title" and (hit := next(title.hits("kin"), None)):
        score += KIN_TITLE
        note(reading, "aboutness", "kin", "title", hit.start, hit.end, KIN_TITLE)
    if places["subtitle"]:
        first = places["subtitle"][0]
        score += SUBTITLE
        note(reading, "aboutness", "subtitle", "subtitle", first.start, first.end, SUBTITLE)
    return score


def _announced(body: Field) -> bool:
    if any(hit.start < body.lead for hit in body.hits("programme")):
        return True
    return bool(_AI_THING.search(body.text, 0, body.lead))


_AI_THING = re.compile(
    r"(?<![A-Za-z])(?:AI|인공지능)(?![A-Za-z])[^.\n]{0,18}?"
    r"(?:사업|프로젝트|계획|정책|대책|전략|조례|예산|센터|공모|협약|협의체|추진단|협정|인프라|법안|법률|공청회|토론회|지침)"
)
"""An AI thing an office acts on: AI 연구거점 사업, 산업 AI 계획."""


def _touched(body: Field, mentions: Sequence[Mention]) -> int:
    """Sentences that mention AI."""
    starts = [m.start for m in mentions if m.weight >= 0.5]
    return sum(within(starts, start, end) for start, end in body.sentences)


def _kin(reading: Reading, body: Field, mentions: Sequence[Mention]) -> int:
    """Sentences without the word that go on about the machine: its data centre, the device that
    was said to learn (이 장비는 …). One alone may be about anything."""
    starts = [m.start for m in mentions]
    hits = list(body.hits("kin"))
    begins = [hit.start for hit in hits]
    found = 0
    for start, end in body.sentences if hits else ():
        if not within(begins, start, end) or within(starts, start, end):
            continue
        hit = hits[bisect_left(begins, start)]
        found += 1
        note(reading, "aboutness", "kin", "body", hit.start, hit.end, KIN_COUNT / 10)
    return found


def _in_list(title: str, mentions: Sequence[Mention]) -> bool:
    """AI as one item of three or more (AI·로봇·바이오): a field among fields, not the subject."""
    around = "".join(title[max(m.start - 12, 0) : m.end + 16] for m in mentions)
    beside = any(
        (m.end < len(title) and title[m.end] in "·ㆍ・,/")
        or (m.start and title[m.start - 1] in "·ㆍ・,/")
        for m in mentions
    )
    return beside and sum(around.count(sign) for sign in "·ㆍ・,/") >= 2
