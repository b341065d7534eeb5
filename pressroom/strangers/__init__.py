"""Sites that nobody knows: layouts of twenty-three other makers, with articles of our newsroom and gold.

The reader has no page object for any of them, so they measure the general way of reading. They are
no part of the press room's server: `served` gives their pages directly. Markup and serialisations
follow the makers' published formats; hosts, names and words are ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from pressroom.gold import bare
from pressroom.layouts import ServedPage
from pressroom.strangers import arc, boards, families, papers, portals, scripted
from pressroom.strangers.story import Other, Prints, Story, Stranger
from pressroom.variants import dressed, staff
from pressroom.world import Publication, Reporter, World

_IN_JSON = Prints("second", "second", tags=True)
_RELEASE = Prints(
    modified=None,
    section=False,
    captions=False,
    addresses="none",
    roles=False,
    office=True,
    licence=None,
)

STRANGERS: tuple[Stranger, ...] = (
    Stranger("arc", "하늘신문", "www.haneul.example", "/local/{key}/", arc.arc, replace(_IN_JSON, modified="second")),
    Stranger("next_pages", "가람일보", "www.garam.example", "/news/{key}", scripted.next_pages, _IN_JSON),
    Stranger("next_app", "나래뉴스", "www.narae.example", "/articles/{key}", scripted.next_app, replace(_IN_JSON, tags=False)),
    Stranger("nuxt2", "다온뉴스", "www.daon.example", "/news/{key}", scripted.nuxt_two, replace(_IN_JSON, subtitle=False, tags=False, addresses="first", roles=False)),
    Stranger("nuxt3", "라온미디어", "www.raon.example", "/read/{key}", scripted.nuxt_three, _IN_JSON),
    Stranger("json_ld", "마루경제", "www.maru.example", "/view/{key}", scripted.json_ld, _IN_JSON),
    Stranger("wordpress", "바름신문", "www.bareum.example", "/archives/{key}", papers.wordpress, Prints("second", None, subtitle=False, tags=True, addresses="first")),
    Stranger("portal_br", "사랑방", "n.sarang.example", "/mnews/article/001/{key}", portals.portal_br, Prints("second", "second", section=False)),
    Stranger("portal_sections", "아우름", "v.aureum.example", "/v/{key}", portals.portal_sections, Prints("second", "minute", section=False, addresses="first")),
    Stranger("board_table", "가나시청", "www.gana.go.example", "/www/selectBbsNttView.do?key=1&bbsNo=80&nttNo={key}", boards.table, _RELEASE, True),
    Stranger("board_list", "다라군청", "www.dara.go.example", "/portal/bbs/view.do?mId=0301&bIdx={key}&ptIdx=104", boards.listed, replace(_RELEASE, published="day", licence="KOGL-1"), True),
    Stranger("board_egov", "마바교육청", "www.maba.go.example", "/board/view.do?boardId=BBS_12&dataSid={key}", boards.egov, replace(_RELEASE, published="second", licence="KOGL-4", bullets=True), True),
    Stranger("tables_2008", "자람신문", "www.jaram.example", "/read.php?no={key}", papers.tables_2008, Prints(modified=None, section=False, addresses="first"), weeks=18 * 52, encoding="cp949", content_type="text/html"),
    Stranger("amp", "차오름뉴스", "amp.chaoreum.example", "/amp/{key}", papers.amp, Prints("second", "second", subtitle=False, section=False, addresses="none")),
    Stranger("endless", "카랑신문", "www.karang.example", "/read/{key}", papers.endless, Prints(section=False)),
    Stranger("homemade", "타래일보", "www.tarae.example", "/view.asp?seq={key}", papers.homemade, Prints(ai_training=False, addresses="first")),
    Stranger("numbered", "파란신문", "www.paran.example", "/news/article.html?no={key}", papers.numbered, Prints("second", "second", addresses="first")),
    Stranger("nameless", "하람신문", "www.haram.example", "/news/view.php?idx={key}", papers.nameless, Prints(modified=None, section=False, addresses="first", alone=True)),
    Stranger("wcms", "서라벌신문", "www.seorabeol.example", "/page/view/{key}", families.wcms, Prints("second", "second", addresses="first")),
    Stranger("aid", "너른일보", "www.neoreun.example", "/article.php?aid={key}", families.aid, Prints(section=False, addresses="first", alone=True)),
    Stranger("keyed", "소담일보", "www.sodam.example", "/web/view.php?key={key}", families.keyed, Prints()),
    Stranger("article5", "한울신문", "www.hanul.example", "/article/{key}", families.article5, Prints(section=False)),
    Stranger("dotted", "온새미신문", "www.onsaemi.example", "/news2011/asp/newsbody.asp?code=0300&key={key}", families.dotted, Prints("second", None, section=False)),
)  # fmt: skip
BY_CODE = {stranger.code: stranger for stranger in STRANGERS}

_OTHERS = 20  # other articles on a page
#: Whose texts strangers print: no broadcaster's, which are spoken.
_NOT_NEWS = ("kbs", "gyeongbuk")


def served(world: World, code: str, sample: int | None = None) -> Iterator[ServedPage]:
    """Pages of one stranger, newest first; ``sample`` takes that many, spread over the days.

    Each stranger prints its own share of the world's articles (boards: the province's releases).
    ``layout`` is the stranger's code, as ``outlet`` is.

    Raises:
        KeyError: there is no such stranger.
        ValueError: the world has no article it could print.
    """
    site = BY_CODE[code]
    stories = _stories(site, world)
    if not stories:
        raise ValueError(f"the world has nothing for {code}: build it with more outlets")
    step = max(1, len(stories) // sample) if sample else 1
    first = STRANGERS.index(site) % step  # so that no two strangers show the same few
    for story in stories[first::step][:sample]:
        yield ServedPage(
            outlet=code,
            layout=code,
            key=story.key,
            url=site.url(story.key),
            body=site.render(site, story).encode(site.encoding, "xmlcharrefreplace"),
            content_type=site.content_type,
            captured_at=story.now,
            gold=site.gold(story),
        )


def _stories(site: Stranger, world: World) -> list[Story]:
    """The site's articles, newest first, with their neighbours around them."""
    now = world.now - timedelta(weeks=site.weeks)
    shelf = [_moved(p, site, world) for p in _share(site, world)]
    found = []
    for at, (key, publication) in enumerate(shelf):
        # A site does not print one story twice: copies of this one stay off its lists.
        others = [
            pair for pair in (*shelf[at + 1 :], *shelf[:at]) if not _same(pair[1], publication)
        ]
        text = publication.text_at(now)
        found.append(
            Story(
                key=key,
                title=text.title,
                subtitle=tuple(map(bare, text.subtitle)),
                paragraphs=text.paragraphs,
                published=publication.published,
                modified=publication.modified_at(now),
                reporters=publication.reporters,
                section=publication.section.split(" > ")[0],
                tags=publication.tags,
                captions=tuple(p.caption for p in publication.pictures if p.caption),
                department=publication.department or "",
                contact=publication.contact or "",
                files=tuple(file.name for file in publication.files),
                others=tuple(_other(k, p) for k, p in others[:_OTHERS]),
                now=now,
            )
        )
    return found


def _same(one: Publication, other: Publication) -> bool:
    return one.piece == other.piece or one.texts[0].title == other.texts[0].title


def _share(site: Stranger, world: World) -> list[Publication]:
    """What this site prints of the world: what is out, in Hangul, one article in so many."""
    if site.releases:
        sources: Sequence[str] = ("gyeongbuk",)
    else:
        sources = tuple(code for code in world.outlets if code not in _NOT_NEWS)
    out = [p for code in sources for p in world.outlets.get(code, ()) if p.published <= world.now]
    out.sort(key=lambda p: (p.published, p.outlet, p.key), reverse=True)
    sharers = [s for s in STRANGERS if s.releases == site.releases]
    if len(out) // len(sharers) > _OTHERS:
        out = out[sharers.index(site) :: len(sharers)]
    return out


def _moved(publication: Publication, site: Stranger, world: World) -> tuple[str, Publication]:
    """The article under this site's own number, at its time, signed with its own addresses."""
    back = timedelta(weeks=site.weeks)
    number = "".join(filter(str.isdigit, publication.key))[-7:].lstrip("0") or "1"
    moved = replace(
        publication,
        published=publication.published - back,
        texts=tuple(replace(text, since=text.since - back) for text in publication.texts),
    )
    moved = dressed(moved, staff(world.outlets[publication.outlet]), world.now - back)
    if not site.releases:
        moved = replace(moved, reporters=tuple(_here(r, site) for r in moved.reporters))
    return number, moved


def _here(reporter: Reporter, site: Stranger) -> Reporter:
    return replace(reporter, email=f"{reporter.email.split('@')[0]}@{site.host.split('.', 1)[1]}")


def _other(key: str, publication: Publication) -> Other:
    name = publication.reporters[0].name if publication.reporters else "편집부"
    text = publication.texts[0]
    return Other(key, text.title, publication.published, text.paragraphs, name)
