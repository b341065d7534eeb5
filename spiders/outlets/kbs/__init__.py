"""KBS News, the public broadcaster: everything known about it.

Facts as of November 2026, from public crawlers and page texts; no live request was made.

- Article: ``https://news.kbs.co.kr/news/pc/view/view.do?ncd=N``. Aliases: ``/news/view.do``,
  ``/mobile/news/view.do``, http, ``&ref=``. About 800 ids a day: all regions, and re-publications
  of one report under a new id (same text, other programme).
- Discovery (`sources`): the JSON list ``getNewsList`` with full texts, the news sitemaps, and the
  JSON search of reco.kbs.co.kr. HTML lists and search need JavaScript; no RSS is known to work.
- Pages (`pages`): the layout of 2023/24 to 2026, and the one before.
- Rights: ``무단 전재, 재배포 및 이용(AI 학습 포함) 금지`` on every page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

from korean.relevance import judge
from spiders.base import OutletSpider
from spiders.outlets.kbs import sources
from spiders.outlets.kbs.pages import Kbs2022, KbsCurrent
from spiders.outlets.kbs.urls import OUTLET, canonical, key_of
from spiders.source import Row, Source

__all__ = ["KbsSpider"]

#: ``[뉴스9] 오프닝``: a programme's opening, closing or list of headlines, without a report.
FILLER = re.compile(
    r"\s*\[[^\]]{1,30}\]\s*(?:(?:이\s*시각|주요|오늘의)\s*)?(?:오프닝|클로징|헤드라인)"
    r"(?:\s*[\[(].{0,30}[\])])?\s*"
)


class KbsSpider(OutletSpider):
    outlet = OUTLET
    pages = (KbsCurrent, Kbs2022)
    #: The JSON endpoints answer the site's own pages; other crawlers send this too.
    request_headers: ClassVar[Mapping[str, str]] = {"Referer": "https://news.kbs.co.kr/"}

    @classmethod
    def key_of(cls, url: str) -> str | None:
        return key_of(url)

    @classmethod
    def canonical(cls, key: str) -> str:
        return canonical(key)

    def sources(self) -> Sequence[Source]:
        """The list first: it carries the texts, so that only what may be on topic is fetched. The
        sitemap adds what the list leaves out."""
        return (sources.latest(), *sources.sitemaps())

    def window_sources(self, since: date, until: date) -> Sequence[Source]:
        """The list day by day, then the search: each finds what the other has lost."""
        return (*sources.daily_lists(since, until), *sources.searches(since, until))

    def judge_listed(self, row: Row) -> str | None:
        """Fillers by their title; texts by the gates. An English report that passes the gates is
        fetched and then told apart by its language."""
        title = row.listed.title or ""
        if FILLER.fullmatch(title):
            return "filler"
        if not row.listed.body:
            return None
        verdict = judge(title, row.listed.body, kind=self.outlet.kind)
        return verdict.reason if verdict.band == "reject" else None
