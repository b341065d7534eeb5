"""Facts of an article in the objects of a state: title, section, tags, picture, captions.

Every site names them in its own way, so keys are read as stems. What stands nearest to the body
counts first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from spiders.extraction.addresses import absolute
from spiders.extraction.embedded import clocks, storybody, storypeople, storytimes
from spiders.extraction.embedded.evidence import Page, agrees, bare, plain_key, titles_of
from spiders.extraction.embedded.fragments import one_line, subtitle
from spiders.extraction.embedded.stories import Story
from spiders.extraction.values import Reading

_SECTIONS = (
    re.compile(
        r"(?:main|primary|first|top|article|news)?(?:section|category|cate|sect|channel|menu|카테고리|분류)(?:name|nm|title|ko|kr)?\d?\Z"
    ),
    re.compile(
        r"(?:sub|second|middle|small|mid)(?:section|category|cate|menu)(?:name|nm|title)?\Z"
    ),
)
_TAGS = re.compile(
    r"(?:article|news)?(?:tag|tags|hashtag|hashtags|keyword|keywords|topics|newskeywords|tagnames|키워드|태그)(?:list|str|names?|text|s)?\Z"
)
_IMAGES = re.compile(
    r"(?:article|main|lead|hero|cover|title|top|og|representative|rep|promo|featured?|list|web|basic|poster|share|default|news)?"
    r"(?:image|images|img|imgs|photo|photos|thumbnail|thumb|thumbs|picture|media|promoitems)(?:url|src|path|file|filepath|"
    r"uri|full|list|link|nm|original|large)*\Z"
)
_SUBTITLES = re.compile(
    r"(?:article|news|art|web|content)?(?:subtitle|subtitles|subheadline|subheadlines|subhead|subttl|subtit|deck|dek|부제|부제목|secondtitle)(?:text|html|name|s)?\Z"
)
_ADDRESSES = (
    "url",
    "src",
    "path",
    "link",
    "uri",
    "href",
    "originalurl",
    "fileurl",
    "imageurl",
    "imgurl",
    "filepath",
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:[?!&/@].*)?\Z|/image|image/|img", re.I)
#: Objects in an article's that tell of something else.
_APART = re.compile(
    r".*(?:author|reporter|writer|journalist|byline|image|images|photo|video|media|category|section|press|publisher"
    r"|outlet|user|member|company|series|stats?|counts?|site|website|issue|channel|ads?|comment|comments)s?\Z"
)
_PATH = re.compile(r"/|[\x21-\x7e]+/[\x21-\x7e]*\Z")  # "/news/politics" is no name, "자치/의회" is
_NEAR = 40  # objects below and around the body that are looked at


def reading(story: Story, page: Page, url: str, captured_at: datetime, root: Any) -> Reading:
    """All a story says, as one `Reading`; ``root`` is the page, asked what its clock means."""
    near = _near(story)
    images = list(_values(near, _IMAGES))
    published, modified = clocks.settled(
        storytimes.published(near, captured_at),
        storytimes.modified(near, captured_at),
        captured_at,
        root,
    )
    return Reading(
        title=_title(story, page),
        subtitle=_subtitle(near),
        paragraphs=story.body.paragraphs,
        published=published,
        modified=modified,
        bylines=storypeople.people(near),
        section=_section(near),
        captions=_captions(story, images),
        tags=_tags(near),
        image_url=next((a for image in images if (a := _address(image, url))), None),
    )


def _near(story: Story) -> list[Mapping[str, Any]]:
    """The objects around the body, nearest first, each followed by what it holds directly."""
    found: list[Mapping[str, Any]] = []
    for holder in story.around:
        found.append(holder)
        for key, value in holder.items():
            name = plain_key(key)
            if not isinstance(value, Mapping) or _APART.match(name):
                continue
            if not any(len(bare(title)) >= 8 for title in titles_of(value)):
                found.append(value)
    unique = {id(node): node for node in found}
    return list(unique.values())[:_NEAR]


def _values(near: Iterable[Mapping[str, Any]], keys: re.Pattern[str]) -> Iterator[Any]:
    for node in near:
        for key, value in node.items():
            if value and keys.match(plain_key(key)):
                yield value


def _title(story: Story, page: Page) -> str | None:
    """The printed title among an object's several (for the web, for phones, for search engines)."""
    if story.title:
        return story.title
    titles = [t for node in story.around for t in titles_of(node)]
    titles += [
        value
        for node in story.around
        for value in node.values()
        if isinstance(value, str)
        and " " in value
        and len(value) < 300
        and agrees(bare(value), page)
    ]
    named = [t for t in titles if agrees(bare(t), page)]
    exact = [t for t in named if bare(t) in page.parts or bare(t) in page.titles]
    for title in (*exact, *named, *(titles if not named else ())):
        if line := one_line(title):
            return line
    return None


def _subtitle(near: Iterable[Mapping[str, Any]]) -> str | None:
    for value in _values(near, _SUBTITLES):
        if isinstance(value, Mapping):
            value = next((v for v in value.values() if isinstance(v, str) and v.strip()), None)
        if (text := subtitle(value)) and len(text) <= 400:
            return text
    return None


def _section(near: Iterable[Mapping[str, Any]]) -> str | None:
    for node in near:
        names: list[str] = []
        for pattern in _SECTIONS:
            name = next(
                (n for k, v in node.items() if pattern.match(plain_key(k)) and (n := _label(v))),
                None,
            )
            if name and name not in names:
                names.append(name)
        if names:
            return " > ".join(names)
        taxonomy = node.get("taxonomy")
        if isinstance(taxonomy, Mapping):
            primary = taxonomy.get("primary_section") or taxonomy.get("sections")
            if name := _label(primary):
                return name
    return None


def _label(value: Any) -> str | None:
    """A section's or a tag's name, out of a string, an object, or the first of a list."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, Mapping):
        fields = {plain_key(k): v for k, v in value.items()}
        value = next(
            (
                v
                for k in (
                    "name",
                    "title",
                    "label",
                    "text",
                    "tag",
                    "nm",
                    "keyword",
                    "displayname",
                    "koname",
                )
                if (v := fields.get(k))
            ),
            None,
        )
    name = one_line(value)
    if name is None or len(name) > 40 or name.isdigit() or _PATH.match(name):
        return None
    return name


def _tags(near: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    for node in near:
        inner = node.get("taxonomy")
        for source in (node, inner) if isinstance(inner, Mapping) else (node,):
            for value in _values((source,), _TAGS):
                if found := tags_of(value):
                    return found
    return ()


def tags_of(value: Any) -> tuple[str, ...]:
    """Tags out of a list of words or objects, or a string with commas or ``#``."""
    if isinstance(value, str):
        value = re.split(r"[,;|#\n]", one_line(value) or "")
    if not isinstance(value, list):
        return ()
    labels = (_label(item) for item in value[:60])
    return tuple(dict.fromkeys(label.lstrip("#") for label in labels if label))


def _captions(story: Story, images: Iterable[Any]) -> tuple[str, ...]:
    """Captions in the body, and the one of the lead picture that stands apart from it."""
    lead: list[str] = []
    for image in images:
        for item in (image if isinstance(image, list) else [image])[:20]:
            if isinstance(item, Mapping):
                lead += storybody.captions(_flat(item))
    own = {bare(caption) for caption in story.body.captions}
    said = {bare(paragraph) for paragraph in story.body.paragraphs}
    extra = [c for c in lead if bare(c) and bare(c) not in own and bare(c) not in said]
    return tuple(dict.fromkeys((*extra[:1], *story.body.captions)))


def _flat(image: Mapping[str, Any]) -> Mapping[str, Any]:
    """Arc hangs the lead picture under ``promo_items.basic``."""
    basic = image.get("basic")
    return basic if isinstance(basic, Mapping) else image


def _address(image: Any, url: str) -> str | None:
    """The address of a picture, out of a string, an object or the first of a list."""
    for _ in range(5):
        if isinstance(image, list):
            image = image[0] if image else None
        elif isinstance(image, Mapping):
            fields = {plain_key(k): v for k, v in image.items()}
            image = next((v for k in _ADDRESSES if (v := fields.get(k))), None) or next(
                (
                    v
                    for k in (
                        "basic",
                        "image",
                        "asset",
                        "original",
                        "large",
                        "default",
                        "full",
                        "src",
                        "leadart",
                        "data",
                        "attributes",
                    )
                    if isinstance(v := fields.get(k), Mapping | list)
                ),
                None,
            )
        elif isinstance(image, str):
            return absolute(image, url) if _PICTURE.search(image) and len(image) < 1500 else None
        else:
            return None
    return None
