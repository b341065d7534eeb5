"""Full designations and how they are mostly printed: one spelling of each for texts compared.

A table of its own, apart from the agencies of `korean.vocab`: what stands here is in every stored
sketch, so a change of it wants a new `korean.matching.sketch.ALGORITHM`. Letters and digits only, AI
written ``ai``, after the general rules have been applied. Source: the bodies' own short names.
"""

from __future__ import annotations

#: Parts of names and measures (a % sign is no letter), wherever they stand, in this order.
PARTS = (
    ("전남광주통합특별시", "전남광주시"),
    ("특별자치도", "도"),
    ("특별자치시", "시"),
    ("광역시", "시"),
    ("특별시", "시"),
    ("경상북도", "경북도"),
    ("경상남도", "경남도"),
    ("충청북도", "충북도"),
    ("충청남도", "충남도"),
    ("전라북도", "전북도"),
    ("전라남도", "전남도"),
    ("대학교", "대"),
    ("고등학교", "고"),
    ("위원회", "위"),
    ("주식회사", ""),
    ("사단법인", ""),
    ("재단법인", ""),
    ("퍼센트", ""),
    ("킬로미터", "km"),
    ("제곱미터", "m2"),
)

_NAMES = """
국무총리실 총리실 · 국가ai전략위 ai전략위 · 과기정통부 과기부 · 과학기술정보통신부 과기부 · 미래창조과학부 미래부
산업통상부 산업부 · 산업통상자원부 산업부 · 기후에너지환경부 기후부 · 기획재정부 기재부 · 재정경제부 재경부
기획예산처 예산처 · 행정안전부 행안부 · 중소벤처기업부 중기부 · 보건복지부 복지부 · 고용노동부 노동부 · 고용부 노동부
국토교통부 국토부 · 농림축산식품부 농식품부 · 해양수산부 해수부 · 문화체육관광부 문체부 · 방위사업청 방사청
여성가족부 여가부 · 국가보훈부 보훈부 · 인사혁신처 인사처 · 방송통신위 방통위 · 방송미디어통신위 방미통위
개인정보보호위 개인정보위 · 개보위 개인정보위 · 공정거래위 공정위 · 금융감독원 금감원 · 해양경찰청 해경청
질병관리청 질병청 · 식품의약품안전처 식약처 · 농촌진흥청 농진청 · 우주항공청 우주청 · 국민권익위 권익위
국가인권위 인권위 · 경제사회노동위 경사노위 · 중앙선거관리위 선관위 · 국가정보원 국정원 · 더불어민주당 민주당
중앙재난안전대책본부 중대본 · 중앙사고수습본부 중수본 · 한국지능정보사회진흥원 nia · 정보통신산업진흥원 nipa
정보통신기획평가원 iitp · 한국인터넷진흥원 kisa · 한국정보통신기술협회 tta · 한국전자통신연구원 etri
한국과학기술원 kaist · 광주과학기술원 gist · 대구경북과학기술원 dgist · 울산과학기술원 unist · 포항공과대 포스텍
한국과학기술정보연구원 kisti · 한국개발연구원 kdi · 한국교육학술정보원 keris · 국가과학기술연구회 nst
한국산업기술진흥협회 산기협 · 한국산업기술기획평가원 산기평 · ai산업융합사업단 aica · 경기도경제과학진흥원 경과원
중소벤처기업진흥공단 중진공 · 소상공인시장진흥공단 소진공 · 한국콘텐츠진흥원 콘진원 · 한국토지주택공사 lh
한국전력공사 한전 · 대한상공회의소 대한상의 · 중소기업중앙회 중기중앙회 · 전국경제인연합회 전경련
"""

#: Full name → short name.
NAMES: dict[str, str] = dict(
    pair.split() for line in _NAMES.strip().splitlines() for pair in line.split(" · ")
)
