"""The Insnews family: gipress and snilbo in the new skin (UTF-8), breaknews in the tables of 2012.

breaknews is EUC-KR (cp949 bytes; the header names no charset, a meta tag does). Its time is plain
text far below the article, and the page's title is the site's slogan. The new skin prints the
header twice. Only breaknews shows an edit ("최종편집:").
"""

from __future__ import annotations

from collections.abc import Sequence

from pressroom.sites.base import (
    Answer,
    Desk,
    Request,
    Site,
    missing,
    page,
    slice_page,
)
from pressroom.sites.insnews_pages import (
    ROWS,
    Paper,
    close,
    new_article,
    new_list,
    paging,
    section_code,
    tables_article,
    tables_list,
)
from pressroom.world import Publication


class Insnews(Site):
    routes = (
        (r"/(\d{4,9})", "pretty"),
        (r"/sub_read\.html", "read"),
        (r"/sub_(?:view|list|sec)\.html", "listing"),
    )
    disallowed = ("/private/", "/newnews/", "/ad_link.php")

    def __init__(self, paper: Paper) -> None:
        super().__init__()
        self.paper = paper
        self.outlet = paper.code
        self.hosts = (paper.host, paper.domain, f"m.{paper.domain}")
        self.crawl_delay = paper.crawl_delay

    def _page(self, text: str, **more: object) -> Answer:
        """UTF-8, or for the tables skin cp949 bytes with no charset in the header."""
        if self.paper.new:
            return page(text, **more)  # type: ignore[arg-type]
        made = page("", **more)  # type: ignore[arg-type]
        body = text.encode("cp949", "xmlcharrefreplace")
        return Answer(body, made.status, "text/html", modified=made.modified)

    def front(self, request: Request, desk: Desk) -> Answer:
        return self._list_page(desk.out(self.outlet), 1, desk, request)

    def pretty(self, request: Request, desk: Desk, key: str) -> Answer:
        return self._article(key, desk)

    def read(self, request: Request, desk: Desk) -> Answer:
        return self._article(request.arg("uid"), desk)

    def _article(self, key: str, desk: Desk) -> Answer:
        publication = desk.find(self.outlet, key)
        if publication is None:
            return Answer(missing().body, 404, "text/html")
        make = new_article if self.paper.new else tables_article
        return self._page(make(self.paper, publication, desk))

    def listing(self, request: Request, desk: Desk) -> Answer:
        """All articles, or those of ``section``; an empty page at the end."""
        code = request.arg("section")
        pubs = [p for p in desk.out(self.outlet) if not code or section_code(p) == code]
        return self._list_page(pubs, request.number("page", 1, 1), desk, request)

    def _list_page(
        self, pubs: Sequence[Publication], number: int, desk: Desk, request: Request
    ) -> Answer:
        rows = slice_page(pubs, number, ROWS)
        make = new_list if self.paper.new else tables_list
        text = make(self.paper, rows, desk) + paging(number, len(pubs), request)
        return self._page(text + close(self.paper), modified=desk.changed(rows))
