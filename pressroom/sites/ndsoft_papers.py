"""The papers of the NDSoft family: a row each, and what a row means."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from pressroom.world import Publication

Skin = Literal["legacy", "auto", "2020", "atl"]
#: Section codes; they differ between sites, see `Paper.sections`.
SECTIONS = {
    "S1N1": "지역",
    "S1N3": "정치",
    "S1N4": "경제",
    "S1N5": "사회",
    "S1N6": "문화",
    "S1N7": "스포츠",
    "S1N8": "국제",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """One outlet of the family.

    ``lead`` is put before the first paragraph and ``sign`` makes the last line, both with {name},
    {role}, {email} and {place}; empty means that the paper does not do it.
    """

    code: str
    name: str
    domain: str
    skin: Skin
    home: str  # place of the paper: printed where an article names none
    lead: str = ""
    sign: str = ""
    full_feed: bool = False
    crawl_delay: float | None = None
    sections: dict[str, str] = field(default_factory=lambda: SECTIONS)

    @property
    def host(self) -> str:
        return f"www.{self.domain}"


_SHIFTED = {
    "S1N1": "정치",
    "S1N2": "경제",
    "S1N3": "사회",
    "S1N4": "지역",
    "S1N5": "문화",
    "S1N6": "스포츠",
    "S1N8": "국제",
}

PAPERS: tuple[Paper, ...] = (
    Paper("kyongbuk", "경북일보", "kyongbuk.co.kr", "2020", "포항", sign="{name} {role} {email}"),
    Paper("hidomin", "경북도민일보", "hidomin.com", "auto", "포항", lead="[경북도민일보 = {name} {role}] "),
    Paper("dkilbo", "대경일보", "dkilbo.com", "2020", "포항", sign="{place}={name}{role} {email}"),
    Paper("idaegu", "대구일보", "idaegu.com", "atl", "대구", sign="{name} {role} {email}"),
    Paper(
        "andongdaily", "안동데일리", "andongdaily.com", "2020", "안동", lead="[{place}=안동데일리 {name} {role}] ", crawl_delay=0.1
    ),
    Paper("c1news", "씨원뉴스", "c1news.kr", "atl", "경산", sign="{name} {role} {email}", crawl_delay=0.05),
    Paper("jnilbo", "전남일보", "jnilbo.com", "atl", "광주", sign="{name} {role} {email}", full_feed=True),
    Paper("kado", "강원도민일보", "kado.net", "atl", "춘천", sign="{name} {role}", full_feed=True, sections=_SHIFTED),
    Paper("incheonilbo", "인천일보", "incheonilbo.com", "2020", "인천", sign="/글·사진 {name} {role} {email}"),
    Paper("jejunews", "제주일보", "jejunews.com", "auto", "제주", sign="{name} {role}", sections=_SHIFTED),
    Paper("gwunion", "강원지방신문", "gwunion.co.kr", "legacy", "원주", sign="{name} {role} {email}", crawl_delay=0.1),
)  # fmt: skip
#: More of the family, for the forms in which they print and sign. They have no desk of their own in
#: the newsroom and no site in the server: `pressroom.layouts` shows them with a lender's articles.
MEMBERS: tuple[Paper, ...] = (
    Paper("cctoday", "충청투데이", "cctoday.co.kr", "2020", "대전", lead="[충청투데이 {name} {role}] ", sign="{name} {role}"),
    Paper("jldnews", "전라도뉴스", "jldnews.co.kr", "atl", "광양", lead="[{place}/전라도뉴스] "),
    Paper("domin", "전북도민일보", "domin.co.kr", "auto", "전주", sign="{place}={name} {role}"),
    Paper("ccnnews", "충청뉴스", "ccnnews.co.kr", "auto", "내포", sign="{place}={name} {role} {email}"),
    Paper("ccdailynews", "충청일보", "ccdailynews.com", "2020", "옥천", lead="[{place}=충청일보 {name}{role}] "),
    Paper("ksilbo", "경상일보", "ksilbo.co.kr", "2020", "울산", sign="{email} {name} {role}"),
    Paper("joongboo", "중부일보", "joongboo.com", "2020", "수원", sign="{place}/{name} {role}"),
)  # fmt: skip
#: Member → whose articles it prints.
LENDERS = {
    "cctoday": "kado",
    "jldnews": "jnilbo",
    "domin": "jejunews",
    "ccnnews": "incheonilbo",
    "ccdailynews": "kyongbuk",
    "ksilbo": "dkilbo",
    "joongboo": "idaegu",
}
BY_CODE = {paper.code: paper for paper in (*PAPERS, *MEMBERS)}
SKINS: tuple[Skin, ...] = ("legacy", "auto", "2020", "atl")


def in_skin(code: str, skin: str | None) -> Paper:
    """The paper as it looked, or looks, in this skin; as it is today for anything else."""
    paper = BY_CODE[code]
    return next((replace(paper, skin=known) for known in SKINS if known == skin), paper)


def is_past(paper: Paper) -> bool:
    """Is this a skin the paper has left?"""
    return paper.skin != BY_CODE.get(paper.code, paper).skin


def canonical(paper: Paper, key: str) -> str:
    return f"https://{paper.host}/news/articleView.html?idxno={key}"


def copyright_line(paper: Paper) -> str:
    return f"저작권자 © {paper.name} 무단전재 및 재배포 금지"


def place(paper: Paper, publication: Publication) -> str:
    return publication.place or paper.home


def fill(pattern: str, paper: Paper, publication: Publication) -> str:
    """A byline pattern with the first reporter in it; nothing without a reporter."""
    if not pattern or not publication.reporters:
        return ""
    reporter = publication.reporters[0]
    return pattern.format(
        name=reporter.name,
        role=reporter.role,
        email=reporter.email,
        place=place(paper, publication),
    )
