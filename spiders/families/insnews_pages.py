"""The two article layouts of Insnews. Facts: `spiders.families.insnews`."""

from __future__ import annotations

import base64
import binascii
import re
from functools import cached_property
from typing import ClassVar

from web_poet import field

from korean import dates
from korean.article import Byline, Moment, Rights
from spiders.markup import lines_of, prose, text_of
from spiders.page import ArticlePage
from spiders.reading import link, notices, people, rights_in
from spiders.tree import Element, Tree, path, words_of

#: Containers of the body in the order they were introduced, newest first.
_BODIES = ("#textinput", "#CLtag", "td.read_body")
_STAMP = r"(\d{4}/\d{1,2}/\d{1,2}\s*\[\d{1,2}:\d{2}\])"
#: What stands behind the label 입력, and before it.
_PRINTED_TIME = re.compile(rf"입력\s*:?\s*{_STAMP}")
_EDITED_TIME = re.compile(rf"입력\s*:?\s*\S+ \[[\d:]+\]\s*최종편집\s*:?\s*{_STAMP}")
_BEFORE_TIME = re.compile(r"([^|]{2,80}?)\s*\|\s*(?:기사\s*)?입력")
_BAR = re.compile(r"\|\s*(?:기사\s*)?$")
_MAIL_FORM = re.compile(r"formmail\.php\?email=([A-Za-z0-9+/=]{8,})")
#: Elements that print a label of a time themselves.
_TIMED = path("//body//text()[contains(., '입력')]/parent::*")

#: Inside the body container, but no prose of the article: CSS, and why it stands there.
NOT_PROSE: dict[str, str] = {
    # Pictures and their captions, and the advertisements, are tables of their own.
    "pictures": "table:has(img), figure, figcaption, .photo, .caption, .img_caption",
    "advertisement tables": "table:has(script), table:has(iframe)",
    "spam shield": "img[src*='gdbbs.php'], .spam",
    "related": "#related, .related, .read_related, [class*=related]",
    "advertisements": "[class$=_bn], [class*=banner], [id^=AD]",
}


class InsnewsPage(ArticlePage):
    """What both layouts share."""

    title_css: ClassVar[str]
    subtitle_css: ClassVar[str]
    caption_css: ClassVar[str]

    def refused(self) -> str | None:
        return None if self._body is not None else "no article body on the page"

    @cached_property
    def _body(self) -> Element | None:
        """The body's container."""
        return next((found for css in _BODIES if (found := self.first(css)) is not None), None)

    @field
    def title(self) -> str | None:
        """The first: the new header is printed twice. ``<title>`` is the site's slogan."""
        return text_of(self.first(self.title_css))

    @field
    def subtitle(self) -> str | None:
        found = self.first(self.subtitle_css)
        return "\n".join(lines_of(found)) or None if found is not None else None

    @field(cached=True)
    def paragraphs(self) -> tuple[str, ...]:
        lines = prose(self._body, tuple(NOT_PROSE.values()))
        return tuple(one for one in lines if not _is_caption(one))

    @field
    def published(self) -> Moment | None:
        """``기사입력 2024/03/07 [21:28]``, wherever the skin prints it."""
        return self._time(_PRINTED_TIME)

    @field
    def modified(self) -> Moment | None:
        """Only where 최종편집 stands right behind 기사입력: alone it is the page's clock."""
        return self._time(_EDITED_TIME)

    @cached_property
    def _labels(self) -> tuple[int, ...]:
        """Where the page's words hold the label of a time."""
        return tuple(found.start() for found in re.finditer("입력", self.tree.words))

    def _time(self, printed: re.Pattern[str]) -> Moment | None:
        words = self.tree.words
        found = next((m for at in self._labels if (m := printed.match(words, at))), None)
        return dates.parse(found[1]) if found else None

    @field
    def bylines(self) -> tuple[Byline, ...]:
        """``오효석 기자 | 기사입력 …`` in the new skin, a cell with a mail form in the old one."""
        words = self.tree.words
        barred = any(_BAR.search(words[max(0, at - 20) : at]) for at in self._labels)
        for holder in _TIMED(self.tree.root) if barred else ():
            if found := _BEFORE_TIME.search(" ".join(lines_of(holder))):
                return people((found[1],))
        return self._writer

    @property
    def _writer(self) -> tuple[Byline, ...]:
        cell = self.first("div.writer")
        cell = self.first(".writer") if cell is None else cell
        if cell is None:
            return ()
        named = text_of(cell) or ""
        opened = (a.get("onmousedown") or a.get("href") or "" for a in cell.iter("a"))
        mail = next((m for form in opened if (m := _MAIL_FORM.search(form))), None)
        found = people((f"{named} {_decoded(mail[1])}",)) if mail else people((named,))
        # One form for several writers: whose address it is only the end of the text tells.
        return found if len(found) <= 1 else people((named,))

    @field
    def captions(self) -> tuple[str, ...]:
        if self._body is None or "▲" not in words_of(self._body):
            return ()
        cells = self.select(self.caption_css, self._body)
        parts = [text_of(cell) for cell in cells if "▲" in words_of(cell)]
        found = [text for text in parts if text and _is_caption(text)]
        if not found:
            found = [one for one in lines_of(self._body) if _is_caption(one)]
        return tuple(dict.fromkeys(text.lstrip("▲▴ ") for text in found))

    @field
    def image_url(self) -> str | None:
        """The first picture of the article's own folder: advertisements stand beside it."""
        if self._body is None:
            return None
        found = self.first("img[src*='/imgdata/']", self._body)
        return link(self, found.get("src")) if found is not None else None

    @field
    def rights(self) -> Rights | None:
        return rights_in(notices(self.tree))


class Insnews2012(InsnewsPage):
    """EUC-KR tables, read off a real page (브레이크뉴스 2012)."""

    version = "insnews.2012"
    elsewhere = frozenset()  # the head is the site's own
    title_css = "td.read_title"
    subtitle_css = "td.read_subtitle"
    caption_css = "td"

    @classmethod
    def probe(cls, tree: Tree) -> bool:
        return tree.has("td.read_title, td.read_body")


class InsnewsNew(InsnewsPage):
    """The responsive skin (경기IN 2024, 성남일보): known from text and crawlers, not from markup."""

    version = "insnews.new"
    title_css = ".read_title, h1.title, h1, .title h2"
    subtitle_css = ".read_subtitle, .subtitle, h2.sub"
    caption_css = "figcaption, td, .caption"

    @classmethod
    def probe(cls, tree: Tree) -> bool:
        return not tree.has("td.read_title") and tree.has("#textinput, #CLtag")


PAGES: tuple[type[InsnewsPage], ...] = (InsnewsNew, Insnews2012)


def _is_caption(line: str) -> bool:
    """``▲ …`` below a picture; several ▲ in a line are the points of a sentence."""
    return line.startswith("▲") and line.count("▲") == 1


def _decoded(coded: str) -> str:
    """The reporter's address: the mail form's link carries it in base64."""
    try:
        return base64.b64decode(coded, validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return ""
