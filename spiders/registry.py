"""Every outlet we know: the named ones of `spiders.outlets`, the rows of ``outlets.toml``, and those
of a file of one's own (`spiders.rows.own_file`).

A named outlet is a module of `spiders.outlets` with one `OutletSpider` that sets ``outlet``. A
family member is a row of ``outlets.toml``; its spider is made by the family's module, which has

- ``spider_for(outlet) -> type[OutletSpider]``, and
- ``PAGES``: the family's page versions, newest first.

Everything is read once, on first use.
"""

from __future__ import annotations

import difflib
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from urllib.parse import urlsplit

import spiders.families
import spiders.outlets
from spiders.base import OutletSpider
from spiders.outlet import Outlet
from spiders.page import ArticlePage
from spiders.rows import RegistryError, own_file, read_rows

__all__ = [
    "RegistryError",
    "UnknownOutlet",
    "family_pages",
    "key_of",
    "outlet",
    "outlet_of",
    "outlets",
    "pages_for",
    "spider",
]

#: Listed first: the house began with these two.
HOME_REGIONS = ("대구", "경북")


class UnknownOutlet(ValueError, LookupError):
    """Raised by `outlet` and `spider`: no outlet has this code."""

    def __init__(self, code: str) -> None:
        self.code = code
        near = difflib.get_close_matches(code.lower(), [o.code for o in outlets()], n=3, cutoff=0.6)
        near += [o.code for o in outlets() if code and o.code not in near and code in o.name][:3]
        hint = f"did you mean {' or '.join(near)}? " if near else ""
        super().__init__(f"unknown outlet {code!r}: {hint}`aipolicy outlets` lists them all")


@cache
def _modules(package: ModuleType) -> dict[str, ModuleType]:
    names = sorted(found.name for found in pkgutil.iter_modules(package.__path__))
    return {name: importlib.import_module(f"{package.__name__}.{name}") for name in names}


def _families() -> dict[str, ModuleType]:
    """Family modules by name: those that make spiders (a helper module beside them is none)."""
    return {n: m for n, m in _modules(spiders.families).items() if hasattr(m, "spider_for")}


def _named() -> Iterator[type[OutletSpider]]:
    for module in _modules(spiders.outlets).values():
        for _, cls in inspect.getmembers(module, inspect.isclass):
            if not issubclass(cls, OutletSpider) or cls.__module__ != module.__name__:
                continue
            if "outlet" in cls.__dict__:
                yield cls


@cache
def _spiders() -> dict[str, type[OutletSpider]]:
    """Spider classes by code: named ones first, and in each half Daegu and Gyeongbuk first."""
    named = list(_named())
    families = _families()
    rows = read_rows(families=tuple(families), own=own_file())
    made = [families[row.family].spider_for(row) for row in rows]
    classes = sorted(named, key=_home_last) + sorted(made, key=_home_last)
    result: dict[str, type[OutletSpider]] = {}
    hosts: dict[str, str] = {}
    for cls in classes:
        code = cls.outlet.code
        if code in result:
            raise RegistryError(
                f"two outlets have the code {code!r} ({result[code].__module__} and "
                f"{cls.__module__}); rename the row or the spider"
            )
        for host in cls.outlet.hosts:
            if hosts.setdefault(host, code) != code:
                raise RegistryError(
                    f"{code} and {hosts[host]} both claim the host {host}; "
                    "a host belongs to one outlet"
                )
        result[code] = cls
    return result


def _home_last(cls: type[OutletSpider]) -> bool:
    return not cls.outlet.region.startswith(HOME_REGIONS)


@cache
def _hosts() -> dict[str, str]:
    """Outlet codes by host name and by domain; an exact host of one outlet beats a domain."""
    by_name = {cls.outlet.domain: code for code, cls in _spiders().items()}
    for code, cls in _spiders().items():
        by_name.update(dict.fromkeys(cls.outlet.hosts, code))
    return by_name


def outlets(active_only: bool = False) -> tuple[Outlet, ...]:
    """All outlets in order: named ones, then family members, Daegu and Gyeongbuk first in each."""
    every = (cls.outlet for cls in _spiders().values())
    return tuple(o for o in every if o.active or not active_only)


def outlet(code: str) -> Outlet:
    """The outlet of this code. Raises UnknownOutlet, which names the nearest codes."""
    return spider(code).outlet


def spider(code: str) -> type[OutletSpider]:
    """The spider class of this code. Raises UnknownOutlet."""
    try:
        return _spiders()[code]
    except KeyError:
        raise UnknownOutlet(code) from None


def outlet_of(url: str) -> Outlet | None:
    """Whose site is this URL on? By the allow-list of hosts: look-alike hosts are nobody's."""
    try:
        host = urlsplit(url.strip()).hostname
    except ValueError:
        return None
    names = _hosts()
    labels = (host or "").lower().rstrip(".").split(".")
    for start in range(len(labels) - 1):
        code = names.get(".".join(labels[start:]))
        if code is not None and _spiders()[code].outlet.owns(".".join(labels)):
            return _spiders()[code].outlet
    return None


def key_of(url: str) -> tuple[Outlet, str] | None:
    """The identity behind an article's URL, whatever alias it is; None when it is no article's."""
    owner = outlet_of(url)
    if owner is None:
        return None
    key = spider(owner.code).key_of(url)
    return None if key is None else (owner, key)


def pages_for(outlet: Outlet) -> tuple[type[ArticlePage], ...]:
    """The page versions of an outlet, newest (or its row's skin) first."""
    return spider(outlet.code).pages


@cache
def family_pages() -> tuple[type[ArticlePage], ...]:
    """Every family's page versions, for probing a page of an outlet we do not know."""
    return tuple(page for family in _families().values() for page in family.PAGES)
