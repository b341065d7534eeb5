"""The article in the JSON inside a page's scripts: Arc's Fusion, Next, Nuxt, Apollo and their like.

Many Korean sites (한국일보 among them) carry the body there and nowhere else. A page without such
scripts costs one look at its script elements.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from spiders.extraction.embedded import evidence, states, stories, storyfacts
from spiders.extraction.embedded.evidence import Page
from spiders.extraction.embedded.stories import Story
from spiders.extraction.values import Reading

_SURE = 0.9  # confidence from which other states are not asked


@dataclass(frozen=True, slots=True)
class Told:
    """What a page's scripts tell of its article.

    ``confidence`` 0..1: that the object is the page's article (title and id 0.97, title 0.92, title
    inside the body 0.85, id 0.85, description 0.75, sheer weight 0.6). ``how``: the kind of script.
    """

    reading: Reading
    confidence: float
    how: str


def read(root: Any, url: str, captured_at: datetime) -> Reading:
    """The best article in the page's scripts; an empty reading where there is none.

    ``root`` is the parsed page and stays as it is; ``captured_at`` is aware.
    """
    found = told(root, url, captured_at)
    return Reading() if found is None else found.reading


def told(root: Any, url: str, captured_at: datetime) -> Told | None:
    """As `read`, with how sure it is. A reading without paragraphs has the article's facts only."""
    found = find(root, url)
    if found is None:
        return None
    story, page = found
    reading = storyfacts.reading(story, page, url, captured_at, root)
    return Told(reading, story.confidence, story.how)


def find(root: Any, url: str) -> tuple[Story, Page] | None:
    """The article's object, with its confidence, and what of the page it was compared with."""
    page: Page | None = None
    best: Story | None = None
    for state in states.found(root):
        page = page or evidence.page(root, url)
        story = stories.find(state.value, page, state.how)
        if story is not None and (best is None or _rank(story) > _rank(best)):
            best = story
            if story.body.paragraphs and story.confidence >= _SURE:
                break
    return None if best is None or page is None else (best, page)


def _rank(story: Story) -> tuple[bool, float]:
    """A story with a body before one that has facts only."""
    return bool(story.body.paragraphs), story.confidence
