"""Arc XP: the article in ANS, in ``Fusion.globalContent`` alone; other articles in the feed's cache."""

from __future__ import annotations

from html import escape
from typing import Any

from pressroom.strangers import furniture as f
from pressroom.strangers.scripted import around
from pressroom.strangers.serial import fusion, utc
from pressroom.strangers.story import Other, Story, Stranger


def _ans(story: Story | Other, site: Stranger) -> dict[str, Any]:
    """An article in ANS. Another one has no pictures and no edits."""
    own = isinstance(story, Story)
    elements: list[dict[str, Any]] = [
        {
            "_id": f"P{story.key}{n}",
            "type": "text",
            "additional_properties": {},
            "content": escape(p, quote=False),
        }
        for n, p in enumerate(story.paragraphs)
    ]
    if isinstance(story, Story):
        pictures = [
            {"_id": f"I{story.key}{n}", "type": "image", "width": 1200, "height": 800, "caption": c, "url": f"https://img.example/{story.key}-{n}.jpg",
             "credits": {"affiliation": [], "by": []}}
            for n, c in enumerate(story.captions)
        ]  # fmt: skip
        elements[1:1] = pictures
        elements.insert(
            3,
            {
                "_id": f"C{story.key}",
                "type": "custom_embed",
                "subtype": "related",
                "embed": {"config": {"title": "관련 기사"}},
            },
        )
        elements.insert(
            4,
            {
                "_id": f"R{story.key}",
                "type": "raw_html",
                "content": '<div class="ad-inarticle"><script>slots.push(9);</script></div>',
            },
        )
    by = (
        [{"_id": r.email.split("@")[0], "type": "author", "name": r.name, "org": site.name, "slug": "", "additional_properties":
          {"original": {"byline": f"{r.name} {r.role}", "email": r.email, "role": r.role}}} for r in story.reporters]
        if isinstance(story, Story)
        else [{"_id": "x", "type": "author", "name": story.reporter}]
    )  # fmt: skip
    changed = story.modified if isinstance(story, Story) and story.modified else story.published
    subtitle = "\n".join(story.subtitle) if isinstance(story, Story) else ""
    section = story.section if isinstance(story, Story) else "사회"
    return {
        "_id": f"HN{story.key}", "type": "story", "version": "0.10.9", "language": "ko", "owner": {"id": "haneulnews", "sponsored": False},
        "canonical_url": f"/local/{story.key}/", "canonical_website": "haneulnews", "created_date": utc(story.published),
        "display_date": utc(story.published), "first_publish_date": utc(story.published), "publish_date": utc(changed),
        "last_updated_date": utc(changed), "headlines": {"basic": story.title, "mobile": "", "native": "", "print": "", "tablet": "", "web": "", "meta_title": ""},
        "subheadlines": {"basic": subtitle}, "description": {"basic": story.paragraphs[0][:90]}, "credits": {"by": by},
        "taxonomy": {"primary_section": {"_id": "/local", "name": section, "type": "section"}, "sections": [{"_id": "/local", "name": section}],
                     "tags": [{"text": t, "slug": t} for t in story.tags] if isinstance(story, Story) else []},
        "promo_items": {"basic": {"type": "image", "caption": "", "url": f"https://img.example/{story.key}.jpg"}},
        "content_elements": elements, "source": {"name": site.name, "system": "composer", "source_type": "staff"}, "subtype": "local" if own else "brief",
        "label": {"basic": {"text": "", "display": False}}, "websites": {"haneulnews": {"website_url": f"/local/{story.key}/"}},
    }  # fmt: skip


def arc(site: Stranger, story: Story) -> str:
    feed = {
        "data": {
            "content_elements": [_ans(o, site) for o in story.others[:5]],
            "count": 5,
            "next": 5,
        }
    }
    cache = {
        "story-feed-by-section": {'{"section":"/local","size":5}': feed},
        "weather": {"{}": {"data": {"town": "서울", "sky": "맑음"}}},
    }
    return (
        f.page_head(site, story, times=False, extra=fusion(_ans(story, site), cache, story.key))
        + '<body><div id="fusion-app" class="layout">\n'
        + around(
            site,
            story,
            '<div class="article-header__byline"></div><section class="article-body"></section>\n',
        )
        + "</div></body></html>\n"
    )
