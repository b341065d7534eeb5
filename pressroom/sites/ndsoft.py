"""The NDSoft family: one site class, a row an outlet, four skins (`ndsoft_pages`, `ndsoft_lists`).

Keys are ``idxno``. Lists hold 20 rows a page; a search works by GET and by POST, but the page
numbers under a search lose its words (``sc_word``) and lead to the whole list, as on the real sites:
post the form again instead. Feeds print naive KST dates; the full-text feed on the ``cdn.`` host of
`full_feed` outlets prints RFC 822.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from pressroom.sites import ndsoft_lists, ndsoft_pages
from pressroom.sites.base import (
    Answer,
    Desk,
    Request,
    Site,
    between,
    excerpt,
    matching,
    missing,
    page,
    redirect,
    rfc822,
    slice_page,
    stamp,
    xml,
)
from pressroom.sites.feeds import Item, rss, sitemap
from pressroom.sites.ndsoft_papers import Paper, canonical, fill
from pressroom.world import Publication


class Ndsoft(Site):
    routes = (
        (r"/news/articleView\.html", "article"),
        (r"/news/articleViewAmp\.html", "amp"),
        (r"/news/articleList\.html", "listing"),
        (r"/rss/(allArticle|clickTop|S[12]N\d+)\.xml", "feed"),
        (r"/rss/(?:gn_rss|gns)_allArticle\.xml", "full_feed"),
        (r"/sitemap\.xml", "sitemap"),
    )
    disallowed = ("/private/", "/member/", "/admin/", "/bannerpop/")

    def __init__(self, paper: Paper) -> None:
        super().__init__()
        self.paper = paper
        self.outlet = paper.code
        self.crawl_delay = paper.crawl_delay
        self.packs = paper.code in ("kado", "gwunion")
        self.refused_agents = ("GPTBot", "CCBot") if paper.code == "kado" else ()
        self.hosts = (paper.host, paper.domain, f"m.{paper.domain}", f"cdn.{paper.domain}")

    def sitemaps(self, host: str) -> tuple[str, ...]:
        return (f"https://{host}/sitemap.xml",) if host == self.paper.host else ()

    def front(self, request: Request, desk: Desk) -> Answer:
        if request.arg("act") == "articleView" and request.arg("idxno"):
            return redirect(canonical(self.paper, request.arg("idxno")), 302)
        return page(ndsoft_lists.front_page(self.paper, desk))

    def article(self, request: Request, desk: Desk) -> Answer:
        publication = desk.find(self.outlet, request.arg("idxno"))
        if publication is None:
            # A deleted or unknown number: a script with status 200, no page.
            return page("<script>alert('존재하지 않는 기사입니다.');history.back();</script>")
        if request.host == self.paper.domain:
            return redirect(canonical(self.paper, publication.key))
        return page(ndsoft_pages.article_page(self.paper, publication, desk))

    def amp(self, request: Request, desk: Desk) -> Answer:
        publication = desk.find(self.outlet, request.arg("idxno"))
        if publication is None:
            return missing()
        return page(ndsoft_pages.amp_page(self.paper, publication, desk))

    # Lists

    def listing(self, request: Request, desk: Desk) -> Answer:
        pubs = self._chosen(request, desk)
        number = request.number("page", 1, 1)
        rows = slice_page(pubs, number, ndsoft_lists.ROWS)
        text = ndsoft_lists.list_page(self.paper, desk, rows, number, len(pubs), _state(request))
        return page(text, modified=desk.changed(rows))

    def _chosen(self, request: Request, desk: Desk) -> Sequence[Publication]:
        """What a list shows: section, days (inclusive) and words; newest first."""
        pubs: Sequence[Publication] = desk.out(self.outlet)
        code = request.arg("sc_section_code")
        if code:
            pubs = [p for p in pubs if p.section == self.paper.sections.get(code)]
        if request.arg("sc_sub_section_code"):
            pubs = []  # no paper of ours has subsections
        pubs = between(pubs, request.day("sc_sdate"), request.day("sc_edate"))
        titles = request.arg("sc_area", "A") == "T"
        return matching(pubs, request.arg("sc_word"), desk.now, titles_only=titles)

    # Feeds

    def feed(self, request: Request, desk: Desk, name: str) -> Answer:
        """Fifty items with a truncated description; pubDate is naive KST."""
        pubs: Sequence[Publication] = desk.out(self.outlet)
        if name == "clickTop":
            pubs = pubs[3:33:3]
        elif name != "allArticle":
            pubs = [p for p in pubs if p.section == self.paper.sections.get(name)]
        pubs = pubs[:50]
        items = [
            Item(
                title=desk.title(p),
                link=canonical(self.paper, p.key),
                date=stamp(p.published, "%Y-%m-%d %H:%M:%S"),
                lead=excerpt(" ".join(p.text_at(desk.now).paragraphs), 150),
                author=", ".join(f"{r.name} {r.role}" for r in p.reporters),
            )
            for p in pubs
        ]
        changed = desk.changed(pubs)
        built = stamp(changed, "%Y-%m-%d %H:%M:%S")
        return xml(
            rss(f"{self.paper.name} - 전체기사", f"https://{self.paper.host}", items, built),
            changed,
        )

    def full_feed(self, request: Request, desk: Desk) -> Answer:
        """The full-text feed of the cdn host: content:encoded holds the whole article."""
        if not self.paper.full_feed or not request.host.startswith("cdn."):
            return missing()
        pubs = desk.out(self.outlet)[:50]
        items = [
            Item(
                title=desk.title(p),
                link=canonical(self.paper, p.key),
                date=rfc822(p.published),
                lead=excerpt(p.text_at(desk.now).paragraphs[0], 150),
                creator=", ".join(f"{r.name} {r.role}" for r in p.reporters),
                category=p.section,
                content=self._content(p, desk),
            )
            for p in pubs
        ]
        changed = desk.changed(pubs)
        return xml(
            rss(self.paper.name, f"https://{self.paper.host}", items, rfc822(changed)), changed
        )

    def sitemap(self, request: Request, desk: Desk) -> Answer:
        """All that was ever published, with the time of its last change."""
        pubs = desk.out(self.outlet)
        rows = [(canonical(self.paper, p.key), p.text_at(desk.now).since) for p in pubs]
        return xml(sitemap(rows), desk.changed(pubs))

    def _content(self, publication: Publication, desk: Desk) -> str:
        pictures = "".join(
            f'<figure><img class="{"type:primaryImage" if n == 0 else ""}" src="https://cdn.{self.paper.domain}/news/photo/{p.name}" alt="{escape(p.caption)}"><figcaption>{escape(p.caption, quote=False)}</figcaption></figure>'
            for n, p in enumerate(publication.pictures)
        )
        body = "".join(
            f"<p>{escape(t, quote=False)}</p>" for t in publication.text_at(desk.now).paragraphs
        )
        sign = fill(self.paper.sign, self.paper, publication)
        return pictures + body + (f"<p>{sign}</p>" if sign else "")


def _state(request: Request) -> dict[str, str]:
    """What a list's page numbers carry on: section and days, not the words of a search."""
    kept = ("sc_section_code", "sc_sdate", "sc_edate", "view_type")
    return {name: request.arg(name) for name in kept if request.arg(name)}
