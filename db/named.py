"""The conditions of a filter by the names people give them, brought to what the corpus carries.

Everything that lets a person name a region, topic, agency, programme, licence or outlet goes through
here, before a search begins: cursors and links then hold the corpus' own values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from db.errors import DatabaseError
from db.models import ArticleRights, Outlet, Tag
from db.queries import TAGGED, Filter
from db.release import FREE
from korean import called
from korean.dates import kst
from korean.names import topics

#: Codes and names of outlets that the corpus need not have.
Outlets = Callable[[], Iterable[tuple[str, str]]]
_LICENCES = (*FREE, "all-rights-reserved", "unknown")
_EXAMPLES = {
    "region": "name a 시·도 or a municipality, such as 경북 or '경북 포항시'",
    "topic": "there are " + ", ".join(f"{key} ({korean})" for key, (korean, _) in topics().items()),
    "agency": "name a public body, such as 과학기술정보통신부 or NIPA",
    "programme": "name a law or programme, such as AI 기본법",
    "licence": f"there are {', '.join(_LICENCES)}",
    "outlet": "`aipolicy outlets` lists them all",
}


class NoSuchName(DatabaseError, ValueError):
    """Nothing is called so (``near``: what is called alike), or several things are (``several``).
    Raised by `brought`, `value` and `outlets`.
    """

    def __init__(
        self, kind: str, name: str, near: Sequence[str] = (), several: Sequence[str] = ()
    ) -> None:
        self.kind, self.name, self.near, self.several = kind, name, tuple(near), tuple(several)
        super().__init__(self._said())

    def _said(self) -> str:
        if self.several:
            return f"{self.name!r} is {', '.join(self.several)}: say which"
        none = "unknown outlet" if self.kind == "outlet" else f"there is no {self.kind}"
        hint = f"did you mean {' or '.join(self.near)}? " if self.near else ""
        if self.kind == "agency" and (places := called.values("region", self.name)):
            hint += f"as a place it is the region {' or '.join(places[: called.NEAREST])}. "
        mark = ":" if self.kind == "outlet" else ";"
        return f"{none} {self.name!r}{mark} {hint}{_EXAMPLES[self.kind]}"


def brought(session: Session, where: Filter, beside: Outlets = tuple) -> Filter:
    """The filter with every name as the corpus has it. What is known and on no article stays, and finds
    nothing. ``beside``: outlets that are known and may not be in the corpus. Raises NoSuchName.
    """
    changed: dict[str, Any] = {
        kind: value(session, kind, name)
        for kind in (*TAGGED, "licence")
        if (name := getattr(where, kind))
    }
    codes = outlets(session, where.outlets, beside) if where.outlets else ()
    return replace(where, outlets=codes, **changed)


def value(session: Session, kind: str, name: str) -> str:
    """The value of a kind (region, topic, agency, programme, licence) that is called so: what articles
    carry goes first, also where the vocabulary has another name for it today. Raises NoSuchName.
    """
    name = " ".join(name.split())
    found = _licences(name) if kind == "licence" else called.values(kind, name)
    if kind == "region":
        return _region(session, name, found)
    if name in found or _carried(session, kind, name):
        return name
    if len(found) == 1:
        return found[0]
    raise NoSuchName(kind, name, _near(kind, name), found)


def outlets(session: Session, given: Iterable[str], beside: Outlets = tuple) -> tuple[str, ...]:
    """Outlets' codes, each by its code or its name. Raises NoSuchName."""
    held = dict(session.execute(select(Outlet.code, Outlet.name)).tuples().all())
    return tuple(dict.fromkeys(_outlet(name, held, beside) for name in given))


def _outlet(name: str, held: dict[str, str], beside: Outlets) -> str:
    if name in held:
        return name
    known = dict(beside()) | held
    if name in known:
        return name
    asked = called.folded(name)
    found = [code for code, title in known.items() if asked in map(called.folded, (code, title))]
    if len(found) == 1:
        return found[0]
    alike = called.nearest(name, {called.folded(code): (code,) for code in known})
    within = (code for code, title in known.items() if name and name in title)
    near = tuple(dict.fromkeys([*alike, *within]))[: called.NEAREST]
    raise NoSuchName("outlet", name, near, found)


def _region(session: Session, name: str, found: tuple[str, ...]) -> str:
    """Merged and moved regions are carried under the name of the time: of these the one that is there."""
    if not found and _carried(session, "region", name):
        return name
    day = kst(datetime.now(UTC)).date()
    places = {called.today(one, day) for one in found}
    if len(places) != 1:
        raise NoSuchName("region", name, _near("region", name), found)
    now = places.pop()
    if found == (now,):
        return now
    there = [one for one in dict.fromkeys((*found, now)) if _carried(session, "region", one)]
    if len(found) == 1:
        return found[0] if found[0] in there or now not in there else now
    if len(there) > 1:
        raise NoSuchName("region", name, (), there)
    return there[0] if there else now


def _near(kind: str, name: str) -> tuple[str, ...]:
    if kind == "licence":
        return called.nearest(name, {called.folded(one): (one,) for one in _LICENCES})
    return called.near(kind, name)


def _licences(name: str) -> tuple[str, ...]:
    """By code, or as a notice prints it: 공공누리 제3유형."""
    asked = called.folded(name).replace("제", "")
    titles = {one: terms.name.replace("제", "") for one, terms in FREE.items()}
    return tuple(
        one for one in _LICENCES if asked in map(called.folded, (one, titles.get(one, one)))
    )


def _carried(session: Session, kind: str, name: str) -> bool:
    """Does any article have this very value?"""
    if not name.isprintable():
        return False  # and PostgreSQL cannot be asked for a NUL
    if kind == "licence":
        looked = exists().where(ArticleRights.licence == name)
    else:
        looked = exists().where(Tag.kind == kind, Tag.value == name)
    return bool(session.scalar(select(looked)))
