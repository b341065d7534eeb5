"""Articles read again from the archive with today's code: what changed, and how it is kept.

Nobody edited the article, so no version is added: each is replaced in place, under its own number.
Versions that today read alike were no edit: they become one. Verdicts are appended, as always.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import delete, insert, select, update

from db import candidates, history, labels, quotes
from db.candidates import Sketched
from db.models import Article, ArticleRights, Outcome, Tag, Verdict, Version
from db.records import Ending, Incoming
from db.schedule import next_check
from db.slices import parts
from db.stale import RIGHTS, Stored
from db.store import Store
from db.upsert import ignore, upsert
from db.values import columns, rights_row, tag_row, verdict_row, version_values

_TAGGED = {
    "topic": "topics", "region": "regions", "agency": "agencies", "programme": "programmes",
    "amount": "amounts",
}  # fmt: skip
#: Not about what was read: when, from what, and hashes over other fields.
_ABOUT = ("captured_at", "text_hash", "content_hash")


def changes(was: Stored, item: Incoming) -> dict[str, tuple[Any, Any]]:
    """Fields that read otherwise today, as they were and as they are. Those of a light row are its
    verdict's alone; an earlier text has no verdict, rights or tags of its own.
    """
    found: dict[str, tuple[Any, Any]] = {}
    if was.version_id is not None:
        today = version_values(item)
        found |= {name: (was.values[name], new) for name, new in today.items()
                  if name not in _ABOUT and new != was.values[name]}  # fmt: skip
    if not was.stands:
        return found
    found |= {
        name: (old, getattr(item.verdict, name))
        for name, old in was.verdict.items()
        if getattr(item.verdict, name) != old
    }
    if was.version_id is None:
        return found
    rights = {name: getattr(item.article.rights, name) for name in RIGHTS}
    if was.rights != rights:
        found["rights"] = (was.rights, rights)
    before = {(kind, value): n for (kind, value), (n, _) in was.tags.items()}
    today_tags: dict[tuple[str, str], int] = {(t.kind, t.value): t.count for t in item.tags}
    for kind, name in _TAGGED.items():
        old, new = (_counted(some, kind) for some in (before, today_tags))
        if old != new:
            found[name] = (old, new)
    return found


def _counted(tags: Mapping[tuple[str, str], int], kind: str) -> list[str]:
    return sorted(f"{value} {number}" for (of, value), number in tags.items() if of == kind)


def _same(was: Stored, item: Incoming) -> bool:
    """Is what is stored, to the last span and hash, what today's code reads?"""
    if was.version_id is None:
        return item.verdict.label == "off_topic"
    hashes = (item.text_hash, item.content_hash)
    if (was.values["text_hash"], was.values["content_hash"]) != hashes:
        return False
    if not was.stands:
        return True
    spans = {(tag.kind, tag.value): [columns(e) for e in tag.evidence] for tag in item.tags}
    return spans == {name: evidence for name, (_, evidence) in was.tags.items()}


#: For each text of an article: field → (as it was, as it reads today).
Changed = tuple[Mapping[str, tuple[Any, Any]], ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one article: ``outcome`` and ``reason`` as in the ledger; ``changed`` has, for
    each of its texts that was read, the fields that read otherwise (as `changes`); ``merged``
    versions were one text with another after all.
    """

    outcome: str
    reason: str | None
    changed: Changed = ()
    merged: int = 0


Result = tuple[Stored, Incoming | Ending]
Group = list[Result]


class Reread(Store):
    """Keep a batch that was read again. Call inside ``writing(engine, exclusive=True)``."""

    def keep(self, results: Sequence[Result], *, ledger: bool = True) -> dict[int, Kept]:
        """Article → what became of it; those that a crawl renewed meanwhile are left as they are
        and are not in it. An article's texts come together, by number. Without ``ledger`` the run
        hears nothing of it: its own outcome for the article is still to come.
        """
        held = labels.standing(self.session, [was.article_id for was, _ in results])
        heeded = (
            (was, labels.heed(self.session, was.article_id, read, held, self.now))
            if isinstance(read, Incoming) and was.stands
            else (was, read)
            for was, read in results
        )
        groups = {id_: list(g) for id_, g in groupby(heeded, key=lambda r: r[0].article_id)}
        self._leave_renewed(groups)
        kept: dict[int, Kept] = {}
        same: list[Group] = []
        anew: dict[int, Changed] = {}
        for id_, group in groups.items():
            changed: Changed = tuple(
                changes(w, r) if isinstance(r, Incoming) else {} for w, r in group
            )
            if not any(changed) and all(isinstance(r, Incoming) and _same(w, r) for w, r in group):
                same.append(group)
                kept[id_] = self._as_it_was(group)
            else:
                anew[id_] = changed
        self._mark(same)
        self._load(anew)
        for id_, found in anew.items():
            kept[id_] = self._keep(self.session.get_one(Article, id_), groups[id_], found)
        self._describe_all(groups, anew)
        self._quotes(groups)
        self._sketches(groups)
        rows = [self._row(groups[id_], done) for id_, done in kept.items()]
        if rows and ledger:
            self.session.execute(ignore(self.session, Outcome), rows)
        return kept

    def _leave_renewed(self, groups: dict[int, Group]) -> None:
        current: dict[int, int | None] = {}
        for part in parts(list(groups)):
            rows = select(Article.id, Article.current_version_id).where(Article.id.in_(part))
            current |= dict(self.session.execute(rows).tuples().all())
        for id_, group in list(groups.items()):
            if id_ not in current or current[id_] != group[0][0].current_version_id:
                del groups[id_]

    def _as_it_was(self, group: Group) -> Kept:
        was, result = group[0]
        light = was.version_id is None and isinstance(result, Incoming)
        return Kept("off_topic", was.verdict["reason"]) if light else Kept("unchanged", None)

    def _mark(self, groups: Sequence[Group]) -> None:
        """What reads as it did was read by today's code all the same."""
        texts = [was for group in groups for was, _ in group]
        for part in parts([w.version_id for w in texts if w.version_id is not None]):
            self.session.execute(
                update(Version).where(Version.id.in_(part))
                .values(extractor=self.extractor, extracted_at=self.now),
                execution_options={"synchronize_session": False},
            )  # fmt: skip
        for part in parts([w.article_id for w in texts if w.version_id is None]):
            self.session.execute(
                update(Article).where(Article.id.in_(part)).values(extractor=self.extractor),
                execution_options={"synchronize_session": False},
            )

    def _load(self, ids: Iterable[int]) -> None:
        """Into the session in a few queries; the texts are asked for one article at a time."""
        self._versions: dict[int, list[Version]] = {}
        self._loaded: list[Article] = []  # a session alone would let go of them
        for part in parts(list(ids)):
            self._loaded += self.session.scalars(select(Article).where(Article.id.in_(part)))
            found = select(Version).where(Version.article_id.in_(part)).order_by(Version.n)
            for version in self.session.scalars(found):
                self._versions.setdefault(version.article_id, []).append(version)

    def _row(self, group: Group, done: Kept) -> dict[str, Any]:
        was, result = group[-1]
        row = (
            self._ending_row(result)
            if isinstance(result, Ending)
            else self._outcome_row(result, done.outcome, done.reason)
        )
        return row | {"outcome": done.outcome, "reason": done.reason, "url": was.url}

    def _keep(self, article: Article, group: Group, changed: Changed) -> Kept:
        was, result = group[0]
        if was.version_id is None:
            if isinstance(result, Ending):
                return Kept(result.outcome, result.reason)
            return Kept(*self._grow(article, was, result), changed)
        merged = self._replace(article, group)
        failed = [(w, r) for w, r in group if isinstance(r, Ending)]
        told = [f"version {w.n}: {r.reason}" for w, r in failed if not w.stands]
        if names := sorted({name for fields in changed for name in fields}):
            told.insert(0, f"read again: {', '.join(names)}")
        for standing, ending in failed:
            if standing.stands:
                told.insert(0, ending.reason or "")
                return Kept(ending.outcome, "; ".join(told), changed, merged)
        return Kept("unchanged", "; ".join(told) or None, changed, merged)

    def _replace(self, article: Article, group: Sequence[Result]) -> int:
        """Each text anew, in place; how many were one with another."""
        read = {was.version_id: (was, item) for was, item in group if isinstance(item, Incoming)}
        standing = read.get(article.current_version_id)
        versions = self._versions[article.id]
        today = {v.id: read[v.id][1].text_hash if v.id in read else v.text_hash for v in versions}
        kept: dict[str, Version] = {}
        gone: list[Version] = []
        for version in versions:
            first = kept.setdefault(today[version.id], version)
            if first is not version:
                history.merge(self.session, article, version.id, first.id)
                gone.append(version)
        self._drop(gone)
        anew = [version for version in kept.values() if version.id in read]
        if len(versions) > 1:
            self._free(anew)
        for version in anew:
            for name, value in version_values(read[version.id][1]).items():
                setattr(version, name, value)
            version.extracted_at, version.extractor = self.now, self.extractor
        if standing is not None:
            self._stand(article, standing[1])
        return len(gone)

    def _drop(self, gone: Sequence[Version]) -> None:
        for version in gone:
            self.session.expunge(version)
            self.session.execute(delete(Version).where(Version.id == version.id))

    def _free(self, anew: Sequence[Version]) -> None:
        """An article has each text once. Where one version reads today as another one did, all let
        go of their hashes first.
        """
        for version in anew:
            version.text_hash = f"~{version.id}"
        self.session.flush()

    def _stand(self, article: Article, item: Incoming) -> None:
        """The article's own row as its current text reads today."""
        if item.article.published:
            article.published_at = item.article.published.at
        article.title = item.article.title
        self._adopt_verdict(article, item)

    def _describe_all(self, groups: Mapping[int, Group], anew: Iterable[int]) -> None:
        """Verdicts of all that stands; rights and tags of what reads otherwise."""
        items = {
            id_: result
            for id_, group in groups.items()
            for was, result in group
            if was.stands and isinstance(result, Incoming)
        }
        self.session.flush()
        if items:
            rows = [verdict_row(id_, item, self.now) for id_, item in sorted(items.items())]
            self.session.execute(ignore(self.session, Verdict), rows)
        texts = [
            id_ for id_ in sorted(anew) if id_ in items and groups[id_][0][0].version_id is not None
        ]
        if texts:
            rights = [rights_row(id_, items[id_], self.now) for id_ in texts]
            self.session.execute(upsert(self.session, ArticleRights, ["article_id"]), rights)
        for part in parts(texts):
            self.session.execute(delete(Tag).where(Tag.article_id.in_(part)))
        if tags := [tag_row(id_, tag) for id_ in texts for tag in items[id_].tags]:
            self.session.execute(insert(Tag), tags)

    def _quotes(self, groups: Mapping[int, Group]) -> None:
        """Quotations of every text that is there still: one read as another may be gone."""
        read = {
            was.version_id: result.quotes
            for group in groups.values()
            for was, result in group
            if was.version_id is not None and isinstance(result, Incoming)
        }
        there: set[int] = set()
        for part in parts(sorted(read)):
            there.update(self.session.scalars(select(Version.id).where(Version.id.in_(part))))
        quotes.keep(self.session, {id_: read[id_] for id_ in sorted(there)})

    def _sketches(self, groups: Mapping[int, Group]) -> None:
        """Texts that read otherwise are sketched otherwise: copies of them are looked for again. So
        they are where the date is another one: the place in the story may be, too.
        """
        sketched = []
        for group in groups.values():
            for was, read in group:
                if isinstance(read, Incoming):
                    at = read.article.published.at if read.article.published else None
                    moved = was.stands and at is not None and at != was.published_at
                    sketched.append(Sketched(was.article_id, read.text_hash, read.sketch, moved))
        self.session.flush()
        candidates.publish(self.session, sketched)

    def _grow(self, article: Article, was: Stored, item: Incoming) -> tuple[str, str | None]:
        """A light row: judged again, and given its text when it is on topic today."""
        self._verdict(article.id, item)
        self._adopt_verdict(article, item)
        article.extractor = self.extractor
        if item.verdict.label == "off_topic":
            return "off_topic", item.verdict.reason
        if item.article.published:
            article.published_at = item.article.published.at
        article.next_check_at = next_check(article.published_at or article.first_seen_at, self.now)
        self._version(article, item, was.place.id)
        return "stored", "rescored"
