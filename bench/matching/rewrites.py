"""What desks do to a text: each way by name, by strength (0 to 1), after each other, by seed.

A rewrite that finds nothing to change gives the draft back as it is; `applied` leaves it out of
the names, so a name in the truth always stands for a change.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from bench.matching import wording
from bench.matching.texts import Story
from pressroom.newsroom.language import polite as said_politely
from pressroom.newsroom.language import sentences
from pressroom.newsroom.names import mailbox, person

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_NEARNESS = re.compile(r"(?:지난|오는) (?=\d{1,2}일)")
_MANY_NUMBERS = 8
_OVERSHOOT = 40  # characters that may be dropped beyond the share
_ROOM = 600  # characters of a text that bears two new paragraphs
_EDITS_A_SENTENCE = 2
_THOUSANDS = re.compile(r"(?<![\d,.])\d{1,3}(?:,\d{3})+(?![\d,.억만])")
#: A day of this month, named by nothing but its number.
_DAY = re.compile(r"(?<= )(?<!월 )(?<!지난 )(?<!오는 )(?<!달 )(\d{1,2})일(?= )")


@dataclass(frozen=True, slots=True)
class Draft:
    """A text being rewritten: lines before the body, paragraphs, lines after it. ``story`` lends
    other words for the same facts."""

    story: Story
    title: str | None
    paragraphs: tuple[str, ...]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @classmethod
    def of(cls, story: Story, *, titled: bool) -> Draft:
        return cls(story, story.title if titled else None, story.paragraphs)

    @property
    def text(self) -> str:
        parts = (
            *((self.title,) if self.title else ()),
            *self.before,
            *self.paragraphs,
            *self.after,
        )
        return "\n\n".join(parts)

    def each(self, change: Callable[[str], str]) -> Draft:
        """Every part changed the same way."""
        return replace(
            self,
            title=change(self.title) if self.title else None,
            paragraphs=tuple(map(change, self.paragraphs)),
            before=tuple(map(change, self.before)),
            after=tuple(map(change, self.after)),
        )


Rewrite = Callable[[Draft, Random, float], Draft]


# -- what stands around a text ---------------------------------------------------------------------


def byline(draft: Draft, rng: Random, strength: float) -> Draft:
    """A dateline, a reporter, a time of entry: before the text, glued to it, or after it."""
    form = _line(rng.choice(wording.BYLINES), draft, rng)
    if form.startswith("+"):
        return replace(draft, paragraphs=(form[1:] + draft.paragraphs[0], *draft.paragraphs[1:]))
    if rng.random() < 0.4:
        return replace(draft, after=(form, *draft.after))
    return replace(draft, before=(*draft.before, form))


def captions(draft: Draft, rng: Random, strength: float) -> Draft:
    """Captions of pictures between the paragraphs, up to three."""
    found = list(draft.paragraphs)
    for caption in draft.story.captions[: 1 + round(2 * strength)]:
        line = _line(rng.choice(wording.CAPTIONS), draft, rng, caption=caption)
        found.insert(rng.choice((0, 0, rng.randrange(len(found) + 1))), line)
    return replace(draft, paragraphs=tuple(found))


def tail(draft: Draft, rng: Random, strength: float) -> Draft:
    """Copyright lines, calls for tips, tags, lists of related articles."""
    forms = rng.sample(wording.TAILS, 1 + round(strength))
    return replace(draft, after=(*draft.after, *(_line(form, draft, rng) for form in forms)))


def headline(draft: Draft, rng: Random, strength: float) -> Draft:
    return replace(draft, title=draft.story.other_title)


def _line(form: str, draft: Draft, rng: Random, caption: str = "") -> str:
    name, outlet = person(rng), rng.choice(wording.OUTLETS)
    entered = draft.story.published + timedelta(minutes=rng.randrange(5, 900))
    related = "\n".join(
        f"· {p[:28]}…"
        for p in rng.sample(draft.story.background, min(2, len(draft.story.background)))
    )
    return form.format(
        name=name,
        other=person(rng),
        mail=mailbox(name, rng),
        outlet=outlet,
        outlet_mail=f"paper{wording.OUTLETS.index(outlet)}.example",
        place=_dateline(draft.story.place),
        org=draft.story.facts.get("orgs", draft.story.place),
        time=f"{entered:%Y.%m.%d %H:%M}",
        caption=caption,
        related=related,
    )


def _dateline(place: str) -> str:
    """구미, not 구미시."""
    town = place.split()[-1]
    return town[:-1] if len(town) > 2 and town[-1] in "시군구" else town


# -- signs -----------------------------------------------------------------------------------------


def typography(draft: Draft, rng: Random, strength: float) -> Draft:
    """Quotation marks, dashes, dots and ellipses of another house."""
    return draft.each(_replacing(rng.choice(wording.SIGNS)))


def glyphs(draft: Draft, rng: Random, strength: float) -> Draft:
    """The same characters from other blocks: full width, ㆍ for ·, ％, ㎡, ①."""
    table: dict[str, str] = {}
    for chosen in rng.sample(wording.GLYPHS, 1 + round(2 * strength)):
        table |= chosen
    return draft.each(_replacing(table))


def nfd(draft: Draft, rng: Random, strength: float) -> Draft:
    return draft.each(lambda text: unicodedata.normalize("NFD", text))


def spacing(draft: Draft, rng: Random, strength: float) -> Draft:
    """Words run together, numbers parted from their units, paragraphs broken or joined."""

    def change(text: str) -> str:
        text = re.sub(r" (?=\S)", lambda m: "" if rng.random() < strength * 0.4 else " ", text)
        text = re.sub(r"(?<=\d)(?=[가-힣])", lambda m: " " if rng.random() < strength else "", text)
        return text.replace(". ", ".\n") if rng.random() < strength else text

    return draft.each(change)


def _replacing(table: Mapping[str, str]) -> Callable[[str], str]:
    pattern = re.compile("|".join(map(re.escape, sorted(table, key=len, reverse=True))))
    return lambda text: pattern.sub(lambda m: table[m[0]], text)


# -- words -----------------------------------------------------------------------------------------


def agencies(draft: Draft, rng: Random, strength: float) -> Draft:
    """Names of public bodies long for short, or short for long."""
    expand = rng.random() < 0.5
    pairs = wording.AGENCIES
    # 보건복지부 holds 복지부: a long name that stands already must not be made longer.
    table = {f: f for f, _ in pairs} | {s: f for f, s in pairs} if expand else dict(pairs)
    return draft.each(_replacing(table))


def ai_terms(draft: Draft, rng: Random, strength: float) -> Draft:
    """인공지능(AI), AI, 인공지능: one of them everywhere."""
    term = rng.choice(wording.AI_TERMS)
    found = re.compile(r"인공지능\(AI\)|AI\(인공지능\)|인공지능|(?<![A-Za-z])AI(?![A-Za-z])")
    return draft.each(lambda text: found.sub(term, text))


def edited(draft: Draft, rng: Random, strength: float) -> Draft:
    """Endings, connectives, honorifics and words for each other, sentence by sentence."""

    def change(paragraph: str) -> str:
        return " ".join(_edited(sentence, rng, strength) for sentence in sentences(paragraph))

    return replace(draft, paragraphs=tuple(map(change, draft.paragraphs)))


def _edited(sentence: str, rng: Random, strength: float) -> str:
    done = 0
    for old, new in wording.EDITS:
        if done < _EDITS_A_SENTENCE and old in sentence and rng.random() < strength:
            sentence = sentence.replace(old, new, 1)
            done += 1
    if rng.random() < strength:  # 지난 20일 → 20일
        sentence = _NEARNESS.sub("", sentence)
    if rng.random() < strength * 0.25 and not sentence.startswith(("“", "(", "[", "▲")):
        sentence = rng.choice(wording.OPENERS) + sentence
    # 이진수 시장은 → 이 시장은, as papers do at second mention.
    if rng.random() < strength * 0.3:
        sentence = re.sub(
            r"(?<![가-힣])([가-힣])[가-힣]{2} (?=[가-힣 ]{0,12}(?:장관|시장|군수|도지사|구청장|과장|국장)[은이])",
            r"\1 ",
            sentence,
            count=1,
        )
    return sentence


def merged(draft: Draft, rng: Random, strength: float) -> Draft:
    """Sentences run together or cut in two."""

    def change(paragraph: str) -> str:
        for ended, joined in wording.JOINTS:
            if rng.random() < strength:
                paragraph = paragraph.replace(ended, joined, 1)
            elif rng.random() < strength:
                paragraph = paragraph.replace(joined, ended, 1)
        return paragraph

    found = list(draft.paragraphs)
    while len(found) > 3 and rng.random() < strength:  # two paragraphs become one
        at = rng.randrange(1, len(found) - 1)
        found[at : at + 2] = [f"{found[at]} {found[at + 1]}"]
    return replace(draft, paragraphs=tuple(map(change, found)))


def corrected(draft: Draft, rng: Random, strength: float) -> Draft:
    """One figure of many put right."""
    places = [(i, m) for i, p in enumerate(draft.paragraphs) for m in _NUMBER.finditer(p)]
    if len({m[0] for _, m in places}) < _MANY_NUMBERS:
        return draft
    index, match = rng.choice(places)
    figure = re.sub(r"\d", lambda m: str((int(m[0]) + rng.randrange(1, 9)) % 10), match[0], count=1)
    found = list(draft.paragraphs)
    found[index] = found[index][: match.start()] + figure + found[index][match.end() :]
    return replace(draft, paragraphs=tuple(found))


def polite(draft: Draft, rng: Random, strength: float) -> Draft:
    """A broadcaster's style: every sentence ends in 합니다체, quotes stay."""

    def change(paragraph: str) -> str:
        return " ".join(map(said_politely, sentences(paragraph)))

    return replace(draft, paragraphs=tuple(map(change, draft.paragraphs)))


def figures(draft: Draft, rng: Random, strength: float) -> Draft:
    """The same numbers in another house's way: 4,070 and 4070, 12,000 and 1만2000, 10.0 and 10."""
    if rng.random() < 0.5:
        return draft.each(lambda text: re.sub(r"(?<=\d),(?=\d{3})", "", text))
    return draft.each(lambda text: _THOUSANDS.sub(_in_words, text).replace(".0%", "%"))


def _in_words(match: re.Match[str]) -> str:
    high, low = divmod(int(match[0].replace(",", "")), 10_000)
    return (f"{high}만" if high else "") + (str(low) if low else "")


def dates(draft: Draft, rng: Random, strength: float) -> Draft:
    """17일 is 지난 17일, or 10월 17일."""
    month = draft.story.published.month
    form = rng.choice((r"지난 \1일", rf"{month}월 \1일", rf"지난 {month}월 \1일"))
    return draft.each(lambda text: _DAY.sub(form, text))


# -- paragraphs ------------------------------------------------------------------------------------


def new_lead(draft: Draft, rng: Random, strength: float) -> Draft:
    """The first paragraph told in other words; two paragraphs of them where strong and there is room."""
    if not draft.story.other_lead:
        return draft
    two = strength > 0.5 and len(draft.story.text) > _ROOM
    lead = draft.story.other_lead[: 2 if two else 1]
    return replace(draft, paragraphs=(*lead, *draft.paragraphs[1:]))


def dropped(draft: Draft, rng: Random, strength: float) -> Draft:
    """This share of the text's paragraphs is gone, the lead stays; sentences where paragraphs are few."""
    found = list(draft.paragraphs)
    if len(found) < 6:
        found = [s for p in found for s in sentences(p)]
    total, gone = sum(map(len, found)), 0
    kept = set(range(len(found)))
    for at in rng.sample(range(1, len(found)), len(found) - 1):
        if len(kept) > 3 and gone + len(found[at]) <= strength * total + _OVERSHOOT:
            kept.remove(at)
            gone += len(found[at])
    return replace(draft, paragraphs=tuple(found[at] for at in sorted(kept))) if gone else draft


def reordered(draft: Draft, rng: Random, strength: float) -> Draft:
    """Paragraphs after the lead change places."""
    lead, rest = draft.paragraphs[0], list(draft.paragraphs[1:])
    for _ in range(max(1, round(strength * len(rest)))):
        if len(rest) > 1:
            a, b = rng.sample(range(len(rest)), 2)
            rest[a], rest[b] = rest[b], rest[a]
    return replace(draft, paragraphs=(lead, *rest))


def background(draft: Draft, rng: Random, strength: float) -> Draft:
    """Paragraphs about the matter at large: up to three, and less than a third of the text."""
    found = list(draft.paragraphs)
    room = sum(map(len, found)) / 3
    for paragraph in draft.story.background[: 1 + round(2 * strength)]:
        room -= len(paragraph)
        if room < 0:
            break
        found.insert(rng.randrange(1, len(found) + 1), paragraph)
    return replace(draft, paragraphs=tuple(found))


def truncated(draft: Draft, rng: Random, strength: float) -> Draft:
    """What is left of the text after this share was cut off its end."""
    left = sum(map(len, draft.paragraphs)) * (1 - strength)
    found: list[str] = []
    for paragraph in draft.paragraphs:
        if found and left < len(paragraph) / 2:
            break
        found.append(paragraph)
        left -= len(paragraph)
    return replace(draft, paragraphs=tuple(found))


#: By name, in the order in which they are done: words before signs, what stands around a text
#: after its paragraphs, NFD last.
REWRITES: dict[str, Rewrite] = {
    "new_lead": new_lead,
    "dropped": dropped,
    "truncated": truncated,
    "reordered": reordered,
    "background": background,
    "edited": edited,
    "merged": merged,
    "polite": polite,
    "corrected": corrected,
    "figures": figures,
    "dates": dates,
    "agencies": agencies,
    "ai_terms": ai_terms,
    "headline": headline,
    "captions": captions,
    "byline": byline,
    "tail": tail,
    "typography": typography,
    "glyphs": glyphs,
    "spacing": spacing,
    "nfd": nfd,
}


def applied(draft: Draft, steps: Mapping[str, float], rng: Random) -> tuple[Draft, tuple[str, ...]]:
    """The draft after these steps (name → strength), in the order of `REWRITES`, and the names of
    those that changed it."""
    names = []
    for name, rewrite in REWRITES.items():
        if name in steps:
            after = rewrite(draft, rng, steps[name])
            if after.text != draft.text:
                names.append(name)
            draft = after
    return draft, tuple(names)
