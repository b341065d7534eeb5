"""What stands around an article: menus, scripts, side lists, weather, footers. Words of our own.

Pages of these outlets weigh 15 to 60 kB, and nine tenths of that is not the article. A reader that
takes the wrong container takes some of this.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from html import escape

from pressroom.sites.base import pick, stamp

#: Menu headings and what hangs under them.
MENU: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("정치", ("대통령실", "국회", "정당", "지방의회", "선거", "외교", "국방", "북한")),
    ("경제", ("금융", "증권", "부동산", "산업", "중소기업", "유통", "고용", "과학기술", "세금")),
    ("사회", ("사건", "법원", "교육", "노동", "환경", "복지", "의료", "교통", "날씨")),
    ("문화", ("공연", "전시", "출판", "문화재", "종교", "방송", "영화", "음악")),
    ("스포츠", ("야구", "축구", "배구", "농구", "골프", "생활체육")),
    ("오피니언", ("사설", "칼럼", "기고", "독자마당", "만평", "기자수첩")),
    ("지역", ("포항", "경주", "김천", "안동", "구미", "영주", "영천", "상주", "문경", "경산")),
    ("사람", ("인사", "부고", "동정", "인터뷰", "모임")),
    ("기획", ("특집", "연재", "현장", "데이터", "영상", "사진")),
)

WEATHER = (
    ("서울", "맑음"),
    ("인천", "구름 조금"),
    ("수원", "맑음"),
    ("강릉", "흐림"),
    ("춘천", "맑음"),
    ("대전", "구름 많음"),
    ("청주", "맑음"),
    ("대구", "맑음"),
    ("안동", "흐림"),
    ("포항", "구름 조금"),
    ("부산", "맑음"),
    ("울산", "맑음"),
    ("광주", "비"),
    ("전주", "흐림"),
    ("목포", "비"),
    ("제주", "구름 많음"),
)

_SCRIPT = """
(function (root) {{
  var site = root.{name} = root.{name} || {{}};
  site.config = {{ skin: "{name}", lang: "ko", size: 16, sizes: [14, 15, 16, 18, 20], ads: [] }};
  site.resize = function (step) {{
    var at = site.config.sizes.indexOf(site.config.size) + step;
    if (at < 0 || at >= site.config.sizes.length) {{ return false; }}
    site.config.size = site.config.sizes[at];
    var boxes = document.querySelectorAll("[data-resize]");
    for (var i = 0; i < boxes.length; i += 1) {{ boxes[i].style.fontSize = site.config.size + "px"; }}
    return true;
  }};
  site.share = function (where, address, title) {{
    var places = {{ talk: "카카오톡", band: "밴드", mail: "메일", copy: "주소 복사" }};
    if (!places[where]) {{ root.alert("지원하지 않는 공유 방법입니다"); return; }}
    root.open("/share/" + where + "?url=" + encodeURIComponent(address) + "&title=" + encodeURIComponent(title));
  }};
  site.slot = function (number) {{
    var frame = document.createElement("iframe");
    frame.width = 300; frame.height = 250; frame.title = "광고 " + number;
    frame.src = "about:blank"; site.config.ads.push(frame);
  }};
  site.ready = function (work) {{
    if (document.readyState !== "loading") {{ work(); return; }}
    document.addEventListener("DOMContentLoaded", work);
  }};
  site.track{number} = function (event) {{
    var line = [new Date().getTime(), event.type, event.target && event.target.id, "{name}"].join("|");
    if (root.navigator && root.navigator.sendBeacon) {{ root.navigator.sendBeacon("/count", line); }}
  }};
}}(window));
"""


@cache
def scripts(name: str, copies: int = 3) -> str:
    """Inline scripts of a few kB, as sites carry them."""
    return "".join(
        f'<script type="text/javascript">{_SCRIPT.format(name=f"{name}{n}", number=n)}</script>\n'
        for n in range(copies)
    )


@cache
def styles(name: str, rules: int = 40) -> str:
    lines = (
        f".{name}-box{n} {{ margin: {n % 7}px 0 {n % 11}px; padding: {n % 5}px; border-top: 1px solid #d{n % 10}d; "
        f"font-size: {12 + n % 6}px; line-height: 1.{4 + n % 5}; }}"
        for n in range(rules)
    )
    return "<style>\n" + "\n".join(lines) + "\n</style>\n"


@cache
def menu(pattern: str, css: str = "menu", head: str = "") -> str:
    """The site's menu, about 70 links. ``pattern`` is an address with ``{n}`` for the entry."""
    blocks: list[str] = []
    number = 0
    for heading, entries in MENU:
        links = []
        for entry in entries:
            number += 1
            link = escape(pattern.format(n=number))
            links.append(
                f'<li class="{css}-item"><a href="{link}" target="_self"><span>{entry}</span></a></li>'
            )
        blocks.append(
            f'<li class="{css}-top"><a href="#{css}{len(blocks)}">{heading}</a>\n<ul>\n'
            + "\n".join(links)
            + "\n</ul></li>"
        )
    return (
        f'<nav class="{css}-wrap">{head}<ul class="{css}">\n'
        + "\n".join(blocks)
        + "\n</ul></nav>\n"
    )


def weather_bar(now: datetime) -> str:
    """Today's date and the weather of sixteen towns at the top of the page: never the article's date."""
    towns = "".join(
        f'<li><span class="town">{town}</span> <span class="sky">{sky}</span> <b>{3 + pick(town, 14)}.{pick(sky, 9)}℃</b></li>'
        for town, sky in WEATHER
    )
    day = "월화수목금토일"[now.weekday()]
    return (
        f'<div class="top-bar"><span class="today">{stamp(now, "%Y년 %m월 %d일")} {day}요일</span> '
        f'<span class="updated">최종편집 {stamp(now - timedelta(minutes=7), "%Y-%m-%d %H:%M")}</span>'
        f'<ul class="weather">{towns}</ul><span>기상청 제공</span></div>\n'
    )


def listed(
    rows: Iterable[tuple[str, str]], heading: str, css: str = "side", *, numbered: bool = False
) -> str:
    """A box of other articles' titles: (title, address) a row."""
    items = "\n".join(
        f'<li>{f"<em>{n}</em>" if numbered else ""}<a href="{escape(url)}">{escape(title)}</a></li>'
        for n, (title, url) in enumerate(rows, 1)
    )
    return f'<div class="{css}"><h3 class="{css}-tit">{heading}</h3><ul>\n{items}\n</ul></div>\n'


def cards(rows: Iterable[tuple[str, str, str]], heading: str, css: str = "card") -> str:
    """A box of other articles with a piece of their text: (title, address, lead) a row."""
    items = "\n".join(
        f'<div class="{css}-item"><a href="{escape(url)}"><strong>{escape(title)}</strong></a>'
        f'<p class="{css}-lead">{escape(lead)}</p></div>'
        for title, url, lead in rows
    )
    return f'<section class="{css}"><h3>{heading}</h3>\n{items}\n</section>\n'


def footer(name: str, lines: Sequence[str], notice: str) -> str:
    """The imprint, with a date of its own: the registration's, not the article's."""
    rows = "\n".join(f"<li>{line}</li>" for line in lines)
    return (
        f'<footer id="footer" class="foot"><div class="foot-inner"><strong>{name}</strong><ul>\n{rows}\n'
        f"<li>등록일자 : 2009-03-{10 + pick(name, 18)}</li><li>발행인·편집인은 누리집 안내를 보십시오</li></ul>\n"
        f'<p class="foot-notice">{notice}</p></div></footer>\n'
    )


@cache
def family_sites(pattern: str, count: int = 40) -> str:
    """A select box of related sites, as government pages end with."""
    options = "\n".join(
        f'<li><a href="{escape(pattern.format(n=n))}" target="_blank" title="새 창 열림">{heading} {entry} 누리집</a></li>'
        for n, (heading, entry) in enumerate(
            [(h, e) for h, entries in MENU for e in entries][:count], 1
        )
    )
    return f'<div class="family"><button>관련 누리집</button><ul>\n{options}\n</ul></div>\n'
