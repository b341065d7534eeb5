"""What a digest says, in Korean and English."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Literal

from db.digest.shape import SMALL, Number
from korean.dates import kst
from korean.figures import krw, won
from korean.names import topics

Lang = Literal["ko", "en"]
Pair = tuple[str, str]

WORDS: Mapping[str, Pair] = {
    "title": ("AI 정책 브리핑", "AI policy digest"),
    "week": ("{year}년 제{week}주", "Week {week} of {year}"),
    "all": ("전국, 모든 주제, 모든 매체", "The whole country, all topics, all outlets"),
    "region_is": ("지역: {}", "Region: {}"),
    "topic_is": ("주제: {}", "Topic: {}"),
    "outlets_are": ("매체: {}", "Outlets: {}"),
    "contents": ("차례", "Contents"),
    "definitions": ("세는 법", "How this was counted"),
    "source": ("출처", "Source"),
    "was": ("고치기 전", "Before"),
    # figures
    "new_stories": ("새 이야기", "New stories"),
    "articles": ("기사", "Articles"),
    "outlets": ("보도한 매체", "Outlets reporting"),
    "continued": ("이어진 이야기", "Stories going on"),
    "continued_note": ("이 기간 전에 시작됨", "begun before these days"),
    "previous": ("직전 {days}일 {number}", "{number} in the {days} days before"),
    "no_before": ("직전 기간 자료 없음", "nothing known of the time before"),
    "came": ("새로", "new"),
    "same": ("같음", "same"),
    # notes
    "open": ("마지막 날이 아직 끝나지 않았습니다.", "The last day is not over yet."),
    "empty": (
        "이 조건에 맞는 기사가 이 기간에 없습니다.", "No article of these days meets these conditions.",
    ),
    "young": (
        "자료는 {day}부터 있습니다. 직전 기간과 견줄 수 없어 늘고 줄어든 폭을 적지 않습니다.",
        "The corpus begins on {day}: it cannot be compared with the time before, so no changes are told.",
    ),
    "gappy": (
        "매체 {number}곳의 기사가 빠졌을 수 있습니다. ‘빠진 것’을 보십시오.",
        "Articles may be missing (outlets: {number}): see ‘What is missing’.",
    ),
    "undated": (
        "날짜를 알 수 없는 기사 {number}건은 세지 않았습니다.",
        "Articles without a known date, not counted: {number}.",
    ),
    # sections
    "focus": ("대구·경북", "Daegu and Gyeongbuk"),
    "focus_lead": (
        "새 이야기 {stories}건, 기사 {articles}건. 직전 {days}일에는 {before}건, {before_articles}건이었습니다.",
        "New stories: {stories}, articles: {articles}; {before} and {before_articles} in the {days} days before.",
    ),
    "focus_lead_young": (
        "새 이야기 {stories}건, 기사 {articles}건.", "New stories: {stories}, articles: {articles}.",
    ),
    "none_there": ("이 기간에는 없습니다.", "None in these days."),
    "towns": ("시·군·구", "Municipalities"),
    "stories_there": ("이야기", "Stories"),
    "biggest": ("가장 널리 실린 이야기", "The most widely printed stories"),
    "biggest_lead": (
        "여러 매체가 실은 순서입니다. 제목은 처음 나온 글의 것입니다.",
        "By the number of outlets. The headline is that of the text it began with.",
    ),
    "topics": ("주제별", "By topic"),
    "topics_lead": (
        "한 이야기가 여러 주제에 들 수 있습니다.", "A story may be of several topics.",
    ),
    "regions": ("지역별", "By region"),
    "regions_lead": ("본문이 다룬 지역입니다.", "Regions that the texts are about."),
    "programmes": ("새로 등장한 법·사업", "New laws and programmes"),
    "programmes_lead": (
        "자료에 처음 나왔거나, 직전 기간에 없다가 다시 나온 것입니다.",
        "Named in the corpus for the first time, or again after a period without.",
    ),
    "first": ("처음", "first time"),
    "again": ("다시", "again"),
    "last_before": ("지난번 {day}", "last {day}"),
    "amounts": ("큰 금액", "The largest sums"),
    "amounts_lead": (
        "기사에 적힌 금액입니다. 계획·목표·배경 수치도 섞여 있으니 기사를 확인하십시오.",
        "Sums as articles give them: plans, aims and background figures among them. Read the article.",
    ),
    "also": ("같은 금액이 나온 이야기 {number}건", "an equal sum in {number} stories"),
    "voices": ("누가 말했나", "Who spoke"),
    "voices_lead": (
        "직접 인용이 많은 순서입니다. 같은 이야기에 실린 같은 말은 한 번만 셉니다.",
        "By direct quotations; the same words in one story count once.",
    ),
    "people": ("사람", "People"),
    "bodies": ("기관", "Public bodies"),
    "quotes": ("인용 {number}회", "{number} quotations"),
    "in_stories": ("이야기 {number}건", "{number} stories"),
    "releases": ("보도자료와 받아쓰기", "Press releases and their use"),
    "releases_lead": (
        "나온 보도자료 {published}건 가운데 {taken}건이 기사 {articles}건이 되었고, 그중 {verbatim}건은 글의 90% 이상이 보도자료 그대로입니다.",
        "Releases: {published}; taken over: {taken}. Articles made of them: {articles}; nine tenths word for word: {verbatim}.",
    ),
    "printed": ("기사 {number}건", "{number} articles"),
    "kept": ("기사의 {share}가 보도자료 문장", "{share} of the articles' text is the release's"),
    "added": ("덧붙인 문장 {number}개", "{number} sentences added"),
    "nothing_added": ("덧붙인 문장 없음", "nothing added"),
    "delay": ("{span} 만에 첫 기사", "first printed after {span}"),
    "same_day": ("같은 날 첫 기사", "first printed the same day"),
    "edits": ("고친 기사", "Edited articles"),
    "edits_lead": (
        "나온 뒤 제목이나 본문이 바뀐 기사입니다. 바로잡은 것이 먼저입니다.",
        "Headlines or texts that changed after they were out; corrections first.",
    ),
    "correction": ("정정", "correction"),
    "edited": ("수정", "edited"),
    "seen": ("{time} 확인", "seen {time}"),
    "paragraphs": ("문단 {number}개 바뀜", "{number} paragraphs changed"),
    "headline_changed": ("제목 바뀜", "headline changed"),
    "subtitle_changed": ("부제 바뀜", "subtitle changed"),
    "gaps": ("빠진 것", "What is missing"),
    "gaps_lead": (
        "지켜보는 매체 {outlets}곳 가운데 {visited}곳을 이 기간에 방문했습니다.",
        "Of {outlets} outlets that are followed, {visited} were visited in these days.",
    ),
    "no_gaps": ("빠진 것으로 보이는 매체가 없습니다.", "No outlet seems to be missing."),
    "gap_unvisited": ("방문하지 않음, 기사 없음", "Not visited, no articles"),
    "gap_failed": ("모든 방문 실패", "Every visit failed"),
    "gap_partly": ("일부 방문 실패", "Some visits failed"),
    "gap_ill": ("상태 이상", "Not well"),
    "gap_silent": ("방문했으나 이 기간의 기사 없음", "Visited, nothing dated in these days"),
    "of_visits": ("{number}번 중 {failed}번", "{failed} of {number}"),
    # tables
    "name": ("이름", "Name"),
    "change": ("변화", "Change"),
    # stories
    "n_outlets": ("매체 {number}곳", "{number} outlets"),
    "n_articles": ("기사 {number}건", "{number} articles"),
    "more": ("{names} 등 {number}곳", "{names} and {number} more"),
    "release": ("보도자료", "release"),
    "since": ("{day}에 시작", "begun {day}"),
}  # fmt: skip

#: English for one of what `WORDS` has in the plural.
ONE: Mapping[str, str] = {
    "quotes": "1 quotation", "in_stories": "1 story", "n_articles": "1 article",
    "printed": "1 article", "added": "1 sentence added", "paragraphs": "1 paragraph changed",
}  # fmt: skip
#: English for what was before, where the period is one day.
ONE_DAY: Mapping[str, str] = {
    "previous": "{number} the day before",
    "focus_lead": "New stories: {stories}, articles: {articles}; {before} and {before_articles} the day before.",
}  # fmt: skip
DEFINITIONS: tuple[tuple[Pair, Pair], ...] = (
    (("기사", "Article"), (
        "AI 정책으로 판정된 글 하나. 한국 시간으로 이 기간에 게시된 것만 셉니다. 끝나는 날도 들어갑니다.",
        "One text judged to be AI policy, published in these days by Korean time, the last day included.",
    )),
    (("이야기", "Story"), (
        "같은 글을 실은 기사의 묶음. 여러 매체가 옮겨 실어도 이야기 하나입니다. 홀로 선 기사도 이야기 하나입니다.",
        "Articles that carry the same text: however many outlets print it, one story. An article alone is one, too.",
    )),
    (("새 이야기", "New story"), (
        "첫 기사가 이 기간에 나온 이야기. 그 전에 시작한 것은 ‘이어진 이야기’입니다.",
        "One whose first article is of these days; those begun before are ‘going on’.",
    )),
    (("변화", "Change"), (
        f"새 이야기를 바로 앞 같은 날수와 견줍니다. 어느 쪽이든 {SMALL}건보다 적으면 비율 대신 건수 차이를 적습니다.",
        f"New stories against as many days directly before. With fewer than {SMALL} on either side the difference is given, no percentage.",
    )),
    (("발췌와 인용", "Excerpts and quotations"), (
        "원문은 각 매체에 있습니다. 첫머리 200자와 짧은 인용만 출처와 함께 싣습니다.",
        "The texts are their publishers'. Up to 200 characters of the beginning and short quotations are given, with their source.",
    )),
)  # fmt: skip

NAMES: Mapping[str, Mapping[str, Pair]] = {
    "sort": {
        "law": ("법", "law"), "strategy": ("전략", "strategy"), "programme": ("사업", "programme"),
    },
    "use": {
        "national": ("국비", "national funds"), "local": ("지방비", "local funds"),
        "project": ("사업비", "project cost"), "investment": ("투자", "investment"),
        "budget": ("예산", "budget"), "other": ("", ""),
    },
    "state": {
        "certificate": ("인증서 문제", "certificate"), "robots": ("robots 거절", "robots"),
        "blocked": ("차단됨", "blocked"), "unreachable": ("닿지 않음", "unreachable"),
        "failing": ("실패 중", "failing"), "drift": ("화면 바뀜", "layout changed"),
        "unstored": ("저장 안 됨", "nothing stored"), "feed_dead": ("피드 멈춤", "feed dead"),
        "undated": ("날짜 없음", "undated"), "quiet": ("조용함", "quiet"),
        "unvisited": ("방문 안 함", "unvisited"),
    },
}  # fmt: skip
_WEEKDAYS = ("월화수목금토일", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Speech:
    """One language's words, numbers and times."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self._at = 0 if lang == "ko" else 1

    def __call__(self, word: str, *values: object, **named: object) -> str:
        """A phrase with its values filled in."""
        said = self.either(WORDS[word])
        if self.lang == "en" and named.get("number") == 1:
            said = ONE.get(word, said)
        if self.lang == "en" and named.get("days") == 1:
            said = ONE_DAY.get(word, said)
        return said.format(*values, **named) if values or named else said

    def either(self, pair: Pair) -> str:
        return pair[self._at]

    def name(self, kind: str, value: str) -> str:
        """What a value is called; itself where it has no other name."""
        known = topics() if kind == "topic" else NAMES[kind]
        pair = known.get(value)
        return value if pair is None else pair[self._at]

    def money(self, amount: int) -> str:
        return won(amount) if self.lang == "ko" else krw(amount)

    def day(self, at: datetime | date, *, year: bool = True) -> str:
        """In Korea: ``2026년 11월 20일(금)``, ``Fri 20 Nov 2026``."""
        on = kst(at).date() if isinstance(at, datetime) else at
        weekday = _WEEKDAYS[self._at][on.weekday()]
        if self.lang == "ko":
            return f"{f'{on.year}년 ' if year else ''}{on.month}월 {on.day}일({weekday})"
        return f"{weekday} {on.day} {_MONTHS[on.month - 1]}{f' {on.year}' if year else ''}"

    def days(self, first: date, last: date) -> str:
        """From one day to another, the year where it is needed; no day is broken between lines."""
        once = first.year == last.year
        ko = self.lang == "ko"
        ends = (self.day(first, year=ko or not once), self.day(last, year=not ko or not once))
        unbroken = (end.replace(" ", "\u00a0") for end in ends)
        return " – ".join(unbroken) if first != last else self.day(first)

    def minute(self, at: datetime) -> str:
        """The day and the minute; midnight is a day without a time, as releases print it."""
        when = kst(at)
        if when.time() == time():
            return self.day(at, year=False)
        return f"{self.day(at, year=False)} {when:%H:%M}"

    def times(self, first: datetime, last: datetime) -> str:
        """From one time to another: both days, or the one day with its hours; without the hours where
        the first is not known.
        """
        begin, end = kst(first), kst(last)
        if begin.date() != end.date():
            return f"{self.minute(first)} – {self.minute(last)}"
        if begin == end or begin.time() == time():
            return self.minute(first)
        return f"{self.minute(first)} – {end:%H:%M}"

    def length(self, seconds: int) -> str:
        """In its largest unit; part of a minute is one."""
        for size, korean, english in ((86_400, "일", "d"), (3600, "시간", "h"), (60, "분", "min")):
            if abs(seconds) >= size or size == 60:
                number = max(1, round(abs(seconds) / size))
                return f"{number}{korean}" if self.lang == "ko" else f"{number} {english}"
        raise AssertionError

    def change(self, number: Number) -> tuple[str, str]:
        """How a number moved, and its tone: a percentage only where the numbers carry one."""
        if number.now == number.before:
            return self("same"), ""
        tone = "up" if number.now > number.before else "down"
        if number.growth is not None:
            percent = round(abs(number.growth) * 100)
            return f"{'+' if tone == 'up' else '−'}{percent}%", tone
        if number.before == 0:
            return f"{self('came')} +{number.now}", tone
        return f"{'+' if tone == 'up' else '−'}{abs(number.now - number.before)}", tone
