"""Whose page it is, told by what every site prints of itself: copyright and imprint lines, the
``<title>``, datelines, the addresses of its reporters."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from spiders import registry
from spiders.outlet import Outlet
from spiders.renderings.kinds import Kind
from spiders.renderings.lines import Found, Page

_MAIL = re.compile(r"@([A-Za-z0-9-]+)\.(?:[A-Za-z0-9-]+\.)*[A-Za-z]{2,}")
_LEAD = re.compile(r"^[\[【(<〔]?[^\]】)>〕\n]{0,30}")
_AFTER = r"(?:의|에|이|가|은|는|을|를|와|과|에서)?(?![가-힣A-Za-z])"
_TITLE_LINES = 3  # lines on top of the page among which its <title> may stand
_ENOUGH = 2  # points
_POINTS = {Kind.NOTICE: 3, Kind.IMPRINT: 2, Kind.SIGNED: 1}


def owner(page: Page, found: Found) -> Outlet | None:
    """The outlet with the most marks on the page; None where two have as many, or none has any."""
    points: Counter[str] = Counter()
    for line, kind in zip(page.lines, page.kinds, strict=True):
        if worth := _POINTS.get(kind):
            _count(points, line.text[:400], worth)
    for text in (*page.texts(0, _TITLE_LINES), page.claimed_title or ""):
        if re.search(r"\s[-|:<>]+\s", text):
            _count(points, text, 2)
    for text in found.reading.paragraphs[:1]:
        match = _LEAD.match(text)
        if match and ("=" in match.group() or text[0] in "[【"):
            _count(points, match.group(), 2)
    for text in found.reading.paragraphs[-2:]:
        _count_mails(points, text)
    for person in found.reading.bylines:
        _count_mails(points, person.email or "")
    if found.family:
        for code in list(points):
            if registry.outlet(code).family != found.family:
                del points[code]
    ranked = points.most_common(2)
    if not ranked or ranked[0][1] < _ENOUGH:
        return None
    if len(ranked) == 2 and ranked[0][1] == ranked[1][1]:
        return None
    return registry.outlet(ranked[0][0])


def _count(points: Counter[str], text: str, worth: int) -> None:
    names, codes = _names()
    for name in {match.group("name") for match in names.finditer(text)}:
        points[codes[name]] += worth
    _count_mails(points, text)


def _count_mails(points: Counter[str], text: str) -> None:
    domains = _domains()
    for match in _MAIL.finditer(text[:400]):
        if code := domains.get(match[1].lower()):
            points[code] += 2


@lru_cache(maxsize=1)
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    codes = {outlet.name: outlet.code for outlet in registry.outlets()}
    either = "|".join(re.escape(name) for name in sorted(codes, key=len, reverse=True))
    return re.compile(rf"(?<![가-힣A-Za-z])(?P<name>{either}){_AFTER}"), codes


@lru_cache(maxsize=1)
def _domains() -> dict[str, str]:
    """First labels of domains: papers print addresses of sister domains (.com beside .co.kr). One
    that two outlets share is nobody's."""
    counted = Counter(outlet.domain.split(".")[0] for outlet in registry.outlets())
    return {
        label: outlet.code
        for outlet in registry.outlets()
        if counted[label := outlet.domain.split(".")[0]] == 1
    }
