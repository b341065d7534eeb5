"""The pages that are read, each with what a perfect reader finds on it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

from korean import encoding
from korean.dates import kst
from pressroom import layouts, strangers
from pressroom.newsroom import build_world
from spiders import registry
from spiders.extraction import Fetched
from spiders.outlet import Outlet

ROOT = Path(__file__).parents[2]
#: Real pages that nobody may pass on lie beside the project, or nowhere.
SHARED = ROOT.parent / "shared" / "pages"
FACTS = Path(__file__).with_name("facts.toml")


class BadSet(ValueError):
    """A folder of pages or a file of facts is not as it should be; the message tells what to do."""


@dataclass(frozen=True)
class Gold:
    """What stands on the page. None: not known, so not scored; empty: nothing stands there.

    ``body`` is paragraphs joined by a blank line. Where a text may not be kept, ``title_digest`` and
    ``body_digests`` (of any body that is right) stand instead: then it is right or wrong, and has no
    score. Times are aware and cut to their precision (``day``, ``minute``, ``second``); ``bylines``
    are names.
    """

    body: str | None = None
    body_digests: frozenset[str] = frozenset()
    title: str | None = None
    title_digest: str | None = None
    published: datetime | None = None
    published_precision: str = "minute"
    modified: datetime | None = None
    modified_known: bool = False
    bylines: tuple[str, ...] | None = None
    captions: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Page:
    """One page as the archive holds it. ``layout`` groups pages in the telling."""

    name: str
    layout: str
    fetched: Fetched
    gold: Gold

    @cached_property
    def text(self) -> str:
        """Decoded by us: peers are given text, so that encodings count for nobody."""
        return encoding.decode(self.fetched.body, header=self.fetched.content_type).text


def digest(text: str) -> str:
    """Of a text without its white space: 16 bytes, hexadecimal."""
    return blake2b("".join(text.split()).encode(), digest_size=16).hexdigest()


# -- the press room --------------------------------------------------------------------------------


def pressroom(scale: float = 0.05, sample: int | None = None) -> list[Page]:
    """The press room's articles in every layout of every outlet, ``sample`` of each layout.

    Only Korean ones: an English article is refused, which is no matter of reading.
    """
    world = build_world(scale=scale)
    return [
        _served(page, f"{code}.{page.layout}", registry.outlet(code))
        for code in layouts.LAYOUTS
        for page in layouts.served(world, code, sample)
        if page.gold["language"] == "ko"
    ]


def unknown_sites(scale: float = 0.05, sample: int | None = None) -> list[Page]:
    """Articles of the press room's strangers, sites of which no page object knows."""
    world = build_world(scale=scale)
    return [
        _served(page, code, None)
        for code in strangers.BY_CODE
        for page in strangers.served(world, code, sample)
    ]


def _served(page: layouts.ServedPage, layout: str, outlet: Outlet | None) -> Page:
    key = page.key if outlet else None
    return Page(
        page.url,
        layout,
        Fetched(page.url, page.body, page.content_type, page.captured_at, outlet, key),
        _told(page.gold),
    )


def _told(gold: Mapping[str, Any]) -> Gold:
    """The press room's own account of a page."""
    return Gold(
        body="\n\n".join(gold["paragraphs"]),
        title=gold["title"],
        published=_moment(gold["published"]),
        published_precision=gold["published_precision"],
        modified=_moment(gold["modified"]),
        modified_known=True,
        bylines=tuple(name for name, _, _ in gold["bylines"]),
        captions=tuple(gold["captions"]),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


# -- real pages ------------------------------------------------------------------------------------


def shared(folder: Path = SHARED) -> list[Page]:
    """The saved pages beside the project that ``facts.toml`` knows of; none where they are absent."""
    facts = tomllib.loads(FACTS.read_text(encoding="utf-8"))
    return [
        Page(
            name,
            "shared",
            Fetched(fact["url"], (folder / name).read_bytes(), None, _captured(fact)),
            _facts(fact),
        )
        for name, fact in facts.items()
        if (folder / name).exists()
    ]


def _facts(fact: Mapping[str, Any]) -> Gold:
    return Gold(
        body_digests=frozenset(fact["bodies"]),
        title_digest=fact["title"],
        published=fact.get("published"),
        published_precision=fact.get("precision", "minute"),
        bylines=_names(fact, "bylines"),
    )


def folder(path: Path) -> list[Page]:
    """The pages of a folder with a ``gold.jsonl``: one JSON object a line.

    ``file`` (from the folder), ``url``, ``captured_at``; ``title``, ``published`` and ``modified``
    (ISO), ``published_precision``, ``bylines`` (names), ``body`` (paragraphs), ``captions``. A null
    is not scored.

    Raises:
        BadSet: no such file, a line that is not as told, a page that is not there.
    """
    listing = path / "gold.jsonl"
    if not listing.exists():
        raise BadSet(f"{listing} is not there; `sets.folder` tells what it holds")
    return list(_listed(path, listing))


def _listed(path: Path, listing: Path) -> Iterator[Page]:
    for number, line in enumerate(listing.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            body = (path / row["file"]).read_bytes()
            yield Page(
                row["file"],
                "real",
                Fetched(row["url"], body, row.get("content_type"), _captured(row)),
                _row(row),
            )
        except (ValueError, KeyError, OSError) as error:
            raise BadSet(f"{listing}, line {number}: {error!r}; mend or remove the line") from error


def _row(row: Mapping[str, Any]) -> Gold:
    paragraphs: Sequence[str] | None = row.get("body")
    return Gold(
        body="\n\n".join(paragraphs) if paragraphs else None,
        title=row.get("title"),
        published=_moment(row.get("published")),
        published_precision=row.get("published_precision") or "minute",
        modified=_moment(row.get("modified")),
        modified_known=row.get("modified") is not None,
        bylines=_names(row, "bylines"),
        captions=_names(row, "captions"),
    )


def _names(row: Mapping[str, Any], key: str) -> tuple[str, ...] | None:
    found = row.get(key)
    return None if found is None else tuple(found)


def _captured(row: Mapping[str, Any]) -> datetime:
    """When the page was saved; today where nobody noted it."""
    noted = row.get("captured_at")
    found = datetime.fromisoformat(noted) if isinstance(noted, str) else noted
    return kst(found) if found else datetime.now(UTC)
