"""``outlets.toml``: the members of the CMS families, read and checked.

Every mistake is named with the row it stands in, and all rows are checked before any is used. Further
rows of one's own, in the same form, are read from the file that ``AIPOLICY_OUTLETS`` names.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from spiders.outlet import Outlet

OUTLETS_TOML = Path(__file__).with_name("outlets.toml")

_REQUIRED = {"code": str, "name": str, "domain": str, "region": str, "family": str, "evidence": str}
_OPTIONAL = {
    "host": str,
    "hosts": list,
    "kind": str,
    "skin": str,
    "feeds": list,
    "lists": list,
    "rights": str,
    "rights_notice": str,
    "ai_training": bool,
    "expected_daily": int,
    "valid_from": date,
    "valid_to": date,
    "broadcaster": bool,
    "active": bool,
    "note": str,
}
_KINDS = ("national", "regional", "government")
_EVIDENCE = ("R", "E2", "E", "G")
_LICENCES = ("all-rights-reserved", "unknown", "KOGL-1", "KOGL-2", "KOGL-3", "KOGL-4")
_REGIONS = (
    *("서울", "부산", "대구", "인천", "광주", "대전", "울산", "세종", "경기", "강원"),
    *("충북", "충남", "전북", "전남", "경북", "경남", "제주", "전국"),
)
_CODE = re.compile(r"[a-z][a-z0-9_]*")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


class RegistryError(ValueError):
    """Raised when the registry is read: a row of ``outlets.toml`` cannot be right."""


def own_file() -> Path | None:
    """The file of further rows, where the setting names one."""
    setting = os.environ.get("AIPOLICY_OUTLETS")
    return Path(setting).absolute() if setting else None


def read_rows(
    path: Path = OUTLETS_TOML, *, families: tuple[str, ...], own: Path | None = None
) -> tuple[Outlet, ...]:
    """The rows as outlets, in the file's order, and behind them those of one's ``own`` file.

    ``families`` are the names a row may use. Raises RegistryError naming the row and what to do.
    """
    files = [(path, path.name)] if own is None else [(path, path.name), (own, str(own))]
    seen: dict[tuple[str, str], str] = {}
    outlets = []
    for file, name in files:
        for number, row in enumerate(_tables(file, name), 1):
            where = f"{name}, outlet {number} ({row.get('code') or row.get('domain') or '?'})"
            outlet = _outlet(row, where, families)
            claims = [("code", outlet.code), ("domain", outlet.domain)]
            for claim in claims + [("host", host) for host in outlet.hosts]:
                other = seen.setdefault(claim, where)
                if other is not where:
                    raise RegistryError(
                        f"{where}: {claim[0]} {claim[1]!r} stands in {other} already"
                    )
            outlets.append(outlet)
    return tuple(outlets)


def _tables(path: Path, name: str) -> list[dict[str, Any]]:
    """The file's ``[[outlet]]`` tables as they stand."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        what = (
            f"{name} is missing; restore it from the repository"
            if path.name == name
            else f"AIPOLICY_OUTLETS names {name}, which is not there; give a file's absolute path"
        )
        raise RegistryError(what) from None
    except OSError as error:
        raise RegistryError(f"{name} cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RegistryError(f"{name} is not TOML: {error}") from error
    rows = tables.get("outlet")
    if set(tables) - {"outlet"} or not isinstance(rows, list):
        raise RegistryError(f"{name}: write each outlet as an [[outlet]] table, nothing else")
    return rows


def _outlet(row: Mapping[str, Any], where: str, families: tuple[str, ...]) -> Outlet:
    _check_types(row, where)
    _check_values(row, where, families)
    host = row.get("host", f"www.{row['domain']}")
    hosts = (host, *row.get("hosts", ()))
    for name in (row["domain"], *hosts):
        if not _HOST.fullmatch(name):
            raise RegistryError(f"{where}: {name!r} is not a host name; write it bare, lower-case")
    defaults = {"kind": "regional"}
    copied = set(_REQUIRED) | set(_OPTIONAL) - {"host", "hosts", "feeds", "lists"}
    values = defaults | {name: row[name] for name in copied if name in row}
    outlet = Outlet(
        hosts=hosts,
        feeds=_addresses(row, "feeds", host, where),
        lists=_addresses(row, "lists", host, where),
        **values,
    )
    for address in outlet.feeds + outlet.lists:
        if not outlet.owns(urlsplit(address).hostname or ""):
            raise RegistryError(
                f"{where}: {address} is not on a host of this outlet; add the host to `hosts`"
            )
    return outlet


def _check_types(row: Mapping[str, Any], where: str) -> None:
    known = _REQUIRED | _OPTIONAL
    if unknown := sorted(set(row) - set(known)):
        raise RegistryError(f"{where}: unknown key {unknown[0]!r}; known are {', '.join(known)}")
    if missing := sorted(set(_REQUIRED) - set(row)):
        raise RegistryError(f"{where}: {missing[0]} is missing")
    for name, value in row.items():
        wanted = known[name]
        # TOML knows date-times as well, and a bool is an int to Python.
        good = isinstance(value, wanted) and not isinstance(value, datetime)
        if wanted is int:
            good = good and not isinstance(value, bool)
        if wanted is list and good:
            good = all(isinstance(item, str) for item in value)
        if not good:
            shape = "a bare date like 2026-11-01" if wanted is date else f"a {wanted.__name__}"
            raise RegistryError(f"{where}: {name} = {value!r} is not {shape}")


def _check_values(row: Mapping[str, Any], where: str, families: tuple[str, ...]) -> None:
    if not _CODE.fullmatch(row["code"]):
        raise RegistryError(f"{where}: code {row['code']!r} is not [a-z][a-z0-9_]*")
    choices: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("family", families),
        ("evidence", _EVIDENCE),
        ("kind", _KINDS),
        ("rights", _LICENCES),
    )
    for name, allowed in choices:
        if name in row and row[name] not in allowed:
            raise RegistryError(
                f"{where}: unknown {name} {row[name]!r}; write one of {', '.join(allowed)}"
            )
    if row["region"].split(" ")[0] not in _REGIONS:
        raise RegistryError(
            f"{where}: region {row['region']!r} does not begin with a 시·도 ({', '.join(_REGIONS)})"
        )
    if row["evidence"] == "G" and row.get("active", True):
        raise RegistryError(f"{where}: evidence G is a guess; set active = false until confirmed")
    if "valid_from" in row and "valid_to" in row and row["valid_to"] < row["valid_from"]:
        raise RegistryError(f"{where}: valid_to lies before valid_from; swap the two")


def _addresses(row: Mapping[str, Any], name: str, host: str, where: str) -> tuple[str, ...]:
    """Paths are on the canonical host; whole URLs stand as they are."""
    found = []
    for text in row.get(name, ()):
        url = urljoin(f"https://{host}/", text) if text.startswith("/") else text
        if urlsplit(url).scheme not in ("http", "https") or " " in url:
            raise RegistryError(f"{where}: {name} holds {text!r}; write a path or an https:// URL")
        found.append(url)
    return tuple(found)
