"""What a visitor asked for, read from an address: checked once, and written back into links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, Protocol

from sqlalchemy.orm import Session

from db.named import NoSuchName, brought
from db.queries import Filter
from korean.dates import KST
from web.errors import BadParameter

Order = Literal["newest", "oldest", "relevance"]
ORDERS: tuple[Order, ...] = ("newest", "oldest", "relevance")
BANDS = ("accept", "review", "reject")
#: Filters of one value each; facets of the same names offer their values.
SINGLE = ("region", "topic", "agency", "programme", "band", "licence")
#: Characters of a parameter; a query has its own limit (`korean.query`).
LONGEST = 200
LONGEST_QUERY = 4_000
#: Outlets in one question.
MOST_OUTLETS = 50
_DAY = re.compile(r"(19|20)\d\d-\d\d-\d\d", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Parameters(Protocol):
    """The multi-valued mapping a request has."""

    def get(self, key: str, /) -> Any: ...
    def getlist(self, key: Any, /) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A search. ``since`` and ``until`` are days in Korea, both inclusive."""

    q: str = ""
    outlets: tuple[str, ...] = ()
    region: str = ""
    topic: str = ""
    agency: str = ""
    programme: str = ""
    band: str = ""
    licence: str = ""
    since: date | None = None
    until: date | None = None
    order: Order = "newest"
    fold: bool = True
    after: str = ""

    @classmethod
    def read(cls, parameters: Parameters, session: Session | None = None) -> Asked:
        """Raises BadParameter for what cannot be meant. With a session, regions, agencies and the like
        may have any of their names, and become what the corpus calls them.
        """
        single = {name: text(parameters, name) for name in SINGLE}
        since, until = day(parameters, "since"), day(parameters, "until")
        if since and until and until < since:
            raise BadParameter("bad_window", since=since, until=until)
        if single["band"] and single["band"] not in BANDS:
            raise BadParameter("bad_choice", name="band", choices=", ".join(BANDS))
        order = text(parameters, "order") or "newest"
        if order not in ORDERS:
            raise BadParameter("bad_choice", name="order", choices=", ".join(ORDERS))
        fold = text(parameters, "fold") or "1"
        if fold not in ("0", "1"):
            raise BadParameter("bad_choice", name="fold", choices="0, 1")
        asked = cls(
            q=text(parameters, "q", LONGEST_QUERY), outlets=_outlets(parameters), **single,
            since=since, until=until, order=order, fold=fold == "1",
            after=text(parameters, "after"),
        )  # fmt: skip
        return asked if session is None else asked._named(session)

    def _named(self, session: Session) -> Asked:
        try:
            where = brought(session, self.where())
        except NoSuchName as error:
            raise _unknown(error) from error
        single: dict[str, Any] = {name: getattr(where, name) or "" for name in SINGLE}
        return replace(self, outlets=tuple(where.outlets), **single)

    @property
    def filtered(self) -> bool:
        """Is it anything but everything?"""
        return self.browse_all != Asked()

    @property
    def browse_all(self) -> Asked:
        """The same set of articles, however it is ordered and paged."""
        return replace(self, order="newest", fold=True, after="")

    def where(self) -> Filter:
        given: dict[str, Any] = {name: getattr(self, name) or None for name in SINGLE}
        start = midnight(self.since) if self.since else None
        end = midnight(self.until + timedelta(days=1)) if self.until else None
        return Filter(outlets=self.outlets, since=start, until=end, **given)

    def pairs(self, **changes: Any) -> list[tuple[str, str]]:
        """As parameters of an address, changed; a change starts at the first page again."""
        new = replace(self, **{"after": "", **changes})
        pairs = [("q", new.q), *(("outlet", code) for code in new.outlets)]
        pairs += [(name, getattr(new, name)) for name in SINGLE]
        pairs += [("since", str(new.since or "")), ("until", str(new.until or ""))]
        pairs.append(("order", "" if new.order == "newest" else new.order))
        pairs.append(("fold", "" if new.fold else "0"))
        pairs.append(("after", new.after))
        return [(name, value) for name, value in pairs if value]

    def chosen(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Every filter that holds: its kind, its value, and the change that takes it away."""
        found: list[tuple[str, str, dict[str, Any]]] = [
            ("outlet", code, {"outlets": tuple(o for o in self.outlets if o != code)})
            for code in self.outlets
        ]
        found += [(n, getattr(self, n), {n: ""}) for n in SINGLE if getattr(self, n)]
        return found

    def adding(self, kind: str, value: str) -> dict[str, Any]:
        """The change that a facet's link makes."""
        if kind != "outlet":
            return {kind: value}
        return {"outlets": (*(o for o in self.outlets if o != value), value)}

    def without(self, kind: str) -> Mapping[str, Any]:
        return {"outlets": ()} if kind == "outlet" else {kind: ""}


def midnight(when: date) -> datetime:
    """The day's beginning in Korea."""
    return datetime.combine(when, time(), KST)


def text(parameters: Parameters, name: str, longest: int = LONGEST) -> str:
    """One parameter, trimmed. Raises BadParameter for control characters, and for too much."""
    value: str = parameters.get(name) or ""
    return _checked(name, value, longest)


def day(parameters: Parameters, name: str) -> date | None:
    value = text(parameters, name)
    if not value:
        return None
    try:
        if _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass  # 2026-02-30: told below
    raise BadParameter("bad_day", name=name, value=value)


def _outlets(parameters: Parameters) -> tuple[str, ...]:
    given = [_checked("outlet", value, LONGEST) for value in parameters.getlist("outlet")]
    found = tuple(dict.fromkeys(code for code in given if code))
    if len(found) > MOST_OUTLETS:
        raise BadParameter("bad_many", name="outlet", most=MOST_OUTLETS)
    return found


def _unknown(error: NoSuchName) -> BadParameter:
    if error.several:
        return BadParameter(
            "bad_several", name=error.kind, value=error.name, several=", ".join(error.several)
        )
    key = "bad_name_near" if error.near else "bad_name"
    return BadParameter(key, name=error.kind, value=error.name, near=", ".join(error.near))


def _checked(name: str, value: str, longest: int) -> str:
    if len(value) > longest:
        raise BadParameter("bad_long", name=name, most=longest)
    if _CONTROL.search(value):
        raise BadParameter("bad_characters", name=name)
    return value.strip()
