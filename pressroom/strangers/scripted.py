"""Sites whose article stands in a script: Next.js (both routers), Nuxt (2 and 3), JSON-LD.

The document shows the furniture and a skeleton where the text will be. The same scripts carry other
articles in full (recommendations, a feed's cache), which is the trap.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from pressroom.sites.base import stamp
from pressroom.strangers import furniture as f
from pressroom.strangers.serial import Flight, in_script, next_data, nuxt2, nuxt3, utc
from pressroom.strangers.story import Other, Story, Stranger

_SKELETON = '<div class="skeleton"><span></span><span></span><span></span></div>\n'


def around(site: Stranger, story: Story, main: str) -> str:
    """The page without its scripts."""
    return (
        f.mega_menu("gnb", "/section/{n}")
        + f.clock(story.now)
        + f.ticker(story)
        + f'<main class="article-page"><nav class="crumb"><a href="/">홈</a><a href="/s">{story.section}</a></nav>\n'
        f'<h1 class="article-title">{escape(story.title, quote=False)}</h1>\n'
        + main
        + f.advert(1)
        + f.comments(story)
        + "</main><aside>"
        + f.ranked(story.others[:10], "많이 본 뉴스", "rank")
        + f.cards(story.others[10:14], "추천 기사", "reco")
        + f.letter()
        + "</aside>\n"
        + f.imprint(site, f.reserved(site))
    )


def _shown_time(story: Story) -> str:
    changed = (
        f" <span>수정 {stamp(story.modified, '%Y.%m.%d. %H:%M')}</span>" if story.modified else ""
    )
    return f'<div class="date-box"><span>입력 {stamp(story.published, "%Y.%m.%d. %H:%M")}</span>{changed}</div>\n'


# Next.js


def _brief(other: Other) -> dict[str, Any]:
    return {
        "id": int(other.key), "title": other.title, "publishedAt": other.published.isoformat(timespec="seconds"),
        "content": "".join(f"<p>{escape(p, quote=False)}</p>" for p in other.paragraphs), "author": {"name": other.reporter},
    }  # fmt: skip


def _markup(story: Story) -> str:
    """The body as the editor left it: pictures, an advertisement's place, the signature."""
    figures = "".join(
        f'<figure class="image"><img src="https://img.example/{story.key}-{n}.jpg" alt=""><figcaption>{escape(c, quote=False)}</figcaption></figure>'
        for n, c in enumerate(story.captions)
    )
    paragraphs = [f"<p>{escape(p, quote=False)}</p>" for p in story.paragraphs]
    paragraphs.insert(1, figures + '<div class="ad" data-slot="mid"></div>')
    signed = " ".join(f"{r.name} {r.role} {r.email}" for r in story.reporters)
    return "".join(paragraphs) + (f"<p>{signed}</p>" if signed else "")


def next_pages(site: Stranger, story: Story) -> str:
    article: Mapping[str, Any] = {
        "id": int(story.key), "title": story.title, "subTitle": "<br />".join(story.subtitle), "summary": story.lead,
        "publishedAt": story.published.isoformat(timespec="seconds"),
        "updatedAt": story.modified.isoformat(timespec="seconds") if story.modified else None,
        "category": {"id": 3, "name": story.section, "slug": "local"}, "content": _markup(story), "tags": list(story.tags),
        "reporters": [{"id": n, "name": r.name, "position": r.role, "email": r.email, "intro": "현장에서 듣고 쉽게 쓰겠습니다."} for n, r in enumerate(story.reporters, 1)],
        "commentCount": 3, "isPaid": False,
    }  # fmt: skip
    props = {
        "initialState": {
            "menu": [{"id": n, "name": o.title} for n, o in enumerate(story.others[:3])],
            "user": None,
        },
        "article": article,
        "related": [_brief(o) for o in story.others[:4]],
        "ranking": [{"id": int(o.key), "title": o.title} for o in story.others[4:14]],
    }
    return (
        f.page_head(site, story, times=False)
        + '<body><div id="__next">\n'
        + around(
            site, story, _shown_time(story) + f'<div class="article-content">{_SKELETON}</div>\n'
        )
        + "</div>\n"
        + next_data(props, "/news/[id]", story.key)
        + '<script src="/_next/static/chunks/main-8f2.js" defer></script></body></html>\n'
    )


def next_app(site: Stranger, story: Story) -> str:
    flight = Flight()
    related = [
        {**_brief(o), "content": flight.text(_brief(o)["content"])} for o in story.others[:3]
    ]
    flight.row(
        [
            "$",
            "section",
            None,
            {"className": "related", "children": [["$", "$L4", None, {"items": related}]]},
        ]
    )
    article = {
        "articleId": story.key, "headline": story.title, "subHeadline": list(story.subtitle), "section": story.section,
        "bodyHtml": flight.text(_markup(story)), "firstPublishedDate": f"$D{utc(story.published)}",
        "lastModifiedDate": f"$D{utc(story.modified)}" if story.modified else "$undefined",
        "writers": [{"writerName": r.name, "writerTitle": r.role, "writerEmail": r.email} for r in story.reporters],
        "images": [{"url": f"https://img.example/{story.key}-{n}.jpg", "description": c} for n, c in enumerate(story.captions)],
    }  # fmt: skip
    flight.row(
        [
            "$",
            "article",
            None,
            {
                "className": "view",
                "children": ["$", "$L4", None, {"article": article, "priority": True}],
            },
        ]
    )
    return (
        f.page_head(site, story, times=False)
        + "<body>\n"
        + around(site, story, f'<!--$?--><template id="B:0"></template>{_SKELETON}<!--/$-->\n')
        + '<script src="/_next/static/chunks/webpack-1a.js" async=""></script>'
        + flight.scripts()
        + "</body></html>\n"
    )


# Nuxt


def nuxt_two(site: Stranger, story: Story) -> str:
    def row(item: Story | Other, *, full: bool) -> dict[str, Any]:
        own = isinstance(item, Story)
        return {
            "newsId": item.key, "newsTitle": item.title, "newsContent": _markup(item) if isinstance(item, Story) else "".join(f"<p>{escape(p, quote=False)}</p>" for p in item.paragraphs) if full else None,
            "regDate": stamp(item.published, "%Y-%m-%d %H:%M:%S"), "updDate": stamp(item.modified, "%Y-%m-%d %H:%M:%S") if isinstance(item, Story) and item.modified else None,
            "cateName": item.section if isinstance(item, Story) else None, "delYn": "N", "openYn": "Y", "viewCnt": 0,
            "reporterName": ", ".join(r.name for r in item.reporters) if isinstance(item, Story) else item.reporter,
            "reporterEmail": item.reporters[0].email if isinstance(item, Story) and item.reporters else None, "thumb": None, "isMain": own,
        }  # fmt: skip

    state = {
        "layout": "default",
        "data": [
            {
                "article": row(story, full=True),
                "relatedList": [row(o, full=True) for o in story.others[:3]],
            }
        ],
        "fetch": {
            "ranking:0": {
                "items": [row(o, full=False) for o in story.others[4:12]],
                "loading": False,
            }
        },
        "error": None,
        "state": {"menu": {"open": False, "items": []}, "user": {"login": False, "name": None}},
        "serverRendered": True,
        "routePath": f"/news/{story.key}",
        "config": {"_app": {"basePath": "/", "assetsPath": "/_nuxt/", "cdnURL": None}},
    }
    return (
        f.page_head(site, story, times=False)
        + '<body><div data-server-rendered="true" id="__nuxt"><div id="__layout">\n'
        + around(
            site,
            story,
            _shown_time(story)
            + f'<div class="news-content" data-fetch-key="article:0">{_SKELETON}</div>\n',
        )
        + "</div></div>\n"
        + nuxt2(state)
        + '<script src="/_nuxt/7b1c.js" defer></script></body></html>\n'
    )


def nuxt_three(site: Stranger, story: Story) -> str:
    blocks: list[dict[str, Any]] = [{"kind": "paragraph", "text": p} for p in story.paragraphs]
    blocks[1:1] = [
        {"kind": "image", "src": f"https://img.example/{story.key}-{n}.jpg", "caption": c}
        for n, c in enumerate(story.captions)
    ]
    state = {
        "data": {
            f"article-{story.key}": {
                "id": int(story.key), "title": story.title, "subtitles": list(story.subtitle), "createdAt": story.published,
                "updatedAt": story.modified, "section": {"code": "local", "name": story.section}, "blocks": blocks, "keywords": list(story.tags),
                "authors": [{"name": r.name, "title": r.role, "email": r.email} for r in story.reporters],
            },
            "recommend": [
                {"id": int(o.key), "title": o.title, "createdAt": o.published, "blocks": [{"kind": "paragraph", "text": p} for p in o.paragraphs]}
                for o in story.others[:3]
            ],
        },
        "state": {"$scolor-mode": {"preference": "system", "value": "light"}},
        "once": [],
        "_errors": {},
        "serverRendered": True,
        "path": f"/read/{story.key}",
    }  # fmt: skip
    return (
        f.page_head(site, story, times=False)
        + '<body><div id="__nuxt">\n'
        + around(site, story, f'<div class="read-body">{_SKELETON}</div>\n')
        + "</div>\n"
        + nuxt3(state)
        + '<script type="module" src="/_nuxt/entry.2c.js" crossorigin></script></body></html>\n'
    )


# JSON-LD and nothing else


def json_ld(site: Stranger, story: Story) -> str:
    article = {
        "@context": "https://schema.org", "@type": "NewsArticle", "mainEntityOfPage": {"@type": "WebPage", "@id": site.url(story.key)},
        "headline": story.title, "alternativeHeadline": " ".join(story.subtitle), "description": story.lead,
        "articleBody": "\n\n".join(story.paragraphs), "articleSection": story.section, "keywords": list(story.tags),
        "datePublished": story.published.isoformat(timespec="seconds"),
        "dateModified": (story.modified or story.published).isoformat(timespec="seconds"),
        "author": [{"@type": "Person", "name": f"{r.name} {r.role}", "email": r.email} for r in story.reporters],
        "publisher": {"@type": "Organization", "name": site.name, "logo": {"@type": "ImageObject", "url": f"https://{site.host}/logo.png"}},
        "image": [{"@type": "ImageObject", "url": f"https://img.example/{story.key}-{n}.jpg", "caption": c} for n, c in enumerate(story.captions)],
    }  # fmt: skip
    crumbs = {
        "@context": "https://schema.org", "@type": "BreadcrumbList",
        "itemListElement": [{"@type": "ListItem", "position": n, "name": word} for n, word in enumerate(("홈", story.section, story.title), 1)],
    }  # fmt: skip
    listed = {
        "@context": "https://schema.org", "@type": "ItemList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "item": {"@type": "NewsArticle", "headline": o.title, "datePublished": o.published.isoformat(timespec="seconds"), "articleBody": " ".join(o.paragraphs)}}
            for n, o in enumerate(story.others[:4], 1)
        ],
    }  # fmt: skip
    scripts = "".join(
        f'<script type="application/ld+json">{in_script(value)}</script>\n'
        for value in (crumbs, listed, article)
    )
    return (
        f.page_head(site, story, extra=scripts)
        + '<body><noscript>자바스크립트를 켜야 볼 수 있습니다.</noscript><div id="root"></div>\n'
        '<script src="/static/js/main.41d.js"></script></body></html>\n'
    )
