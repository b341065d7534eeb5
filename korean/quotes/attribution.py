"""Who said each quotation: in its sentence, beside it, or through an earlier mention."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from korean.quotes import lexicon
from korean.quotes.bodies import body_at, topics
from korean.quotes.caption import voice
from korean.quotes.marks import Pair
from korean.quotes.mentions import OPEN, Mentions, Source
from korean.quotes.person import Person, Span
from korean.quotes.reading import topic_person
from korean.quotes.said import Attributed, Said, elsewhere
from korean.quotes.speech import LISTED, Form, in_caption
from korean.quotes.verbs import is_told, last_verb, verb_behind

_OTHERS = lexicon.words("nouns", "others")
_OTHERS_GO_ON = re.compile(
    r"(?:에|도|과|와|까지|만|속|[이가]\s?(?:끊|나|있|많|제|쏟|터|이어|줄|들|잇|커|높|여|돈|돌|오|고|일))"
)
_OWNED = "|".join(sorted(lexicon.words("verbs", "nouns"), key=len, reverse=True))
_OWNERS = re.compile(rf"(?P<word>[가-힣A-Za-z]+)의\s(?:{_OWNED})이")
_OWNER = re.compile(rf"\s(?:[가-힣]+\s)?(?:{_OWNED})")
_SO = r"(?:이렇게|이같이|이\s같이|이처럼|이와\s같이|다음과\s같이|이런|이같은|이와\s같은)"
_ANNOUNCED = re.compile(rf"{_SO}\s(?:[가-힣]+\s){{0,4}}?(?P<verb>[가-힣]+다)[.:]?\s*$")
_SAID_SO = re.compile(
    rf"{_SO}\s|\s말이다|\s말입니다|의\s(?:[가-힣]+\s)?(?:{_OWNED}|목표)(?:이다|입니다|다)"
)
#: “…”는 말도 덧붙였다: the speaker's own addition, no others' word.
_ADDED = re.compile(r"(?:도|을|만)\s(?:덧붙|보탰|남겼|남긴|되풀이|건넸|잊지|했다|했습)")
#: A topic or subject right in front of the quotation: whoever it is, it is not the last speaker.
_OTHER_SUBJECT = re.compile(
    r"[가-힣A-Za-z0-9%)](?:은|는|이|가|도)\s(?:(?:그러나|하지만|다만|이날|다시|또|거듭|재차|반면|곧바로|끝내|이어)\s)?$"
)
_NO_SUBJECT = re.compile(
    r"(?:^|\s)(?:[^\s]*(?:에|에서|으로|로|서|고|라|다|때|면)(?:는|도)|이는|그는|이제는|다만|또는|또한|이어)\s?$"
)
_GOES_ON = re.compile(
    r"\s*(?:그러면서|이어서?|또한?|아울러|특히|끝으로|마지막으로|다만|이와\s함께|덧붙여|더불어|더욱이|나아가|무엇보다)(?:는|도)?,?\s"
)
_SAID = ("고", "라고", "이라고")
_ASKED = re.compile(r"(?:자|지만|으나)$")
_ACCORDING = re.compile(r"\s(?:따르면|의하면)")
_REACH = 200  # characters in which a neighbour sentence is looked at


class Reader:
    """Reads one text's quotations in order. ``text`` is the body, ``outside`` it without speech."""

    def __init__(self, text: str, mentions: Mentions, said: Sequence[Said]) -> None:
        self.text, self.outside = text, mentions.text
        self.mentions, self.said = mentions, said
        self._last: Attributed | None = None  # the last quotation whose speaker is known
        self._answering: Attributed | None = (
            None  # the last one that is no question put to somebody
        )

    def read(self) -> list[Attributed]:
        found: list[Attributed] = []
        previous: Attributed | None = None
        for at, said in enumerate(self.said):
            if said.form.word == LISTED:
                found.append(Attributed(said))  # as the last one of its list
                continue
            previous = self._one(at, previous)
            found.append(previous)
            if not previous.source.is_open:
                self._last = previous
                if not self._is_asked(previous.verb):
                    self._answering = previous
            elif not self._by_others(said):
                self._last = None
        for at in range(len(found) - 2, -1, -1):
            if found[at].said.form.word == LISTED:
                found[at] = replace(found[at + 1], said=found[at].said)
        return self._share_verbs(found)

    def _one(self, at: int, previous: Attributed | None) -> Attributed:
        said = self.said[at]
        pair = said.pair
        if in_caption(self.text, pair) and (person := voice(self.outside, pair)):
            if person.kind == "named":
                self.mentions.add(person)
            return Attributed(said, self.mentions.source(person))
        first = self.mentions.sentence_start(pair.start - 1)
        last = self.mentions.sentence_end(pair.end + 1)
        begin, stop = first, last
        if previous and previous.said.pair.end > first:
            begin = max(previous.said.pair.end + 1, previous.said.form.end)
        if at + 1 < len(self.said):
            stop = min(last, self.said[at + 1].pair.start - 1)
        verb = verb_behind(self.outside, said.form, stop)
        if said.form.noun and (owner := self._owner(said.form)):
            return Attributed(said, owner, verb)
        if self._by_others(said):
            return Attributed(said)
        told = is_told(self.outside, verb) or self._is_asked(verb)
        source = self.subject(begin, pair.start - 1, nearest=told)
        if source is None and begin > first and previous:
            return Attributed(said, self._chained(previous, first), verb)
        if (
            begin > first
            and previous
            and self._is_pronoun_of_asked(previous, begin, pair.start - 1)
        ):
            source = self._asked(previous, first)
        source = source or self._behind(said, stop)
        if source is None and said.form.stands_alone:
            source, verb = self._beside(pair, first)
        return Attributed(said, source or self._continued(said, first) or OPEN, verb)

    # -- in the sentence -------------------------------------------------------------------------------

    def _owner(self, form: Form) -> Source | None:
        """“…”는 김 의원의 지적: whose noun it is."""
        for person in self.mentions.between(form.end, form.noun_end):
            if person.particle == "의":
                return self.mentions.source(person)
        return None

    def subject(self, start: int, end: int, *, nearest: bool = False) -> Source | None:
        """Who the words before the quotation are about: the last topic, else the last subject.

        ``nearest``: the last of both, for a saying that the topic only tells of.
        """
        here = self.mentions.between(start, end)
        person = next((p for p in reversed(here) if p.is_topic), None)
        if nearest or person is None:
            according = (p for p in reversed(here) if _ACCORDING.match(self.outside, p.end))
            last = next((p for p in reversed(here) if p.is_subject), None)
            person = next(according, None) or last or person
        if person is None and not here and (other := self._other_topic(start, end)):
            return other
        person = person or next((p for p in reversed(here) if p.is_subject), None)
        if person:
            return OPEN if self.mentions.is_joint(person) else self.mentions.source(person)
        return self._other_topic(start, end) if here else None

    def _other_topic(self, start: int, end: int) -> Source | None:
        """A topic that is no known office: a name, somebody of a rare calling, a body."""
        for topic in topics(self.outside, start, end):
            word = topic.word.of(self.outside)
            if self.mentions.is_known(word):
                name = topic.word
                return self.mentions.source(Person(name.start, topic.end, "named", name))
            if source := self.mentions.last_named(word):
                return source
            if word == "시장" and (source := self.mentions.holder(topic.word)):
                return source
            if not topic.is_side and (
                person := topic_person(self.outside, topic.word, topic.particle, topic.end, start)
            ):
                self.mentions.add(person)
                return self.mentions.source(person)
            if body := body_at(self.outside, topic, start):
                return Source(organisation=body)
            if word.endswith("들") and len(word) > 2:
                return Source(office=Span(topic.word.start, topic.word.end - 1))
        return None

    def _behind(self, said: Said, stop: int) -> Source | None:
        """“…”라고 이 시장은 말했다; “…”는 게 김 교수의 설명이다."""
        for person in self.mentions.between(said.form.end, stop):
            if person.is_subject:
                return self.mentions.source(person)
            if person.particle == "의" and _OWNER.match(self.outside, person.end):
                return self.mentions.source(person)
        return None

    def _chained(self, previous: Attributed, first: int) -> Source:
        """The second of two quotations in a sentence that names nobody in between."""
        if self._by_others(previous.said):
            return self.subject(first, previous.said.pair.start - 1) or OPEN
        if self._is_asked(previous.verb):
            return self._asked(previous, first)
        return previous.source

    def _asked(self, previous: Attributed, first: int) -> Source:
        """Who answers: the sentence's topic (김 수석은 진행자가 “…”고 묻자 “…”고 답했다), else who spoke just
        before somebody asked."""
        start = previous.said.pair.start - 1
        if (topic := self.subject(first, start)) and topic != previous.source:
            return topic
        earlier = self._answering
        if earlier is None or earlier.said.pair.end > first:
            return OPEN
        over = self.mentions.sentence_end(earlier.said.pair.end + 1)
        return OPEN if self.outside[over:first].strip() else elsewhere(earlier.source)

    def _is_pronoun_of_asked(self, previous: Attributed, start: int, end: int) -> bool:
        """시장이 “…”고 묻자 그는 “…”: he is not who asked."""
        here = self.mentions.between(start, end)
        return self._is_asked(previous.verb) and [p.kind for p in here] == ["pronoun"]

    def _is_asked(self, verb: Span | None) -> bool:
        return bool(verb and _ASKED.search(verb.of(self.text)))

    def _by_others(self, said: Said) -> bool:
        """“…”는 질문에, “…”는 지적도 나온다: not what the sentence's subject says."""
        noun = said.form.noun
        if noun not in _OTHERS:
            return False
        if _ADDED.match(self.outside, said.form.noun_end):
            return False
        return bool(_OTHERS_GO_ON.match(self.outside, said.form.noun_end))

    # -- beside it -------------------------------------------------------------------------------------

    def _beside(self, pair: Pair, first: int) -> tuple[Source | None, Span | None]:
        """A quotation that is a sentence of its own: owned by the next one, announced by the last."""
        begin = pair.end + 1
        while begin < len(self.outside) and self.outside[begin] in " .\n":
            begin += 1
        end = min(self.mentions.sentence_end(begin + 1), begin + _REACH)
        if _SAID_SO.search(self.outside, begin, end):
            for person in self.mentions.between(begin, end):
                if person.particle == "의" or person.is_subject:
                    source = self.mentions.source(person)
                    if "\n" in self.outside[pair.end : begin]:
                        source = elsewhere(source)
                    return source, last_verb(self.outside, begin, end)
            if owner := _OWNERS.search(self.outside, begin, end):
                word = Span(*owner.span("word"))
                named = topic_person(self.outside, word, "의", word.end + 1, begin)
                if named:
                    return self.mentions.source(named), None
        beat = self.mentions.between(begin, end)
        alone = len(beat) == 1 and beat[0].is_subject and "\n" not in self.outside[pair.end : begin]
        if alone and not any(begin < s.pair.start < end for s in self.said):
            return self.mentions.source(beat[0]), last_verb(self.outside, begin, end)
        low = max(0, first - _REACH)
        before = self.outside[low:first].rstrip()
        sentence = self.mentions.sentence_start(low + len(before) - 1)
        if announced := _ANNOUNCED.search(before):
            if found := self.subject(sentence, low + announced.start() + 1):
                return elsewhere(found), Span(
                    low + announced.start("verb"), low + announced.end("verb")
                )
        elif "\n" not in self.outside[low + len(before) : first]:
            topic = [p for p in self.mentions.between(sentence, low + len(before)) if p.is_topic]
            if len(topic) == 1 and self.text[low + len(before) - 1] == ".":
                source = self.mentions.source(topic[0])
                if source.name and not any(
                    s.pair.start > sentence and s.pair.end < first for s in self.said
                ):
                    return elsewhere(source), None
        if (only := self.mentions.only()) and self._is_paragraph(pair):
            return elsewhere(only), None
        return None, None

    def _is_paragraph(self, pair: Pair) -> bool:
        """A quotation alone on its line, as answers in an interview are."""
        line = self.outside.rfind("\n", 0, pair.start) + 1
        end = self.outside.find("\n", pair.end)
        rest = self.outside[pair.end + 1 : len(self.outside) if end < 0 else end]
        return not rest.strip(" .") and line == pair.start - 1

    # -- through an earlier one ----------------------------------------------------------------------

    def _continued(self, said: Said, first: int) -> Source | None:
        """이어 “…”고 덧붙였다: the last speaker goes on, where nobody came between."""
        if self._last is None:
            return None
        source, at = self._last.source, self._last.said.pair.end
        if not said.form.word and not _GOES_ON.match(self.outside, first):
            return None
        over = self.mentions.sentence_end(at + 1)
        if self.outside[over:first].strip() and not _GOES_ON.match(self.outside, first):
            return None
        ahead = self.outside[max(first, said.pair.start - 40) : said.pair.start - 1]
        if _OTHER_SUBJECT.search(ahead) and not _NO_SUBJECT.search(ahead):
            return None
        name = source.name.of(self.text) if source.name else None
        for person in self.mentions.between(at, said.pair.start - 1):
            if person.kind != "pronoun" and (
                person.kind != "named" or not person.name or person.name.of(self.text) != name
            ):
                return None
        return elsewhere(source)

    # -- verbs -----------------------------------------------------------------------------------------

    def _share_verbs(self, found: list[Attributed]) -> list[Attributed]:
        """“…”며 “…”고 강조했다: the first has the second's verb."""
        for at in range(len(found) - 2, -1, -1):
            one, following = found[at], found[at + 1]
            alike = one.source == following.source or one.said.form.word.startswith(_SAID)
            if one.verb is None and following.verb and alike:
                start = following.said.pair.start - 1
                if self.mentions.sentence_start(start) <= one.said.pair.start:
                    found[at] = replace(one, verb=following.verb)
        return found
