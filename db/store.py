"""Store a batch: identity, versions, sketches, and the ledger, in one transaction.

What is stored has no story yet: its sketch is in the queue of `flows.stages.stories`, which looks
for copies once the batch is committed. An article gets its story there and nowhere else, so that a
copy never founds one of its own first.

Call inside ``writing(engine, exclusive=True)``: whether a text is new is decided by what is not in
the database yet. Storing the same batch of the same run again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, tuple_, update
from sqlalchemy.orm import Session

from db import candidates, history, labels, quotes
from db.candidates import Sketched
from db.models import (
    Article,
    ArticleRights,
    Capture,
    FeedState,
    Outcome,
    Tag,
    Verdict,
    Version,
)
from db.records import CaptureRecord, Ending, Incoming
from db.schedule import next_check
from db.slices import parts
from db.upsert import ignore, upsert
from db.values import columns, rights_row, tag_row, verdict_row, version_values
from korean.skeleton import text_hash

#: A look stamped so far in the future was stamped by a clock that was wrong, and says nothing. Less
#: heals by itself.
CLOCK_AHEAD = timedelta(days=1)


class Store:
    """One batch's way into the database. ``run_id`` must exist; ``extractor`` names the code."""

    def __init__(self, session: Session, run_id: str, now: datetime, extractor: str) -> None:
        self.session = session
        self.run_id = run_id
        self.now = now
        self.extractor = extractor
        self._sketched: list[Sketched] = []

    def save(self, incoming: Sequence[Incoming], endings: Sequence[Ending]) -> dict[str, str]:
        """Store all, return the outcome of each key that had none in this run yet."""
        everything: list[Incoming | Ending] = [*incoming, *endings]
        done = self._already({(item.outlet, item.key) for item in everything})
        incoming = [i for i in incoming if (i.outlet, i.key) not in done]
        endings = [e for e in endings if (e.outlet, e.key) not in done]
        everything = [*incoming, *endings]
        captures = self._captures((i.outlet, i.capture) for i in everything if i.capture)
        outcomes = self._articles(incoming, captures)
        self.session.flush()
        candidates.publish(self.session, self._sketched)
        self._light_rows(endings, captures)
        rows = [self._outcome_row(i, *outcomes[i.outlet, i.key]) for i in incoming]
        rows += [self._ending_row(e) for e in endings]
        if rows:
            self.session.execute(ignore(self.session, Outcome), sorted(rows, key=_ledger_key))
        return {row["key"]: row["outcome"] for row in rows}

    # -- the ledger -----------------------------------------------------------------------------

    def _already(self, keys: set[tuple[str, str]]) -> set[tuple[str, str]]:
        """Keys that have their outcome in this run: a restarted stage passes over them."""
        found: set[tuple[str, str]] = set()
        for part in parts(sorted(keys)):
            found.update(
                (outlet, key)
                for outlet, key in self.session.execute(
                    select(Outcome.outlet, Outcome.key).where(
                        Outcome.run_id == self.run_id, tuple_(Outcome.outlet, Outcome.key).in_(part)
                    )
                )
            )
        return found

    def _outcome_row(self, item: Incoming, outcome: str, reason: str | None) -> dict[str, Any]:
        return {
            "run_id": self.run_id, "outlet": item.outlet, "key": item.key, "url": item.url,
            "outcome": outcome, "reason": reason, "source": item.source,
            "http_status": item.capture.status if item.capture else None, "at": self.now,
        }  # fmt: skip

    def _ending_row(self, item: Ending) -> dict[str, Any]:
        return {
            "run_id": self.run_id, "outlet": item.outlet, "key": item.key, "url": item.url,
            "outcome": item.outcome, "reason": item.reason, "source": item.source,
            "http_status": item.http_status, "at": item.at,
        }  # fmt: skip

    # -- captures -------------------------------------------------------------------------------

    def _captures(
        self, captures: Iterable[tuple[str, CaptureRecord]]
    ) -> dict[tuple[str, int], int]:
        """Rows for archived responses; (file, offset) → id."""
        rows = {(c.file, c.offset): (outlet, c) for outlet, c in captures}
        if not rows:
            return {}
        save_captures(self.session, self.run_id, [rows[place] for place in sorted(rows)])
        ids: dict[tuple[str, int], int] = {}
        for part in parts(sorted(rows)):
            for id_, file, offset in self.session.execute(
                select(Capture.id, Capture.file, Capture.offset).where(
                    tuple_(Capture.file, Capture.offset).in_(part)
                )
            ):
                ids[file, offset] = id_
        return ids

    # -- articles -------------------------------------------------------------------------------

    def _articles(
        self, incoming: Sequence[Incoming], captures: Mapping[tuple[str, int], int]
    ) -> dict[tuple[str, str], tuple[str, str | None]]:
        known = self._known(incoming)
        held = labels.standing(self.session, [a.id for a in known.values()])
        provisional = self._with_provisional({i.outlet for i in incoming})
        outcomes: dict[tuple[str, str], tuple[str, str | None]] = {}
        for item in incoming:
            capture = (
                captures.get((item.capture.file, item.capture.offset)) if item.capture else None
            )
            article = known.get((item.outlet, item.key))
            if article is None and (item.provisional or item.outlet in provisional):
                article = self._under_another_key(item)
                if article is not None:
                    held |= labels.standing(self.session, [article.id])
            if article is None:
                outcome = self._new(item, capture)
            else:
                item = labels.heed(self.session, article.id, item, held, self.now)
                outcome = self._again(article, item, capture)
            outcomes[item.outlet, item.key] = outcome
        return outcomes

    def _known(self, incoming: Sequence[Incoming]) -> dict[tuple[str, str], Article]:
        found: dict[tuple[str, str], Article] = {}
        for part in parts(sorted({(i.outlet, i.key) for i in incoming})):
            for article in self.session.scalars(
                select(Article).where(tuple_(Article.outlet, Article.key).in_(part))
            ):
                found[article.outlet, article.key] = article
        return found

    def _with_provisional(self, outlets: set[str]) -> set[str]:
        """Outlets that have imported texts without an address."""
        return set(
            self.session.scalars(
                select(Article.outlet)
                .where(Article.outlet.in_(outlets), Article.key.startswith("text:"))
                .distinct()
            )
        )

    def _under_another_key(self, item: Incoming) -> Article | None:
        """An imported text has no address and so no key of the outlet: it and the crawled page of
        the same title and minute are one article. The real key and address win.
        """
        published = item.article.published
        if published is None:
            return None
        minute = published.at.replace(second=0, microsecond=0)
        query = select(Article).where(
            Article.outlet == item.outlet,
            Article.title == item.article.title,
            Article.published_at >= minute,
            Article.published_at < minute + timedelta(minutes=1),
        )
        if not item.provisional:
            query = query.where(Article.key.startswith("text:"))
        article = self.session.scalars(query.order_by(Article.id)).first()
        if article is not None and not item.provisional:
            article.key, article.url = item.key, item.url
        return article

    def _new(self, item: Incoming, capture: int | None) -> tuple[str, str | None]:
        on_topic = item.verdict.label == "on_topic"
        article = self._article(item, capture)
        self.session.add(article)
        self.session.flush()
        self._verdict(article.id, item)
        if not on_topic:
            return "off_topic", item.verdict.reason
        self._version(article, item, capture)
        self._sketch(article, item)
        return "stored", item.verdict.reason

    def _article(self, item: Incoming, capture: int | None) -> Article:
        published = item.article.published.at if item.article.published else None
        on_topic = item.verdict.label == "on_topic"
        article = Article(
            outlet=item.outlet, key=item.key, url=item.url, title=item.article.title,
            published_at=published, label=item.verdict.label, score=item.verdict.score,
            band=item.verdict.band, reason=item.verdict.reason, capture_id=capture,
            first_seen_at=item.captured_at, last_checked_at=item.captured_at,
            checks=1, run_id=self.run_id, extractor=None if on_topic else self.extractor,
        )  # fmt: skip
        article.next_check_at = _look(article, item)
        return article

    def _again(
        self, article: Article, item: Incoming, capture: int | None
    ) -> tuple[str, str | None]:
        """A known article was read again: an edit, nothing new, or a light row that grew up."""
        looked_last = article.last_checked_at
        if looked_last > self.now + CLOCK_AHEAD:
            looked_last = item.captured_at
            history.pull_back(self.session, article.id, self.now, item.captured_at)
        newest = item.captured_at >= looked_last
        article.last_checked_at = max(looked_last, item.captured_at)
        article.checks += 1
        stored = article.current_version_id is not None
        # One that is listed under other words than its own is still itself under its own title.
        if stored and item.article.misplaced and item.article.title != article.title:
            if newest:
                article.next_check_at = _look(article, item)
            return "unchanged", "another page stands in its place"
        self._verdict(article.id, item)
        published = item.article.published.at if item.article.published else article.published_at
        moved = newest and article.published_at != published
        if newest:
            article.published_at = published
            article.next_check_at = _look(article, item)
        if article.current_version_id is None and item.verdict.label == "off_topic":
            article.extractor = self.extractor
            if newest:
                article.title = item.article.title
                self._adopt_verdict(article, item)
            return "unchanged", "off_topic"
        if article.current_version_id is None:
            self._version(article, item, capture)
            self._sketch(article, item)
            self._adopt_verdict(article, item)
            return "stored", "rescored"
        self._sketch(article, item, moved=moved)
        return self._seen(article, item, capture, looked_last)

    def _sketch(self, article: Article, item: Incoming, *, moved: bool = False) -> None:
        """To be published at the end, if this is the article's current text then."""
        self._sketched.append(Sketched(article.id, item.text_hash, item.sketch, moved))

    def _seen(
        self, article: Article, item: Incoming, capture: int | None, looked_last: datetime
    ) -> tuple[str, str | None]:
        """A text of an article that has one: the same, one it had before, or a new one."""
        known = self._text(article, item)
        if known is None:
            version = self._version(article, item, capture, looked_last=looked_last)
            if article.current_version_id != version.id:
                return "updated", f"version {version.n}, a text from before the current one"
            self._adopt_verdict(article, item)
            return "updated", f"version {version.n}"
        if known.id == article.current_version_id and item.captured_at >= looked_last:
            return "unchanged", None
        history.see(
            self.session, article, known.id, item.captured_at, capture, looked_last=looked_last
        )
        if article.current_version_id != known.id or item.captured_at < looked_last:
            return "unchanged", "seen before"
        self._describe(article, item)
        self._adopt_verdict(article, item)
        return "updated", f"the text of version {known.n} again"

    def _text(self, article: Article, item: Incoming) -> Version | None:
        """The version that has this text. Hashes by an older rule are brought up to date, or every
        article would seem edited when the rule changes.
        """
        versions = list(
            self.session.scalars(select(Version).where(Version.article_id == article.id))
        )
        for version in versions:
            if version.text_hash == item.text_hash:
                return version
        for version in versions:
            if text_hash(version.title, version.subtitle, version.body) == item.text_hash:
                version.text_hash = item.text_hash
                return version
        return None

    def _adopt_verdict(self, article: Article, item: Incoming) -> None:
        article.label, article.score = item.verdict.label, item.verdict.score
        article.band, article.reason = item.verdict.band, item.verdict.reason

    def _version(
        self,
        article: Article,
        item: Incoming,
        capture: int | None,
        *,
        looked_last: datetime | None = None,
    ) -> Version:
        """A text that is new. It becomes the current one unless a later text is known."""
        numbers = select(func.max(Version.n)).where(Version.article_id == article.id)
        version = Version(
            article_id=article.id, n=(self.session.scalar(numbers) or 0) + 1, **version_values(item)
        )
        version.capture_id = capture
        version.extracted_at, version.extractor = self.now, self.extractor
        self.session.add(version)
        self.session.flush()
        quotes.keep(self.session, {version.id: item.quotes})
        history.see(
            self.session, article, version.id, item.captured_at, capture, looked_last=looked_last
        )
        if article.current_version_id == version.id:
            self._describe(article, item)
        return version

    def _describe(self, article: Article, item: Incoming) -> None:
        """The article's own row, rights and tags, as its current text says."""
        article.title = item.article.title
        self._rights(article.id, item)
        self._tags(article.id, item)

    def _verdict(self, article_id: int, item: Incoming) -> None:
        self.session.execute(ignore(self.session, Verdict), verdict_row(article_id, item, self.now))

    def _rights(self, article_id: int, item: Incoming) -> None:
        self.session.execute(
            upsert(self.session, ArticleRights, ["article_id"]),
            rights_row(article_id, item, self.now),
        )

    def _tags(self, article_id: int, item: Incoming) -> None:
        self.session.execute(delete(Tag).where(Tag.article_id == article_id))
        if item.tags:
            self.session.execute(insert(Tag), [tag_row(article_id, tag) for tag in item.tags])

    def _light_rows(
        self, endings: Sequence[Ending], captures: Mapping[tuple[str, int], int]
    ) -> None:
        """Off-topic URLs that were not fetched or not kept: enough to know them and to rescore."""
        for item in endings:
            if item.outcome != "off_topic" or item.verdict is None:
                continue
            place = (item.capture.file, item.capture.offset) if item.capture else None
            self.session.execute(
                ignore(self.session, Article),
                {
                    "outlet": item.outlet, "key": item.key, "url": item.url, "title": item.title,
                    "published_at": item.published_at, "label": "off_topic",
                    "score": item.verdict.score, "band": item.verdict.band,
                    "reason": item.verdict.reason, "first_seen_at": item.at,
                    "last_checked_at": item.at, "checks": 0, "run_id": self.run_id,
                    "capture_id": captures.get(place) if place else None,
                },
            )  # fmt: skip


def _look(article: Article, item: Incoming) -> datetime | None:
    """When the article is looked at again after this look. An off-topic one is not, unless something else
    may have stood in its place.
    """
    kept = article.current_version_id is not None or item.verdict.label == "on_topic"
    if not (kept or item.article.doubtful):
        return None
    return next_check(article.published_at or article.first_seen_at, item.captured_at)


def save_captures(
    session: Session, run_id: str, captures: Iterable[tuple[str, CaptureRecord]]
) -> None:
    """Rows for archived responses (outlet, record); those already there stay as they are."""
    rows = [{"run_id": run_id, "outlet": outlet, **columns(c)} for outlet, c in captures]
    if rows:
        session.execute(ignore(session, Capture), rows)


def forget_conditional(session: Session, outlet: str) -> None:
    """Ask for every feed of the outlet in full next time: something of it has to be retried."""
    session.execute(
        update(FeedState)
        .where(FeedState.outlet == outlet)
        .values(etag=None, last_modified=None, body_hash=None)
    )


def _ledger_key(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["outlet"], row["key"]
