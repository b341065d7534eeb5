"""When an article was published and changed, in the objects of a state.

Keys are read as stems (``regDt``, ``reg_date``, ``registeredAt``); values are ISO, epochs, compact
digits, or whatever a Korean site prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from korean import dates
from korean.article import Moment
from spiders.extraction.embedded import clocks
from spiders.extraction.embedded.evidence import plain_key
from spiders.extraction.moments import moment

_WHEN = r"(?:d|dt|dtm|dttm|date|dates|datetime|time|tm|at|on|ts|stamp|timestamp|ymd|day|iso|str|utc|kst|isodate)"
#: Stems of keys, the most telling first: what a reader is shown, then what the desk's program noted.
_PUBLISHED = tuple(
    re.compile(rf"(?:article|news|art|arti|content|post|story)?{stem}{_WHEN}*\Z")
    for stem in (
        r"(?:first|frst|org|original|initial)(?:pub|publish|published|publication|release|deploy|service|display)",
        r"(?:display|service|svc|deploy|release|released)",
        r"(?:date|time)?(?:pub|publish|published|publication|publishing|posted|post|issue|issued)",
        r"(?:input|inp|reg|regist|register|registered|registration|open|send|write|wrt|written|writing|appr|approve"
        r"|approval|firstinput|firstreg|frstregist|frstreg|frstregister)",
        r"(?:create|created|creation|crt|crte|cre|insert|inserted|ins|rgst|rgs|add)",
        r"(?:news|article|art)?(?=date|dt|time)",
    )
)
_PUBLISHED_ALONE = re.compile(
    r"(?:date|datetime|time|timestamp|published|날짜|입력일|등록일|작성일)\Z"
)
_MODIFIED = re.compile(
    rf"(?:article|news|art|content|post|story)?(?:date|time)?(?:last|latest|final|lst)?(?:mod|modi|modify|modified"
    rf"|modification|upd|updt|update|updated|revise|revised|edit|edited|chg|change|changed|redeploy|lastupdt){_WHEN}*\Z"
)
_NO_TIME = re.compile(
    r"dehydrat|fetch|cache|expire|start|end|birth|view|paper|crawl|server|build|by\Z|user|yn\Z|flag|count|id\Z"
)
_EPOCH = re.compile(r"-?\d{9,13}(?:\.\d+)?\Z")


def published(near: Sequence[Mapping[str, Any]], captured_at: datetime) -> Moment | None:
    for stem in (*_PUBLISHED, _PUBLISHED_ALONE):
        for node in near:
            for name, value in _times_in(node, stem):
                if not _MODIFIED.match(name) and (found := time_of(value, captured_at)):
                    return _with_clock(found, node, name, captured_at)
    return None


def modified(near: Sequence[Mapping[str, Any]], captured_at: datetime) -> Moment | None:
    for node in near:
        for _, value in _times_in(node, _MODIFIED):
            if found := time_of(value, captured_at):
                return found
    return None


def _times_in(node: Mapping[str, Any], stem: re.Pattern[str]) -> Iterator[tuple[str, Any]]:
    for key, value in node.items():
        name = plain_key(key)
        if stem.match(name) and not _NO_TIME.search(name):
            yield name, value


def time_of(value: Any, captured_at: datetime) -> Moment | None:
    """ISO, epoch seconds or milliseconds, ``20261120183000``, or as printed. What has no zone is
    Korean time; a time after the capture, or before there were news sites, is none."""
    if isinstance(value, Mapping):
        value = next((v for k, v in value.items() if plain_key(k) in _TIME_INSIDE), None)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    raw = str(value).strip()
    if not raw or len(raw) > 80:
        return None
    found = _epoch(raw) if _EPOCH.match(raw) else None
    if found is None or not dates.plausible(found, captured_at):
        found = moment(raw, captured_at)
    if found is None or dates.plausible(found, captured_at):
        return found
    # Korean time behind a "Z" lies hours ahead: `clocks.settled` decides.
    ahead = clocks.claims_utc(found) and dates.plausible(clocks.korean(found), captured_at)
    return found if ahead else None


_TIME_INSIDE = (
    "date",
    "iso",
    "value",
    "utc",
    "datetime",
    "time",
    "timestamp",
    "milliseconds",
    "seconds",
    "localtime",
)


def _epoch(raw: str) -> Moment | None:
    seconds = float(raw)
    if abs(seconds) >= 1e11:
        seconds /= 1000
    try:
        return Moment(datetime.fromtimestamp(int(seconds), UTC), "second", raw)
    except (ValueError, OverflowError, OSError):
        return None


def _with_clock(day: Moment, node: Mapping[str, Any], name: str, captured_at: datetime) -> Moment:
    """``regDate: 20261120`` beside ``regTime: 183000`` is one moment."""
    if day.precision != "day":
        return day
    stem = re.sub(r"(?:date|dt|day|ymd|d)\Z", "", name)
    for key, value in node.items():
        other = plain_key(key)
        if other != name and other in (f"{stem}time", f"{stem}tm", f"{stem}hms", f"{stem}hm"):
            digits = "".join(c for c in str(value) if c.isdigit())
            if len(digits) in (4, 6):
                clock = ":".join(digits[i : i + 2] for i in range(0, len(digits), 2))
                whole = moment(f"{dates.kst(day.at):%Y-%m-%d} {clock}", captured_at)
                if whole and dates.plausible(whole, captured_at):
                    return replace(whole, raw=f"{day.raw} {value}")
    return day
