"""From a digest's figures to a page: which sections there are, and what stands in them."""

from __future__ import annotations

from collections.abc import Sequence

from db.digest.shape import (
    Amount,
    Count,
    Digest,
    Edit,
    Gap,
    Programme,
    Release,
    Source,
    Story,
    Voice,
)
from flows.briefing.page import (
    Cell,
    Figure,
    Heading,
    Item,
    Items,
    Lines,
    Page,
    Section,
    Table,
)
from flows.briefing.words import DEFINITIONS, Lang, Speech

#: Rows of a table of topics, regions or municipalities.
ROWS = 18
TOWNS = 10
#: Outlets of a story that are named.
NAMED = 5


def compose(digest: Digest, lang: Lang = "ko") -> Page:
    """The page, the same for the same digest."""
    return _Composer(digest, Speech(lang)).page()


class _Composer:
    def __init__(self, digest: Digest, say: Speech) -> None:
        self.digest = digest
        self.say = say
        self.young = not digest.compared

    def page(self) -> Page:
        say, span = self.say, self.digest.span
        period = say.days(span.first, span.last)
        if "W" in span.name:
            year, _, week = span.name.partition("-W")
            period = f"{say('week', year=year, week=int(week))} · {period}"
        return Page(
            say.lang, say("title"), period, self._about(), self._figures(), tuple(self._notes()),
            tuple(s for s in self._sections() if s is not None),
            tuple((say.either(term), say.either(meaning)) for term, meaning in DEFINITIONS),
            {word: say(word) for word in ("contents", "definitions", "source", "was")},
        )  # fmt: skip

    def _about(self) -> str:
        asked, say = self.digest.asked, self.say
        said = [
            say(word, value)
            for word, value in (
                ("region_is", asked.region),
                ("topic_is", asked.topic and say.name("topic", asked.topic)),
                ("outlets_are", ", ".join(asked.outlets)),
            )
            if value
        ]
        return " · ".join(said) or say("all")

    def _figures(self) -> tuple[Figure, ...]:
        totals, say = self.digest.totals, self.say
        counted = (("new_stories", totals.stories), ("articles", totals.articles), ("outlets", totals.outlets))  # fmt: skip
        return (
            *(Figure(f"{n.now:,}", say(word), self._before(n.before)) for word, n in counted),
            Figure(f"{totals.continued:,}", say("continued"), say("continued_note")),
        )

    def _before(self, number: int) -> str:
        if self.young:
            return self.say("no_before")
        return self.say("previous", days=self.digest.span.days, number=f"{number:,}")

    def _notes(self) -> list[str]:
        digest, say = self.digest, self.say
        notes = []
        if not digest.totals.articles.now:
            notes.append(say("empty"))
        if digest.open:
            notes.append(say("open"))
        if self.young and digest.coverage.corpus_since:
            notes.append(say("young", day=say.day(digest.coverage.corpus_since)))
        if digest.coverage.gaps:
            notes.append(say("gappy", number=len(digest.coverage.gaps)))
        if digest.totals.undated:
            notes.append(say("undated", number=f"{digest.totals.undated:,}"))
        return notes

    def _sections(self) -> list[Section | None]:
        digest, say = self.digest, self.say
        edits = tuple(self._edit(e) for e in digest.edits)
        told = {s.origin.article_id for s in digest.focus.biggest} if digest.focus else set()
        biggest = [self._story(s, excerpt=s.origin.article_id not in told) for s in digest.biggest]
        return [
            self._focus(),
            self._items("biggest", biggest, numbered=True),
            self._counts("topics", digest.topics, "topic"),
            self._counts("regions", digest.regions, "region"),
            self._items("programmes", [self._programme(p) for p in digest.programmes]),
            self._items("amounts", [self._amount(a) for a in digest.amounts], numbered=True),
            self._voices(),
            self._releases(),
            Section("edits", say("edits"), say("edits_lead"), (Items(edits),)) if edits else None,
            self._gaps(),
        ]

    # -- numbers -------------------------------------------------------------------------------------

    def _focus(self) -> Section | None:
        focus, say = self.digest.focus, self.say
        if focus is None:
            return None
        lead = say(
            "focus_lead_young" if self.young else "focus_lead",
            stories=focus.stories.now, articles=focus.articles.now, days=self.digest.span.days,
            before=focus.stories.before, before_articles=focus.articles.before,
        )  # fmt: skip
        stories = tuple(self._story(story) for story in focus.biggest)
        blocks: tuple[Items | Heading | Table, ...] = ()
        if stories:
            blocks = (Heading(say("stories_there")), Items(stories))
        if focus.towns:
            blocks += (Heading(say("towns")), self._table(focus.towns[:TOWNS], "region"))
        return Section("focus", say("focus"), lead, blocks)

    def _counts(self, id_: str, counts: Sequence[Count], kind: str) -> Section | None:
        there = [c for c in counts if c.articles.now or (c.stories.before and not self.young)]
        if not there:
            return None
        say = self.say
        return Section(id_, say(id_), say(f"{id_}_lead"), (self._table(there[:ROWS], kind),))

    def _table(self, counts: Sequence[Count], kind: str) -> Table:
        say = self.say
        most = max(count.stories.now for count in counts) or 1
        head = (say("name"), say("new_stories"), say("articles"))
        rows = []
        for count in counts:
            name = say.name("topic", count.value) if kind == "topic" else count.value
            row = (
                Cell(name, count.stories.now / most),
                Cell(f"{count.stories.now:,}"),
                Cell(f"{count.articles.now:,}"),
            )
            rows.append(row if self.young else (*row, Cell(*self._changed(count))))
        return Table(head if self.young else (*head, say("change")), tuple(rows))

    def _changed(self, count: Count) -> tuple[str, None, str]:
        said, tone = self.say.change(count.stories)
        return said, None, tone

    # -- items ---------------------------------------------------------------------------------------

    def _items(self, id_: str, items: Sequence[Item], *, numbered: bool = False) -> Section | None:
        if not items:
            return None
        say = self.say
        return Section(id_, say(id_), say(f"{id_}_lead"), (Items(tuple(items), numbered),))

    def _story(self, story: Story, *, excerpt: bool = True) -> Item:
        say = self.say
        when = say.times(story.first_at, story.last_at)
        facts = [self._outlets(story.outlets)]
        if story.articles > len(story.outlets):
            facts.append(say("n_articles", number=story.articles))
        facts.append(when)
        if story.began_at < self.digest.span.since:
            facts.append(say("since", day=say.day(story.began_at, year=False)))
        return Item(
            story.origin.title, story.origin.url, say("release") if story.release else "",
            tuple(facts), story.excerpt if excerpt else None,
        )  # fmt: skip

    def _outlets(self, names: Sequence[str]) -> str:
        if len(names) == 1:
            return names[0]
        said = ", ".join(names[:NAMED])
        if len(names) > NAMED:
            number = len(names) if self.say.lang == "ko" else len(names) - NAMED
            said = self.say("more", names=said, number=number)
        return f"{self.say('n_outlets', number=len(names))}: {said}"

    def _programme(self, programme: Programme) -> Item:
        say = self.say
        facts = [say.name("sort", programme.sort), say("in_stories", number=programme.stories)]
        if programme.last_before:
            facts.append(say("last_before", day=say.day(programme.last_before)))
        return Item(
            programme.value, None, say("first" if programme.first else "again"), tuple(facts),
            source=self._source(programme.source),
        )  # fmt: skip

    def _amount(self, amount: Amount) -> Item:
        say = self.say
        facts = [say.name("use", amount.use), *amount.agencies, *amount.regions]
        if amount.stories > 1:
            facts.append(say("also", number=amount.stories))
        return Item(
            say.money(amount.krw), facts=tuple(f for f in facts if f),
            source=self._source(amount.source),
        )  # fmt: skip

    def _source(self, source: Source) -> tuple[str, str | None]:
        when = f", {self.say.day(source.published_at, year=False)}" if source.published_at else ""
        return f"{source.title} ({source.outlet}{when})", source.url

    def _voices(self) -> Section | None:
        digest, say = self.digest, self.say
        blocks: list[Heading | Items] = []
        for word, some in (("people", digest.people), ("bodies", digest.agencies)):
            if some:
                blocks += [Heading(say(word)), Items(tuple(self._voice(voice) for voice in some))]
        if not blocks:
            return None
        return Section("voices", say("voices"), say("voices_lead"), tuple(blocks))

    def _voice(self, voice: Voice) -> Item:
        say = self.say
        facts = [
            voice.office, say("quotes", number=voice.quotes),
            say("in_stories", number=voice.stories),
        ]  # fmt: skip
        return Item(
            voice.name, facts=tuple(f for f in facts if f), quote=voice.said,
            source=self._source(voice.source) if voice.source else None,
        )  # fmt: skip

    def _releases(self) -> Section | None:
        releases, say = self.digest.releases, self.say
        if not releases.published:
            return None
        lead = say(
            "releases_lead", published=releases.published, taken=releases.taken,
            articles=releases.articles, verbatim=releases.verbatim,
        )  # fmt: skip
        items = Items(tuple(self._release(release) for release in releases.most))
        return Section("releases", say("releases"), lead, (items,) if items.items else ())

    def _release(self, release: Release) -> Item:
        say = self.say
        facts = [
            release.source.outlet,
            f"{say('printed', number=release.articles)} ({', '.join(release.outlets[:NAMED])})",
            say("kept", share=f"{release.share:.0%}"),
            say("added", number=release.added) if release.added else say("nothing_added"),
        ]
        if release.delay_seconds == 0:
            facts.append(say("same_day"))
        elif release.delay_seconds and release.delay_seconds > 0:
            facts.append(say("delay", span=say.length(release.delay_seconds)))
        return Item(release.source.title, release.source.url, facts=tuple(facts))

    def _edit(self, edit: Edit) -> Item:
        say = self.say
        facts = [edit.source.outlet, say("seen", time=say.minute(edit.seen_at))]
        if edit.title_was is not None:
            facts.append(say("headline_changed"))
        if "subtitle" in edit.changed:
            facts.append(say("subtitle_changed"))
        if edit.paragraphs:
            facts.append(say("paragraphs", number=edit.paragraphs))
        return Item(
            edit.source.title, edit.source.url, say("correction" if edit.correction else "edited"),
            tuple(facts), was=edit.title_was,
        )  # fmt: skip

    def _gaps(self) -> Section:
        coverage, say = self.digest.coverage, self.say
        lead = say("gaps_lead", outlets=coverage.outlets, visited=coverage.visited)
        if not coverage.gaps:
            return Section("gaps", say("gaps"), f"{lead} {say('no_gaps')}")
        kinds = list(dict.fromkeys(gap.kind for gap in coverage.gaps))
        lines = tuple(
            (say(f"gap_{kind}"), ", ".join(self._gap(g) for g in coverage.gaps if g.kind == kind))
            for kind in kinds
        )
        return Section("gaps", say("gaps"), lead, (Lines(lines),))

    def _gap(self, gap: Gap) -> str:
        """The outlet, with what is known of why. What a site or program said of it stays out: long,
        and often English.
        """
        why = []
        if gap.failed:
            why.append(self.say("of_visits", number=gap.visits, failed=gap.failed))
        if gap.state and gap.kind != "silent" and gap.state not in ("ok", "new", "rights"):
            why.append(self.say.name("state", gap.state))
        return f"{gap.name} ({', '.join(why)})" if why else gap.name
