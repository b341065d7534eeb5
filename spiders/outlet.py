"""What an outlet is: a value object, and the registry that lists them all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["national", "regional", "government"]


@dataclass(frozen=True, slots=True)
class Outlet:
    """A source of articles.

    ``code`` is the spider's name and the database key (``kbs``, ``kyongbuk``). ``hosts`` is the
    allow-list: every host name that serves this outlet, the canonical one first; subdomains of
    ``domain`` are allowed as well. ``rights`` is the licence that holds where a page says nothing.
    ``evidence`` is how sure we are: R, E2, E or G, as in ``docs/outlets.md``.
    """

    code: str
    name: str
    domain: str
    region: str
    kind: Kind
    family: str
    hosts: tuple[str, ...]
    feeds: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    skin: str | None = None
    active: bool = True
    rights: str = "all-rights-reserved"
    rights_notice: str | None = None
    ai_training: bool | None = None
    expected_daily: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    evidence: str = "G"
    note: str | None = None
    #: Do its reporters sign off in speech (``KBS 뉴스 홍길동입니다.``)? Papers quote such sentences.
    broadcaster: bool = False

    def owns(self, host: str) -> bool:
        """Is this host name on the outlet's allow-list?"""
        host = host.lower().rstrip(".")
        return host in self.hosts or host == self.domain or host.endswith("." + self.domain)
