"""The article pages of both boards of 경상북도. Facts: `spiders.outlets.gyeongbuk`."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from parsel import Selector, SelectorList
from web_poet import field

from korean import dates
from korean import rights as notices
from korean.article import Attachment, Byline, Moment, Rights
from spiders.markup import attribute, lines_of, prose, text_of
from spiders.page import ArticlePage
from spiders.reading import link

#: The names of the release's pictures stand in its body as lines of text, some three times.
_PICTURE_NAME = re.compile(r".{1,200}\.(?:jpe?g|png|gif|bmp|webp|tiff?)", re.IGNORECASE)
#: The arguments of ``putFileHtml``: file, number, name.
_PUT_FILE = re.compile(
    r"""putFileHtml\(\s*["'](\w+)["']\s*,\s*["'](\d+)["']\s*,\s*["']([^"']{1,300})["']"""
)
#: ``- … -`` around a subtitle's line. A dash right before a figure is a minus.
_DASHES = re.compile(r"^(?:[-–—―]\s+)+|^[-–—―](?!\d)|\s*[-–—―]$")


def _labels(rows: SelectorList[Selector]) -> dict[str, SelectorList[Selector]]:
    """``dt`` → ``dd`` of definition lists; an empty pair fills up the last row of the header."""
    found: dict[str, SelectorList[Selector]] = {}
    for term in rows.css("dt"):
        label = text_of(term)
        if label:
            found.setdefault(label, term.xpath("following-sibling::*[1][self::dd]"))
    return found


def _moment(value: str | None) -> Moment | None:
    return dates.parse(value) if value else None


class GyeongbukBoard(ArticlePage):
    """``BD_CODE=bbs_bodo``, read off a real page (2026-01-07).

    An HTML comment inside the body holds the title and unbalanced tags; ``.page_manager`` and
    ``.lastModifiedDate`` at the foot are those of the menu page, not of the release.
    """

    version = "gyeongbuk.board"

    @classmethod
    def probe(cls, tree: Selector) -> bool:
        return bool(tree.css(".report_view .reportview_cont"))

    def refused(self) -> str | None:
        return None if self.css(".reportview_cont .subject") else "no release on the page"

    @property
    def _meta(self) -> dict[str, SelectorList[Selector]]:
        return _labels(self.css(".reportview_cont .classify_list dl"))

    def _value(self, label: str) -> str | None:
        found = self._meta.get(label)
        return text_of(found) if found else None

    @field
    def title(self) -> str | None:
        return text_of(self.css(".reportview_cont .subject"))

    @field
    def subtitle(self) -> str | None:
        return _subtitle(self.css(".report_view .cont_view .view_titlesub"))

    @field
    def paragraphs(self) -> tuple[str, ...]:
        return _without_pictures(prose(self.css(".report_view > .cont_view"), (".view_titlesub",)))

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
        links = self.css('.reportview_cont a[href*="/Common/board_egov/download.jsp"]')
        return _attachments(self, links)

    @field
    def image_url(self) -> str | None:
        return link(self, self.css(".report_view > .cont_view img::attr(src)").get())

    @field
    def rights(self) -> Rights | None:
        return _kogl(self.css(".cont_foot .open_area"))


class GyeongbukBoard2026(ArticlePage):
    """``board12`` (TimeCMS). Body: one collector; header: as at 상주시, which runs the same CMS."""

    version = "gyeongbuk.2026"
    valid_from = date(2026, 9, 1)

    @classmethod
    def probe(cls, tree: Selector) -> bool:
        return bool(tree.css(".board_view"))

    def refused(self) -> str | None:
        return (
            None if self.css(".board_view .text, .board_view .tit2") else "no release on the page"
        )

    @property
    def _meta(self) -> dict[str, str]:
        """``등록일 2026-10-05 09:12:33`` in list items, or ``dt``/``dd`` and ``th``/``td`` pairs."""
        found: dict[str, str] = {}
        for item in self.xpath(
            "//*[contains(@class, 'board_view')]//li[not(ancestor::*[@class='text'])]"
        ):
            words = (text_of(item) or "").split(" ", 1)
            if len(words) == 2:
                found.setdefault(words[0].rstrip(":"), words[1].lstrip(": "))
        for label in self.css(".board_view dt, .board_view th"):
            value = text_of(label.xpath("following-sibling::*[1]"))
            name = text_of(label)
            if name and value:
                found.setdefault(name.rstrip(": "), value)
        return found

    def _first(self, *labels: str) -> str | None:
        meta = self._meta
        return next((meta[label] for label in labels if label in meta), None)

    @field
    def title(self) -> str | None:
        return text_of(self.css(".board_view .tit2, .board_view .tit, .board_view .subject"))

    @field
    def subtitle(self) -> str | None:
        return _subtitle(self.css(".board_view .view_titlesub, .board_view .sub_tit"))

    @field
    def paragraphs(self) -> tuple[str, ...]:
        drop = (".view_titlesub", ".sub_tit")
        return _without_pictures(prose(self.css(".board_view .text"), drop))

    @field
    def published(self) -> Moment | None:
        return _moment(self._first("등록일", "작성일", "등록일시"))

    @field
    def modified(self) -> Moment | None:
        return _moment(self._first("수정일", "수정일시"))

    @field
    def bylines(self) -> tuple[Byline, ...]:
        name = self._first("작성자", "등록자", "담당자")
        return (Byline(name),) if name else ()

    @field
    def department(self) -> str | None:
        return self._first("부서명", "담당부서", "부서")

    @field
    def contact(self) -> str | None:
        return self._first("전화번호", "연락처", "전화")

    @field
    def attachments(self) -> tuple[Attachment, ...]:
        """``putFileHtml("FL…","1",name,…)`` builds the links where no script runs them (상주시)."""
        links = self.css(".board_view a[href*='readFile'], .board_view a[href*='ownload']")
        return _attachments(self, links) or tuple(
            Attachment(name, self.urljoin(f"/file/readFile.tc?fileId={file}&fileNo={number}"))
            for file, number, name in _PUT_FILE.findall(self.css(".board_view").get() or "")
        )

    @field
    def image_url(self) -> str | None:
        return link(self, self.css(".board_view .text img::attr(src)").get())

    @field
    def rights(self) -> Rights | None:
        return _kogl(self.css(".board_view .open_area, .cont_foot .open_area, [class*=opentype]"))


def _subtitle(found: SelectorList[Any]) -> str | None:
    lines = (_DASHES.sub("", one) for element in found for one in lines_of(element.root))
    return "\n".join(one for one in lines if one) or None


def _without_pictures(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in lines if not _PICTURE_NAME.fullmatch(one))


def _attachments(page: ArticlePage, links: SelectorList[Any]) -> tuple[Attachment, ...]:
    found: dict[str, Attachment] = {}
    for element in links:
        name, url = text_of(element), link(page, attribute(element, "href"))
        if name and url and not name.startswith("["):
            found.setdefault(url, Attachment(name, url))
    return tuple(found.values())


def _kogl(mark: SelectorList[Any]) -> Rights | None:
    """The page's own 공공누리 mark: one image and a sentence. A legend of all four is no licence."""
    if not mark:
        return None
    words = "\n".join(one for element in mark for one in lines_of(element.root))
    images = mark.css("img::attr(alt)").getall() + mark.css("img::attr(src)").getall()
    return notices.read(words, images_alt=images)
