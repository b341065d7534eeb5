"""What a search says of a query, in Korean: the sentences of `korean.query` and `db.search` are English.

A sentence that no pattern here knows is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

#: The English sentence → the Korean one; groups are filled in.
_KOREAN: Sequence[tuple[str, str]] = (
    (r"(?P<word>(?i:and)) was looked for as a word.*", "‘{word}’도 단어로 보고 찾았습니다. 단어를 띄어 쓰면 모두 들어 있는 기사를 찾습니다."),
    (r"(?P<word>(?i:or)) was looked for as a word.*", "‘{word}’도 단어로 보고 찾았습니다. 둘 중 하나를 찾으려면 대문자로 OR라고 쓰세요. 예: 경북 OR 대구"),
    (r"(?P<word>(?i:not)) was looked for as a word.*", "‘{word}’도 단어로 보고 찾았습니다. 뺄 단어 앞에는 -를 붙이세요. 예: -특허"),
    (r"(?P<word>.+) was looked for as it stands; only title: is a sign\..*", "‘{word}’: 적힌 그대로 찾았습니다. 검색창에서는 ‘제목:’만 쓸 수 있습니다. 매체, 지역, 주제, 기관은 ‘결과 좁히기’에서 고르세요."),
    (r"(?P<word>.+): also (?P<names>.+)\.", "‘{word}’, 함께 찾은 이름: {names}"),
    (r"Parentheses are not used; .*", "괄호는 쓰지 않습니다. OR는 바로 앞뒤의 말을 묶습니다."),
    (r"The quote (?P<sign>.) is never closed.*", "따옴표 {sign} 가 닫히지 않아 끝까지를 한 구절로 찾았습니다."),
    (r"(?P<word>.+) holds no letter and no digit.*", "‘{word}’에는 글자도 숫자도 없어 뺐습니다."),
    (r"Not every word was widened.*", "말이 많아 모든 말의 다른 이름까지 찾지는 않았습니다."),
    (r"nothing is asked for that one article.*", "찾는 말이 없어 관련도를 잴 수 없습니다. 최신순으로 보입니다."),
    (r"the newest (?P<n>[\d,]+) hits are in the order.*", "최근 {n}건만 관련도순으로 늘어놓았습니다."),
    (r"The query has (?P<n>[\d,]+) characters; write at most (?P<most>[\d,]+)\.", "검색어가 {n}자입니다. {most}자까지 쓸 수 있습니다."),
    (r"The query has (?P<n>[\d,]+) words and phrases; write at most (?P<most>[\d,]+)\.", "말이 {n}개입니다. {most}개까지 쓸 수 있습니다."),
    (r'Write the word right behind "title:".*', "‘제목:’ 바로 뒤에 말을 붙여 쓰세요. 예: 제목:조례, 제목:\"AI 기본법\""),
    (r'A "-" stands alone.*', "-가 홀로 있습니다. 뺄 말 바로 앞에 붙이거나(-특허), 글자 그대로 찾으려면 따옴표로 묶으세요."),
    (r"(?P<sign>\S+) needs a word on both sides.*", "{sign} 앞뒤에 말이 있어야 합니다. 예: 경북 OR 대구. 그 말 자체를 찾으려면 따옴표로 묶으세요."),
    (r"OR cannot bind a word with a -.*", "OR로 -가 붙은 말을 묶을 수 없습니다. 뺄 말은 따로 쓰세요. 예: 경북 OR 대구 -특허"),
    (r"this place in the results does not exist.*", "검색 결과에 그런 자리가 없습니다. 주소가 잘렸거나 다른 검색의 것입니다. 첫 쪽부터 다시 보세요."),
)  # fmt: skip
_PATTERNS = tuple((re.compile(english, re.DOTALL), korean) for english, korean in _KOREAN)


def told(sentence: str, lang: str) -> str:
    """The sentence in the page's language."""
    if lang != "ko":
        return sentence
    for pattern, korean in _PATTERNS:
        found = pattern.fullmatch(sentence)
        if found:
            return korean.format(**found.groupdict())
    return sentence
