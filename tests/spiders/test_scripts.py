"""The article in the JSON inside a page's scripts: every framework's shape, and what is not taken."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import lxml.html
import pytest

from korean.article import Byline
from korean.dates import kst
from spiders.extraction.embedded import jsliteral, scripts, states, storybody
from spiders.extraction.values import Reading

URL = "https://daily.example/news/politics/20261120-004417"
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TITLE = "달무리군, 민원 창구에 인공지능 통역 두고 석 달 시범 운영"
TEXT = (
    "달무리군은 20일 읍면 민원 창구 열두 곳에 인공지능 통역기를 두고 석 달 동안 시범 운영한다고 밝혔다.",
    "통역기는 여덟 나라 말을 알아듣고 화면에 우리말 풀이를 함께 보여 준다. 군은 녹음한 말을 그날 밤 지운다고 설명했다.",
    "“창구에서 손짓으로 묻던 주민이 이제 제 말로 묻는다”고 군 관계자는 말했다.",
    "의회는 다음 달 예산 심의에서 기록을 남기는 기준을 따로 물을 계획이다.",
)
HTML = "".join(f"<p>{line}</p>" for line in TEXT)
OTHER = "다른 고을에서도 같은 날 비슷한 소식이 이어졌고 담당자는 나중에 다시 알리겠다고 했다. " * 8
ARTICLE: dict[str, Any] = {"id": "20261120-004417", "title": TITLE, "content": HTML}


def parsed(body: str, title: str = f"{TITLE} - 달무리일보", head: str = "") -> Any:
    source = f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    parser = lxml.html.HTMLParser(encoding="utf-8", recover=True, huge_tree=True)
    return lxml.html.document_fromstring(source.encode(), parser=parser)


def told(value: Any, **page: str) -> Reading:
    """What is read of a page with this value for its Next.js state."""
    return scripts.read(parsed(next_data(value), **page), URL, NOW)


def dumps(value: Any) -> str:
    """As servers print it: ``<`` escaped, or the script would end in the text."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def ascii_dumps(value: Any) -> str:
    return json.dumps(value).replace("<", "\\u003c")


def js(value: Any) -> str:
    """A JavaScript literal: bare keys, single quotes, ``!0``, ``void 0``."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{key}:{js(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(js(item) for item in value) + ",]"
    if isinstance(value, bool):
        return "!0" if value else "!1"
    if value is None:
        return "void 0"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace("<", "\\x3c")
        return "'" + escaped.replace("\n", "\\n") + "'"
    return str(value)


def next_data(value: Any) -> str:
    state = dumps({"props": {"pageProps": value}, "page": "/news/[id]", "buildId": "k3"})
    return f'<script id="__NEXT_DATA__" type="application/json">{state}</script>'


def flight(*rows: str) -> str:
    """Next.js' flight data, cut into pieces in the middle of rows as the server does."""
    whole = "".join(rows)
    size = max(40, len(whole) // 5)
    pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
    pushed = "".join(f"<script>self.__next_f.push([1,{dumps(p)}])</script>" for p in pieces)
    return f"<script>(self.__next_f=self.__next_f||[]).push([0])</script>{pushed}"


def text_row(name: str, text: str) -> str:
    return f"{name}:T{len(text.encode()):x},{text}"


def devalued(value: Any) -> list[Any]:
    """devalue's flat list, as Nuxt 3 prints it."""
    flat: list[Any] = []

    def add(item: Any) -> int:
        at = len(flat)
        flat.append(None)
        if isinstance(item, dict):
            flat[at] = {key: add(inner) for key, inner in item.items()}
        elif isinstance(item, list):
            flat[at] = [add(inner) for inner in item]
        else:
            flat[at] = item
        return at

    flat.append(["ShallowReactive", 1])
    add(value)
    return flat


def streamed(value: Any) -> list[Any]:
    """React Router's stream: keys are numbered as well."""
    flat: list[Any] = []

    def add(item: Any) -> int:
        at = len(flat)
        flat.append(None)
        if isinstance(item, dict):
            flat[at] = {f"_{add(key)}": add(inner) for key, inner in item.items()}
        elif isinstance(item, list):
            flat[at] = [add(inner) for inner in item]
        else:
            flat[at] = item
        return at

    add(value)
    return flat


def nuxt_function(article: Mapping[str, Any]) -> str:
    inside = js({"layout": "default", "data": [{"article": "ARTICLE"}], "error": None})
    inside = inside.replace("'ARTICLE'", "{id:a,title:b,content:c,open:d}")
    given = ",".join((js(article["id"]), js(article["title"]), js(article["content"]), "!0"))
    return f"<script>window.__NUXT__=(function(a,b,c,d){{return {inside}}}({given}));</script>"


def nuxt_assigned(article: Mapping[str, Any]) -> str:
    lines = f"a.id={js(article['id'])};a.title=b;a.content={js(article['content'])};a.tags=[];"
    call = (
        f"function(a,b){{{lines}return {{data:[{{news:a}}],again:a}}}}({{}},{js(article['title'])})"
    )
    return f"<script>window.__NUXT__=({call});</script>"


def fusion(article: Mapping[str, Any]) -> str:
    story = {
        "type": "story",
        "_id": "LQ2",
        "canonical_url": "/news/politics/20261120-004417",
        "headlines": {"basic": article["title"], "web": "짧은 제목"},
        "content_elements": [
            {"type": "text", "_id": str(n), "content": t} for n, t in enumerate(TEXT)
        ],
    }
    menu = {"site-service": {"{}": {"data": {"children": [{"name": "정치"}]}}}}
    return (
        '<script id="fusion-metadata" type="application/javascript">window.Fusion=window.Fusion||{};'
        f'Fusion.arcSite="dal";Fusion.contentCache={dumps(menu)};'
        f"Fusion.globalContent={dumps(story)};Fusion.globalContentConfig="
        '{"source":"content-api","query":{"id":"LQ2"}};</script>'
    )


def apollo(article: Mapping[str, Any]) -> str:
    cache = {
        "ROOT_QUERY": {'news({"id":"7"})': {"__ref": "News:7"}},
        "Body:7": {"__typename": "Body", 'html({"format":"web"})': article["content"]},
        "News:7": {"__typename": "News", "title": article["title"], "body": {"__ref": "Body:7"}},
        "News:8": {
            "__typename": "News",
            "title": "아주 다른 고을의 다른 소식 한 가지",
            "body": OTHER,
        },
    }
    return f"<script>window.__APOLLO_STATE__={dumps(cache)};</script>"


def packed(wrap: Callable[[str], str]) -> Callable[[Mapping[str, Any]], str]:
    return lambda article: f"<script>{wrap(json.dumps(article, ensure_ascii=False))}</script>"


def doubled(text: str) -> str:
    return json.dumps(text).replace("<", "\\u003c")


SHAPES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "fusion": fusion,
    "next": lambda a: next_data({"article": a}),
    "next-react-query": lambda a: next_data(
        {
            "dehydratedState": {
                "queries": [{"state": {"data": {"result": a}}, "queryKey": ["news", "7"]}]
            }
        }
    ),
    "next-ascii": lambda a: (
        f'<script id="__NEXT_DATA__" type="application/json">{ascii_dumps({"props": a})}</script>'
    ),
    "flight-text-row": lambda a: flight(
        '1:"$Sreact.fragment"\n2:I[4471,["12","static/chunks/a.js"],"default"]\n',
        text_row("24", a["content"]),
        f'5:["$","$L2",null,{{"detail":{dumps({**a, "content": "$24"})},"children":"$L9"}}]\n',
        "9:null\n",
    ),
    "flight-inline": lambda a: flight(f'0:["$","div",null,{{"news":{dumps(a)}}}]\n'),
    "flight-query": lambda a: (
        '<script>window["__RQ_R_1_"] = window["__RQ_R_1_"] || [];window["__RQ_R_1_"].push('
        f"{dumps({'queries': [{'state': {'data': {'detail': a}}}]})});</script>"
    ),
    "nuxt2": nuxt_function,
    "nuxt2-assigned": nuxt_assigned,
    "nuxt2-object": lambda a: (
        f"<script>window.__NUXT__={js({'state': {'news': dict(a)}})};</script>"
    ),
    "nuxt3": lambda a: (
        '<script type="application/json" id="__NUXT_DATA__" data-ssr="true">'
        f"{dumps(devalued({'data': {'news-7': dict(a)}, 'once': []}))}</script>"
    ),
    "initial-state": lambda a: (
        f"<script>window.__INITIAL_STATE__ = {dumps({'news': {'current': a}})};"
        "(function(){var s;(s=document.currentScript).parentNode.removeChild(s);}());</script>"
    ),
    "preloaded-parsed": lambda a: (
        f"<script>window.__PRELOADED_STATE__ = JSON.parse({doubled(json.dumps(a))});</script>"
    ),
    "apollo": apollo,
    "remix": lambda a: (
        f"<script>window.__remixContext = {dumps({'state': {'loaderData': {'routes/news': a}}})};</script>"
    ),
    "react-router": lambda a: (
        "<script>window.__reactRouterContext.streamController.enqueue("
        f"{doubled(json.dumps(streamed({'loaderData': {'news': dict(a)}})))});</script>"
    ),
    "sveltekit": lambda a: (
        "<script>{ __sveltekit_1x = {base: new URL('.', location).pathname};\n"
        "Promise.all([import('./a.js')]).then(([kit, app]) => {\n"
        f"kit.start(app, element, {{node_ids: [0, 2],\ndata: [null,{{type:'data',data:{js({'post': dict(a)})},"
        "uses:{}}],form: null});});}</script>"
    ),
    "sveltekit-fetched": lambda a: (
        '<script type="application/json" data-sveltekit-fetched data-url="/api">'
        f"{dumps({'status': 200, 'body': json.dumps({'item': a})})}</script>"
    ),
    "angular": lambda a: (
        '<script id="app-root-state" type="application/json">'
        + dumps({"G.https://api/news/7": {"body": a}}).replace('"', "&q;")
        + "</script>"
    ),
    "percent": packed(lambda t: f'var d = JSON.parse(decodeURIComponent("{quote(t)}"));'),
    "percent-json-script": lambda a: (
        f'<script type="application/json">{quote(json.dumps(dict(a)))}</script>'
    ),
    "base64": packed(lambda t: f'window.__d = "{base64.b64encode(t.encode()).decode()}";'),
    "atob": packed(lambda t: f"var d=JSON.parse(atob('{base64.b64encode(t.encode()).decode()}'));"),
    "atob-escape": packed(
        lambda t: (
            "var d = JSON.parse(decodeURIComponent(escape(window.atob("
            f'"{base64.b64encode(t.encode()).decode()}"))));'
        )
    ),
    "atob-percent": packed(
        lambda t: (
            "var d = JSON.parse(decodeURIComponent(atob("
            f"'{base64.b64encode(quote(t).encode()).decode()}')));"
        )
    ),
    "plain-variable": lambda a: (
        "<script>$(function(){ init(); });\nvar viewer = null;\n"
        f"var item = {js(dict(a))}; // 기사\nshow(item);</script>"
    ),
    "called-with": lambda a: f"<script>app.render({js({'view': dict(a)})}, root);</script>",
    "json-in-json": lambda a: next_data({"payload": json.dumps(a, ensure_ascii=False)}),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_body_is_found_in_every_framework_s_state(shape: str) -> None:
    found = scripts.read(parsed(SHAPES[shape](ARTICLE)), URL, NOW)
    assert found.title == TITLE
    assert found.paragraphs == TEXT


def test_a_page_without_such_scripts_says_nothing() -> None:
    body = "<script>var a = {b: 1};</script><script src='/a.js'></script><p>글이 여기 있다.</p>"
    assert scripts.told(parsed(body), URL, NOW) is None


def test_scripts_of_code_are_not_parsed() -> None:
    code = "function go(){ alert('입력해 주세요.'); return {a: [1, 2]}; }\n" * 300
    assert list(states.found(parsed(f"<script>{code}</script>"))) == []


def test_the_tree_stays_as_it_is() -> None:
    root = parsed(SHAPES["next"](ARTICLE) + "<figure><img src='/a.jpg'></figure>")
    before = lxml.html.tostring(root)
    scripts.read(root, URL, NOW)
    assert lxml.html.tostring(root) == before


# -- bodies ------------------------------------------------------------------------------------


def slate(line: str) -> dict[str, Any]:
    return {"type": "paragraph", "children": [{"text": line[:9]}, {"text": line[9:], "bold": True}]}


def marked(kind: str, text: str, line: str) -> dict[str, Any]:
    """A block whose text is in two runs."""
    return {
        "type": kind,
        "content": [{"type": "text", text: line[:7]}, {"type": "text", text: line[7:]}],
    }


BODIES: dict[str, Any] = {
    "html": HTML,
    "html-br": "<br/><br>".join(TEXT),
    "html-divs": "<div><div>" + "</div><div>".join(TEXT) + "</div></div>",
    "html-escaped": HTML.replace("<", "&lt;").replace(">", "&gt;"),
    "html-escaped-twice": HTML.replace("<", "&amp;lt;").replace(">", "&amp;gt;"),
    "html-comment": HTML.replace("</p>", "</p><!-- 광고 -->", 1),
    "plain-lines": "\n".join(TEXT),
    "plain-crlf": "\r\n\r\n".join(TEXT),
    "plain-escaped-lines": "\\n".join(TEXT),
    "markdown": "\n\n".join((TEXT[0].replace("통역기", "**통역기**"), *TEXT[1:])),
    "strings": list(TEXT),
    "placeholders": HTML.replace("</p>", "</p>$$ARTICLEAD$$", 2).replace("<p>", "{{ad:1}}<p>", 1),
    "typed-blocks": [{"type": "text", "content": line} for line in TEXT],
    "html-blocks": [{"kind": "html", "html": f"<p>{line}</p>"} for line in TEXT],
    "draft.js": {
        "blocks": [
            {"key": "a", "type": "unstyled", "text": line, "entityRanges": []} for line in TEXT
        ],
        "entityMap": {},
    },
    "editor.js": {
        "time": 1,
        "blocks": [{"type": "paragraph", "data": {"text": line}} for line in TEXT],
    },
    "prosemirror": {"type": "doc", "content": [marked("paragraph", "text", line) for line in TEXT]},
    "slate": [slate(line) for line in TEXT],
    "slate-untyped": [{"children": [{"text": line[:5]}, {"text": line[5:]}]} for line in TEXT],
    "lexical": {"root": {"type": "root", "children": [slate(line) for line in TEXT]}},
    "contentful": {
        "nodeType": "document",
        "data": {},
        "content": [
            {
                "nodeType": "paragraph",
                "content": [{"nodeType": "text", "value": line, "marks": [{"type": "bold"}]}],
            }
            for line in TEXT
        ],
    },
    "portable-text": [
        {
            "_type": "block",
            "style": "normal",
            "children": [{"_type": "span", "text": line, "marks": []}],
        }
        for line in TEXT
    ],
    "quill": {
        "ops": [{"insert": line[:6], "attributes": {"bold": True}} for line in TEXT[:1]]
        + [{"insert": TEXT[0][6:] + "\n" + "\n".join(TEXT[1:]) + "\n"}]
    },
    "hast": {
        "type": "root",
        "children": [
            {"type": "element", "tagName": "p", "children": [{"type": "text", "value": line}]}
            for line in TEXT
        ],
    },
    "jsonml": ["div", *(["p", {"class": "t"}, line[:8], ["em", line[8:]]] for line in TEXT)],
    "numbered-kinds": [{"type": 1, "text": line} for line in TEXT],
    "text-beside-runs": [
        {
            "type": "paragraph",
            "model": {"text": line, "blocks": [{"type": "fragment", "model": {"text": line}}]},
        }
        for line in TEXT
    ],
}


@pytest.mark.parametrize("shape", BODIES)
def test_a_body_is_read_whatever_editor_made_it(shape: str) -> None:
    assert told({"article": {**ARTICLE, "content": BODIES[shape]}}).paragraphs == TEXT


@pytest.mark.parametrize(
    "key",
    [
        "content",
        "contents",
        "articleBody",
        "newsContent",
        "art_cn",
        "body_html",
        "cntnts",
        "원문",
        "fullText",
    ],
)
def test_a_body_is_found_under_any_name(key: str) -> None:
    assert told({"news": {"title": TITLE, key: HTML}}).paragraphs == TEXT


@pytest.mark.parametrize(
    "key", ["title", "headline", "subject", "nttSj", "newsTtl", "제목", "mainLine"]
)
def test_a_title_is_found_under_any_name(key: str) -> None:
    assert told({"news": {key: TITLE, "body": HTML}}).title == TITLE


FIGURE = (
    '<figure><img src="/1.jpg"><figcaption>창구에 놓인 통역기. 달무리군 제공</figcaption></figure>'
)


@pytest.mark.parametrize(
    "body",
    [
        FIGURE + HTML,
        '<div class="editor-img-box"><img src="/1.jpg"><div class="caption"><p>창구에 놓인 통역기. '
        f"달무리군 제공</p></div></div>{HTML}",
        [
            {"type": "image", "url": "/1.jpg", "caption": "창구에 놓인 통역기. 달무리군 제공"},
            *({"type": "text", "content": line} for line in TEXT),
        ],
        {
            "blocks": [
                {"type": "image", "data": {"caption": "창구에 놓인 통역기. <b>달무리군</b> 제공"}},
                *({"type": "paragraph", "data": {"text": line}} for line in TEXT),
            ]
        },
    ],
    ids=["figure", "boxes", "blocks", "editor.js"],
)
def test_captions_are_told_from_the_text(body: Any) -> None:
    found = told({"article": {**ARTICLE, "content": body}})
    assert found.paragraphs == TEXT
    assert found.captions == ("창구에 놓인 통역기. 달무리군 제공",)


@pytest.mark.parametrize(
    "block",
    [
        {"type": "interstitial_link", "content": "같이 보면 좋은 기사", "url": "/n/2"},
        {"type": "advertisement", "text": "봄맞이 큰 잔치에 어서 오세요. 오늘만 반값."},
        {"type": "oembed_response", "raw_oembed": {"html": "<p>영상이 여기 있다.</p>"}},
        {
            "type": "relatedArticle",
            "title": "다른 기사",
            "url": "/n/3",
            "text": "다른 기사의 첫 문장이다.",
        },
        {"type": "video", "caption": "영상", "text": "영상 풀이 글이다."},
        {"type": "divider"},
        {"type": "raw_html", "content": "<script>var a = '글이 아닌 것이다.';</script>"},
    ],
    ids=lambda block: str(block["type"]),
)
def test_what_is_no_text_among_the_blocks_is_left_out(block: Any) -> None:
    lines = [{"type": "text", "content": line} for line in TEXT]
    content = [*lines[:2], block, *lines[2:]]
    assert told({"article": {**ARTICLE, "content": content}}).paragraphs == TEXT


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/n/2">옆 고을도 통역기 들인다</a>',
        '<b>▲ <a href="/n/2">옆 고을도 통역기 들인다</a></b><br><b>▲ <a href="/n/3">통역기 값은</a></b>',
        '<p><a href="/n/2">▶ 옆 고을도 통역기 들인다</a></p>',
        '<p><strong><a href="/n/2">[관련기사] 옆 고을도 통역기 들인다</a></strong></p>',
        '<div class="related_news"><p>함께 보면 좋은 기사</p></div>',
    ],
    ids=["one", "list", "paragraph", "strong", "box"],
)
def test_links_to_other_articles_are_no_text(link: str) -> None:
    lines = [{"type": "text", "content": line} for line in TEXT]
    blocks = [*lines, {"type": "raw_html", "content": link}]
    assert told({"article": {**ARTICLE, "content": blocks}}).paragraphs == TEXT
    if link.startswith(("<p>", "<div")):
        assert told({"article": {**ARTICLE, "content": HTML + link}}).paragraphs == TEXT


def test_a_link_inside_a_sentence_is_text() -> None:
    linked = TEXT[0].replace("인공지능", '<a href="/tag/ai">인공지능</a>')
    blocks = [{"type": "text", "content": line} for line in (linked, *TEXT[1:])]
    assert told({"article": {**ARTICLE, "content": blocks}}).paragraphs == TEXT
    html = HTML.replace(TEXT[0], linked)
    assert told({"article": {**ARTICLE, "content": html}}).paragraphs == TEXT


def test_a_table_in_a_figure_is_text() -> None:
    table = '<figure class="table"><table><tr><td>창구</td><td>12곳</td></tr></table></figure>'
    assert "12곳" in " ".join(told({"article": {**ARTICLE, "content": HTML + table}}).paragraphs)


def test_subheadings_stay_in_the_text() -> None:
    content = [
        {"type": "text", "content": TEXT[0]},
        {"type": "header", "level": 3, "content": "석 달 뒤 다시 정한다"},
        {"type": "text", "content": TEXT[1]},
    ]
    found = told({"article": {**ARTICLE, "content": content}})
    assert found.paragraphs == (TEXT[0], "석 달 뒤 다시 정한다", TEXT[1])


# -- which object ------------------------------------------------------------------------------


def test_another_article_s_longer_body_is_not_taken() -> None:
    other = {
        "id": "9",
        "title": "옆 고을 시장이 새 다리를 놓기로 한 소식",
        "content": f"<p>{OTHER * 6}</p>",
    }
    for value in ({"a": other, "b": ARTICLE}, {"list": [ARTICLE, other]}):
        assert told(value).paragraphs == TEXT


@pytest.mark.parametrize("name", ["relatedArticles", "next", "ranking", "items"])
def test_articles_hung_under_the_page_s_own_are_not_taken(name: str) -> None:
    other = {
        "id": "9",
        "title": "옆 고을 시장이 새 다리를 놓기로 한 소식",
        "content": f"<p>{OTHER * 6}</p>",
    }
    assert told({"article": {**ARTICLE, name: [other, other]}}).paragraphs == TEXT


def test_only_other_articles_make_no_reading() -> None:
    other = {
        "id": "9",
        "title": "옆 고을 시장이 새 다리를 놓기로 한 소식",
        "content": f"<p>{OTHER}</p>",
    }
    assert told({"list": [other]}) == Reading()


def test_comments_are_no_body() -> None:
    comments = [
        {"user": "ㄱ", "text": "이런 소식이 더 많았으면 좋겠다. 고맙다. " * 30} for _ in range(4)
    ]
    assert told({"article": {**ARTICLE, "comments": comments}}).paragraphs == TEXT


@pytest.mark.parametrize("key", ["summary", "description", "excerpt", "seoText", "lead"])
def test_a_teaser_alone_gives_facts_but_no_body(key: str) -> None:
    article = {"title": TITLE, key: " ".join(TEXT), "regDate": "2026-11-20 18:05"}
    found = told({"article": article})
    assert found.paragraphs == ()
    assert found.published is not None
    assert kst(found.published.at).hour == 18


def test_the_id_in_the_address_shows_the_article_where_titles_differ() -> None:
    article = {**ARTICLE, "title": "창구에 통역기를 놓은 달무리군"}
    found = told({"article": article}, title="달무리일보")
    assert found.paragraphs == TEXT


def test_the_description_shows_the_body_where_nothing_bears_the_title() -> None:
    head = f'<meta property="og:description" content="{TEXT[0]}">'
    value = {"v": {"body": HTML, "w": 1}, "footer": {"body": f"<p>{OTHER}</p>"}}
    assert told(value, head=head).paragraphs == TEXT


def test_a_text_without_breaks_yields_to_the_same_text_in_paragraphs() -> None:
    long = TEXT * 3
    flat = {"headline": TITLE, "articleBody": " ".join(long)}
    html = "".join(f"<p>{line}</p>" for line in long)
    rows = f"7:{dumps(flat)}\n", text_row("8", html), '9:["$","div",null,{"text":"$8"}]\n'
    assert scripts.read(parsed(flight(*rows)), URL, NOW).paragraphs == long


def test_paragraphs_that_stand_in_objects_of_their_own_are_put_together() -> None:
    parts = {
        f"part-{n}": {"kind": "words", "say": {"value": line * 2}} for n, line in enumerate(TEXT)
    }
    found = told({"article": {"id": ARTICLE["id"], "title": TITLE, "parts": parts}})
    assert found.paragraphs == tuple(line * 2 for line in TEXT)


def test_a_body_in_the_elements_of_a_page_is_known_by_its_weight() -> None:
    """Its title stands in an element beside it; the head's description is no body."""
    body = ["$", "div", None, {"dangerouslySetInnerHTML": {"__html": "$8"}}]
    main = ["$", "main", None, {"children": [["$", "h1", None, {"children": TITLE}], body]}]
    meta = ["$", "meta", "1", {"name": "description", "content": " ".join(TEXT[:2])}]
    rows = (text_row("8", HTML * 3), f"9:{dumps(main)}\n", f"a:{dumps([meta])}\n")
    found = scripts.told(parsed(flight(*rows)), URL, NOW)
    assert found is not None
    assert found.reading.paragraphs == TEXT * 3
    assert found.confidence < 0.75


def test_confidence_tells_how_the_article_was_known() -> None:
    sure = scripts.told(parsed(next_data({"article": ARTICLE})), URL, NOW)
    by_title = scripts.told(parsed(next_data({"a": {"title": TITLE, "body": HTML}})), URL, NOW)
    by_id = scripts.told(parsed(next_data({"a": {**ARTICLE, "title": ""}}), title="x"), URL, NOW)
    assert sure is not None
    assert by_title is not None
    assert by_id is not None
    assert 1 >= sure.confidence > by_title.confidence > by_id.confidence > 0.5
    assert sure.how == "next"


# -- facts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "clock"),
    [
        ({"publishedAt": "2026-11-20T18:05:00+09:00"}, "18:05"),
        ({"published_at": "2026-11-20T09:05:00.000Z"}, "18:05"),
        ({"regDt": "20261120180512"}, "18:05"),
        ({"reg_date": "2026-11-20 18:05:12"}, "18:05"),
        ({"inputDate": "2026.11.20 18:05"}, "18:05"),
        ({"serviceDate": 1795165500}, "18:05"),
        ({"createdAt": 1795165500000}, "18:05"),
        ({"createdAt": "1795165500000"}, "18:05"),
        ({"deployDt": "2026년 11월 20일 오후 6:05"}, "18:05"),
        ({"regDate": "20261120", "regTime": "180500"}, "18:05"),
        ({"createdAt": "2026-11-20 17:00", "firstPublishedAt": "2026-11-20 18:05"}, "18:05"),
        ({"dates": None, "meta": {"pubDate": "2026-11-20 18:05"}}, "18:05"),
        ({"publishedAt": "2026-12-24 18:05", "regDt": "2026-11-20 18:05"}, "18:05"),
        ({"publishDate": {"date": "2026-11-20 18:05:00", "timezone": "Asia/Seoul"}}, "18:05"),
        ({"display_date": "2026-11-20T09:05:00Z", "created_date": "2026-11-20T02:00:00Z"}, "18:05"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_the_published_time_is_read_whatever_its_key_and_form(
    fields: dict[str, Any], clock: str
) -> None:
    found = told({"article": {**ARTICLE, **fields}}).published
    assert found is not None
    assert f"{kst(found.at):%Y-%m-%d %H:%M}" == f"2026-11-20 {clock}"


@pytest.mark.parametrize(
    "key", ["updatedAt", "modDt", "last_updated_date", "reDeployDt", "modifyDate"]
)
def test_the_modified_time_is_told_from_the_published_one(key: str) -> None:
    found = told({"article": {**ARTICLE, key: "2026-11-20 19:40", "regDt": "2026-11-20 18:05"}})
    assert found.modified is not None
    assert found.published is not None
    assert kst(found.modified.at).hour == 19
    assert kst(found.published.at).hour == 18


@pytest.mark.parametrize(
    "key", ["dehydratedAt", "expireDate", "paperDate", "startDate", "birthDate", "viewDate"]
)
def test_times_of_something_else_are_no_dates_of_the_article(key: str) -> None:
    found = told({"article": {**ARTICLE, key: "2026-11-19 08:00"}})
    assert (found.published, found.modified) == (None, None)


KIM = (Byline("김서연", "기자", "ksy@daily.example"),)


@pytest.mark.parametrize(
    ("fields", "people"),
    [
        ({"author": "김서연 기자 ksy@daily.example"}, KIM),
        ({"writer": {"name": "김서연", "job": "기자", "email": "ksy@daily.example"}}, KIM),
        ({"byLines": [{"writerName": "김서연", "writerJobName": "기자", "writerEmail": "ksy@daily.example"}],
          "writerDisplay": "김서연 기자 외 1명"}, KIM),
        ({"credits": {"by": [{"type": "author", "name": "김서연 기자", "email": "ksy@daily.example"}]}}, KIM),
        ({"reporters": ["김서연 기자", "이도윤 특파원"]},
         (Byline("김서연", "기자"), Byline("이도윤", "특파원"))),
        ({"author": {"__typename": "Organization", "name": "달무리일보"}}, ()),
    ],
    ids=["line", "object", "list-over-line", "arc", "strings", "organisation"],
)  # fmt: skip
def test_bylines_come_from_strings_lists_and_objects(
    fields: dict[str, Any], people: tuple[Byline, ...]
) -> None:
    assert told({"article": {**ARTICLE, **fields}}).bylines == people


def test_the_other_facts_are_read() -> None:
    article = {
        **ARTICLE,
        "subTitle": "석 달 시범 뒤 다시 정해<br>여덟 나라 말 알아들어",
        "sectionName": "정치",
        "subSectionName": "지방자치",
        "tags": [{"tagId": "x", "tag": "인공지능"}, {"tagId": "y", "tag": "민원"}],
        "articleImageFilePath": "/photo/2026/11/20/1.jpg",
    }
    found = told({"article": article})
    assert found.subtitle == "석 달 시범 뒤 다시 정해\n여덟 나라 말 알아들어"
    assert found.section == "정치 > 지방자치"
    assert found.tags == ("인공지능", "민원")
    assert found.image_url == "https://daily.example/photo/2026/11/20/1.jpg"


def test_arc_s_own_places_are_read() -> None:
    story = {
        "type": "story",
        "headlines": {"basic": TITLE},
        "subheadlines": {"basic": "여덟 나라 말 알아들어"},
        "content_elements": [{"type": "text", "content": line} for line in TEXT],
        "display_date": "2026-11-20T09:05:00Z",
        "last_updated_date": "2026-11-20T10:05:00Z",
        "taxonomy": {
            "primary_section": {"name": "지방"},
            "tags": [{"text": "인공지능", "slug": "ai"}],
        },
        "promo_items": {
            "basic": {"type": "image", "url": "https://i.example/1.jpg", "caption": "창구 모습"}
        },
    }
    found = scripts.read(parsed(f"<script>Fusion.globalContent={dumps(story)};</script>"), URL, NOW)
    assert found.subtitle == "여덟 나라 말 알아들어"
    assert found.section == "지방"
    assert found.tags == ("인공지능",)
    assert found.image_url == "https://i.example/1.jpg"
    assert found.captions == ("창구 모습",)
    assert found.modified is not None
    assert kst(found.modified.at).hour == 19


def test_a_clock_that_says_utc_and_prints_korean_time_is_korean() -> None:
    """The page prints the same clock in its header, so the ``Z`` is a lie."""
    article = {
        **ARTICLE,
        "publishedAt": "2026-11-20T08:05:00Z",
        "updatedAt": "2026-11-20T09:15:00Z",
    }
    lying = parsed(next_data({"article": article}) + "<p class='d'>입력 2026.11.20 08:05</p>")
    honest = parsed(next_data({"article": article}) + "<p class='d'>입력 2026.11.20 17:05</p>")
    for root, hour in ((lying, 8), (honest, 17)):
        found = scripts.read(root, URL, NOW)
        assert found.published is not None
        assert found.modified is not None
        assert kst(found.published.at).hour == hour
        assert kst(found.modified.at).hour == hour + 1


def test_a_time_ahead_of_the_capture_that_says_utc_is_korean() -> None:
    found = told({"article": {**ARTICLE, "publishedAt": "2026-11-20T20:30:00.000Z"}}).published
    assert found is not None
    assert f"{kst(found.at):%d %H:%M}" == "20 20:30"


# -- what pages can do to us -------------------------------------------------------------------

HOSTILE = {
    "deep-lists": "[" * 200_000,
    "deep-objects": '{"a":' * 100_000 + "1" + "}" * 100_000,
    "many-objects": "[" + ",".join('{"a":{"b":"c"}}' for _ in range(200_000)) + "]",
    "many-numbers": "[" + "1," * 2_000_000 + "1]",
    "five-megabytes": dumps({"title": TITLE, "body": "가나다라마바사. " * 600_000}),
    "quotes": '"' * 300_000,
    "escaped-quotes": '{"a":"' + '\\"' * 300_000,
    "open-comment": "{/*" + "* " * 200_000,
    "big-number": '{"a":' + "9" * 100_000 + "}",
    "surrogates": '{"title":"\\ud800\\udfff\\ud800","body":"' + "\\ud800 가. " * 500 + '"}',
    "nul": '{"title":"\\u0000","body":"' + "\\u0000가나. " * 300 + '"}',
    "truncated": next_data({"article": ARTICLE})[60:400],
    "starts": "={" * 100_000,
    "function": "=(function(a){return " * 20_000,
    "brackets": "(" * 100_000,
    "flat-loop": '[["Ref",0],["Ref",1],{"a":2,"b":0}]',
    "flat-numbers": "[" + ",".join(["[1,2,3]"] * 50_000) + "]",
    "self-reference": '{"ROOT_QUERY":{"a":{"__ref":"N"}},"N":{"title":"가","b":{"__ref":"N"}}}',
}


@pytest.mark.parametrize("attack", HOSTILE)
@pytest.mark.parametrize(
    "wrap",
    [
        '<script id="__NEXT_DATA__" type="application/json">{}</script>',
        '<script id="__NUXT_DATA__" type="application/json">{}</script>',
        "<script>window.__INITIAL_STATE__ = {};</script>",
        "<script>window.__NUXT__=(function(a,b){{return {}}}(1,2));</script>",
        "<script>Fusion.globalContent={};</script>",
    ],
    ids=["next", "nuxt3", "state", "nuxt2", "fusion"],
)
def test_hostile_scripts_neither_break_nor_speak(attack: str, wrap: str) -> None:
    scripts.read(parsed(wrap.format(HOSTILE[attack])), URL, NOW)


@pytest.mark.parametrize(
    "attack", ["deep-lists", "quotes", "truncated", "surrogates", "big-number"]
)
def test_hostile_flight_data_does_not_break(attack: str) -> None:
    source = HOSTILE[attack]
    scripts.read(
        parsed(flight(f"1:{source}\n", text_row("2", source), "3:$1\n4:Tffffff,x")), URL, NOW
    )


@pytest.mark.parametrize("address", ["http://[x/1", "//[", "https://a.b:xyz/1/2"])
def test_addresses_that_are_none_are_passed_over(address: str) -> None:
    found = told({"article": {**ARTICLE, "url": address, "image": f"{address}.jpg"}})
    assert found.paragraphs == TEXT
    assert scripts.read(parsed(next_data({"article": ARTICLE})), address, NOW).paragraphs == TEXT


def test_references_in_circles_come_to_an_end() -> None:
    rows = f'1:{{"a":"$2","title":{dumps(TITLE)}}}\n2:{{"b":"$1","body":{dumps(HTML)}}}\n'
    assert scripts.read(parsed(flight(rows)), URL, NOW).paragraphs == TEXT


def test_a_picture_in_a_picture_s_caption_comes_to_an_end() -> None:
    block: dict[str, Any] = {"type": "image", "caption": "끝"}
    for _ in range(900):
        block = {"type": "image", "caption": [block]}
    assert storybody.read([block, "글이 있다."]).paragraphs == ("글이 있다.",)


def test_nothing_of_a_script_is_run() -> None:
    """A call is read as what it is given, never made."""
    assert list(jsliteral.values("var a = {b: __import__('os'), c: alert(1)};")) == [
        {"b": ["os"], "c": [1]}
    ]


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("x={a:1,'b':\"c\",}", {"a": 1, "b": "c"}),
        ("x={a:!0,b:!1,c:void 0,d:undefined,e:.5}", {"a": True, "b": False, "c": None, "d": None, "e": 0.5}),
        (r"x={a:'it\'s \x3cb\u003e \u{1F600}'}", {"a": "it's <b> 😀"}),
        ("x={a:`one\ntwo`}", {"a": "one\ntwo"}),
        ("x=[1,/* two */2,// three\n3]", [1, 2, 3]),
        ("x={a:new Date(1795165500000),b:new Date('2026-11-20')}", {"a": 1795165500000, "b": ["2026-11-20"]}),
        ("x=Object.freeze({a:1})", [{"a": 1}]),
        ("x={2026:'a','-':1}", {"2026": "a", "-": 1}),
        ('x=JSON.parse("{\\"a\\":[1]}")', {"a": [1]}),
        ("x=((a,b)=>{return {a:a,b:[b]}})(1,'둘')", {"a": 1, "b": ["둘"]}),
        ("x=(function(a,b){a.k=b;a.l=[];a.l[0]=2;return {v:a}}({},7))", {"v": {"k": 7, "l": [2]}}),
        ("x={url:'https://a.b/c?d=e', re:\"a//b\"}", {"url": "https://a.b/c?d=e", "re": "a//b"}),
    ],
)  # fmt: skip
def test_literals_are_read_as_javascript_means_them(source: str, value: Any) -> None:
    assert next(iter(jsliteral.values(source))) == value


@pytest.mark.parametrize(
    "piece",
    ["<!--", "![", "[a](", "\n", "- ", "- \n", " ", "<a >", "&lt;p", "&amp;", "<figure>", "**", "{{", "[[ ", "a", "<", "$$a", ". ", "\\n"],
)  # fmt: skip
def test_texts_of_one_piece_a_hundred_thousand_times_are_read_at_once(piece: str) -> None:
    """Each was once, or could be, what a pattern goes back over again and again."""
    text = piece * 100_000
    storybody.read(text)
    for value in (
        text,
        f"<p>글이다.</p>{text}",
        f"# 글\n**글**이다.\n{text}",
        f"글이다. {text} 가",
    ):
        told({"article": {"title": TITLE, "content": value, piece: value}})
    scripts.read(parsed(next_data({"article": ARTICLE}), title=text), URL, NOW)


def test_the_article_is_found_among_hundreds_of_longer_ones() -> None:
    others = [
        {
            "id": f"x{n}",
            "title": f"다른 고을의 {n}번째 소식이 이어진다",
            "content": f"<p>{OTHER}</p>",
        }
        for n in range(600)
    ]
    assert told({"list": others, "article": ARTICLE}).paragraphs == TEXT
