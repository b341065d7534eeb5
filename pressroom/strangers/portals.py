"""Two portals that carry others' articles: one like Naver, one like Daum, by their public markup."""

from __future__ import annotations

from html import escape

from pressroom.sites.base import pick, stamp
from pressroom.strangers import furniture as f
from pressroom.strangers.story import Story, Stranger

PRESS = ("한들일보", "새길신문", "푸른경제", "마루뉴스")


def _half_days(story: Story, edited: bool = False) -> str:
    """2026.11.20. 오후 5:12"""
    moment = story.modified if edited and story.modified else story.published
    local = moment.astimezone(story.now.tzinfo)
    half = "오전" if local.hour < 12 else "오후"
    return f"{stamp(moment, '%Y.%m.%d.')} {half} {local.hour % 12 or 12}:{local.minute:02d}"


def portal_br(site: Stranger, story: Story) -> str:
    """``#dic_area``: text and ``<br><br>``, pictures and their captions in between."""
    press = PRESS[pick(story.key, len(PRESS), "press")]
    pictures = "".join(
        f'<span class="end_photo_org"><div class="nbd_im_w _LAZY_LOADING_WRAP"><div class="nbd_a _LAZY_LOADING_ERROR_HIDE" id="img_a{n}">'
        f'<img id="img{n}" data-src="https://img.example/{story.key}-{n}.jpg" class="_LAZY_LOADING"></div>'
        f'<em class="img_desc">{escape(c, quote=False)}</em></div></span>'
        for n, c in enumerate(story.captions, 1)
    )
    subtitle = (
        f'<strong class="media_end_summary">{"<br>".join(escape(s, quote=False) for s in story.subtitle)}</strong>'
        if story.subtitle
        else ""
    )
    body = "<br><br>".join(escape(p, quote=False) for p in story.paragraphs)
    signed = "".join(f"<br><br>{r.name} {r.role} {r.email}" for r in story.reporters[:1])
    changed = (
        f'<div class="media_end_head_info_datestamp_bunch"><em class="media_end_head_info_datestamp_term">수정</em>'
        f'<span class="media_end_head_info_datestamp_time _ARTICLE_MODIFY_DATE_TIME" data-modify-date-time="{stamp(story.modified, "%Y-%m-%d %H:%M:%S")}">{_half_days(story, True)}</span></div>'
        if story.modified
        else ""
    )
    names = "".join(
        f'<em class="media_end_head_journalist_name">{r.name} {r.role}</em>'
        for r in story.reporters
    )
    cards = "".join(
        f'<div class="byline"><p class="byline_p"><span class="byline_s">{r.name} {r.role}({r.email})</span></p></div>\n'
        for r in story.reporters
    )
    return (
        f.page_head(
            site,
            story,
            title=story.title,
            times=False,
            extra=f'<meta property="og:article:author" content="{press} | {site.name}"><meta name="twitter:creator" content="{press}">\n',
        )
        + '<body><div id="u_skip"><a href="#ct">본문 바로가기</a></div>\n'
        + f.mega_menu("Nlnb", "/section/{n}", 1)
        + f.ticker(story, "Nticker")
        + f'<div id="ct_wrap"><div id="ct" class="ct_area"><div class="media_end_head go_trans"><a class="media_end_head_top_logo"><img alt="{press}"></a>\n'
        f'<div class="media_end_head_title"><h2 id="title_area" class="media_end_head_headline"><span>{escape(story.title, quote=False)}</span></h2></div>\n'
        f'<div class="media_end_head_info"><div class="media_end_head_info_datestamp"><div class="media_end_head_info_datestamp_bunch"><span class="media_end_head_info_datestamp_term">입력</span>'
        f'<span class="media_end_head_info_datestamp_time _ARTICLE_DATE_TIME" data-date-time="{stamp(story.published, "%Y-%m-%d %H:%M:%S")}">{_half_days(story)}</span></div>{changed}'
        f'<a href="https://press.example/{story.key}" class="media_end_head_origin_link">기사원문</a></div><div class="media_end_head_journalist">{names}</div></div></div>\n'
        '<div class="media_end_summary_layer"><p>기계가 뽑은 간추림이라 빠진 것이 있을 수 있습니다. 기사 전체를 함께 읽어 주십시오.</p></div>\n'
        f'<div id="newsct_article" class="newsct_article _article_body"><article id="dic_area" class="go_trans _article_content" style="-webkit-tap-highlight-color: rgba(0,0,0,0)">\n'
        f"{subtitle}<div></div>{pictures}{body}{signed}</article></div>\n"
        + cards
        + f'<div class="copyright"><div id="_article_section_guide"><p class="c_text">Copyright ⓒ {press}. All rights reserved. 무단 전재 및 재배포 금지.</p></div>\n'
        "<p>언론사가 정한 갈래는 사회입니다.</p></div>\n"
        '<div class="media_end_linked_more"><em>구독</em> 고른 언론사의 새 소식을 첫 화면에서 볼 수 있습니다.</div>\n'
        '<div class="likeit"><em>도움돼요</em> 0 <em>재밌어요</em> 0 <em>끄덕여요</em> 0 <em>꼼꼼해요</em> 0 <em>더 알고 싶어요</em> 0</div>\n'
        + f.cards(story.others[:5], f"{press} 언론사홈", "press")
        + f.comments(story, "cbox")
        + f.related_state(story)
        + f.ranked(story.others[5:15], f"{press} 많이 본 뉴스", "media_end_rank")
        + "</div></div>\n"
        + f.imprint(
            site,
            f"Copyright © {site.name}. All Rights Reserved. 기사의 저작권은 해당 언론사에 있습니다.",
        )
        + "</body></html>\n"
    )


def portal_sections(site: Stranger, story: Story) -> str:
    """``.article_view section p[dmcf-pid]``; the last ``p`` signs."""
    press = PRESS[pick(story.key, len(PRESS), "press")]
    pictures = "".join(
        f'<figure class="figure_frm origin_fig" dmcf-pid="f{story.key}{n}" dmcf-ptype="figure"><p class="link_figure"><img src="https://img.example/{story.key}-{n}.jpg" class="thumb_g_article" data-org-width="1200"></p>'
        f'<figcaption class="txt_caption default_figure">{escape(c, quote=False)}</figcaption></figure>\n'
        for n, c in enumerate(story.captions)
    )
    quoted = (
        f'<blockquote class="talkback_frm" dmcf-pid="q{story.key}" dmcf-ptype="blockquote2">{"<br>".join(escape(s, quote=False) for s in story.subtitle)}</blockquote>\n'
        if story.subtitle
        else ""
    )
    lines = [
        *(escape(p, quote=False) for p in story.paragraphs),
        *(f"{r.name} {r.role} {r.email}" for r in story.reporters[:1]),
    ]
    body = "".join(
        f'<p dmcf-pid="{story.key}{n:x}" dmcf-ptype="general">{line}</p>\n'
        for n, line in enumerate(lines)
    )
    changed = (
        f'<span class="txt_info">수정 <span class="num_date">{stamp(story.modified, "%Y. %-m. %-d. %H:%M")}</span></span>'
        if story.modified
        else ""
    )
    names = f'<span class="txt_info">{story.byline}</span>' if story.reporters else ""
    return (
        f.page_head(
            site,
            story,
            title=story.title,
            times=False,
            extra=f'<meta property="og:article:author" content="{press}"><meta name="article:media_name" content="{press}"><meta property="og:regDate" content="{stamp(story.published, "%Y%m%d%H%M%S")}">\n',
        )
        + '<body class="news_view pc">\n'
        + f.mega_menu("gnb_news", "/c/{n}", 1)
        + '<div class="main-content"><article id="mArticle"><div class="head_view">'
        f'<h3 class="tit_view" data-translation="true">{escape(story.title, quote=False)}</h3>\n'
        f'<div class="info_view">{names}<span class="txt_info">입력 <span class="num_date">{stamp(story.published, "%Y. %-m. %-d. %H:%M")}</span></span>{changed}'
        '<button class="btn_cmt">댓글 <span class="num_cmt">3</span>개</button></div>'
        + f.tools("util_view")
        + '</div>\n<div class="layer_summary"><strong>요약보기</strong><p>자동으로 뽑은 문장입니다. 기사 전체를 함께 읽어 주십시오.</p></div>\n'
        '<div class="news_view fs_type1"><div class="article_view" data-translation-body="true" data-tiara-layer="article_body"><section dmcf-sid="'
        f'{story.key}">\n{quoted}{pictures}{body}</section></div>\n'
        f'<p class="copyright">Copyright © {press}. 무단전재 및 재배포 금지.</p></div>\n'
        '<div class="emotion_wrap"><button>추천 0</button><button>뭉클해요 0</button><button>답답해요 0</button></div>\n'
        + f.comments(story, "alex")
        + f.related_state(story, "__HARMONY__")
        + "</article>\n"
        + f.ranked(story.others[:8], "실시간 주요 뉴스", "box_etc", "%m/%d %H:%M")
        + f.cards(story.others[8:14], f"{press} 주요 뉴스", "item_cp")
        + "</div>\n"
        + f.imprint(site, f"Copyright © {site.name}. All rights reserved.")
        + "</body></html>\n"
    )
