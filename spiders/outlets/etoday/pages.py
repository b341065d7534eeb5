"""Etoday's article pages, by layout. The desktop prints each caption twice."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property

from web_poet import field

from korean import dates
from korean.article import Byline, Moment, Rights
from korean.bylines import merge, parse
from spiders.markup import prose
from spiders.page import ArticlePage
from spiders.reading import (
    body_prose,
    every_text,
    finer,
    hashtags,
    headline,
    meta,
    meta_time,
    notice,
    people,
    picture,
    refused,
    times,
    trail,
)
from spiders.tree import Tree

#: What stands among the paragraphs and is not theirs. ``.img_box_desc`` are the captions.
DROP = (
    ".img_box_C",
    ".img_box_desc",
    "figure",
    "[id^=div-gpt-ad]",
    ".relation_newslist",
    ".kwd_tags",
    ".card-container",
    ".reporter_topNews",
    ".recommend_btn",
    ".ico_share",
    ".sticky-content-spacer_sub",
    "ul[class^=bn_]",
)
_CREDIT = re.compile(r"\(([^()@]{2,40}@[^()]*)\)\s*$")
_SITE_SUFFIX = re.compile(r"\s*[-|]\s*이투데이\s*$")


class _EtodayPage(ArticlePage):
    """What all layouts share."""

    titles: tuple[str, ...]
    bodies: tuple[str, ...]

    def refused(self) -> str | None:
        return refused(self, *self.titles, *self.bodies)

    @field
    def title(self) -> str | None:
        return headline(self, _SITE_SUFFIX, *self.titles)

    @field
    def subtitle(self) -> str | None:
        for selector in ("section.subview_title", ".stitle"):
            if lines := prose(self.first(selector)):
                return "\n".join(lines)
        return None

    @field(cached=True)
    def paragraphs(self) -> tuple[str, ...]:
        return body_prose(self, self.bodies, DROP)

    @cached_property
    def _shown(self) -> dates.Labelled:
        return times(self, ".newsinfo", *self.titles)

    @field
    def published(self) -> Moment | None:
        return finer(self._shown.published, meta_time(self, "article:published_time"))

    @field
    def modified(self) -> Moment | None:
        shown = self._shown
        if shown.published is not None and shown.modified is None:
            return None  # the page prints 수정 where there was an edit
        return finer(shown.modified, meta_time(self, "article:modified_time"))

    @field
    def bylines(self) -> tuple[Byline, ...]:
        """From the meta tag; the e-mail stands in the credit of the reporter's own picture. Where
        no author is named, the picture's is the only one there is."""
        credited = merge(
            *(parse(m[1]) for text in self._descriptions if (m := _CREDIT.search(text)))
        )
        authors = people(filter(None, [meta(self, "author", "article:author", "dable:author")]))
        authors = authors or people(every_text(self, ".reporter_name", ".view_reporter .name"))
        if not authors:
            return credited[:1]
        names = {author.name for author in authors}
        return merge(authors, (c for c in credited if c.name in names))

    @field
    def section(self) -> str | None:
        return trail(self, ".view_location a", ".location a") or meta(self, "article:section")

    @cached_property
    def _descriptions(self) -> tuple[str, ...]:
        """Caption texts; the desktop prints each of them twice."""
        return every_text(self, ".img_box_desc", *(f"{b} figcaption" for b in self.bodies))

    @field
    def captions(self) -> tuple[str, ...]:
        found = (text.lstrip("▲▴△ ") for text in self._descriptions)
        return tuple(dict.fromkeys(text for text in found if text))

    @field
    def tags(self) -> tuple[str, ...]:
        return hashtags(self, ".kwd_tags a")

    @field
    def image_url(self) -> str | None:
        return picture(self, *(e for body in self.bodies for e in self.select(f"{body} img")))

    @field
    def rights(self) -> Rights | None:
        return notice(self)


class EtodayCurrent(_EtodayPage):
    version = "etoday.current"
    valid_from = date(2022, 1, 1)
    titles = ("section.news_dtail_view_top_wrap h1.main_title", "h1.main_title")
    bodies = ("div.articleView[itemprop=articleBody]", "div.articleView", "[itemprop=articleBody]")

    @classmethod
    def probe(cls, tree: Tree) -> bool:
        return tree.has("h1.main_title") or (
            tree.has("div.articleView") and not tree.has("h2.main_title")
        )


class Etoday2022(_EtodayPage):
    """To about 2022: the title in an ``h2``."""

    version = "etoday.2022"
    valid_to = date(2022, 12, 31)
    titles = ("section.news_dtail_view_top_wrap h2.main_title", "h2.main_title")
    bodies = EtodayCurrent.bodies

    @classmethod
    def probe(cls, tree: Tree) -> bool:
        return tree.has("h2.main_title")


class EtodayMobile(_EtodayPage):
    """``m.etoday.co.kr``: advertisements stand in ``div[style]`` inside the body."""

    version = "etoday.mobile"
    titles = ("section.DetailView_Wrap.mboxcont div.view_mtitle h1", "div.view_mtitle h1")
    bodies = ("#contents_body", ".contents_body")

    @classmethod
    def probe(cls, tree: Tree) -> bool:
        return tree.has("div.view_mtitle, section.DetailView_Wrap")

    @field(cached=True)
    def paragraphs(self) -> tuple[str, ...]:
        return body_prose(self, self.bodies, (*DROP, ".contents_body > div[style]"))
