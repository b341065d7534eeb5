"""Pages nobody wrote: structured HTML made by hypothesis, as bytes in some encoding."""

from __future__ import annotations

import json

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

_TAGS = (
    *("div", "p", "span", "article", "section", "h1", "h2", "table", "tr", "td", "ul", "li", "a"),
    *("br", "img", "figure", "figcaption", "em", "strong", "font", "center", "time", "dl", "dd"),
    *("form", "input", "iframe", "noscript", "header", "footer", "nav", "aside", "pre", "x:y"),
)
#: Attributes that readers look at, and values they may meet there.
_NAMES = (
    "class",
    "id",
    "itemprop",
    "href",
    "src",
    "datetime",
    "style",
    "content",
    "property",
    "rel",
)
_VALUES = (
    *("articleBody", "article-view-content-div", "article_view", "news_body", "dic_area", "title"),
    *("headline", "date", "datePublished", "byline", "reporter", "caption", "copyright", "view"),
    *("cont_newstext", "bbs_view", "read_body", "CLtag", "display:none", "javascript:void(0)"),
    *(
        "http://[",
        "//a.example/1?a=1&b=2",
        "mailto:a@b.kr",
        "2026-11-20T09:00:00+09:00",
        "",
        "\x00",
    ),
)
_WORDS = (
    *("시는 인공지능 행정을 늘리겠다고 20일 밝혔다. ", "김가람 기자", "김가람·이나래 기자 = "),
    *("[세종=뉴스핌] 김가람 기자 = ", "【우리일보 김가람 기자】", "(서울=연합) ", "경기IN=김가람 기자"),
    *("입력 2026.11.20 (18:00)", "기사입력 2024/03/07 [21:28]", "승인 2025.01.02 오후 3:04", "3시간 전"),
    *("2026. 2. 30.", "99.99.99 99:99", "▲ 사진 설명", "/사진=시험", "ⓒ 시험 무단전재 및 재배포 금지"),
    *("공공누리 제1유형", "AI 학습 이용 금지", "&amp;middot;", "&#xd800;", "\u200b\u202e", "가" + "\u0301" * 3),
    *("a@b.kr", "저작권자", "[앵커]", "KBS 뉴스 김가람입니다.", "로그인이 필요합니다", "삭제된 기사입니다"),
)  # fmt: skip
_KEYS = (
    *(
        "@type",
        "@graph",
        "headline",
        "title",
        "articleBody",
        "body",
        "content",
        "contents",
        "author",
    ),
    *("name", "datePublished", "dateModified", "publishedAt", "content_elements", "type", "props"),
    *("pageProps", "article", "data", "state", "text", "html", "image", "mainEntityOfPage"),
)

_words: SearchStrategy[str] = st.one_of(
    st.sampled_from(_WORDS), st.sampled_from(_WORDS), st.text(max_size=30)
)
_texts = st.lists(_words, max_size=6).map(" ".join)
_values: SearchStrategy[str] = st.one_of(st.sampled_from(_VALUES), st.text(max_size=20))
_attributes = st.lists(st.tuples(st.sampled_from(_NAMES), _values), max_size=3).map(
    lambda pairs: "".join(f' {name}="{value}"' for name, value in pairs)
)


def _element(inner: SearchStrategy[str]) -> SearchStrategy[str]:
    """One element; every tenth is never closed, or closed by another's tag."""
    return st.builds(
        lambda tag, attributes, parts, end: (
            f"<{tag}{attributes}>{''.join(parts)}"
            + ("" if end == 0 else f"</{_TAGS[end % len(_TAGS)]}>" if end < 3 else f"</{tag}>")
        ),
        st.sampled_from(_TAGS),
        _attributes,
        st.lists(inner, max_size=4),
        st.integers(0, 29),
    )


_json: SearchStrategy[object] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), _words, _texts),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(_KEYS), inner, max_size=5),
    ),
    max_leaves=12,
)
_scripts: SearchStrategy[str] = st.builds(
    lambda wrap, value, cut: wrap.replace("%s", _written(value)[: None if cut > 40 else cut * 7]),
    st.sampled_from(
        (
            '<script type="application/ld+json">%s</script>',
            '<script id="__NEXT_DATA__" type="application/json">%s</script>',
            '<script id="__NUXT_DATA__" type="application/json">[%s]</script>',
            "<script>Fusion.globalContent=%s;Fusion.spa=false</script>",
            "<script>window.__NUXT__=(function(a){return %s}(1));</script>",
            "<script>window.__INITIAL_STATE__ = %s;</script>",
            '<script>self.__next_f.push([1,"1:%s\\n"])</script>',
            "<script>var article = %s</script>",
        )
    ),
    _json,
    st.integers(0, 60),
)


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


_metas: SearchStrategy[str] = st.builds(
    lambda kind, name, value: f'<meta {kind}="{name}" content="{value}">',
    st.sampled_from(("property", "name", "http-equiv", "itemprop")),
    st.sampled_from(
        (
            *(
                "og:title",
                "og:url",
                "og:type",
                "og:image",
                "og:site_name",
                "article:published_time",
            ),
            *(
                "article:modified_time",
                "article:author",
                "author",
                "dable:author",
                "robots",
                "date",
            ),
            *("tdm-reservation", "description", "refresh", "Content-Type"),
        )
    ),
    st.one_of(_words, _values),
)
_nodes: SearchStrategy[str] = st.recursive(st.one_of(_texts, _scripts), _element, max_leaves=25)

_STORY = "시는 내년까지 인공지능 행정 서비스를 열두 곳으로 늘리겠다고 밝혔다. "
#: Enough Hangul for a body, with made pieces in and around it: without one most pages are refused
#: before anything but the body is read.
_stories: SearchStrategy[str] = st.builds(
    lambda attributes, parts: f"<div{attributes}>{''.join(parts)}</div>",
    _attributes,
    st.lists(
        st.one_of(
            st.just(f"<p>{_STORY}</p>"), st.just(f"{_STORY}<br><br>"), _texts, _nodes, _scripts
        ),
        min_size=4,
        max_size=12,
    ),
)


def _assembled(charset: str, metas: list[str], title: str, nodes: list[str]) -> str:
    head = f"<meta charset={charset}>{''.join(metas)}<title>{title}</title>"
    return f"<!DOCTYPE html><html><head>{head}</head><body>{''.join(nodes)}</body></html>"


#: A page's bytes. The charset it claims and the one it is written in need not agree.
pages: SearchStrategy[bytes] = st.builds(
    lambda text, codec: text.encode(codec, "replace"),
    st.builds(
        _assembled,
        st.sampled_from(("utf-8", "euc-kr", "utf-16", "nonsense", "")),
        st.lists(_metas, max_size=5),
        _texts,
        st.lists(st.one_of(_nodes, _stories, _stories), max_size=6),
    ),
    st.sampled_from(("utf-8", "utf-8", "utf-8", "cp949", "utf-16", "latin-1")),
)
