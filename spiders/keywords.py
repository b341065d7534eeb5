"""What to search for where an outlet's search is the way back in time.

Korean news writes one of these in every article about AI, in the text if not in the title; special
terms (인공지능 기본법, 소버린 AI, 생성형 AI) contain them. A site that cuts its results short is asked
for the narrower ones as well.
"""

from __future__ import annotations

#: Enough where the site searches whole texts and every result can be reached.
BROAD = ("인공지능", "AI")
#: Added where results end after some pages: each word has a cap of its own.
NARROW = (
    "AI 기본법",
    "AI 정책",
    "AI 산업 육성",
    "AI 데이터센터",
    "AI 인재",
    "AI 예산",
    "AI 행정",
    "AI 교육",
    "인공지능 조례",
    "인공지능 규제",
    "과기정통부 AI",
    "생성형 AI",
)
