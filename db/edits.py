"""What an outlet edited: an article's history, and two versions laid side by side.

A version is one text; a sighting says when a text was first seen to stand, so that an edit taken
back is version 1 again, later. Version numbers are given once and never to another text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.document import iso
from db.errors import NotFound
from db.models import Article, Sighting, Version
from korean import difference
from korean.dates import kst

#: Fields of a version that people compare, in the order in which they are shown.
TEXTS = ("title", "subtitle")
MOMENTS = ("published_at", "modified_at")
VALUES = ("section", "place", "department", "contact")
LISTS = ("bylines", "captions", "attachments")
COMPARED = (*TEXTS, "body", *MOMENTS, *LISTS, *VALUES)


def history(session: Session, article_id: int) -> list[dict[str, Any]]:
    """Which text stood from when on, oldest first: ``version``, ``seen_at`` (+09:00), ``changed``
    (fields that differ from the entry before), and whether it stands now.
    """
    seen = _sightings(session, article_id)
    rows: list[dict[str, Any]] = []
    before: Version | None = None
    for sighting, version in seen:
        rows.append(
            {
                "version": version.n, "seen_at": iso(sighting.at),
                "changed": changed(before, version) if before is not None else [],
                "current": sighting is seen[-1][0],
            }
        )  # fmt: skip
        before = version
    return rows


def changed(old: Version, new: Version) -> list[str]:
    """Names of the compared fields that differ; spaces and line ends alone are no difference."""
    return [name for name in COMPARED if _value(old, name) != _value(new, name)]


def compare(session: Session, article: Article, pair: tuple[int, int] | None) -> dict[str, Any]:
    """Two versions of an article, by number; the last two texts that stood when ``pair`` is None.

    ``{"old", "new": {"version", "seen_at": […], "modified_at", "extractor"}, "changed": [field],
    "fields": {field: {"old", "new"[, "words"]}}, "paragraphs": [{"change", "old", "new", "words":
    [{"change", "text"}]}]}``. Raises NotFound when there is no such version, or only one.
    """
    seen = _sightings(session, article.id)
    versions = {version.n: version for _, version in seen}
    if len(versions) < 2 and pair is None:
        raise NotFound(_only_one(article, bool(versions)))
    wanted = pair or (seen[-2][1].n, seen[-1][1].n)
    for number in wanted:
        if number not in versions:
            there = ", ".join(map(str, sorted(versions))) or "none"
            raise NotFound(f"article {article.id} has no version {number}; there are: {there}")
    old, new = (versions[number] for number in wanted)
    times: dict[int, list[str | None]] = {}
    for sighting, version in seen:
        times.setdefault(version.n, []).append(iso(sighting.at))
    return {
        "old": _about(old, times[old.n]), "new": _about(new, times[new.n]),
        "changed": changed(old, new), "fields": _fields(old, new),
        "paragraphs": [
            {
                "change": p.change, "old": p.old, "new": p.new,
                "words": [{"change": w.change, "text": w.text} for w in p.words],
            }
            for p in difference.paragraphs(old.body.split("\n\n"), new.body.split("\n\n"))
        ],
    }  # fmt: skip


def _only_one(article: Article, has_text: bool) -> str:
    if not has_text:
        return f"article {article.id} is off topic: no text of it is kept, so none to compare"
    if article.next_check_at is None:
        look = "it is no longer looked at for edits"
    else:
        look = f"the next look at it is due {kst(article.next_check_at):%Y-%m-%d %H:%M} in Korea"
    return f"article {article.id} has one version: no edit of it was seen; {look}"


def _sightings(session: Session, article_id: int) -> list[tuple[Sighting, Version]]:
    return list(
        session.execute(
            select(Sighting, Version)
            .join(Version, Version.id == Sighting.version_id)
            .where(Sighting.article_id == article_id)
            .order_by(Sighting.at, Sighting.id)
        ).tuples()
    )


def _about(version: Version, seen_at: list[str | None]) -> dict[str, Any]:
    return {
        "version": version.n, "seen_at": seen_at, "modified_at": iso(version.modified_at),
        "extractor": version.extractor,
    }  # fmt: skip


def _fields(old: Version, new: Version) -> Mapping[str, Any]:
    """The changed fields but the body, which is told by paragraph."""
    fields: dict[str, Any] = {}
    for name in changed(old, new):
        if name == "body":
            continue
        before, after = (_shown(version, name) for version in (old, new))
        fields[name] = {"old": before, "new": after}
        if name in TEXTS:
            runs = difference.words(before or "", after or "")
            fields[name]["words"] = [{"change": w.change, "text": w.text} for w in runs]
    return fields


def _shown(version: Version, name: str) -> Any:
    value = getattr(version, name)
    return iso(value) if name in MOMENTS else value


def _value(version: Version, name: str) -> Any:
    value = getattr(version, name)
    return " ".join(value.split()) if isinstance(value, str) else value
