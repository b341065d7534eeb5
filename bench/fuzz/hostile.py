"""Pages made to hurt: too wide, too deep, too long, or bait for a pattern that backtracks.

Each is well under the 5 MB a crawl takes. They are read whole, not mutated.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

#: Bytes of the big ones.
_BIG = 4_000_000
_SENTENCE = "시는 내년까지 인공지능 행정 서비스를 열두 곳으로 늘리겠다고 20일 밝혔다. "
_HEAD = (
    '<!DOCTYPE html><html lang="ko"><head><meta charset="utf-8"><title>시험 기사</title>'
    '<meta property="og:title" content="시험 기사"></head><body>'
)


def _page(body: str, head: str = "") -> bytes:
    return (_HEAD.replace("</head>", f"{head}</head>") + body).encode()


def _article(inner: str) -> str:
    """Inside the containers that page objects and general reading look for."""
    return f'<div id="article-view-content-div" class="article-body" itemprop="articleBody">{inner}</div>'


def _filled(piece: str, size: int = _BIG) -> str:
    return piece * (size // len(piece.encode()) + 1)


def _nested(tag: str, depth: int) -> bytes:
    return _page(f"<{tag}>" * depth + _SENTENCE * 5 + f"</{tag}>" * depth)


def _script(kind: str, text: str) -> bytes:
    return _page(f"<p>{_SENTENCE * 5}</p>", f"<script {kind}>{text}</script>")


def _state(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


_STORY = {
    "@type": "NewsArticle",
    "headline": "시험 기사",
    "articleBody": _SENTENCE * 6,
    "datePublished": "2026-11-20T09:00:00+09:00",
    "author": [{"@type": "Person", "name": "김가람"}],
}


def _deep_json(depth: int) -> str:
    return '{"a":' * depth + _state(_STORY) + "}" * depth


def _many(count: int) -> str:
    return _state(
        {"props": {"pageProps": {"articles": [{**_STORY, "id": n} for n in range(count)]}}}
    )


#: Lines that a pattern for dates, names, captions or boilerplate may chew on for ever.
_BAIT: Mapping[str, str] = {
    "digits": "2" * 50_000,
    "dates": "2026.11.20 " * 20_000,
    "half dates": "2026. 11. " * 20_000,
    "date marks": "입력 : " * 20_000,
    "clocks": "12:" * 40_000,
    "ages ago": "3시간 " * 30_000,
    "spaces": " " * 200_000 + "기자",
    "odd spaces": "\u00a0\u3000 " * 50_000 + "기자",
    "names": "김가람 " * 30_000,
    "joined names": "김가람·" * 30_000,
    "offices": "기자 " * 40_000,
    "names and offices": "김가람 기자 " * 20_000,
    "brackets": "[" * 60_000,
    "open datelines": "[세종=" * 20_000,
    "black brackets": "【" * 40_000 + "】" * 40_000,
    "round brackets": "(" * 60_000 + ")" * 60_000,
    "mail": "a" * 100_000 + "@",
    "mail dots": "a." * 50_000 + "@" + "b." * 50_000,
    "mails": "a@b.kr " * 20_000,
    "equals": "=" * 100_000,
    "colons": "촬영기자:" * 20_000,
    "slashes": "영상편집:김가람/" * 15_000,
    "marks": "▲" * 80_000,
    "marks apart": "▲ 사진 " * 20_000,
    "copyright": "ⓒ" * 60_000 + "무단전재",
    "copyrights": "저작권자 ⓒ 시험신문 무단전재 및 재배포 금지 " * 5_000,
    "rights, unfinished": "무단 전재 및 " * 20_000,
    "quotes": '"' * 100_000,
    "angles": "&lt;" * 60_000,
    "entities": "&amp;amp;" * 40_000,
    "double escapes": "&amp;middot;" * 40_000,
    "zero width": "\u200b" * 100_000,
    "combining": "가" + "\u0301" * 100_000,
    "jamo": "\u1100\u1161" * 60_000,
    "hashes": "#인공지능 " * 20_000,
    "addresses": "http://a.example/" * 15_000,
    "dashes": "- " * 80_000,
    "no full stop": "그리고 " * 40_000,
    "full stops": "다. " * 60_000,
    "one syllable": "가" * 400_000,
    "latin": "word " * 60_000,
    "kogl": "공공누리 제1유형 " * 15_000,
    "phones": "054-880-0000 " * 20_000,
    "kbs marks": "[앵커] " * 30_000,
    "sign-offs": "KBS 뉴스 김가람입니다. " * 15_000,
}  # fmt: skip

_SHAPES: Mapping[str, Callable[[], bytes]] = {
    "table of 20,000 rows": lambda: _page(
        "<table>"
        + "".join(
            f"<tr><td>{n}</td><td><a href='/{n}'>제목 {n}</a></td><td>2026.11.20</td></tr>"
            for n in range(20_000)
        )
        + "</table>"
    ),
    "table of 20,000 rows in the body": lambda: _page(
        _article(
            "<table>"
            + "".join(f"<tr><td>{n}</td><td>예산 {n}억 원</td></tr>" for n in range(20_000))
            + "</table>"
        )
    ),
    "20,000 cells in a row": lambda: _page(
        _article("<table><tr>" + "<td>예산</td>" * 20_000 + "</tr></table>")
    ),
    "tables in tables": lambda: _page("<table><tr><td>" * 2_000 + _SENTENCE * 5),
    "20,000 paragraphs": lambda: _page(_article(f"<p>{_SENTENCE}</p>" * 20_000)),
    "100,000 breaks": lambda: _page(_article((_SENTENCE[:6] + "<br>") * 100_000)),
    "40,000 links": lambda: _page("<a href='/news/1'>다른 기사</a>" * 40_000 + _SENTENCE * 5),
    "40,000 links in the body": lambda: _page(_article("<a href='/1'>다른 기사</a> " * 40_000)),
    "30,000 headings": lambda: _page("".join(f"<h1>시험 기사 {n}</h1>" for n in range(30_000))),
    "30,000 headings alike": lambda: _page("<h1>시험 기사</h1>" * 30_000 + f"<p>{_SENTENCE * 5}"),
    "20,000 pictures with captions": lambda: _page(
        _article("<figure><img src=a><figcaption>▲ 사진 설명</figcaption></figure>" * 20_000)
    ),
    "20,000 lists": lambda: _page(_article("<ul><li>하나<li>둘</ul>" * 20_000)),
    "20,000 spans with dates": lambda: _page(
        "<span class='date'>입력 2026.11.20 18:00</span>" * 20_000 + f"<p>{_SENTENCE * 5}"
    ),
    "20,000 times": lambda: _page("<time datetime='2026-11-20T18:00'>18:00</time>" * 20_000),
    "20,000 metas": lambda: _page(
        f"<p>{_SENTENCE * 5}",
        "".join(f'<meta property="article:tag" content="꼬리표 {n}">' for n in range(20_000)),
    ),
    "20,000 metas alike": lambda: _page(
        f"<p>{_SENTENCE * 5}", '<meta property="article:published_time" content="x">' * 20_000
    ),
    "10,000 article containers": lambda: _page(_article(_SENTENCE) * 10_000),
    "5,000 article containers, one in another": lambda: _page(
        '<div itemprop="articleBody" class="article_view">' * 5_000 + _SENTENCE * 5
    ),
    "200 divs deep": lambda: _nested("div", 200),
    "3,000 divs deep": lambda: _nested("div", 3_000),
    "100,000 divs deep": lambda: _nested("div", 100_000),
    "50,000 spans deep": lambda: _nested("span", 50_000),
    "50,000 fonts deep": lambda: _nested("font", 50_000),
    "50,000 quotations deep": lambda: _nested("blockquote", 50_000),
    "20,000 lists deep": lambda: _nested("ul><li", 20_000),
    "deep, and wide at every level": lambda: _page(
        ("<div>" + "<p>가나다라. </p>" * 20) * 1_500
    ),
    "one line of 4 MB": lambda: _page(_article(_filled(_SENTENCE))),
    "one word of 4 MB": lambda: _page(_article(_filled("가"))),
    "4 MB of text outside any element": lambda: _filled(_SENTENCE).encode(),
    "4 MB of tags": lambda: _page(_filled("<b></b>")),
    "4 MB of open brackets": lambda: _page(_filled("<")),
    "4 MB of comment": lambda: _page(f"<!--{_filled('x')}--><p>{_SENTENCE * 5}"),
    "4 MB of zeros": lambda: _HEAD.encode() + b"\x00" * _BIG,
    "4 MB of high bytes": lambda: b"<html><body>" + b"\xff\xfe\x81" * (_BIG // 3),
    "2 MB of CP949 that says it is UTF-8": lambda: _page(_article(_filled(_SENTENCE, 2_000_000)))
    .decode()
    .encode("cp949", "replace"),
    "a title of 1 MB": lambda: _page(f"<h1>{_filled('제목 ', 1_000_000)}</h1><p>{_SENTENCE * 5}"),
    "an attribute of 4 MB": lambda: _page(f'<div data-x="{_filled("x")}">{_SENTENCE * 5}</div>'),
    "a class of 100,000 names": lambda: _page(
        f'<div class="{_filled("article body ", 1_300_000)}">{_SENTENCE * 5}</div>'
    ),
    "20,000 attributes": lambda: _page(
        f"<div {' '.join(f'a{n}=1' for n in range(20_000))}>{_SENTENCE * 5}</div>"
    ),
    "20,000 elements with ids alike": lambda: _page("<p id='articleBody'>가나다. </p>" * 20_000),
    "a style of 3 MB": lambda: _page(f"<style>{_filled('p{color:red}', 3_000_000)}</style><p>{_SENTENCE * 5}"),
    "JSON-LD of 4 MB": lambda: _script(
        'type="application/ld+json"', _state({**_STORY, "articleBody": _filled(_SENTENCE)})
    ),
    "JSON-LD, 5,000 deep": lambda: _script('type="application/ld+json"', _deep_json(5_000)),
    "JSON-LD, 100,000 deep": lambda: _script('type="application/ld+json"', "[" * 100_000),
    "5,000 pieces of JSON-LD": lambda: _page(
        f"<p>{_SENTENCE * 5}",
        f'<script type="application/ld+json">{_state(_STORY)}</script>' * 5_000,
    ),
    "JSON-LD of 10,000 articles": lambda: _script(
        'type="application/ld+json"', _state([{**_STORY, "@id": n} for n in range(6_000)])
    ),
    "Next state of 4,000 articles": lambda: _script(
        'id="__NEXT_DATA__" type="application/json"', _many(4_000)
    ),
    "Next state, 5,000 deep": lambda: _script(
        'id="__NEXT_DATA__" type="application/json"', _deep_json(5_000)
    ),
    "Next state, 100,000 deep": lambda: _script(
        'id="__NEXT_DATA__" type="application/json"', '{"a":' * 100_000
    ),
    "Fusion content of 4 MB": lambda: _script(
        "", f"Fusion.globalContent={_state({'content_elements': [{'type': 'text', 'content': _SENTENCE}] * 20_000})};"
    ),
    "Fusion content that never ends": lambda: _script(
        "", "Fusion.globalContent=" + '{"content_elements":[' + '{"type":"text","content":"' * 50_000
    ),
    "Fusion content, many starts": lambda: _script("", "Fusion.globalContent={" * 50_000),
    "Nuxt function that never ends": lambda: _script(
        "", "window.__NUXT__=(function(a,b){return {data:[" + "{a:a," * 100_000
    ),
    "Nuxt function of 100,000 arguments": lambda: _script(
        "",
        "window.__NUXT__=(function("
        + ",".join(f"a{n}" for n in range(100_000))
        + "){return {body:a1}}("
        + ",".join(f'"{n}"' for n in range(100_000))
        + "));",
    ),
    "Nuxt array that points at itself": lambda: _script(
        'id="__NUXT_DATA__" type="application/json"', "[" + ",".join('{"a":0,"b":1}' for _ in range(50_000)) + "]"
    ),
    "Nuxt array that doubles": lambda: _script(
        'id="__NUXT_DATA__" type="application/json"',
        _state([[n + 1, n + 1] for n in range(60)] + [_SENTENCE * 5]),
    ),
    "flight of 20,000 rows": lambda: _page(
        f"<p>{_SENTENCE * 5}"
        + "".join(
            f'<script>self.__next_f.push([1,"{n}:[\\"$\\",\\"p\\",null,{{\\"children\\":\\"{_SENTENCE}\\"}}]\\n"])</script>'
            for n in range(10_000)
        )
    ),
    "flight that points at itself": lambda: _page(
        '<script>self.__next_f.push([1,"' + "".join(f'{n:x}:[\\"${n + 1:x}\\",\\"${n + 1:x}\\"]\\n' for n in range(64)) + '"])</script>'
        f"<p>{_SENTENCE * 5}"
    ),
    "a script of braces": lambda: _script("", "var a=" + "{" * 500_000),
    "a script of quotes": lambda: _script("", "var a=" + '"' * 500_001),
    "a script of backslashes": lambda: _script("", 'var a="articleBody' + "\\" * 500_001),
    "a script of article bodies": lambda: _script("", '"articleBody":"' * 100_000),
    "2,000 scripts with 기자": lambda: _page(
        f"<p>{_SENTENCE * 5}" + f"<script>var a={{'content':'{_SENTENCE * 4}'}};</script>" * 2_000
    ),
}  # fmt: skip


def pages() -> dict[str, Callable[[], bytes]]:
    """Hostile pages by name. A bait stands in a page three times: as a paragraph, where a header
    prints dates and names, and as the title."""
    baits = {f"bait: {name}": _baited(text) for name, text in _BAIT.items()}
    return {**_SHAPES, **baits}


def _baited(text: str) -> Callable[[], bytes]:
    def make() -> bytes:
        body = _article(f"<p>{_SENTENCE * 5}</p><p>{text}</p><p>{_SENTENCE * 5}</p>")
        return _page(
            f"<h1>시험 기사 {text[:2000]}</h1><div class='article-info'><span class='date'>{text}</span>"
            f"<span class='writer'>{text}</span></div>{body}<div class='copyright'>{text}</div>"
        )

    return make
