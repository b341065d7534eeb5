"""When a place's name in a text is the place, and when it is part of another name or another word.

Each find is read in its own words: what stands in front of it (24 characters) and behind it. That is
far cheaper than blanking every university and masthead of the text, and needs no second pass.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from korean.vocab import regions

BEFORE = 24
AFTER = 40

SHORTS = "|".join(region.short for region in regions() if region.short)

# --- what may follow a name without a space ---------------------------------------------------------

JOSA = (
    r"(?:은|는|이|가|을|를|의|와|과|도|만|까지|부터|보다|처럼|나|이나|란|이란|이라는|라는|이라고|에게|이며|이고|인|이다|마다|"
    r"뿐|같은|(?:에|에서|으로|로)(?:는|도|만|의|선|까지|부터|서|써|나|서는|서도|써는)?|엔|에게서)(?![가-힣])"
)
_ATTACHED = (
    r"내(?![가-힣]{2})|형(?![가-힣])|권(?![가-힣]{2})|발(?![가-힣])|산(?![가-힣])|청(?![가-힣])|지역|지방|시민|도민|군민|구민|주민|의회|도의회|시의회"
    r"|테크노파크|TP|시장|도지사|지사|군수|구청|교육감|교육청|교육지원청|시교육청|도교육청|상공회의소|상의|경찰청|소방본부|소방서"
    r"|정책연구원|연구원|경제자유구역|경제청|남부|북부|동부|서부|중부|북동부|남동부|북서부|남서부|본사|시당|도당|센터|국제공항|공항|항만?공사"
    r"|혁신도시|국가산단|국가산업단지|산단|산업단지|[항역](?![가-힣]{2})|창조경제|신용보증|신보|경제진흥원|문화재단|콘텐츠|인재평생|정보산업|정보문화|디지털|관광공사"
    r"|도시공사|교통공사|개발공사|농업기술원|보건환경|의료원|특구|특별|광역|전역|일대|일원|관내|출신|캠퍼스|사업장|공장|글로벌|경제자유"
)
FOLLOWS = re.compile(rf"(?:{JOSA}|{_ATTACHED})")
ANOTHER_PLACE = re.compile(rf"(?:{SHORTS})")
_LISTED = re.compile(rf"[·ㆍ・,/‧.]\s?(?:{SHORTS})")

# --- names of other things that begin with a place ----------------------------------------------------

_UNIVERSITY = re.compile(
    r"[가-힣A-Za-z]{0,10}?(?:대학교|대학|대학원|대병원|대의대|의대|공대|교대|여대|한의대|과기대|과학기술원|과기원)"
    r"|[가-힣]{0,6}대(?:[은는이가와과의에도를측]|에서|에선|생|팀|교수|총장|연구|병원|출신|로스쿨)?(?![가-힣])"
    r"|\s?(?:과학기술원|여자대학|가톨릭대|대학교(?!육))"
)
_ORGANISATION = re.compile(
    r"[가-힣]{0,3}(?:일보|신문)(?!지)|[가-힣]{0,4}(?:고속도로|순환도로|고속철도)|\s?(?:매일신문|매일(?=[\s)=])|방송(?!통신|사|국|영상|콘텐츠)|은행(?!권|나무|잎)|항공(?!우주|산업|기|정비|물류|특화|부품|클러스터|엔진)"
    r"|MBC|KBS|CBS|SBS|TBC|BBS|FC|SK FC|유나이티드|타이거즈|라이온즈|자이언츠|시티즌|현대(?!차|자동차|중공업|모비스|제철|로템|건설|미포|백화점)"
    r"|HD(?!현대)|삼성(?=\s?(?:블루윙즈|라이온즈|이|과|은|전에서))|하나\s?시티즌|하나시티즌)"
    r"|(?:신문|경제신문|경제TV|투데이|타임[스즈]|뉴스|인뉴스|IN(?![A-Za-z])|랜드|신보문|저널|데일리|포스트|경제(?=[\s)=]|[은는이가의]\s))"
    r"|(?:아산병원|성모병원|백병원|우유|반도체(?!\s?(?:특화|산업|클러스터|벨트))|제약|기업(?![가-힣]{0,2}\s?(?:들|지원))|탕|포(?![가-힣])|살(?![가-힣])|어묵|흑돼지|스틸러스|제철)"
)
_MASTHEAD = re.compile(r"[가-힣]{0,3}(?:일보|신문(?!지|고))")
_IDIOMS: dict[str, tuple[str | None, str | None]] = {
    # name: (what in front, what behind) makes it another word
    "세종": (
        r"(?:법무법인|로펌)\s?$",
        r"대왕|문화회관|학당|로(?![는도만])|대로|연구소|실록|시대|텔레콤|\s?(?:변호사|임금|때|즉위|재위|대왕)|이\s?(?:창제|만든|한글)",
    ),
    "서울": (None, r"의\s?(?:봄|소리)|아산병원|대공원"),
    "대구": (
        r"(?:생선|생태|명태|냉동|말린|손질|겨울|거제|가덕|별미|어민들이|어선이)\s?$",
        r"(?:탕|포|살|알|뽈|볼|잡이|낚시)"
        r"|\s?(?:어획|위판|방류|수정란|치어|어장|탕|잡이|자원량|한 마리|조업|요리|수컷|암컷|새끼|산란)"
        r"|[가를는]\s?(?:많이\s|잘\s|다시\s)?(?:잡[히는힌혔아으]|낚|산란)"
        r"|(?:와|·|,)\s?(?:명태|청어|고등어|오징어|아귀|민어|굴(?![가-힣]))",
    ),
    "대전": (
        r"(?:AI|세계|창업|취업|혁신|채용|할인|\d차|바둑|장기|체스|게임|로봇|모델|칩|빅테크|패권|특허|요금|가격|점유율|플랫폼|콘텐츠|반도체|클라우드|배터리)\s?$",
        r"환|(?:이|은)?\s?(?:뜨겁|불붙|벌어졌|치열)",
    ),
    "제주": (None, r"항공"),
    "경주": (
        r"(?:개발|군비|무기|속도|자동차|자전거|드론|로봇|우주|무한|모터|기술|치열한|장거리|단거리|마라톤|AI|반도체|패권|달리기|이어달리기|\d\s?(?:m|km|미터|킬로미터|㎞))\s?$",
        r"용|마(?![을])|장(?![가-힣])|로(?![는도])|\s?(?:대회|차량|트랙)|를\s?(?:벌이|벌여|벌였|벌인|펼치|펼쳐|펼쳤|하[는고]|했)|하(?:는|다|며|고|면|자|던)|\s?(?:도중|기록|코스|거리)|[이가]?\s?(?:치열|벌어)|\s?[최이김손]씨",
    ),
    "구미": (
        r"(?:구|흥)\s?$",
        r"[가를]\s?(?:당기|당긴|당겨|돋우|맞)|에\s?(?:맞|당기)|권|\s?(?:선진국|각국|열강)",
    ),
    "의성": (None, r"어(?![가-힣]?촌)|[·,]\s?의태|\s?김씨"),
    "문경": (None, r"지교"),
    "봉화": (None, r"[를가]\s?(?:올|피|타|들)|대|산"),
    "무안": (None, r"[을하해]\s?(?:주|당|$|했|할|해)?"),
    "안동": (None, r"\s?(?:김씨|권씨|장씨)|간고등어|찜닭|소주"),
    "수원": (r"(?:상)\s?$", r"지(?!역|방|사|청|검|법)|\s?(?:함양|고갈|확보)"),
    "아산": (None, r"\s?(?:재단|나눔재단|병원|사회복지|정책연구원)"),
    "천안": (None, r"함"),
    "남원": (None, r"골프"),
    # The airports of Gimpo and Gimhae lie in 서울 강서구 and 부산 강서구.
    "김해": (None, r"\s?(?:김씨|허씨)|(?:국제)?공항"),
    "김포": (None, r"(?:국제)?공항"),
    "밀양": (None, r"\s?박씨"),
    "순천": (None, r"\s?박씨"),
    "함평": (None, r"\s?이씨"),
}
_SURE: dict[str, str] = {
    # words that have two senses in one kind of news: what shows that the place is meant
    "대구": rf"대구(?:광역)?시|대구경북|대구[·,]\s?(?:{SHORTS})|(?:{SHORTS})[·,]\s?대구|대구\s?[가-힣]{{1,2}}[구군](?![가-힣])",
    "대전": rf"대전(?:광역)?시|대전[·,]\s?(?:{SHORTS})|(?:{SHORTS})[·,]\s?대전|대전\s?[가-힣]{{1,2}}구(?![가-힣])|대덕|유성",
    "경주": r"경주시(?![간점])|(?:경북|경상북도|신라)\s?경주|경주엑스포|보문|불국사|APEC",
}
_DOWNTURN = re.compile(
    r"\s?(?:침체|부양|둔화|회복|부진|하강|상승|지표|전망|순환|변동|민감|과열|악화|위축|불황|호황|종합지수|선행지수|판단)"
)

_UNIT_AFTER = {
    "시": re.compile(
        r"(?:[킨키켜켰킬]|설(?!공단|관리)|대(?!변인|책|회|표|중)|점(?![가-힣]?장)|각|간|스템|작|행|험|연|선|급|제품)"
    ),
    "군": re.compile(r"(?:단|대|인|집|무|함|사(?!무|회))(?![가-힣]?보건)"),
    "구": re.compile(
        r"(?:역|간(?![가-힣]?보)|조|성|체(?!육)|매|축|분|호|단(?!체)|직|입|상|현|속|급|제(?!1)|애|독)"
    ),
}
_WEST = re.compile(
    r"(?:화|식|인|권|적|형)(?![가-힣]?\s?구)|\s?(?:사회(?!복지|적)|열강|국가|문명|중심|문화(?!원|회관|재단|센터|예술)|선진|각국|자유|민주|철학|언론|세계|유럽|열대)"
)
_PROVINCE_SPOKEN = re.compile(
    r"\s?(?:나쁘|나빠|좋지|좋아|살아나|침체|둔화|안 좋|어려|부진|이기|이겼|이길|졌|지고|치르|치러|열려|열렸|끝났|끝나|못\s?이|비겼)"
)
_GAME_BEFORE = re.compile(
    r"(?:이번|이날|두|세|첫|한|야구|축구|농구|배구|홈|원정|국내|내수|체감|실물|경제|남은|결승|예선|다음|매|마지막|세계)\s?$"
)
_GYEONGGI_UNITS = "|".join(
    unit[:-1] for region in regions() if region.key == "경기" for unit in region.units
)
_GYEONGGI_NEXT = re.compile(
    r"(?:도(?!중|구|움)|\s?(?:남부|북부|동부|서부|동북부|서남부|지역(?!화폐 경기)|교육청|테크노파크|콘텐츠진흥원|지사(?![가-힣]{3})|의회|연구원|국제공항|관내)"
    r"|\s?AI(?:\s?(?:캠퍼스|클러스터|혁신|허브|산업|기업|교육|정책))|평택|형(?![가-힣])|도청"
    rf"|[·ㆍ,/‧]\s?(?:{SHORTS})|(?:인천|서울|강원)(?![가-힣]{{3}})|\s(?:{_GYEONGGI_UNITS})(?:시|군)?(?:{JOSA}|[^가-힣]|$|[·시]))"
)
_LIST_BEFORE = re.compile(rf"(?:{SHORTS})\s?[·ㆍ・,/‧]\s?$")

# --- datelines and bylines ------------------------------------------------------------------------------

_NAMED_WRITER = re.compile(
    r"(?:[가-힣]{0,2}(?:취재)?본부|지사|주재)?\s?[=＝/|ㅣ│]\s?(?:[가-힣]{2,4}|[A-Za-z ]{3,20})\s?(?:[가-힣]{2}\s?)?(?:기자|특파원|통신원|논설|앵커)"
    r"|\s[가-힣]{2,4}\s?(?:선임|수습|인턴|객원)?기자(?![가-힣]회)"
    r"|[가-힣]{0,2}취재본부|[가-힣]{0,2}본부\s?[가-힣]{2,4}\s?기자"
)
_OPEN, _CLOSE = "[(【<〔［（〈", "])】>〕］）〉"
_CREDIT = re.compile(r"기자|특파원|통신원|연합뉴스|뉴시스|뉴스1|뉴스핌|일보|신문|[=＝]")
_PERSON_AFTER = re.compile(
    r"\s?(?:교수|기자|의원|대표|씨|박사|위원|장관|차관|원장|회장|사장|이사|팀장|과장|소장|선수|감독|작가|변호사|센터장|연구원(?=[은는이가])|후보)"
)


@cache
def _idiom(word: str) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    before, behind = _IDIOMS[word]
    return (re.compile(before) if before else None, re.compile(behind) if behind else None)


def other_words(texts: Sequence[str]) -> frozenset[str]:
    """Names that stand for something else in this whole article: 대구 the fish, 대전 the battle, 경주
    the race. One such use decides, unless the article shows the place elsewhere."""
    found = set()
    for word, sure in _SURE.items():
        uses = [(text, m) for text in texts if word in text for m in re.finditer(word, text)]
        if any(
            _is_idiom(word, text[max(m.start() - BEFORE, 0) : m.start()], text[m.end() :][:AFTER])
            for text, m in uses
        ) and not any(re.search(sure, text) for text in texts):
            found.add(word)
    return frozenset(found)


def is_place(text: str, start: int, end: int, form: str) -> bool:
    """Whether ``text[start:end]`` is meant as the place. ``form`` is the vocabulary's: full (경상북도),
    short (경북), stem (포항), near (용인, which needs its 시·도 in front) or unit (포항시)."""
    word = text[start:end]
    before = text[max(start - BEFORE, 0) : start]
    after = text[end : end + AFTER]
    if _in_dateline(before, after) or _NAMED_WRITER.match(after) or _UNIVERSITY.match(after):
        return False
    if word in _IDIOMS and _is_idiom(word, before, after):
        return False
    if form == "unit":
        return not _continues(word, after)
    if form == "full":
        return _is_province(word, before, after)
    return _stands(word, before, after, form)


def _stands(word: str, before: str, after: str, form: str) -> bool:
    if _ORGANISATION.match(after):
        return False
    if word == "경기":
        return bool(
            (_GYEONGGI_NEXT.match(after) or _LIST_BEFORE.search(before))
            and not _DOWNTURN.match(after)
        )
    if not after or not "가" <= after[0] <= "힣":
        return (
            not (after and after[0].isascii() and after[0].isalpha())
            or bool(FOLLOWS.match(after))
            or after[:2] == "AI"
        )
    if form in {"stem", "near"} and len(word) == 2 and _is_person(before, after[1:]):
        return False
    if FOLLOWS.match(after) or _LISTED.match(after):
        return True
    return form == "short" and bool(ANOTHER_PLACE.match(after) or own_unit(word, after))


@cache
def _own_units() -> dict[str, re.Pattern[str]]:
    return {
        region.short: re.compile("|".join(sorted(region.units, key=len, reverse=True)))
        for region in regions()
        if region.short and region.units
    }


def own_unit(short: str, after: str) -> str | None:
    """The municipality written onto its 시·도: 대구중구, 서울양천구."""
    match = _own_units()[short].match(after) if short in _own_units() else None
    return match.group() if match else None


def _is_person(before: str, after: str) -> bool:
    """홍성민 교수, 안동만 대표; [안동은/○○대 교수 : as broadcasters name who speaks."""
    return bool(_PERSON_AFTER.match(after)) or (before[-1:] == "[" and after[:1] == "/")


def _is_idiom(word: str, before: str, after: str) -> bool:
    front, behind = _idiom(word)
    return bool((front and front.search(before)) or (behind and behind.match(after)))


def _continues(unit: str, after: str) -> bool:
    """상주시설, 남해군단, 수영구역: the unit's last syllable begins another word."""
    if unit in {"서구", "동구", "북구", "남구"} and _WEST.match(after):
        return True
    if unit == "중구" and after.startswith("난방"):
        return True
    return bool(_UNIT_AFTER[unit[-1]].match(after))


def _is_province(word: str, before: str, after: str) -> bool:
    if word == "경기도" and (_PROVINCE_SPOKEN.match(after) or _GAME_BEFORE.search(before)):
        return False
    return not (word == "세종시" and after.startswith("대")) and not _MASTHEAD.match(after)


def _in_dateline(before: str, after: str) -> bool:
    """[대구=뉴스핌], (세종=연합뉴스), [헤럴드경제(대구)=홍길동 기자], 【경북신문 홍길동 기자】."""
    opened = max(before.rfind(sign) for sign in _OPEN)
    if opened < 0 or max(before.rfind(sign) for sign in _CLOSE) > opened:
        return False
    closing = re.search(r"[\])】>〕］）〉\n]", after)
    if closing is None or closing.group() == "\n":
        return False
    inner = before[opened + 1 :] + " " + after[: closing.start()]
    return bool(_CREDIT.search(inner)) or after[closing.end() : closing.end() + 1] in {"=", "＝"}
