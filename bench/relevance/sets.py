"""The labelled texts: cases written for this project, and the press room's own world."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pressroom.newsroom import build_world
from spiders import registry

DATA = Path(__file__).parents[2] / "tests" / "korean" / "data"
FORMS = ("headline", "lead", "full")


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled text. ``group`` is the outlet (or style of outlet) it comes from, ``set`` where it
    is counted, ``sort`` the kind of subject (``avian``, ``corporate`` …)."""

    set: str
    group: str
    sort: str
    kind: str
    title: str
    body: str
    on: bool


def cases() -> Iterator[Case]:
    """``relevance_cases.toml``: written by people who had not seen the rules."""
    for row in tomllib.loads((DATA / "relevance_cases.toml").read_text("utf-8"))["case"]:
        yield Case(
            set=row["kind"],
            group=row["style"],
            sort=row["sort"],
            kind=row["outlet_kind"],
            title=row["title"],
            body=row.get("body", ""),
            on=row["on"],
        )


def negatives() -> Iterator[Case]:
    """``relevance_negatives.toml``: texts that say AI and are not AI policy."""
    for group in tomllib.loads((DATA / "relevance_negatives.toml").read_text("utf-8"))["group"]:
        for line in group["rows"]:
            title, _, body = line.partition(" | ")
            yield Case("negatives", "negatives", group["sort"], "regional", title, body, on=False)


def pressroom(scale: float) -> Iterator[Case]:
    """One publication of every piece: copies of one text would stand on both sides of a test."""
    seen: set[str] = set()
    for publication in build_world(scale=scale).publications:
        if publication.piece in seen:
            continue
        seen.add(publication.piece)
        text = publication.texts[0]
        yield Case(
            set="pressroom",
            group=publication.outlet,
            sort=publication.subject,
            kind=_kind(publication.outlet),
            title=text.title,
            body="\n\n".join(text.paragraphs),
            on=publication.on_topic,
        )


def _kind(code: str) -> str:
    try:
        return registry.outlet(code).kind
    except registry.UnknownOutlet:
        return "regional"


def everything(scale: float) -> list[Case]:
    return [*cases(), *negatives(), *pressroom(scale)]
