"""The four article layouts of NDSoft. Facts: `spiders.families.ndsoft`.

What all share: the body is ``#article-view-content-div`` (``#articleBody`` in the table skin)
whatever its tag: it is an ``article`` at some outlets and a ``div`` at others, and "the first
article" is the reading tools' container in atl. Everything that is not prose is taken out of a copy
of it first, then its text is read.
"""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

from web_poet import field

from korean import bylines as signatures
from korean import dates
from korean.article import Byline, Moment, Rights
from spiders.markup import line, lines_of, prose, text_of
from spiders.page import ArticlePage
from spiders.reading import first_text, hashtags, link, meta, meta_time, people, rights_in
from spiders.tree import Element, Tree

BODY = "#article-view-content-div"
_CARD = (".name", ".email")
_COPYRIGHT = ".view-copyright, .article-copy, .article-copyright"

#: Inside the body container, but no prose of the article: CSS, and why it stands there.
NOT_PROSE: dict[str, str] = {
    "pictures": "figure, .photo-layout, figcaption",
    "advertisements": ".ad-template, [id^=AD], [class^=ad-], .ad-area, [data-ad]",
    "reading tools": ".article-sytool, .fontsize-container, [class*=sytool]",
    "share buttons": "[class*=share], [class*=sns]",
    "copyright": _COPYRIGHT,
    "reporter": "article.writer, .writer, .view-editors",
    "subtitle": ".subheading",
    "quiz appended by a widget (2025)": "#tem-type-8, [id^=tem-type]",
    "related": ".related, [class*=relation], [id*=relation], .tag-group",
}


class NDSoftPage(ArticlePage):
    """What all four layouts share; a layout names where its header's parts stand."""

    body_css: ClassVar[str] = BODY
    title_css: ClassVar[str]
    #: The header's list of "입력 …", "수정 …", "기자명 …".
    info_css: ClassVar[str]
    author_css: ClassVar[str]
    subtitle_css: ClassVar[str] = ".subheading"
    path_css: ClassVar[str] = ""

    def refused(self) -> str | None:
        return None if self._box is not None else f"no {self.body_css} on the page"

    @cached_property
    def _box(self) -> Element | None:
        """The body's container."""
        return self.first(self.body_css)

    @field
    def title(self) -> str | None:
        return text_of(self.first(self.title_css))

    @field
    def subtitle(self) -> str | None:
        """In the header, or inside the body (충청투데이, 인천일보), in several lines."""
        found = (one for element in self.select(self.subtitle_css) for one in lines_of(element))
        return "\n".join(dict.fromkeys(found)) or None

    @field(cached=True)
    def paragraphs(self) -> tuple[str, ...]:
        return prose(self._box, tuple(NOT_PROSE.values()))

    @field
    def published(self) -> Moment | None:
        return self._published

    @cached_property
    def _published(self) -> Moment | None:
        return meta_time(self, "article:published_time") or self._printed.published

    @field
    def modified(self) -> Moment | None:
        """None where the site repeats the published time as the modified one."""
        found = meta_time(self, "article:modified_time") or self._printed.modified
        first = self._published
        return None if found is None or (first is not None and found.at <= first.at) else found

    @field
    def bylines(self) -> tuple[Byline, ...]:
        return people(self._authors)

    @field
    def place(self) -> str | None:
        """``서울=이정준 기자`` in the author or in the last line names where it was written."""
        signed = (last for last in self.paragraphs[-1:] if signatures.signature(last))
        openings = (signatures.dateline(author) for author in (*self._authors, *signed))
        return next((opening.place for opening in openings if opening and opening.place), None)

    @field
    def section(self) -> str | None:
        """The meta tag; the older skins print a path, ``홈 > 사회``, and have no tag."""
        named = meta(self, "article:section")
        path = text_of(self.first(self.path_css)) if self.path_css and not named else None
        return named or (path or "").rpartition(">")[2].strip() or None

    @field
    def captions(self) -> tuple[str, ...]:
        """Each once: the same text stands in ``figcaption`` and in the picture's ``alt``."""
        found = [text_of(part) for part in self.select("figcaption, td.photo-layout", self._box)]
        if not any(found):
            found = [line(image.get("alt")) for image in self.select("figure img", self._box)]
        return tuple(dict.fromkeys(text.lstrip("▲▴ ") for text in found if text))

    @field
    def tags(self) -> tuple[str, ...]:
        return hashtags(self, ".tag-group .tag", ".tag-group a")

    @field
    def image_url(self) -> str | None:
        images = self.select("figure img, .photo-layout img", self._box)
        return link(self, images[0].get("src")) if images else None

    @field
    def rights(self) -> Rights | None:
        return rights_in(one for part in self.select(_COPYRIGHT) for one in lines_of(part))

    @cached_property
    def _authors(self) -> tuple[str, ...]:
        """Byline strings of the page, the fullest first."""
        cards = [
            " ".join(filter(None, (first_text(self, css, within=card) for css in _CARD)))
            for card in self.select("article.writer, .writer")
        ]
        printed = [text_of(part) for part in self.select(self.author_css)]
        named = [text.removeprefix("기자명").strip(" :") for text in printed if text]
        # The lists hold dates beside the reporter: only what reads as a byline counts.
        offered = dict.fromkeys((*cards, *named, meta(self, "author") or ""))
        return tuple(text for text in offered if text and not dates.parse(text))

    @cached_property
    def _printed(self) -> dates.Labelled:
        items = (text_of(item) for item in self.select(self.info_css))
        return dates.labelled("\n".join(item for item in items if item))


class NDSoftAtl(NDSoftPage):
    """2024 and later (전남일보, 강원도민일보): a grid whose body sits in the reading tools' box."""

    version = "ndsoft.atl"
    marks: ClassVar[str] = ".atlview-grid-body, [class*=atlview], .article-sytool-container"
    title_css = "h1.heading"
    info_css = ".info-group .breadcrumbs li, .info-group li"
    author_css = ".info-name"

    @classmethod
    def probe(cls, tree: Tree) -> bool:
        return tree.has(BODY) and tree.has(cls.marks)


class NDSoft2020(NDSoftPage):
    """2020 and later, with the CMS's own typos (``infomation``, ``article-veiw-body``).

    It takes the pages no other layout claims: the skin of many outlets was never seen.
    """

    version = "ndsoft.2020"
    title_css = ".article-view-header .heading, #article-view header h3"
    info_css = "ul.infomation li, ul.information li"
    author_css = "ul.infomation li, ul.information li"

    @classmethod
    def probe(cls, tree: Tree) -> bool:
        return tree.has(BODY) and not tree.has(f"{NDSoftAtl.marks}, .article-head-title")


class NDSoftAuto(NDSoftPage):
    """2014 to 2020, alive in 2026 at 제주일보 and 충청뉴스: Foundation classes (``auto-…``)."""

    version = "ndsoft.auto"
    title_css = ".article-head-title"
    info_css = "ul.no-bullet li"
    author_css = "ul.no-bullet li"
    subtitle_css = ".subheading, .article-head-sub"
    path_css = ".article-head-nav"

    @classmethod
    def probe(cls, tree: Tree) -> bool:
        return tree.has(BODY) and tree.has(".article-head-title")


class NDSoftTable(NDSoftPage):
    """To 2013, at two outlets to 2022: tables, ``#articleBody``. Its header was never seen raw."""

    version = "ndsoft.table"
    body_css = "#articleBody"
    title_css = ".View_Title, #font_title"
    info_css = ".View_Info, .View_Date, #font_date"
    author_css = ".View_Info, .View_Writer, #font_name"
    subtitle_css = ".View_SubTitle, #font_subtitle"
    path_css = ".View_Path"

    @classmethod
    def probe(cls, tree: Tree) -> bool:
        # The id alone is common elsewhere; with the CMS's own links or frame it is this one.
        family = "#ND_Warp, a[href*='articleList.html'], a[href*='articleView.html']"
        return not tree.has(BODY) and tree.has("#articleBody") and tree.has(family)


PAGES: tuple[type[NDSoftPage], ...] = (NDSoftAtl, NDSoft2020, NDSoftAuto, NDSoftTable)
