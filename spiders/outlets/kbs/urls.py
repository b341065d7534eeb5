"""KBS: the outlet, and the names of its articles."""

from __future__ import annotations

import re

from spiders.addresses import address
from spiders.outlet import Outlet

NOTICE = "무단 전재, 재배포 및 이용(AI 학습 포함) 금지"

OUTLET = Outlet(
    code="kbs",
    name="KBS",
    domain="kbs.co.kr",
    region="전국",
    kind="national",
    family="kbs",
    hosts=("news.kbs.co.kr", "reco.kbs.co.kr"),
    feeds=("https://news.kbs.co.kr/sitemap/recentNewsList.xml",),
    lists=("https://news.kbs.co.kr/api/getNewsList",),
    rights="all-rights-reserved",
    rights_notice=NOTICE,
    ai_training=False,
    expected_daily=800,
    evidence="E2",
    broadcaster=True,
    note="No RSS; lists and search are JSON.",
)

_NCD = re.compile(r"[1-9]\d{0,11}")
#: ``/news/view.do``, ``/news/pc/view/view.do``, ``/news/mobile/view/view.do``, ``/mobile/news/view.do``
_VIEW = re.compile(r"/(?:mobile/)?news/(?:(?:pc|mobile)/)?(?:view/)?view\.do", re.IGNORECASE)


def key_of(url: str) -> str | None:
    """The ``ncd`` of any of a report's addresses; None when it is no report's."""
    parts = address(url, OUTLET)
    if parts is None or not _VIEW.fullmatch(parts.path):
        return None
    ncd = parts.query.get("ncd", "")
    return ncd if _NCD.fullmatch(ncd) else None


def canonical(key: str) -> str:
    return f"https://news.kbs.co.kr/news/pc/view/view.do?ncd={key}"
