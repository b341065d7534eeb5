"""Newspim's article pages, by layout.

Subtitle, dateline, captions and the reporter's e-mail are all ``<p>`` of the body and told apart here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from web_poet import field

from korean import dates
from korean.article import Byline, Moment, Rights
from korean.bylines import caption, dateline, merge, signature
from spiders.markup import text_of
from spiders.page import ArticlePage
from spiders.reading import (
    body_prose,
    every_text,
    finer,
    hashtags,
    headline,
    meta,
    notice,
    people,
    picture,
    refused,
    trail,
)
from spiders.tree import Tree, path

BODIES = ("#news-contents", "div#news_contents", "[itemprop=articleBody]")
#: ``div[style*="margin:"]`` are advertisements inside the body.
DROP = (
    "section#aiSummary",
    ".ai-summary",
    "div.related",
    'div[style*="margin:"]',
    "figure",
    "ins",
)
TITLES = ("article.bodynews div.header h1", "article.bodynews h1", "div.header h1")
_SITE_SUFFIX = re.compile(r"\s*[-|]\s*뉴스핌\s*$")
_SENTENCE = re.compile(r"[다요죠까][.?!][\"'”’]?$")
#: ``[사진=…]`` closes a caption, before a date and an e-mail at most, however long the caption is.
_PHOTO = re.compile(r"\[사진\s*[=:][^\]]*\][^가-힣]{0,60}$")
_LABELLED = path(
    "//*[contains(text(), '기사입력') or contains(text(), '최종수정')]"
    "[not(self::script or self::style)]"
)
_LONGEST_SUBTITLE = 100  # characters of a line
_MOST_SUBTITLES = 3


@dataclass(frozen=True, slots=True)
class _Parts:
    """The body's ``<p>`` told apart. The dateline stays in the first paragraph; captions stay as
    printed, with dateline or ``[사진=…]``."""

    subtitle: tuple[str, ...]
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]
    signatures: tuple[Byline, ...]


def _told_apart(lines: Sequence[str]) -> _Parts:
    captions = dict.fromkeys(line for line in lines if _PHOTO.search(line) or caption(line))
    prose = [line for line in lines if line not in captions]
    signed: tuple[Byline, ...] = ()
    while prose and (found := signature(prose[-1])):
        signed = (*found, *signed)
        prose.pop()
    begin = next((n for n, line in enumerate(prose) if dateline(line)), 0)
    if begin > _MOST_SUBTITLES or not all(map(_may_be_subtitle, prose[:begin])):
        begin = 0
    return _Parts(
        tuple(prose[:begin]), tuple(prose[begin:]), tuple(dict.fromkeys(captions)), signed
    )


def _may_be_subtitle(line: str) -> bool:
    return len(line) <= _LONGEST_SUBTITLE and not _SENTENCE.search(line)


class _NewspimPage(ArticlePage):
    """What all layouts share."""

    def refused(self) -> str | None:
        return refused(self, *TITLES, *BODIES)

    @cached_property
    def _parts(self) -> _Parts:
        return _told_apart(body_prose(self, BODIES, DROP))

    @field
    def title(self) -> str | None:
        return headline(self, _SITE_SUFFIX, *TITLES)

    @field
    def subtitle(self) -> str | None:
        return "\n".join(self._parts.subtitle) or None

    @field
    def paragraphs(self) -> tuple[str, ...]:
        return self._parts.paragraphs

    @field
    def captions(self) -> tuple[str, ...]:
        marked = every_text(self, *(f"{body} figcaption" for body in BODIES))
        return tuple(dict.fromkeys((*self._parts.captions, *marked)))

    @cached_property
    def _shown(self) -> dates.Labelled:
        """The times by their labels, wherever they stand (the tags differ by year): the header,
        else the elements around the labels."""
        headers = self.select("article.bodynews div.header")
        near = [] if headers else _LABELLED(self.tree.root)
        around = [e.getparent() for e in near if e.getparent() is not None]
        places = [*headers, *near, *around]
        told = [text for e in places if (text := text_of(e)) and len(text) < 500]
        return dates.labelled("\n".join(told))

    def _sent(self) -> Moment | None:
        """``#send-time``: a ``time`` with its ISO form since 2026, a ``span`` before."""
        element = self.first("#send-time")
        if element is None:
            return None
        stamped, printed = element.get("datetime"), text_of(element)
        exact = dates.parse(stamped) if stamped else None
        return finer(dates.parse(printed) if printed else None, exact)

    @field
    def published(self) -> Moment | None:
        return self._sent() or self._shown.published

    @field
    def modified(self) -> Moment | None:
        return self._shown.modified

    @field
    def bylines(self) -> tuple[Byline, ...]:
        """The dateline's reporters, with the e-mail that ends the text."""
        parts = self._parts
        opening = dateline(parts.paragraphs[0]) if parts.paragraphs else None
        if opening and opening.bylines:
            return merge(opening.bylines, parts.signatures)
        named = [signed for signed in parts.signatures if signed.name]
        return merge(named, parts.signatures) or people(filter(None, [meta(self, "author")]))

    @field
    def section(self) -> str | None:
        return trail(
            self, ".bodynews .category a", ".header .category a", ".location a", ".breadcrumb a"
        ) or meta(self, "article:section")

    @field
    def tags(self) -> tuple[str, ...]:
        return hashtags(self, ".bodynews .tag a", ".keyword a")

    @field
    def image_url(self) -> str | None:
        return picture(self, *(e for body in BODIES for e in self.select(f"{body} img")))

    @field
    def rights(self) -> Rights | None:
        return notice(self)


class Newspim2026(_NewspimPage):
    """Since 2026: ``time#send-time[datetime]``."""

    version = "newspim.2026"
    valid_from = date(2026, 1, 1)

    @classmethod
    def probe(cls, tree: Tree) -> bool:
        return tree.has("time#send-time") or (
            tree.has("article.bodynews #news-contents") and not tree.has("span#send-time")
        )


class Newspim2025(_NewspimPage):
    """2020 to 2025: ``span#send-time``."""

    version = "newspim.2025"
    valid_from = date(2020, 1, 1)
    valid_to = date(2025, 12, 31)

    @classmethod
    def probe(cls, tree: Tree) -> bool:
        return tree.has("span#send-time") and tree.has("#news-contents")


class Newspim2019(_NewspimPage):
    """2017 to 2019: ``div#news_contents``."""

    version = "newspim.2019"
    valid_to = date(2019, 12, 31)

    @classmethod
    def probe(cls, tree: Tree) -> bool:
        return tree.has("div#news_contents")
