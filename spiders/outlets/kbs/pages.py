"""KBS's article pages, by layout.

The text stands up to three times: in ``#cont_newstext``, in the print area's ``div.view_con_text``
and in the script variable ``messageText``. Only the first that holds any is read. It has no
paragraphs, but ``<br /><br />``. Anchor marks, credits and the appeal for tips (from ``■ 제보하기``)
stay in: the boilerplate rules cut them, and record it.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property

from web_poet import field

from korean import dates
from korean.article import Byline, Moment, Rights
from korean.bylines import merge, parse
from spiders.markup import line, prose, text_of
from spiders.page import ArticlePage
from spiders.reading import (
    every_text,
    finer,
    first_prose,
    first_text,
    headline,
    notice,
    picture,
    refused,
    times,
)
from spiders.tree import Element, Tree, path

BODIES = ("#cont_newstext", "div.view_con_text", "div.detail-body")
#: Pictures and their texts inside the body.
DROP = ("figure", "figcaption", ".view-img", ".img-caption", "[id^=div-gpt-ad]")
CAPTIONS = ("figcaption", ".img-caption")

#: ``var messageText = "…";``
_MESSAGE = re.compile(
    r"\bmessageText\s*=\s*(?P<text>\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*')", re.DOTALL
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r?\n|.)", re.DOTALL)
_SHORT_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "", "v": "", "0": ""}
#: The print area prints the times to the second: ``<li>입력 2024-02-21 19:34:11</li>``.
_PRINTED = "//li[not(.//li)][starts-with(normalize-space(.), '입력') or starts-with(normalize-space(.), '수정')]"
_PRINTED_ITEMS = path(_PRINTED)
_BEHIND_PRINTED = path(
    f"({_PRINTED})[last()]/following::text()[normalize-space()][1]"
    "[not(ancestor::*[contains(@class, 'view_con_text') or @id='cont_newstext'"
    " or self::aside or self::script])]"
)
#: A mail link behind a reporter's name, before the next reporter's.
_MAIL = path(
    "following::*[self::a[starts-with(@href, 'mailto:')]"
    " or self::span[contains(concat(' ', normalize-space(@class), ' '), ' reporter-name ')]][1]"
    "[self::a]/@href"
)
_MESSAGES = path("//script[contains(., 'messageText')]/text()")
#: A programme's name: 뉴스7(대구), 뉴스 9, 시사기획 창.
_PROGRAMME = re.compile(r"[가-힣A-Za-z0-9·&!: ]{2,24}(?:\([가-힣]{1,6}\))?")
_SITE_SUFFIX = re.compile(r"\s*[|-]\s*KBS(?:\s*뉴스)?\s*$")


class _KbsPage(ArticlePage):
    """What both layouts share."""

    elsewhere = frozenset({"bylines", "image_url"})

    def refused(self) -> str | None:
        return refused(self, "h4.headline-title", "h5.tit-s", *BODIES)

    @cached_property
    def _printed(self) -> dates.Labelled:
        """The print area's times; a side list may print others, so only `finer` uses them."""
        printed = (text_of(item) for item in _PRINTED_ITEMS(self.tree.root)[:4])
        return dates.labelled("\n".join(text for text in printed if text))

    @field(cached=True)
    def paragraphs(self) -> tuple[str, ...]:
        return first_prose(self, BODIES, DROP) or self._message()

    def _message(self) -> tuple[str, ...]:
        """The text in the script variable, for a page whose containers scripts would fill."""
        if not self.tree.holds("messageText"):
            return ()
        for script in _MESSAGES(self.tree.root):
            for found in _MESSAGE.finditer(script):
                message = Tree(unescaped(found["text"][1:-1]), self.tree.url)
                if text := prose(message.root.find("body")):
                    return text
        return ()

    @field
    def captions(self) -> tuple[str, ...]:
        body = self.first(BODIES[0])
        return every_text(self, *CAPTIONS, within=body) if body is not None else ()

    @field
    def image_url(self) -> str | None:
        return picture(self, *self.select("#imgVodThumbnail"), *self.select("#cont_newstext img"))

    @field
    def rights(self) -> Rights | None:
        return notice(self)


class KbsCurrent(_KbsPage):
    version = "kbs.current"
    valid_from = date(2023, 1, 1)

    @classmethod
    def probe(cls, tree: Tree) -> bool:
        return tree.has("h4.headline-title") or (
            tree.has("#cont_newstext") and not tree.has("h5.tit-s")
        )

    @field
    def title(self) -> str | None:
        return headline(self, _SITE_SUFFIX, "h4.headline-title")

    @cached_property
    def _shown(self) -> dates.Labelled:
        return times(self, "div.dates", "em.input-date, em.edit-date")

    @field
    def published(self) -> Moment | None:
        return finer(self._shown.published, self._printed.published)

    @field
    def modified(self) -> Moment | None:
        shown = self._shown
        if shown.published is not None and shown.modified is None:
            return None  # not edited: a time printed elsewhere is another article's
        return finer(shown.modified, self._printed.modified)

    @field
    def bylines(self) -> tuple[Byline, ...]:
        """Names with the e-mail that follows them; the office (기자) from the print area."""
        shown = [self._reporter(span) for span in self.select("span.reporter-name")]
        printed = [parse(text) for text in every_text(self, "div.news-writer p.name")]
        return merge(*shown, *printed)

    def _reporter(self, span: Element) -> tuple[Byline, ...]:
        name = text_of(span) or ""
        mail = next(iter(_MAIL(span)), "")
        address = mail.removeprefix("mailto:").split("?")[0].strip()
        return parse(f"{name} {address}" if name else "")

    @field
    def section(self) -> str | None:
        return first_text(self, ".category-name")

    @field
    def programme(self) -> str | None:
        """Before the title (tag never seen), or in the print area behind the times."""
        named = first_text(self, ".program-name", ".broad-name", ".view-headline .program")
        return named or self._printed_programme()

    def _printed_programme(self) -> str | None:
        behind = next(iter(_BEHIND_PRINTED(self.tree.root)), None)
        found = line(behind)
        return found if found and _PROGRAMME.fullmatch(found) else None


class Kbs2022(_KbsPage):
    """To 2023: ``h5.tit-s``, ``em.date``, ``ul#ulReporterList``. Pages of April 2023 still had it."""

    version = "kbs.2022"
    valid_to = date(2023, 12, 31)

    @classmethod
    def probe(cls, tree: Tree) -> bool:
        return tree.has("h5.tit-s") and tree.has(", ".join(BODIES))

    @field
    def title(self) -> str | None:
        return headline(self, _SITE_SUFFIX, "h5.tit-s")

    @cached_property
    def _shown(self) -> dates.Labelled:
        found = times(self, "em.date")
        if found.published is None and (plain := first_text(self, "em.date")):
            return dates.Labelled(dates.parse(plain), found.modified)  # printed without a label
        return found

    @field
    def published(self) -> Moment | None:
        return finer(self._shown.published, self._printed.published)

    @field
    def modified(self) -> Moment | None:
        return self._shown.modified

    @field
    def bylines(self) -> tuple[Byline, ...]:
        found = []
        for item in self.select("ul#ulReporterList > li"):
            parts = (text_of(span) for span in self.select("p.name > span", item))
            links = self.select("a[href^='mailto:']", item)
            mail = links[0].get("href").removeprefix("mailto:") if links else ""
            told = " ".join(dict.fromkeys(part for part in (*parts, mail.split("?")[0]) if part))
            found.append(parse(told))
        return merge(*found)

    @field
    def section(self) -> str | None:
        return first_text(self, "em.cate", ".category-name")


def unescaped(text: str) -> str:
    """The value of a JavaScript string literal."""

    def one(found: re.Match[str]) -> str:
        escape = found[1]
        if len(escape) > 2:  # u1234, x41
            return chr(int(escape[1:], 16))
        return "" if escape in ("\n", "\r\n") else _SHORT_ESCAPES.get(escape, escape)

    # Letters outside the BMP are written as two escapes: join the surrogates.
    return _ESCAPE.sub(one, text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
