"""A page object reads one layout of one outlet's article pages.

The layouts of an outlet are versions with dates: ``valid_from`` and ``valid_to`` (KST days,
inclusive) say when a layout was served, `probe` confirms it on the markup. A field returns a clean
value or its empty value; it never guesses. What a page object leaves empty the chain in
`spiders.extraction` fills from JSON-LD, meta tags and trafilatura.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import ClassVar

from web_poet import HttpResponse, WebPage, field

from korean.article import Attachment, Byline, Moment, Rights
from spiders.tree import Element, Tree


class ArticlePage(WebPage):
    """Base of all page objects.

    How to add one: subclass it in the outlet's or family's file, set ``version`` (unique,
    ``kbs.current``), the dates it held, the `probe`, and override the fields the markup gives. Put
    it in the spider's ``pages``, newest first, and a fixture beside its tests: a version without a
    fixture fails them. Fields are plain properties (``@field`` without arguments).

    Read the page through `select` and `first` (one tree, parsed once), inside a container found
    once wherever there is one, and with the tag's name before the class: a selector that must look
    at every element of a real page costs a fifth of what parsing it does.
    """

    version: ClassVar[str]
    valid_from: ClassVar[date | None] = None
    valid_to: ClassVar[date | None] = None
    #: Fields that the head or a script may tell where the page object is silent. Title, body and time
    #: are looked for there in any case.
    elsewhere: ClassVar[frozenset[str]] = frozenset(
        {"subtitle", "bylines", "section", "tags", "image_url"}
    )

    def __init__(self, response: HttpResponse, tree: Tree | None = None) -> None:
        super().__init__(response=response)
        if tree is not None:
            self.__dict__["tree"] = tree

    @cached_property
    def tree(self) -> Tree:
        return Tree(self.response.text, str(self.response.url))

    def select(self, css: str, within: Element | None = None) -> list[Element]:
        """The elements a CSS selector matches, in the page's order."""
        return self.tree.select(css, within)

    def first(self, css: str, within: Element | None = None) -> Element | None:
        """The first of them."""
        return self.tree.first(css, within)

    @classmethod
    def probe(cls, tree: Tree) -> bool:
        """Is this markup this layout? Cheap: one or two selectors."""
        raise NotImplementedError

    def refused(self) -> str | None:
        """A reason when this is no article (an alert, a challenge, a list), else None."""
        return None

    @field
    def title(self) -> str | None:
        return None

    @field
    def subtitle(self) -> str | None:
        """Lines joined by a newline."""
        return None

    @field
    def paragraphs(self) -> tuple[str, ...]:
        """The body before boilerplate rules: one string a paragraph, captions not among them."""
        return ()

    @field
    def published(self) -> Moment | None:
        return None

    @field
    def modified(self) -> Moment | None:
        return None

    @field
    def bylines(self) -> tuple[Byline, ...]:
        return ()

    @field
    def place(self) -> str | None:
        return None

    @field
    def section(self) -> str | None:
        """``경제 > 과학기술``: levels joined by " > "."""
        return None

    @field
    def programme(self) -> str | None:
        return None

    @field
    def department(self) -> str | None:
        return None

    @field
    def contact(self) -> str | None:
        return None

    @field
    def captions(self) -> tuple[str, ...]:
        return ()

    @field
    def tags(self) -> tuple[str, ...]:
        return ()

    @field
    def attachments(self) -> tuple[Attachment, ...]:
        return ()

    @field
    def image_url(self) -> str | None:
        return None

    @field
    def rights(self) -> Rights | None:
        """What the page itself says; None where it is silent."""
        return None
