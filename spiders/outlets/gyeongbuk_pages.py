"""The article pages of both boards of 경상북도. Facts: `spiders.outlets.gyeongbuk`."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property

from web_poet import field

from korean import dates
from korean import rights as notices
from korean.article import Attachment, Byline, Moment, Rights
from spiders.markup import lines_of, prose, text_of
from spiders.page import ArticlePage
from spiders.reading import link
from spiders.tree import Element, Tree

#: The names of the release's pictures stand in its body as lines of text, some three times.
_PICTURE_NAME = re.compile(r".{1,200}\.(?:jpe?g|png|gif|bmp|webp|tiff?)", re.IGNORECASE)
#: The arguments of ``putFileHtml``: file, number, name.
_PUT_FILE = re.compile(
    r"""putFileHtml\(\s*["'](\w+)["']\s*,\s*["'](\d+)["']\s*,\s*["']([^"']{1,300})["']"""
)
#: ``- … -`` around a subtitle's line. A dash right before a figure is a minus.
_DASHES = re.compile(r"^(?:[-–—―]\s+)+|^[-–—―](?!\d)|\s*[-–—―]$")


def _labels(page: ArticlePage, box: Element | None) -> dict[str, Element]:
    """``dt`` → ``dd`` of definition lists; an empty pair fills up the last row of the header."""
    found: dict[str, Element] = {}
    for term in page.select("dt", box) if box is not None else ():
        value = term.getnext()
        label = text_of(term)
        if label and value is not None and value.tag == "dd":
            found.setdefault(label, value)
    return found


def _moment(value: str | None) -> Moment | None:
    return dates.parse(value) if value else None


class GyeongbukBoard(ArticlePage):
    """``BD_CODE=bbs_bodo``, read off a real page (2026-01-07).

    An HTML comment inside the body holds the title and unbalanced tags; ``.page_manager`` and
    ``.lastModifiedDate`` at the foot are those of the menu page, not of the release.
    """

    version = "gyeongbuk.board"
    elsewhere = frozenset()  # the head is the site's own

    @classmethod
    def probe(cls, tree: Tree) -> bool:
        box = tree.first("div.report_view")
        return box is not None and tree.first(".reportview_cont", box) is not None

    def refused(self) -> str | None:
        return None if self._subject is not None else "no release on the page"

    @cached_property
    def _header(self) -> Element | None:
        box = self.first("div.report_view")
        return self.first(".reportview_cont", box) if box is not None else None

    @cached_property
    def _subject(self) -> Element | None:
        return self.first(".subject", self._header) if self._header is not None else None

    @cached_property
    def _content(self) -> Element | None:
        """The text's box, a child of the release's."""
        box = self.first("div.report_view")
        children = box.iterchildren("div") if box is not None else ()
        return next((e for e in children if "cont_view" in e.get("class", "").split()), None)

    @cached_property
    def _labelled(self) -> dict[str, Element]:
        return _labels(self, self._header)

    def _value(self, label: str) -> str | None:
        return text_of(self._labelled.get(label))

    @field
    def title(self) -> str | None:
        return text_of(self._subject)

    @field
    def subtitle(self) -> str | None:
        return _subtitle(self.select(".view_titlesub", self._content))

    @field
    def paragraphs(self) -> tuple[str, ...]:
        return _without_pictures(prose(self._content, (".view_titlesub",)))

    @field
    def published(self) -> Moment | None:
        return _moment(self._value("작성일"))

    @field
    def bylines(self) -> tuple[Byline, ...]:
        name = self._value("작성자")
        return (Byline(name),) if name else ()

    @field
    def department(self) -> str | None:
        return self._value("부서명")

    @field
    def contact(self) -> str | None:
        return self._value("전화번호")

    @field
    def attachments(self) -> tuple[Attachment, ...]:
        """Real file names; [미리보기] and [미리듣기] beside them open a viewer."""
        links = self.select('a[href*="/Common/board_egov/download.jsp"]', self._header)
        return _attachments(self, links)

    @field
    def image_url(self) -> str | None:
        return _first_image(self, self._content)

    @field
    def rights(self) -> Rights | None:
        foot = self.first("div.cont_foot")
        return _kogl(self, self.select(".open_area", foot)) if foot is not None else None


class GyeongbukBoard2026(ArticlePage):
    """``board12`` (TimeCMS). Body: one collector; header: as at 상주시, which runs the same CMS."""

    version = "gyeongbuk.2026"
    elsewhere = frozenset()  # the head is the site's own
    valid_from = date(2026, 9, 1)

    @classmethod
    def probe(cls, tree: Tree) -> bool:
        return tree.has(".board_view")

    def refused(self) -> str | None:
        held = self.first(".text, .tit2", self._box) if self._box is not None else None
        return None if held is not None else "no release on the page"

    @cached_property
    def _box(self) -> Element | None:
        return self.first(".board_view")

    @cached_property
    def _text(self) -> Element | None:
        return self.first(".text", self._box)

    @cached_property
    def _labelled(self) -> dict[str, str]:
        """``등록일 2026-10-05 09:12:33`` in list items, or ``dt``/``dd`` and ``th``/``td`` pairs."""
        found: dict[str, str] = {}
        inside = set(self._text.iter("li")) if self._text is not None else set()
        for item in self.select("li", self._box):
            words = (text_of(item) or "").split(" ", 1)
            if len(words) == 2 and item not in inside:
                found.setdefault(words[0].rstrip(":"), words[1].lstrip(": "))
        for label in self.select("dt, th", self._box):
            value = text_of(label.getnext())
            name = text_of(label)
            if name and value:
                found.setdefault(name.rstrip(": "), value)
        return found

    def _value(self, *labels: str) -> str | None:
        return next((self._labelled[label] for label in labels if label in self._labelled), None)

    @field
    def title(self) -> str | None:
        return text_of(self.first(".tit2, .tit, .subject", self._box))

    @field
    def subtitle(self) -> str | None:
        return _subtitle(self.select(".view_titlesub, .sub_tit", self._box))

    @field
    def paragraphs(self) -> tuple[str, ...]:
        return _without_pictures(prose(self._text, (".view_titlesub", ".sub_tit")))

    @field
    def published(self) -> Moment | None:
        return _moment(self._value("등록일", "작성일", "등록일시"))

    @field
    def modified(self) -> Moment | None:
        return _moment(self._value("수정일", "수정일시"))

    @field
    def bylines(self) -> tuple[Byline, ...]:
        name = self._value("작성자", "등록자", "담당자")
        return (Byline(name),) if name else ()

    @field
    def department(self) -> str | None:
        return self._value("부서명", "담당부서", "부서")

    @field
    def contact(self) -> str | None:
        return self._value("전화번호", "연락처", "전화")

    @field
    def attachments(self) -> tuple[Attachment, ...]:
        """``putFileHtml("FL…","1",name,…)`` builds the links where no script runs them (상주시)."""
        found = _attachments(
            self, self.select("a[href*='readFile'], a[href*='ownload']", self._box)
        )
        if found or not self.tree.holds("putFileHtml"):
            return found
        return tuple(
            Attachment(name, self.tree.absolute(f"/file/readFile.tc?fileId={file}&fileNo={number}"))
            for script in self.select("script", self._box)
            for file, number, name in _PUT_FILE.findall(script.text or "")
        )

    @field
    def image_url(self) -> str | None:
        return _first_image(self, self._text)

    @field
    def rights(self) -> Rights | None:
        return _kogl(self, self.select(".open_area, [class*=opentype]"))


def _first_image(page: ArticlePage, box: Element | None) -> str | None:
    images = page.select("img[src]", box) if box is not None else []
    return link(page, images[0].get("src")) if images else None


def _subtitle(found: list[Element]) -> str | None:
    lines = (_DASHES.sub("", one) for element in found for one in lines_of(element))
    return "\n".join(one for one in lines if one) or None


def _without_pictures(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in lines if not _PICTURE_NAME.fullmatch(one))


def _attachments(page: ArticlePage, links: list[Element]) -> tuple[Attachment, ...]:
    found: dict[str, Attachment] = {}
    for element in links:
        name, url = text_of(element), link(page, element.get("href"))
        if name and url and not name.startswith("["):
            found.setdefault(url, Attachment(name, url))
    return tuple(found.values())


def _kogl(page: ArticlePage, mark: list[Element]) -> Rights | None:
    """The page's own 공공누리 mark: one image and a sentence. A legend of all four is no licence."""
    if not mark:
        return None
    words = "\n".join(one for element in mark for one in lines_of(element))
    images = [
        value
        for element in mark
        for image in page.select("img", element)
        for value in (image.get("alt"), image.get("src"))
        if value
    ]
    return notices.read(words, images_alt=images)
