"""What kind of line a line is, told from its form: a sentence, a headline, a date, an imprint …

The vocabularies here are classes that all Korean news pages share (headings of lists, words of
tools, registration facts), never one site's wording.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from korean import bylines
from korean.dates import parse


class Kind(Enum):
    """``weight``: what the line says for (or against) being inside an article's text; see
    `spans`. A ``wall`` is never inside one."""

    SENTENCE = "sentence"  # a paragraph that ends as Korean sentences do
    WEAK = "weak"  # ends in a full stop or a question mark, but may be a headline
    LONG = "long"  # long enough for a paragraph, without an end
    TEASER = "teaser"  # the beginning of a text, cut off
    FOREIGN = "foreign"  # another article in one line: headline, dateline, text
    HEADING = "heading"  # a line of words
    SHORT = "short"  # a word or two: menus, counts
    ITEM = "item"  # an item of a list that is no sentence
    CAPTION = "caption"
    FILE = "file"
    SIGNED = "signed"  # a reporter's name or address
    CREDITS = "credits"
    LABEL = "label"  # of a board: 담당부서, 조회수
    TOOL = "tool"  # buttons and notes of the page
    LIST_HEAD = "list head"  # 관련기사, 많이 본 뉴스: what follows is not the article's
    DATE = "date"
    NOTICE = "notice"  # copyright
    IMPRINT = "imprint"  # registration, publisher, address
    CODE = "code"  # what is left of a script

    @property
    def prose(self) -> bool:
        return self in (Kind.SENTENCE, Kind.WEAK, Kind.LONG)

    @property
    def wall(self) -> bool:
        return self in (Kind.DATE, Kind.NOTICE, Kind.IMPRINT, Kind.FOREIGN)


_HANGUL = re.compile("[가-힣]")
_END = re.compile(r"[가-힣A-Za-z0-9%)\]”\"’'][.?!…]{1,3}[\"'”’\])」』>]*$")
_STRONG = re.compile(
    r"(?:[다요죠까]|니다|[함됨임음것])[”\"’')\]]{0,2}[.?!][\"'”’\])」』>]*$|[다요죠까][.?!]?[\"'”’]\s?\]?$"
)
_QUOTED_END = re.compile(r"[다요죠까][\"”’']$")
_UNENDED = re.compile(r"(?:니다|했다|한다|이다|었다|았다|였다|됐다|된다|있다|없다|겠다|왔다|졌다)$")
_CUT_OFF = re.compile(r"(?:\.{2,}|…|⋯|‥)\s*(?:\[?더\s?보기\]?|자세히)?$")
_FILE = re.compile(
    r"^\S.{0,120}\.(?:jpe?g|png|gif|bmp|webp|hwpx?|pdf|zip|docx?|xlsx?|pptx?)"
    r"(?:\s*[\[(][^\])]{0,30}[\])])*$",
    re.I,
)
_CODE = re.compile(r"[{};=<>|\\$_&]|\bfunction\b|\bvar\b|=>|//|[\w\]]\.[a-z]")
_LITERAL = re.compile(r"^//|^/\*|^<!--|^[\"'].*[\"'],$|^[\"']?\w+[\"']?\s?:\s?[\"'{\[]")
_STATEMENT = re.compile(
    r"[;{}]\s*$|^\s*(?:var |let |const |function\b|if \(|\}|//|/\*|<!--|@media|[.#][\w-]+\s*\{)"
)
#: Facts that the law makes a news site print (신문법: registration, publisher, 청소년보호책임자).
_IMPRINT = re.compile(
    r"등록\s?(?:번호|일자|일)|발행\s?[·ㆍ/]?\s?(?:인|일|처)(?![가-힣])|편집\s?(?:인|국장)(?![가-힣])|청소년\s?보호\s?(?:책임자|정책)"
    r"|사업자\s?등록|통신판매|대표\s?(?:전화|번호|이사|자)|고충처리인|개인정보\s?(?:처리|취급|보호)|이용약관|제호|인터넷신문|이메일\s?무단|우편번호|팩스|FAX|TEL|찾아오시는"
    r"|저작권\s?(?:정책|보호)|회사\s?소개|광고\s?문의|기사\s?제보|제휴\s?문의|법인명|개인정보관리"
)
_NOTICE = re.compile(
    r"저작권자\s*[©ⓒⒸ(:：]|무단\s?(?:전재|복제|배포|전제)|재배포\s?금지|[Aa]ll\s[Rr]ights?\s[Rr]eserved|ALL RIGHTS RESERVED|^\W{0,2}(?:[Cc]opyright|COPYRIGHT)\b|^[©ⓒⒸ]"
    r"|공공누리|자유\s?이용\s?허락|공공저작물"
)
_NOTICE_START = re.compile(
    r"^\W*(?:저작권|[Cc]opyright|COPYRIGHT|[©ⓒⒸ]|이\s|본\s|위\s|해당\s|OPEN|공공누리|무단)"
)
_LIST_HEAD = re.compile(
    r"^[\[<【■◆▶▷●○☞※#*\s]*(?:"
    r".{0,30}(?:관련|많이\s?본|인기|추천|베스트|주요|최신|실시간|이\s?시각|오늘의?|다른|함께|핫|지금|실검|랭킹|헤드라인|포토|속보|이전|다음|연관|화제의|놓치면)"
    r".{0,12}(?:기사|뉴스|글|게시물|컨텐츠|콘텐츠|클릭|이슈|목록|영상|랭킹|헤드라인|포토|슬라이드|BEST|TOP)(?:\s?(?:목록|보기|더\s?보기|전체|전체보기))?"
    r"|(?:이|다른)\s?기사(?:와|를|에|가)?\s?.{0,24}|.{0,12}(?:댓글|의견|한줄의견|코멘트)(?:\s?(?:쓰기|목록|달기|남기기|보기|\d+|입력|등록|을|를)\b.{0,20})?"
    r"|(?:AI\s?)?(?:기사|뉴스|핵심|세\s?줄|3줄|한\s?줄|자동|본문)?\s?요약(?:\s?(?:beta|봇|보기|\(beta\)|AI))?|beta"
    r"|(?:BEST|HOT|TOP|PHOTO|VIDEO|NEWS|ISSUE|LIVE)(?:\s?(?:NEWS|CLICK|ISSUE|\d{1,2}))?|.{0,20}(?:제보하기|제보는|제보를?\s?기다립니다)|속보|헤드라인|핫이슈|기자의?\s?다른\s?기사.{0,8}"
    r"|(?:관련|추천)\s?(?:키워드|태그|상품|검색어|종목|링크|사이트|누리집).{0,6}|(?:해시)?태그|키워드|페이지\s?만족도.{0,12}|(?:이전|다음)\s?(?:글|기사|게시물).{0,60}"
    r")[\]>】■◆\s\d./(),:·]*$"
)
_UI = (
    r"(?:SNS|URL|TTS|RSS|AD|Top|TOP|가|[Xx×+\-]|\d{1,4}|(?:더|가장|조금|매우|아주|보다)?\s?(?:작게|크게|굵게|얇게|작은|큰|보통|기본)|글자|글씨|폰트|본문|화면|기사|뉴스|페이지|사진|이미지|동영상|영상|음성|이|를|을|의|으로|\(으\)로"
    r"|크기|키우기|줄이기|조정|조절|설정|변경|확대|축소|확대보기|크게보기|고정|취소|재생|정지|듣기|읽어주기|읽기|보내기|공유|공유하기|공유합니다|스크랩|저장|인쇄|프린트|출력|번역|언어|선택|고르기"
    r"|복사|복사하기|주소|링크|닫기|열기|펼치기|접기|더\s?보기|바로\s?가기|다운로드|미리보기|미리듣기|바로보기|목록|이전|다음|처음|맨|위로|위로가기|이동|메뉴|전체|전체메뉴|전체기사|검색|로그인|회원가입|구독|구독하기|신청|알림|좋아요|싫어요|화나요|슬퍼요|훈훈해요|후속기사\s?원해요|추가취재\s?원해요|응원해요|감동이에요|공감|추천|비추천|댓글|댓글쓰기|의견|신고|신고하기|삭제|수정"
    r"|페이스북|트위터|엑스|카카오톡|카카오스토리|카카오|카톡|네이버|밴드|블로그|라인|인스타그램|유튜브|텔레그램|핀터레스트|구글|메일|이메일|문자|메신저|도배방지|새글|새\s?창|열림|광고|광고문의|기사보내기|기사공유하기|댓글수|조회수?|홈|PHOTO|VOD|NEW|가나다라마바사)"
)
_TOOL = re.compile(rf"^[※*•·\[\](){{}}<>|/,.\s:]*(?:{_UI}[※*•·\[\]()<>|/,.\s:]*){{1,24}}$")
_TOOL_NOTE = re.compile(
    r"(?:글자|글씨|폰트)\s?크기|브라우저|기사를 읽어|읽어주기|음성으로|[Yy]our browser|audio element|JavaScript|자바스크립트|광고(?:입니다|\s?영역|로\s)|^.{0,6}광고$|언어\s?(?:를\s)?(?:선택|고르)|로그인\s?(?:후|하)"
    r"|앱에서\s|앱\s?다운|본문\s?(?:바로|내용|영역|시작|듣기)|(?:메뉴|콘텐츠)\s?(?:바로|건너)|구독(?:하|을|\s?신청)|새\s?창으?로?\s?(?:열|이동)"
)
#: Notes about reading aloud and the size of letters: sentences, but never an article's.
_AID = re.compile(
    r"읽어주기 기능|브라우저에서만?\s?사용|기사를 읽어드립니다|본문 내용은 이 글자|글자\s?크기로 변경|[Yy]our browser does not"
    r"|북마크(?:했|되었|에)|(?:video|audio|비디오|동영상|오디오) 태그를|브라우저 (?:버전|업그레이드)|폰트\s?[가를]\s?설|자동\s?(?:으로\s)?(?:생성|요약)(?:한|된|하는)|AI 요약은|회원용 콘텐츠|로그인이 필요한|자동재생|서비스를 이용하시려면"
)
#: Who speaks next in a broadcast's script.
_SPEAKER = re.compile(
    r"^[\[<(［【]\s?(?:앵커|기자|리포트|앵커\s?멘트|리포트\s?내용|답변|인터뷰|녹취|VCR)\s?[\]>)］】]$"
)
_LABELS = r"(?:기사|최초|최종)?\s?(?:입력|승인|등록|수정|작성|송고|발행|게재|게시|보도|업데이트|편집|배포|지면\s?게재)\s?(?:일자|일시|시간|시각|날짜|일)?|날짜|일자|일시|[Uu]pdated?|[Pp]ublished|[Mm]odified|[Dd]ate"
_DATE_LABEL = re.compile(
    rf"(?:^|[\s|·/>•])(?:{_LABELS})\s*[:：|]?\s*[\[(]?(?=['’]?\d{{2,4}}\s?[년.\-/])"
)
#: The clock on top of a page, not an article's time.
_CLOCK = re.compile(r"^\W*(?:최종\s?)?편집\s*[:：]?\s*(?:20\d\d|$)")
_LABEL_ALONE = re.compile(rf"^(?:{_LABELS})\s*[:：|]?$")
_DATE_PARTS = re.compile(
    r"\d{1,4}|[년월일시분초.\-/:,()\[\]\s|~]|오[전후]|[AaPp][Mm]|[월화수목금토일](?:요일)?|T|KST|\+"
)
_BOARD_LABEL = re.compile(
    r"^(?:담당부서|부서명|담당과|제공부서|소관부서|담당기관|전화번호|연락처|문의처|문의전화|작성자|등록자|담당자|글쓴이|조회수?|첨부\s?파일|분류|공공누리\s?유형)"
    r"\s*(?:[:：|].*|\s.*)?$"
)
NEIGHBOUR = re.compile(r"^(?:이전|다음)\s?(?:글|기사|게시물)(?![가-힣])")
#: What people do in press photographs; and what pictures without people show.
_POSED = re.compile(
    r"(?:발언|인사말|축사|개회사|브리핑|기념\s?(?:사진|촬영)|단체\s?사진|촬영|들어\s?보이|살펴보|둘러보|살피|발걸음|악수|박수|서명|설명|시연|체험|관람|지나가?|걷|경청|포즈|참배|헌화|시찰|기다리|줄을\s?서|파이팅|회의|대화|손을|화이팅)"
    r"[가-힣\s]{0,14}고\s?있(?:다|는\s?모습)?\.?$|(?:전경|모습|장면|현장|조감도|개념도|구성도|배치도|포스터|안내문|홍보물|자료사진|청사)\.?$"
)
#: ``[서울=어느뉴스] … 있다. 2024.01.18 name@…``: an agency's picture.
_DATED = re.compile(
    r"^[\[【].{3,50}[=/].{10,300}\s20\d\d\.\s?\d\d?\.\s?\d\d?\.?\s+\S{2,40}@\S{0,40}$"
)
_CREDITED = re.compile(
    r"(?:제공|캡처|갈무리|촬영|자료사진|자료)[.\s)\]]*$|[\[(<【]?(?:사진|그래픽|이미지|출처|자료)\s*[=:＝：/].{1,40}$|[=/]\s?(?:연합뉴스|뉴시스|뉴스1|로이터|AP|AFP|공동취재단|게티이미지\S*)[.\s)\]]*$"
    r"|(?:다|모습|전경|장면|사진)[.”\"]?\s(?:연합뉴스(?:TV)?|뉴시스|뉴스1|뉴스핌|로이터\S*|AFP\S*|AP\S*|EPA\S*|공동취재\S*|사진공동취재단|[가-힣]{2,4}\s?(?:선임)?기자)[.\s]*$"
    r"|[©ⓒ]\s?[^©ⓒ]{1,30}$|사진\s?(?:제공|출처)\W"
)
_MENTIONS = re.compile(
    r"[@▲▴▼△©ⓒ\[【(<]|기자|뉴시스|뉴스|로이터|A[FP]P?|EPA|특파원|위원|사진|제공|통신원|앵커|리포터|PD"
)
_MID_DATELINE = re.compile(
    r".{6,120}?[\[【(][^\[\]【】()]{2,20}[=/][^\[\]【】()]{2,14}[\]】)]\s?\S{2,4}\s?\S{0,12}(?:기자|특파원)\s?="
)


def kind_of(text: str, bullet: bool = False) -> Kind:
    """The kind of a cleaned line. ``bullet``: it is an item of a list."""
    return _kind(text, bullet) if len(text) <= 300 else _paragraph(text)


@lru_cache(maxsize=16_384)
def _kind(text: str, bullet: bool) -> Kind:
    for kind, test in _TESTS:
        if test(text):
            return kind
    if bullet:
        return Kind.WEAK if _STRONG.search(text) and len(text) >= 30 else Kind.ITEM
    found = _paragraph(text)
    if found is Kind.HEADING and len(text) <= 7:
        return Kind.SHORT
    return found


def _paragraph(text: str) -> Kind:
    """What is too long for anything but text is told by its end."""
    head, tail = text[:400], text[-80:]
    if len(text) > 150 and _MID_DATELINE.match(head):
        return Kind.FOREIGN
    if _is_code(head):
        return Kind.CODE
    hangul = bool(_HANGUL.search(tail) or _HANGUL.search(head))
    if hangul and _CUT_OFF.search(tail) and len(text) <= 300:
        return Kind.TEASER if len(text) >= 30 else Kind.HEADING
    if hangul and len(text) >= 15 and _STRONG.search(tail):
        # Headlines love to end in a quotation: 첫 회의…교육부 “돕겠다”
        return Kind.WEAK if _QUOTED_END.search(tail) and len(text) <= 90 else Kind.SENTENCE
    if hangul and len(text) >= 40 and (_END.search(tail) or _UNENDED.search(tail)):
        return Kind.SENTENCE
    if hangul and _END.search(tail) and len(text) >= 10:
        return Kind.WEAK
    # A menu in one line has as many blanks as words; text has particles and full stops in it.
    if hangul and len(text) >= 45 and text.count(" ") >= 4 and _words(head) >= 2.2:
        return Kind.LONG
    return Kind.HEADING


def _words(text: str) -> float:
    """Mean length of words."""
    return len(text.replace(" ", "")) / max(1, text.count(" ") + 1)


def _is_code(text: str) -> bool:
    if len(text) < 2:
        return False
    if _LITERAL.match(text):
        return True
    marks = len(_CODE.findall(text))
    hangul = len(_HANGUL.findall(text))
    return (marks >= 3 and marks * 5 > hangul and marks * 25 > len(text)) or (
        bool(_STATEMENT.search(text)) and hangul * 2 < len(text)
    )


def is_date(text: str) -> bool:
    """A line that holds a date, its labels, and hardly anything else."""
    if len(text) > 120:
        return False
    if _CLOCK.match(text):
        return False
    if _LABEL_ALONE.match(text):
        return True
    if not any(c.isdigit() for c in text):
        return False
    if _DATE_LABEL.search(text) and not _STRONG.search(text) and parse(text) is not None:
        return True
    left = _DATE_PARTS.sub("", text)
    if _NAMES.fullmatch(left) and len(text) <= 60:  # a row of a list: name and day
        return parse(text) is not None
    return len(left) <= 3 and len(text) <= 40 and parse(text) is not None


def is_signed(text: str) -> bool:
    """Nothing but a reporter's name and address, whatever buttons stand beside them."""
    if len(text) > 120 or not ("@" in text or _MENTIONS.search(text)):
        return False
    if _DESK.match(text):
        return False
    stripped = re.sub(
        r"^기자명\s*[:：]?\s*|\s*(?:다른\s?기사\s?(?:보기)?|구독(?:하기)?|기사\s?더\s?보기|프로필|\|).*$",
        "",
        text,
    )
    return bool(stripped) and (
        bool(bylines.signature(stripped)) or bool(_NAMES.fullmatch(stripped))
    )


#: Addresses of the house, not of a reporter.
_DESK = re.compile(
    r"^\W*(?:기사\s?)?(?:이메일|메일|전자우편|E-?mail|제보|보도자료|문의|광고|대표|편집국|보도국|독자|팩스|전화|카카오톡)",
    re.I,
)
_NAMES = re.compile(
    r"(?:글|글·사진|취재|사진)?\s?[=/]?\s?(?:[가-힣]{2,4}\s?(?:[가-힣]{0,6}(?:기자|특파원|위원|앵커|통신원))(?:\s?[,·/]\s?)?){1,5}"
)


def is_caption(text: str) -> bool:
    """Marked (▲, [사진=…]) or credited to whoever lent the picture."""
    if not _MENTIONS.search(text):
        return False
    if bylines.caption(text) is not None or _DATED.match(text):
        return True
    return len(text) >= 6 and not _STRONG.search(text) and bool(_CREDITED.search(text))


def is_credits(text: str) -> bool:
    """Who filmed and edited, in brackets or not."""
    bare = text.strip("()[]（） ")
    return bylines.credits(bare) or bylines.credits(re.sub(r"\s*([:/,])\s*", r"\1", bare))


def is_posed(text: str) -> bool:
    """A caption by what it describes: one sentence about people before a camera, or a view. Only
    for lines where captions stand: articles may open like that too."""
    return len(text) <= 150 and text.count("다.") <= 1 and bool(_POSED.search(text))


def _imprint(text: str) -> bool:
    facts = len(_IMPRINT.findall(text))
    if not facts or _STRONG.search(text):
        return False
    return facts >= 2 or bool(re.search(r"[:：|]|\d{2,4}-\d{3,4}", text))


def _notice(text: str) -> bool:
    if _STRONG.search(text) and not _NOTICE_START.match(text):
        return False  # a text about copyright
    return bool(_NOTICE.search(text)) and (len(text) <= 160 or text[0] in "©ⓒ<[")


def _tool(text: str) -> bool:
    if len(text) <= 80 and (_TOOL.match(text) or _SPEAKER.match(text)):
        return True
    if len(text) <= 20 and _IMPRINT.search(text):  # a link to the imprint
        return True
    if len(text) <= 60 and _CLOCK.match(text):
        return True
    if len(text) <= 90 and _AID.search(text):
        return True
    return len(text) <= 70 and bool(_TOOL_NOTE.search(text)) and not _STRONG.search(text[-30:])


_TESTS = (
    (Kind.CODE, lambda text: bool(_LITERAL.match(text))),
    (Kind.FILE, lambda text: bool(_FILE.match(text))),
    (Kind.CREDITS, lambda text: ":" in text and len(text) <= 120 and is_credits(text)),
    (Kind.DATE, is_date),
    (Kind.NOTICE, _notice),
    (Kind.IMPRINT, _imprint),
    (Kind.SIGNED, is_signed),
    (Kind.TOOL, _tool),
    (Kind.LABEL, lambda text: len(text) <= 60 and bool(_BOARD_LABEL.match(text))),
    (Kind.LIST_HEAD, lambda text: len(text) <= 60 and bool(_LIST_HEAD.match(text))),
    (Kind.LIST_HEAD, lambda text: bool(NEIGHBOUR.match(text))),
    (Kind.CAPTION, is_caption),
)
