"""A briefing on a few days of the corpus, as figures and selections: pure reading.

The same corpus gives the same digest: every order is settled to the last tie, and nothing in it is
the time at which it was made. Words and layout are made elsewhere (`flows.briefing`).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from db.digest import shape
from db.digest.biggest import biggest
from db.digest.changes import edits
from db.digest.counts import by_tag, provinces, totals, towns
from db.digest.gaps import coverage
from db.digest.money import amounts, programmes
from db.digest.scope import FOCUS, Scope
from db.digest.shape import Asked, Digest, Focus
from db.digest.span import NoSuchSpan, Span, span, week
from db.digest.taken import releases
from db.digest.voices import voices
from db.periods import reaches

__all__ = ["Asked", "Digest", "NoSuchSpan", "Span", "digest", "span", "week"]

#: How many of each are told.
STORIES, FOCUSED, PROGRAMMES, AMOUNTS, PEOPLE, RELEASES, EDITS = 10, 5, 12, 10, 6, 8, 8


def digest(session: Session, of: Span, asked: Asked | None = None, *, today: date) -> Digest:
    """Everything about these days, limited to what is ``asked``. ``today`` (in Korea) tells whether
    the last day is over.
    """
    asked = asked or Asked()
    scope = Scope(asked.outlets, asked.topic, (asked.region,) if asked.region else ())
    regions = by_tag(session, scope, of, "region")
    people, cited = voices(session, scope, of, "speaker", PEOPLE)
    agencies, _ = voices(session, scope, of, "agency", PEOPLE, used=cited)
    missing = coverage(session, scope, of)
    return Digest(
        span=of,
        open=of.last >= today,
        compared=reaches(missing.corpus_since, of.before.since),
        asked=asked,
        totals=totals(session, scope, of),
        focus=None if asked.region else _focus(session, scope, of),
        topics=by_tag(session, scope, of, "topic"),
        regions=towns(regions, (asked.region,)) if asked.region else provinces(regions),
        biggest=biggest(session, scope, of, STORIES),
        programmes=programmes(session, scope, of, PROGRAMMES),
        amounts=amounts(session, scope, of, AMOUNTS),
        people=people,
        agencies=agencies,
        releases=releases(session, scope, of, RELEASES),
        edits=edits(session, scope, of, EDITS),
        coverage=missing,
    )


def _focus(session: Session, scope: Scope, of: Span) -> Focus:
    narrow = Scope(scope.outlets, scope.topic, FOCUS)
    numbers: shape.Totals = totals(session, narrow, of)
    return Focus(
        numbers.stories, numbers.articles, towns(by_tag(session, narrow, of, "region"), FOCUS),
        biggest(session, narrow, of, FOCUSED),
    )  # fmt: skip
