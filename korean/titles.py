"""What a headline says of policy by itself: who stands at its head, and which words of law it has."""

from __future__ import annotations

from korean.headline import Headline, Part, Role
from korean.reading import Field, Reading, note

HEAD, REST, PARTNER, CUSTOMER = 0.60, 0.35, 0.40, 0.05
"""What a public actor in a headline is worth: at a clause's head, further on, beside the actor
(``경북도와``), and as the customer of the company at the head (``KT, 행안부 … 수주``)."""
DEBATE = 0.40
"""A union or a citizens' group that demands something about AI."""
SOVEREIGN = 0.55
"""An office that fines, permits, sues or forbids acts, whoever stands at the head."""
LEADER = {"company": -0.35, "school": -0.25}
PLACE_HEAD, PLACE = 0.30, 0.12
HOUSE_HEAD, HOUSE = 0.35, 0.20
"""A library, a clinic, a prison: public, and also a room for other people's news."""
LAW, LAW_MORE, ACTION, ACTION_MOST = 0.40, 0.10, 0.10, 0.25
GENRE = {"market": -0.6, "notice": -0.5, "opinion": 0.05, "editorial": 0.30}
"""What the bracket says: a paper's own editorial on AI argues about policy, a column need not."""
SERVICE = 0.30
AGAINST, AGAINST_MOST = 0.15, 0.6

_RULES = {
    "own": "actor.public",
    "abroad": "actor.foreign",
    "house": "actor.institution",
    "civic": "debate.actor",
}


def line_policy(reading: Reading, line: Headline) -> tuple[float, float, str | None]:
    """(what speaks for policy in the headline, what against, the heaviest kind of it)."""
    title = reading.fields[0]
    score = _actor(reading, line, title) + _words(reading, title)
    if line.genre:
        score += GENRE[line.genre]
        note(reading, "headline", f"genre.{line.genre}", "title", 0, 6, GENRE[line.genre])
    return score, *_against(reading, title)


def leader(reading: Reading, line: Headline) -> Part | None:
    """The company or school at the head, no office standing there: of the clause that says AI
    (산업부 장관, 공장 방문…두산 “AI로 불량 잡는다”), else of the first."""
    at = next((m.start for name, m in reading.mentions if name == "title"), 0)
    for clause in dict.fromkeys((line.clause_of(at), 0)):
        heads = [part for part in line.parts if part.head and part.clause == clause]
        if any(part.role in ("own", "abroad") for part in heads):
            return None
        for part in heads:
            if part.role in ("company", "school"):
                return part
    return None


def _actor(reading: Reading, line: Headline, title: Field) -> float:
    """The best public actor of the headline, less the company or school that stands at its head."""
    public = [part for part in line.parts if part.role in ("own", "abroad")]
    if not public and ("demand" in title.tables or "stake" in title.tables):
        public = [part for part in line.parts if part.role == "civic"]
    first = leader(reading, line)
    best, by = 0.0, None
    for part in public:
        weight = _weight(part, first, title)
        if weight > best:
            best, by = weight, part
    if not public:
        by, best = _stage(line)
    if by:
        note(reading, "headline", _RULES.get(by.role, by.role), "title", by.start, by.end, best)
    if first:
        cost = LEADER[first.role] * (0.4 if best >= PARTNER else 1.0)
        note(reading, "headline", first.role, "title", first.start, first.end, cost)
        best += cost
    return best


def _stage(line: Headline) -> tuple[Part | None, float]:
    """Without an office: the place, or the public house, that the headline names."""
    found: list[tuple[Part | None, float]] = [(None, 0.0)]
    stages: tuple[tuple[Role, float, float], ...] = (
        ("house", HOUSE_HEAD, HOUSE),
        ("place", PLACE_HEAD, PLACE),
    )
    for role, head, rest in stages:
        part = line.head(role) or line.anywhere(role)
        if part:
            found.append((part, head if part.head else rest))
    return max(found, key=lambda item: item[1])


def _weight(part: Part, first: Part | None, title: Field) -> float:
    if part.role == "civic":
        return DEBATE
    if first is not None and "sovereign" in title.tables and not part.partner:
        return SOVEREIGN
    if first is not None and "vendor" in title.tables:
        return CUSTOMER
    if first is not None and part.clause < first.clause:
        return REST - 0.1  # 장관 공장 방문…두산 “AI로 …”: a visitor
    if part.head:
        return HEAD
    return PARTNER if part.partner else REST if first is None else REST - 0.1


def _words(reading: Reading, title: Field) -> float:
    """Law and policy words suffice by themselves; action words add to an actor."""
    score = 0.0
    for number, hit in enumerate(list(title.words("law"))[:3]):
        weight = LAW_MORE if number else LAW
        score += weight
        note(reading, "headline", "law", "title", hit.start, hit.end, weight)
    deepfake = any("딥" in hit.term.text for hit in title.hits("ai"))  # 딥페이크, 딥보이스
    if deepfake and not score and "enforce" in title.tables:
        hit = title.tables["enforce"][0]
        score += LAW
        note(reading, "headline", "enforce", "title", hit.start, hit.end, LAW)
    service = next(title.words("service"), None)
    if service:
        weight = SERVICE * service.term.weight
        score += weight
        note(reading, "headline", "service", "title", service.start, service.end, weight)
    laws = title.tables.get("law", ())
    acted = 0.0
    for hit in title.words("action", "debate", "demand"):
        if acted >= ACTION_MOST:
            break
        if not any(hit.start < law.end and law.start < hit.end for law in laws):
            acted += ACTION
            note(reading, "headline", hit.term.table, "title", hit.start, hit.end, ACTION)
    return score + min(acted, ACTION_MOST)


def _against(reading: Reading, title: Field) -> tuple[float, str | None]:
    totals: dict[str, float] = {}
    for table in ("corporate", "market", "leisure", "charity", "incident"):
        kind = table if table in ("corporate", "market") else "leisure"
        for hit in title.words(table):
            if any(p.start <= hit.start < p.end for p in title.tables.get("programme", ())):
                continue  # 국민성장펀드 is no fund of the market
            totals[kind] = totals.get(kind, 0.0) + AGAINST
            note(reading, "headline", table, "title", hit.start, hit.end, -AGAINST)
    heaviest = max(totals, key=lambda name: totals[name]) if totals else None
    return min(sum(totals.values()), AGAINST_MOST), heaviest
