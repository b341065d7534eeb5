"""Further members of the CMS families, made for whoever asks: a site and a desk in the newsroom each.

The press room knows nothing of who reads it: their codes, hosts and skins are handed in as rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from pressroom.newsroom.outlets import BY_CODE, Desk
from pressroom.sites import insnews_pages, ndsoft_papers
from pressroom.sites.base import Site
from pressroom.sites.insnews import Insnews
from pressroom.sites.ndsoft import Ndsoft

FAMILIES = {"ndsoft": ndsoft_papers.SKINS, "insnews": ("new", "tables")}


@dataclass(frozen=True, slots=True)
class Member:
    """One outlet more. ``skin`` is one of its family's `FAMILIES`; ``volume`` as a desk's: base pieces
    over 60 days at scale 1.
    """

    code: str
    name: str
    domain: str  # its host is www.domain
    family: str
    skin: str
    volume: int = 60


def check(members: Iterable[Member]) -> tuple[Member, ...]:
    """Raises ValueError for a family or skin there is none of, and a code that is taken."""
    taken = set(BY_CODE)
    found = tuple(members)
    for member in found:
        if member.skin not in FAMILIES.get(member.family, ()):
            known = "; ".join(f"{name}: {', '.join(skins)}" for name, skins in FAMILIES.items())
            raise ValueError(
                f"{member.code}: no family {member.family!r} with a skin {member.skin!r}; {known}"
            )
        if member.code in taken:
            raise ValueError(f"{member.code}: the press room has an outlet of this code already")
        taken.add(member.code)
    return found


def desk(member: Member) -> Desk:
    """Its desk: a small national newsroom with numbers of its own."""
    like = BY_CODE["kado" if member.family == "ndsoft" else "gipress"]
    digest = blake2b(member.code.encode(), digest_size=4).digest()
    first_key = 10_000 + int.from_bytes(digest, "big") % 900_000
    return Desk(
        member.code, member.domain, None, member.volume, 8, first_key, "news", (), like.sections
    )


def site(member: Member) -> Site:
    sign = "{name} {role} {email}"
    if member.family == "ndsoft":
        skin = next(skin for skin in ndsoft_papers.SKINS if skin == member.skin)
        return Ndsoft(
            ndsoft_papers.Paper(member.code, member.name, member.domain, skin, "서울", sign=sign)
        )
    new = member.skin == "new"
    return Insnews(
        insnews_pages.Paper(
            member.code, member.name, member.domain, f"[{member.name}={{name}} {{role}}] ",
            f"© {member.name}", new=new, pretty=new, body_id="textinput" if new else "CLtag",
        )
    )  # fmt: skip
