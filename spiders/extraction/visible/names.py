"""What Korean sites call things: ids and classes of bodies, captions and of what surrounds a body.

Facts read off press-release boards, newspapers' CMSs and portals (2020 to 2026). A name is one id or
class, lower case; `body_rank` also knows the pattern behind them, sites' own typos included.
"""

from __future__ import annotations

import re
from functools import lru_cache

#: Names that mean "the text of the article" by themselves, without ``-`` and ``_``.
_BODY_NAMES = """
    articlebody articlebodycontents articleviewcontentdiv articleveiwbody newsbodyarea
    newsbodyareacontents newsbodyarea textinput cltag dicarea newsctarticle harmonycontainer
    articlecontent articleconent articlecontents articletxt articletext articlecont articlecon
    articlecontwrap articletxtcontainer articledetail articlesdetail articlebodycontent ndartbody
    newscontent newscontents newstext newstxt newsarticle newsbody newscont newscnttext
    contnewstext textbody storybody storynews readbody readcontent joinskmbox pnlcontent
    viewcontent viewcontents viewcon viewcont viewconts viewtext viewtxt viewbody
    boardcontent boardcontents boardcons boardcont boardcon boardtxt boardtexttd boardviewbody
    boardviewcontent boardviewcontents boardviewcon boardviewcont bbscontent bbscontents bbscont
    bbscon bbscn bbsviewbody bbsviewcontent bbsviewcontents bbsviewcontnet bbsdetailcontent
    bbsdetailbasic bbsviewcon bbscnt ptablecontent bdviewcont bddetailcontent bddetailcont
    bbviewcontent bvcontents condetail contenttext contentbody conttext viewtd contview dbdata
    substance substanceautolink substan editorcontent fieldcontent entrycontent postcontent
    postbody tttarticlecontents contentsstyle tdcontent databody datacont
    cnttext bmtext gavewcont txtwrap sekioncontent articleview articleviewcontent cntextdata
    viewcontentwrap userboardreadview memocontent bodycontent divspellercontent bdvcntwrap
    newscontents articlebd contentsbody contbody sebody semaincontainer postviewarea
    kboardcontent kboardview xecontent rdbody bocon bovcon viewcontentarea cntview viewcontarea
"""
BODIES = frozenset(_BODY_NAMES.split())
#: Names that often hold the text, and as often the whole page.
_WEAK = re.compile(
    r"^(?:contents?|cont?s?|view|article|detail|text|txt|memo|story|body|news|post|entry|board_?view"
    r"|bbs_?view|bo_?view|read|section|main_?contents?)$"
)
_SHAPE = re.compile(
    r"(?:article|articel|news|view|board|bbs|post|entry|story|read|detail|gisa|arti|bod|bd)[a-z]*?"
    r"(?:body|contents?|contnet|conts?|txt|text|con|cnt|cn)(?:area|wrap|box|inner|td|div|data|s)?$"
)
#: A body's name with one of these in it is a part of the page around it.
_NOT_BODY = re.compile(
    r"list|comment|reply|relat|foot|title|tit$|head|info|sns|share|photo|img|image|copy|author|file"
    r"|search|hidden|prev|next|paging|button|btn|tab|menu|icon|best|side|right|thumb|banner"
)

_BREAKS = re.compile(r"[^a-z0-9가-힣]+|(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
#: Words inside ids and classes: what has one of them is around the article, not of it.
_AROUND_NAMES = """
    related relation relate rel relnews relatednews reply replies comment comments cmt cmmt
    footer foot gnb lnb snb nav navi navigation menu sidemenu sidebar aside banner bnr bn ad ads adv
    adbox advert advertisement adsense adsbygoogle adfit googlead sns share sharing shares util
    utils utility copyright copyrights copy copyr reporter writer byline profile journalist
    recommend recomm recommended rank ranking popular hot best hotissue mostview ticker tag tags
    tagbox keyword keywords hashtag paging pagination paginate pager prevnext prev next prenext
    file files filelist attach attached attachment attachments addfile satisfaction satisfy
    satisfied survey manjok kogl opentype opencode publicnuri nuri ccl cookie popup modal
    toolbar tool tools sytool fontsize fontzoom tts quiz poll vote emotion emoticon subscribe
    subscription newsletter login skip skipnav breadcrumb breadcrumbs location locate crumbs
    noprint hidden hide blind invisible screenreader readonly widget outbrain taboola dable
    dablewidget livere disqus facebook twitter kakao btn btns button buttons buttongroup btnarea
    btnwrap moreview morenews othernews othernewslist latest feedback sponsor promotion
    aisummary summaryai donation charge chargeperson manager damdang dept viewinfo bbsinfo
    pagemove movelist bottomlist listbtn player vod movie mainnews topnews todaynews
    preview synap
"""
_AROUND = frozenset(_AROUND_NAMES.split())
_JOINED = re.compile(
    r"relat(?:ed|ion)|comment|reply(?!er)|footer|sidebar|copyright|satisf|breadcrumb|prev_?next"
    r"|adsbygoogle|^div-gpt|^ad[-_]|[-_]ad$|[-_]ads?[-_]|banner|sr-?only|opentype|kogl|share|sns"
    r"|recommend|ranking|ai[-_]?summary|summary[-_]?(?:ai|box|wrap|area|layer)|attach|filelist|file_?list|file_?area|_file$|^file_|reporter|hashtag"
    r"|subscri|view[-_]?copy|article[-_]?copy|fontsize|dable|taboola|livere"
)
_NEVER = re.compile(r"cookie|consent|gdpr|privacy|comment|repl(?:y|ies)|cmt|footer|modal", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_CAPTION = re.compile(
    r"caption|figcap|^cap$|img_?(?:desc|txt|text|cap|info)|photo_?(?:desc|txt|text|info|cap)"
    r"|image_?(?:desc|txt|text|info)|imgdesc|pic_?(?:desc|txt|text)|^txt_?caption$|사진설명",
    re.I,
)
_SUBTITLE = re.compile(
    r"sub[-_]?(?:tit|head|sbj)|^s_?tit|^stitle|(?:^|[-_])summary$|^deck$|부제", re.I
)
_PICTURE = re.compile(
    r"(?:^|[-_])(?:img|image|photo|pic|picture|thumb|figure)(?:$|[-_\d]|box|area|wrap|layout|view)|imgbox|imgarea"
    r"|photobox|^img|^photo|Photo|Img|Image"
)


@lru_cache(maxsize=8_192)
def body_rank(name: str) -> int:
    """2: the name of a body; 1: a name bodies often have; 0: none. ``name``: one id or class."""
    low = name.lower()
    flat = low.replace("-", "").replace("_", "")
    if flat in BODIES:
        return 2
    if _SHAPE.search(flat) and not _NOT_BODY.search(flat):
        return 2
    return 1 if _WEAK.match(low) else 0


@lru_cache(maxsize=8_192)
def around(name: str) -> bool:
    """Is this the name of something around an article: comments, related lists, share bars?"""
    low = name.lower()
    return _JOINED.search(low) is not None or not _AROUND.isdisjoint(_BREAKS.split(low))


@lru_cache(maxsize=8_192)
def never(name: str) -> bool:
    """Names that no article bears, however much text is inside."""
    return _NEVER.search(name) is not None


@lru_cache(maxsize=8_192)
def caption(name: str) -> bool:
    return _CAPTION.search(name) is not None


@lru_cache(maxsize=8_192)
def subtitle(name: str) -> bool:
    return _SUBTITLE.search(name) is not None


@lru_cache(maxsize=8_192)
def picture(name: str) -> bool:
    """The name of a box that holds a picture, and beside it at most its caption."""
    return _PICTURE.search(name) is not None


def hidden(style: str | None) -> bool:
    return style is not None and _HIDDEN.search(style) is not None
