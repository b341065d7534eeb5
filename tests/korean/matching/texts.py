"""Texts of the project's own: a release, what desks make of it, and moulds with two fillings each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

RELEASE = (
    "경상북도는 20일 도청 화백당에서 과학기술정보통신부, 포항시와 함께 인공지능(AI) 민원 안내 사업 착수 보고회를 열었다.",
    "이번 사업에는 2028년까지 국비 120억 원과 도비 45억 원이 들어간다. 도는 23개 시·군 민원실에 대규모언어모델(LLM)을 얹은 안내 창구를 차례로 놓는다.",
    "도가 지난 8월 민원인 1,860명에게 물은 결과 62.4%가 서류 이름을 몰라 두 번 이상 걸음을 했다고 답했다.",
    "이도윤 경북도 디지털정책국장은 “어르신이 말로 물으면 서류와 창구를 한 번에 알려 주는 것이 목표”라고 말했다.",
    "한국지능정보사회진흥원은 학습용 문서 4만 건을 골라 개인정보를 지우는 일을 맡는다. 포항시는 남구청에 시험 창구 6곳을 먼저 연다.",
    "다만 사투리를 알아듣는 정확도는 아직 81.7%에 머문다. 도는 안동과 영주에서 목소리 300시간을 더 모으기로 했다.",
    "박해수 과학기술정보통신부 인공지능정책과장은 “지방에서 먼저 써 본 기준이 전국의 기준이 될 수 있다”고 평가했다.",
    "도는 내년 3월 시험 운영 결과를 공개하고 6월부터 모든 시·군으로 넓힌다.",
)

NEW_LEAD = (
    "민원실 문턱이 낮아진다. 무슨 서류가 필요한지 몰라 발길을 돌리던 주민을 말로 돕는 창구가 경북에 생긴다.",
    "행정에 기술을 들이려는 지자체의 경쟁이 뜨거운 가운데 현장에서 통할지는 두고 볼 일이라는 말도 나온다.",
)


def joined(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


def whole() -> str:
    return joined(*RELEASE)


def _glyphs(text: str) -> str:
    return text.translate(str.maketrans("%()·", "％（）ㆍ")).replace("AI", "ＡＩ")


def _quotes(text: str) -> str:
    return text.translate(str.maketrans("“”‘’·", "\"\"''ㆍ"))


def _short_names(text: str) -> str:
    for full, short in (
        ("경상북도", "경북도"),
        ("과학기술정보통신부", "과기정통부"),
        ("한국지능정보사회진흥원", "NIA"),
    ):
        text = text.replace(full, short)
    return text


#: What desks do → the release as they print it.
REWRITES: dict[str, Callable[[], str]] = {
    "as it came": whole,
    "under a byline": lambda: joined(
        "[안동=어느일보] 김하늘 기자 = " + RELEASE[0], *RELEASE[1:], "김하늘 기자 sky@paper.example"
    ),
    "with a new lead": lambda: joined(NEW_LEAD[0], *RELEASE[1:]),
    "without its end": lambda: joined(*RELEASE[:5]),
    "with every other paragraph": lambda: joined(*RELEASE[::2]),
    "in another order": lambda: joined(*RELEASE[:2], *reversed(RELEASE[2:])),
    "with plain quotes and dots": lambda: _quotes(whole()),
    "in wide glyphs": lambda: _glyphs(whole()),
    "without spaces": lambda: whole().replace(" ", ""),
    "on one line": lambda: " ".join(RELEASE),
    "decomposed": lambda: unicodedata.normalize("NFD", whole()),
    "with a picture": lambda: joined(
        RELEASE[0], "▲ 20일 보고회에서 참석자들이 손뼉을 치고 있다. /사진=경북도 제공", *RELEASE[1:]
    ),
    "with short names": lambda: _short_names(whole()),
    "with AI alone": lambda: whole().replace("인공지능(AI)", "AI"),
    "with 인공지능 alone": lambda: whole().replace("인공지능(AI)", "인공지능"),
    "with one figure corrected": lambda: whole().replace("1,860명", "1,680명"),
    "with a notice": lambda: joined(whole(), "ⓒ 어느일보. 무단 전재 및 재배포 금지"),
    "under a new lead, with 40 % dropped": lambda: _short_names(
        joined(*NEW_LEAD, RELEASE[1], RELEASE[3], RELEASE[4], RELEASE[6])
    ),
    "under a new lead, cut and turned round": lambda: _quotes(
        joined(NEW_LEAD[1], RELEASE[6], RELEASE[5], RELEASE[2], RELEASE[1])
    ),
}

#: A mould, and what two desks fill in. ``{a}``, ``{b}`` … are the places.
MOULDS: dict[str, tuple[str, dict[str, str], dict[str, str]]] = {
    "the weather": (
        "{d}일 {w}은 대체로 {s} 가운데 낮과 밤의 기온 차가 크겠다. 아침 최저기온은 {a}도, 낮 최고기온은 {b}도로 "
        "예상된다. 바다의 물결은 앞바다에서 {c}m로 일겠다. 미세먼지 농도는 {e} 수준으로 나타나겠다. 기상청 관계자는 "
        "건조한 대기가 이어지는 만큼 산불을 비롯한 각종 화재에 주의해 달라고 당부했다. 서해안과 강 주변에는 짙은 "
        "안개가 끼는 곳이 있어 교통안전에 유의해야 한다.",
        {"d": "18", "w": "대구와 경북", "s": "맑은", "a": "3", "b": "15", "c": "0.5", "e": "보통"},
        {"d": "24", "w": "광주와 전남", "s": "흐린", "a": "7", "b": "12", "c": "1.5", "e": "나쁨"},
    ),
    "the market": (
        "코스피가 {m} 마감했다. {d}일 유가증권시장에서 코스피는 전 거래일보다 {a}포인트({b}%) {n} {c}에 거래를 마쳤다. "
        "투자자별로는 외국인이 {e}억 원어치를 순매수했고 기관은 {f}억 원어치를 순매도했다. 시가총액 상위 종목은 "
        "엇갈렸다. 코스닥지수는 {g}로 장을 마쳤다. 서울외환시장에서 원·달러 환율은 {h}원에 주간 거래를 마감했다. "
        "증권가에서는 당분간 뚜렷한 방향 없이 등락을 되풀이할 것이라는 전망이 우세하다.",
        {
            "m": "상승",
            "d": "18",
            "a": "12.45",
            "b": "0.45",
            "n": "오른",
            "c": "2781.20",
            "e": "3120",
            "f": "1870",
            "g": "845.31",
            "h": "1382.5",
        },
        {
            "m": "하락",
            "d": "19",
            "a": "31.08",
            "b": "1.12",
            "n": "내린",
            "c": "2750.12",
            "e": "940",
            "f": "2455",
            "g": "838.77",
            "h": "1391.2",
        },
    ),
    "a count of infected farms": (
        "중앙사고수습본부는 {p} {q}의 한 {k} 농장에서 고병원성 조류인플루엔자가 확인됐다고 {d}일 밝혔다. 이 농장은 {n}마리를 "
        "기르고 있었다. 이번 겨울 들어 {t}번째 사례다. 당국은 초동대응팀을 보내 사람과 차량의 출입을 막고 역학조사를 "
        "벌이고 있다. 반경 안에 있는 농장을 정밀 검사하고 일시이동중지 명령을 내렸다. 중수본 관계자는 농장주는 소독과 "
        "출입 통제를 철저히 하고 의심 증상이 보이면 곧바로 신고해 달라고 말했다.",
        {"p": "전남", "q": "나주시", "k": "오리", "d": "12", "n": "1만8000", "t": "5"},
        {"p": "충북", "q": "음성군", "k": "산란계", "d": "16", "n": "24만", "t": "7"},
    ),
    "a donation": (
        "{c}은 {d}일 {g}를 찾아 어려운 이웃에게 써 달라며 성금 {m}만 원을 전달했다. 이번 성금은 임직원이 한 해 동안 급여의 "
        "일부를 모아 마련했다. {n} {c} 대표는 추운 겨울을 나는 이웃에게 작은 보탬이 되기를 바란다고 말했다. {o} {h}은 "
        "소중한 마음을 꼭 필요한 곳에 전하겠다며 감사의 뜻을 밝혔다. 전달된 성금은 사회복지공동모금회를 거쳐 홀로 사는 "
        "어르신과 한부모 가정을 돕는 데 쓰인다.",
        {
            "c": "한빛철강",
            "d": "17",
            "g": "영주시청",
            "m": "1000",
            "n": "노상훈",
            "o": "장미경",
            "h": "영주시장",
        },
        {
            "c": "다온식품",
            "d": "19",
            "g": "여수시청",
            "m": "3500",
            "n": "배준호",
            "o": "최인영",
            "h": "여수시장",
        },
    ),
    "an obituary": (
        "▲{a}씨 별세, {b}({c})씨 부친상, {e}씨 장인상 = {d}일 {h} 장례식장 {r}호실, 발인 {f}일 오전 {t}시, 장지 {p}. 유족은 조화와 "
        "부의를 정중히 사양한다고 전했다. 고인은 평생 교단에 서서 제자를 길렀고 퇴임한 뒤에는 마을 도서관을 열어 아이들에게 "
        "책을 읽어 주었다. 빈소에는 제자와 이웃의 발길이 이어졌다. 가족은 마지막까지 곁을 지켜 준 모든 분께 고맙다고 했다.",
        {
            "a": "문재철",
            "b": "문성호",
            "c": "대구시 과장",
            "e": "김도형",
            "d": "18",
            "h": "경북대병원",
            "r": "203",
            "f": "20",
            "t": "8",
            "p": "영천호국원",
        },
        {
            "a": "허인수",
            "b": "허민정",
            "c": "전남도 팀장",
            "e": "박지원",
            "d": "22",
            "h": "조선대병원",
            "r": "5",
            "f": "24",
            "t": "9",
            "p": "망월묘지공원",
        },
    ),
    "a lecture, with names alone": (
        "{g}는 시청 대강당에서 직원을 대상으로 인공지능 행정 특강을 열었다. 강사로 나선 {n} {u} 교수는 생성형 인공지능이 "
        "공직의 일하는 방식을 어떻게 바꿀지 사례를 들어 설명했다. {n} 교수는 도구보다 질문하는 힘이 먼저라고 강조했다. "
        "참석한 직원들은 보고서 초안을 만드는 실습에 참여했다. {o} {h}은 직원의 역량이 곧 행정의 품질이라며 교육을 꾸준히 "
        "이어 가겠다고 말했다.",
        {"g": "구미시", "n": "한지민", "u": "금오공대", "o": "서동현", "h": "구미시장"},
        {"g": "순천시", "n": "오세진", "u": "순천대", "o": "강혜란", "h": "순천시장"},
    ),
    "an agreement, with names alone": (
        "{g}와 {u}는 지역 인재를 기르기 위한 업무협약을 맺었다. 두 기관은 인공지능 교육 과정을 함께 만들고 실습 장비를 나누어 "
        "쓰기로 했다. 학생에게는 기업 현장에서 배우는 기회를 준다. {o} {g}장은 대학과 기업이 손을 잡아야 청년이 돌아온다고 "
        "말했다. {n} {u} 총장은 지역에 꼭 필요한 사람을 길러 내겠다고 밝혔다. 협약식에는 시의원과 기업 관계자가 참석해 "
        "앞으로의 계획을 나누었다.",
        {"g": "경산시", "u": "영남대학교", "o": "조현수", "n": "최외진"},
        {"g": "원주시", "u": "상지대학교", "o": "원강재", "n": "성경륭"},
    ),
    "an appointment": (
        "{b} 신임 {h}에 {n} {p}이 임명됐다. {n} 신임 {h}은 {u}를 나와 공직에 들어온 뒤 여러 부서를 두루 거쳤다. 안팎에서는 "
        "꼼꼼한 일 처리와 소통을 아우른 적임자라는 평가가 나온다. 취임식은 간소하게 치르기로 했다. 임기는 따로 정하지 "
        "않았다. {n} {h}은 막중한 책임을 느낀다며 현장의 목소리를 먼저 듣고 조직을 안정시키는 데 힘쓰겠다고 소감을 밝혔다.",
        {"b": "농촌진흥청", "h": "청장", "n": "이승돈", "p": "식량원장", "u": "전북대"},
        {"b": "산림청", "h": "차장", "n": "남성현", "p": "기획국장", "u": "충남대"},
    ),
}


def filled(mould: str) -> tuple[str, str]:
    text, one, other = MOULDS[mould]
    named = re.compile(r"\{(\w+)\}")
    return named.sub(lambda m: one[m[1]], text), named.sub(lambda m: other[m[1]], text)
