"""A site that has changed its article pages to another of its layouts, while its lists stay."""

from __future__ import annotations

from pressroom.layouts import LAYOUTS
from pressroom.sites.base import Answer, Desk, Request, Site


class Relaid(Site):
    """Stands in for ``site``: put it at the site's hosts in ``PressRoom.sites``.

    Raises:
        KeyError: the site's outlet has no layout of this name.
    """

    def __init__(self, site: Site, layout: str) -> None:
        self.outlet, self.hosts, self.packs = site.outlet, site.hosts, site.packs
        self._site = site
        self._layout = {one.name: one for one in LAYOUTS[site.outlet]}[layout]

    def answer(self, request: Request, desk: Desk) -> Answer:
        """An article's page in the other layout; everything else as the site has it."""
        asked, layout = f"https://{request.host}{request.target}", self._layout
        for publication in desk.out(self.outlet):
            if layout.address(publication.key) == asked:
                text = layout.render(publication, desk)
                body = text.encode(layout.encoding, "xmlcharrefreplace")
                return Answer(body, 200, layout.content_type)
        return self._site.answer(request, desk)
