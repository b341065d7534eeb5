"""Three government boards of different makers: a table, a div with dl, and one in the style of eGov.

Where the dates stand that are not the release's: the clock at the top, the template's last change
and the manager at the foot, the rows before and after. The legend of 공공누리 shows all four types;
one mark is active.
"""

from __future__ import annotations

from html import escape

from pressroom.sites.base import pick, stamp
from pressroom.sites.chrome import family_sites
from pressroom.strangers import furniture as f
from pressroom.strangers.story import Story, Stranger, bulleted

KOGL = {
    1: "출처표시",
    2: "출처표시+상업적 이용금지",
    3: "출처표시+변경금지",
    4: "출처표시+상업적 이용금지+변경금지",
}


def _top(site: Stranger, story: Story, crumb: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="ko"><head><meta charset="utf-8"><title>보도자료 | {site.name}</title>\n'
        f'<meta name="description" content="{site.name} 누리집입니다."><meta property="og:title" content="{site.name}"><meta property="og:type" content="website">\n'
        f'<meta property="og:description" content="{site.name} 누리집입니다."></head>\n<body><div class="accessibility"><a href="#cn">본문 바로가기</a></div>\n'
        '<div class="gov-banner">이 누리집은 대한민국 공식 전자정부 누리집입니다.</div>\n'
        f'<div class="header-util"><span id="clock">{stamp(story.now, "%Y.%m.%d %H:%M:%S")}</span> <span>미세먼지 보통 23㎍/㎥</span> <a href="/login">로그인</a></div>\n'
        + f.mega_menu("gnb", "/menu.do?key={n}")
        + f'<ul class="location">{crumb}</ul>\n<h2 class="page-title">보도자료</h2>\n'
        + '<div class="sns"><button>페이스북 공유</button><button>엑스 공유</button><button>주소 복사</button><button>인쇄</button></div>\n'
    )


def _bottom(site: Stranger, story: Story) -> str:
    return (
        '<form class="satisfaction"><fieldset><legend>만족도 조사</legend><p>이 쪽에서 얻은 정보에 얼마나 만족하십니까?</p>'
        "<label>매우 만족</label><label>만족</label><label>보통</label><label>불만족</label><label>매우 불만족</label>"
        '<textarea title="의견"></textarea><button>의견 보내기</button></fieldset></form>\n'
        f'<div class="manager"><dl><dt>담당부서</dt><dd>홍보담당관 누리집관리팀</dd><dt>연락처</dt><dd>02-000-0199</dd><dt>최종수정일</dt><dd>{stamp(story.now, "%Y-%m-%d")}</dd></dl></div>\n'
        + family_sites("https://office{n}.go.example/", 50)
        + f'<footer id="footer"><address>가나도 다라시 시청로 1</address><p>대표전화 1577-0000</p><p>방문자 오늘 1,204 전체 3,882,104</p><p>최종 업데이트 {stamp(story.now, "%Y-%m-%d")}</p>'
        f"<p>Copyright © {site.name}. All rights reserved.</p></footer></body></html>\n"
    )


def _around(story: Story, css: str) -> str:
    """The posts before and after, with their days."""
    rows = "".join(
        f'<li class="{name}"><span>{word}</span> <a href="?no={o.key}">{escape(o.title)}</a> <em>{stamp(o.published, "%Y-%m-%d")}</em></li>\n'
        for name, word, o in zip(("prev", "next"), ("이전글", "다음글"), story.others, strict=False)
    )
    return f'<ul class="{css}">\n{rows}</ul>\n'


def _writer(story: Story) -> str:
    return story.reporters[0].name if story.reporters else ""


def table(site: Stranger, story: Story) -> str:
    """eGov table: labels in ``th``, values in ``td``, the text in a ``td`` over all columns, with
    editor's tables around its pictures; the minute stands in 등록일."""
    paragraphs = "".join(
        f'<p style="margin:0;line-height:180%;font-family:함초롬바탕;text-indent:10pt">{escape(p, quote=False)}</p>\n<p style="margin:0">&nbsp;</p>\n'
        for p in story.paragraphs
    )
    subtitle = "".join(
        f'<p style="text-align:center"><span style="font-weight:bold">- {escape(s, quote=False)} -</span></p>\n'
        for s in story.subtitle
    )
    files = "".join(
        f'<li><a href="./downloadBbsFile.do?atchmnflNo={story.key}{n}">{escape(name)}</a> <span>({20 + n * 31} kb)</span> <a href="./previewFile.do?no={n}" class="p-button">미리보기</a></li>'
        for n, name in enumerate(story.files)
    )
    return (
        _top(site, story, "<li>홈</li><li>시정소식</li><li>보도자료</li>")
        + '<div id="contents"><table class="p-table simple"><caption>보도자료 상세: 제목, 부서, 등록일, 파일, 내용</caption>\n<colgroup><col style="width:15%"><col><col style="width:15%"><col></colgroup><tbody>\n'
        f'<tr><th scope="row">제목</th><td colspan="3">{escape(story.title, quote=False)}</td></tr>\n'
        f'<tr><th scope="row">담당부서</th><td>{escape(story.department)}</td><th scope="row">전화번호</th><td>{story.contact}</td></tr>\n'
        f'<tr><th scope="row">작성자</th><td>{_writer(story)}</td><th scope="row">등록일</th><td>{stamp(story.published, "%Y-%m-%d %H:%M")}</td></tr>\n'
        f'<tr><th scope="row">조회수</th><td colspan="3">{30 + pick(story.key, 200)}</td></tr>\n'
        f'<tr><th scope="row">파일</th><td colspan="3"><ul class="p-attach">{files}</ul></td></tr>\n'
        f'<tr><td colspan="4" class="p-table__content" title="내용">\n{subtitle}{paragraphs}'
        '<table border="1"><tbody><tr><td><img src="/DATA/bbs/image.jpg" alt="보도 사진"></td></tr></tbody></table>\n</td></tr></tbody></table>\n'
        + _around(story, "p-prevnext")
        + '<div class="p-btns"><a href="./selectBbsNttList.do?bbsNo=80&amp;key=1">목록</a></div></div>\n'
        + _bottom(site, story)
    )


def listed(site: Stranger, story: Story) -> str:
    """``.bod_view``: heading, ``dl`` of labels, text with ``<br>``; only the day is shown."""
    rows = (
        ("작성일", stamp(story.published, "%Y.%m.%d")),
        ("담당부서", escape(story.department)),
        ("작성자", _writer(story)),
        ("전화", story.contact),
        ("조회", str(30 + pick(story.key, 200))),
    )
    info = "".join(f"<dl><dt>{name}</dt><dd>{value}</dd></dl>" for name, value in rows)
    subtitle = "".join(f"- {escape(s, quote=False)}<br>\n" for s in story.subtitle)
    body = "<br>\n<br>\n".join(f"　{escape(p, quote=False)}" for p in story.paragraphs)
    files = "".join(
        f"<li><a href='#' onclick='fn_egov_downFile(\"FILE_{story.key}\",\"{n}\"); return false;'>{escape(name)}</a></li>"
        for n, name in enumerate(story.files)
    )
    return (
        _top(site, story, "<li>Home</li><li>소통</li><li>새소식</li><li>보도자료</li>")
        + f'<div class="bod_wrap"><div class="bod_view"><h4>{escape(story.title, quote=False)}</h4>\n<div class="view_info">{info}</div>\n'
        f'<div class="view_file"><strong>첨부파일</strong><ul>{files}</ul></div>\n'
        f'<div class="view_cont">\n{subtitle}{body}<br>\n</div></div>\n'
        + _around(story, "view_move")
        + f'<div class="kogl"><img src="/img/kogl_type1.png" alt="공공누리 제1유형"> 이 저작물은 공공누리 제1유형({KOGL[1]}) 조건에 따라 이용할 수 있습니다.</div></div>\n'
        + _bottom(site, story)
    )


def egov(site: Stranger, story: Story) -> str:
    """Attachments by script, a legend of 공공누리 with the fourth mark active, a viewer's frame."""
    files = "".join(
        f"<li><script>putFileHtml('FL{story.key}','{n}','{escape(name)}','{20480 + n}','{name.rpartition('.')[2]}');</script>"
        f'<a href="/file/readFile.tc?fileId=FL{story.key}&amp;fileNo={n}" class="file_down">{escape(name)}</a></li>'
        for n, name in enumerate(story.files, 1)
    )
    legend = "".join(
        f'<li class="{"on active" if n == 4 else ""}"><img src="/kogl/{"on" if n == 4 else "off"}_{n}.png" alt="{f"제{n}유형 선택됨" if n == 4 else f"제{n}유형"}">'
        f"<span>제{n}유형 {words}</span></li>"
        for n, words in KOGL.items()
    )
    body = "".join(
        f'<p class="0" style="line-height:160%"><span lang="EN-US"></span><span style="font-size:14pt">{escape(p, quote=False)}</span></p>\n'
        for p in bulleted(story)
    )
    subtitle = "".join(f'<p class="sub_tit">{escape(s, quote=False)}</p>\n' for s in story.subtitle)
    return (
        _top(site, story, "<li>홈</li><li>알림마당</li><li>보도자료</li>")
        + f'<div class="board_view"><div class="view_top"><strong class="subject">{escape(story.title, quote=False)}</strong>\n'
        f'<ul class="info"><li><span class="label">등록일</span> {stamp(story.published, "%Y-%m-%d %H:%M:%S")}</li><li><span class="label">부서</span> {escape(story.department)}</li>'
        f'<li><span class="label">담당자</span> {_writer(story)}</li><li><span class="label">연락처</span> {story.contact}</li><li><span class="label">조회수</span> {30 + pick(story.key, 200)}</li></ul></div>\n'
        f'<div class="file_box"><span class="label">첨부</span><ul>{files}</ul></div>\n'
        f'<div id="hwpEditorBoardContent" class="hwp_editor_board_content" data-hjsonver="1.0"></div>\n'
        f'<div class="view_contents">\n{subtitle}{body}</div>\n'
        f'<div class="kogl_legend"><h3>공공누리 이용 조건</h3><ul>{legend}</ul><p>이 저작물은 공공누리 제4유형({KOGL[4]}) 조건에 따라 이용할 수 있습니다.</p></div></div>\n'
        + _around(story, "board_nav")
        + _bottom(site, story)
    )
