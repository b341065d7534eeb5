"""A headline's grammar: who stands at its head, and in what part?

Korean headlines name the one who acts first and set a comma or a quotation after it (``과기정통부, AI
기본법 …``, ``李대통령 "AI 고속도로 …"``); ``…`` parts two clauses, and the second often brings another
actor (``…국회 토론회``). A company at the head with an office further on sells to it; an office at the
head acts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from korean.reading import Field
from korean.scanner import Hit, Scanner, Term
from korean.vocab import regions

Role = Literal["own", "abroad", "house", "civic", "company", "school", "place"]
Genre = Literal["editorial", "opinion", "market", "notice"]


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody in the headline: the role, the span, and whether it stands at a clause's head,
    only beside the actor (``경북도와``), or in the rest. ``clause`` counts from 0."""

    role: Role
    start: int
    end: int
    clause: int
    head: bool
    partner: bool


@dataclass(frozen=True, slots=True)
class Headline:
    """What the title's form says."""

    genre: Genre | None
    parts: tuple[Part, ...]
    starts: tuple[int, ...]  # of the clauses

    def head(self, *roles: Role) -> Part | None:
        """The first part in one of these roles that stands at the head of a clause."""
        return next((p for p in self.parts if p.head and p.role in roles), None)

    def leads(self, *roles: Role) -> bool:
        """Whether the first clause is headed by one of these roles."""
        return any(p.head and p.clause == 0 and p.role in roles for p in self.parts)

    def clause_of(self, at: int) -> int:
        return max((i for i, start in enumerate(self.starts) if start <= at), default=0)

    def anywhere(self, *roles: Role) -> Part | None:
        return next((p for p in self.parts if p.role in roles), None)


GENRES: tuple[tuple[Genre, re.Pattern[str]], ...] = (
    ("editorial", re.compile(r"[\[<【〈(][^\]>】〉)]{0,6}(?:사설|社說|논설|시론)")),
    (
        "opinion",
        re.compile(
            r"[\[<【〈(][^\]>】〉)]{0,12}(?:칼럼|기고|논단|시평|오피니언|기자수첩|취재수첩|데스크|논평|포럼|시각|"
            r"발언대|광장|시선|여적|만물상|특별기고|세상읽기|전문가|기자의|뉴스해설|해설|생각|단상|에세이|천자|춘추)"
        ),
    ),
    (
        "market",
        re.compile(
            r"[\[<【(][^\]>】)]{0,8}(?:특징주|시황|증시|마켓|e종목|공시|주식|코스피|코스닥|환율|뉴욕|IPO|리포트|ETF)"
        ),
    ),
    (
        "notice",
        re.compile(
            r"[\[<【〈(]\s?(?:인사|부고|부음|동정|게시판|알림|포토|운세|오늘의 운세|날씨|신간|새 ?책|책|결혼|화보|스포츠|e스포츠|영상|"
            r"사진|바둑|골프|야구|축구|퀴즈|사고|모집|광고|맛집|여행|공연|전시|영화|TV|방송|연예)[^\]>】〉)]{0,8}[\]>】〉)]"
        ),
    ),
)
"""What the bracket at the front says of the kind of piece."""

_AWARD = re.compile(
    r"\s?(?:장관|청장|총리|대통령|시장|지사|위원장)?\s?(?:상(?![가-힣])|상[을 ])|\s?(?:장관|청장|총리|대통령|시장|지사|위원장)?\s?표창"
)
"""행안부 장관상 받은 기업: an award is no act."""
_PERSONAL = re.compile(
    r"[가-힣]씨?\s?(?:부친|모친|장인|장모|시부|시모|빙부|빙모|조모|조부|형님)상|씨 별세|◇\s?(?:과장|국장|실장|부장|본부장)급"
)
"""Deaths and appointments without their bracket."""

_ROLES: dict[str, Role] = {
    "agency": "own",
    "government": "own",
    "body": "own",
    "official": "own",
    "holder": "own",
    "foreign": "abroad",
    "institution": "house",
    "civic": "civic",
    "company": "company",
    "school": "school",
    "place": "place",
}
_CLAUSE = re.compile(r"…+|‥+|\.{2,}|⋯+")
_BRACKET = re.compile(r"^\s*[\[<【〈(][^\]>】〉)]{1,20}[\]>】〉)]\s*")
_HEAD_END = re.compile(r"[,，“\"‘'「『:]")
_HEAD_LIMIT = 14
"""Without a comma or a quotation the head of a clause is its first words."""
_PARTNER = re.compile(
    r"\s?(?:와|과|에|에게|에서|서(?=\s)|로부터|랑|산하|출신|주관|주최|후원)(?![가-힣])"
)
_SPEAKS = re.compile(r"\s?[“\"‘']")
"""Who stands right before a quotation says it (…소송, 법원 “공정이용 아냐”)."""
_ABROAD_HEAD = re.compile(
    r"(?<![가-힣A-Za-z一-龥])(?:[美中日英佛獨印臺歐]|미국|중국|일본|영국|프랑스|독일|유럽|인도|대만|싱가포르|호주|캐나다|"
    r"베트남|사우디|러시아|이탈리아|덴마크|스페인|우크라이나)(?=[,·“\"‘'은는이가도서]|\s?[“\"‘']|$)"
)
_ABROAD_PLACE = re.compile(r"(?<![가-힣A-Za-z一-龥])(?:[美中日英佛獨印臺歐])(?=\s)")
_OWN_HEAD = re.compile(
    r"(?<![가-힣A-Za-z一-龥])(?:[與野檢警軍]|[가-힣]{2}(?:소방|경찰|해경)(?=[,\s“\"‘'…])|한[미중일영](?=\s)|한[·-]?[가-힣A-Z]{1,6} 정상|정부|당정|여야|국힘|민주|(?:시|도|군|구)(?=[,\s“\"‘']))"
)
_BOARD_HEAD = re.compile(
    r"(?<![가-힣A-Za-z])[가-힣]{0,8}(?:예술|문화|진흥|안전|심의|관리|조정|심사|심판|정책|평가|보호|인권|노동|전략|기획|자문|교육|경제|개혁|복지|"
    r"의료|선거|방송|등급)위(?:원회)?(?=[,\s“\"‘'…은는가]|$)"
)
"""A board by what it sees to (문화예술위, 심사평가위); a company's 윤리위 is none."""
_SURNAME = "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염여추도석선설마길연위표명기반왕금옥육인맹제모탁국"
_MAYOR = re.compile(
    rf"(?<![가-힣])[{_SURNAME}][가-힣]{{2}} (?:(?:군수|지사|구청장|교육감|의원|장관|위원장|총리|차관|수석|청장|시의원|도의원)"
    r"(?=[,\s“\"‘']|은 |는 |이 |$)|시장(?=\s?[“\"‘']))"
)
"""A person with an office. 시장 is a mayor only before a quotation: 배터리 시장 is a market."""
_COMPANY_HEAD = re.compile(
    r"(?<![가-힣A-Za-z])(?!AI|인공지능|차세대|시스템|국산|전력|차량|온라인)[가-힣A-Za-z]{2,12}(?:시큐리티|인텔리전스|로직스|세미콘|반도체|"
    r"모빌리티|테크놀로지|머티리얼즈|일렉트릭|인더스트리|디스플레이|이노베이션|벤처스|인베스트먼트|페이|뱅크|커머스|식품|항공|해운|물류|엔지니어링|"
    r"정보통신|닷컴|AI|팜|랩|로보|전자|텔레콤|증권|은행|카드|보험|생명|화재|건설|중공업|제약|바이오|소프트|그룹|엔터|홈쇼핑|백화점|"
    r"랩스|테크|시스템즈|솔루션|솔루션즈|모비스|오토|로보틱스|클라우드|네트웍스|게임즈|스튜디오|미디어|컴퍼니|코리아|홀딩스|캐피탈|저축은행|"
    r"통신사|이통사|호텔|리조트|마트|카드사|보험사|게임사|제약사|건설사|증권사|항공사|완성차|가전사|기획사|영화관|놀이공원|학원|아파트|교회|성당|업계|기업들|스타트업|업체|㈜)(?:들)?(?=[,\s·“\"‘'은는이가도…]|$)|(?:기업|업체|스타트업|회사)(?=,)|㈜|\(주\)"
)
_SCHOOL_HEAD = re.compile(
    r"(?<![가-힣])(?!확대|세대|시대|군대|우대|연대|절대|기대|토대|상대|무대|최대|현대|부대|침대|반대)"
    r"[가-힣]{2,7}(?:대|대학교|대학|전문대|공대|과기대|교대|과학기술원|초|중|고|초등학교|중학교|고등학교|여고|공고|상고|병원|"
    r"마이스터고|유치원)(?=[,·“\"‘']|\s?(?:총장|교수|연구팀|학생|교수팀))"
)


@cache
def _places() -> Scanner:
    """Short names of 시·도 and 시·군 as headlines use them (``구미, AI 반도체 …``)."""
    names: dict[str, None] = {}
    for region in regions():
        names[region.short or region.key] = None
        for form in region.full if region.is_area else ():
            names[form] = None
        for unit in region.units:
            if unit not in region.common and len(unit) > 2:
                names[unit[:-1]] = None
    return Scanner(Term(name, "place", name, 1.0, word=True) for name in names if len(name) > 1)


def read_headline(field: Field) -> Headline:
    """The genre and the actors of a title."""
    text = field.text
    genre = next((name for name, pattern in GENRES if pattern.search(text[:40])), None)
    if _PERSONAL.search(text):
        genre = "notice"
    found = sorted(_found(field))
    parts: list[Part] = []
    clauses = list(_clauses(text))
    for number, (start, end, head_end) in enumerate(clauses):
        for at, to, role in found:
            if start <= at < end:
                partner = bool(_PARTNER.match(text, to)) and role in (
                    "own",
                    "house",
                    "company",
                    "school",
                )
                head = not partner and (at < head_end or bool(_SPEAKS.match(text, to)))
                parts.append(Part(role, at, to, number, head, partner))
    return Headline(genre, tuple(parts), tuple(start for start, _, _ in clauses))


def _found(field: Field) -> Iterator[tuple[int, int, Role]]:
    for hit in (*field.hits(*_ROLES), *_places().scan(field.text)):
        role = _ROLES.get(hit.term.table)
        if role == "place" and not _stands_alone(field.text, hit):
            continue
        if role in ("own", "abroad", "house") and not acts(field.text, hit):
            continue
        if role:
            yield hit.start, hit.end, role
    patterns: tuple[tuple[re.Pattern[str], Role], ...] = (
        (_ABROAD_HEAD, "abroad"),
        (_ABROAD_PLACE, "place"),
        (_OWN_HEAD, "own"),
        (_BOARD_HEAD, "own"),
        (_MAYOR, "own"),
        (_COMPANY_HEAD, "company"),
        (_SCHOOL_HEAD, "school"),
    )
    starts = {0, *(m.end() for m in _CLAUSE.finditer(field.text))}
    if bracket := _BRACKET.match(field.text):
        starts.add(bracket.end())
    for pattern, role in patterns:
        for match in pattern.finditer(field.text):
            if role == "abroad" and match.start() not in starts:
                continue  # 미국 AI 기업과 계약: a country further on is a place
            yield match.start(), match.end(), role


_PLACE_AFTER = re.compile(
    r"립|민(?!원)|내(?![가-힣])|\s[가-힣]{1,4}[구군읍면동리로길](?=[\s의에,]|$)|의 한 | 한 |에 사는|에 있|에 본사|에 위치|에 자리|에 둔 |에 사옥|에 공장|\s?소재 |\s?일대|"
    r"\s[가-힣]{1,7}(?:산업단지|산단|공단|공원|해변|터미널|역|시장|마을|골목|거리|해수욕장)(?![가-힣]*(?:공단|공사))"
)


_BESIDE = re.compile(
    r"\s(?:앞|옆|인근|근처|주변|맞은편|건너편|전기|드라마)(?![가-힣])|\s(?:부부|부인|생일)|"
    r"\s?(?:[가-힣]{1,4}\s)?출신|\s졸업|장?\s(?:을 )?지낸"
)
"""도쿄 법원 앞 빵집, 대법관 출신 변호사, 총리 생일: a place near it, who left it, private life."""


def acts(text: str, hit: Hit) -> bool:
    """Whether an office's name is the office: not a place, its people or its museum (포항시 북구의 한
    골목, 포항시민, 포항시립미술관), nor an award (행안부 장관상, 장관 표창)."""
    if hit.term.table == "government" and _PLACE_AFTER.match(text, hit.end):
        return False
    if _BESIDE.match(text, hit.end):
        return False
    tail = text[hit.end : hit.end + 7]
    return not ("상" in tail or "표창" in tail) or not _AWARD.match(text, hit.end)


def _stands_alone(text: str, hit: Hit) -> bool:
    """A place is a place where a space, a mark or a particle follows (not 대구탕, 전남대)."""
    after = text[hit.end : hit.end + 1]
    return not after or not "가" <= after <= "힣" or after in "은는이가에서도의형"


def _clauses(text: str) -> Iterator[tuple[int, int, int]]:
    """(start, end, where its head ends) of each clause, the bracket at the front left out."""
    bracket = _BRACKET.match(text)
    start = bracket.end() if bracket else 0
    cuts = [(m.start(), m.end()) for m in _CLAUSE.finditer(text, start)]
    for cut, after in (*cuts, (len(text), len(text))):
        mark = _HEAD_END.search(text, start + 1, cut)
        head = mark.start() if mark else min(start + _HEAD_LIMIT, cut)
        yield start, cut, head
        start = after
