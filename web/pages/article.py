"""One article: its text with what is said of it, why, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from db import edits, labels, queries, release, stories
from db.exports import STYLES, cite, formats
from db.lineage import GOVERNMENT
from db.models import Article, Outlet, Quote, Version
from korean.highlight import marks
from korean.query import QueryError, parse
from web import metadata, reads, times
from web.asked import LONGEST_QUERY, text
from web.errors import BadParameter, Missing
from web.links import number
from web.marking import Segment, Span, paragraphs, segments
from web.room import Answer, Visit

#: What can be marked in the text; ``hits`` only where a search led here.
SHOWS = ("hits", "tags", "verdict", "quotes", "plain")
TAGS = ("topic", "region", "agency", "programme", "amount")
GATES = ("clean", "sense", "aboutness", "headline", "policy", "model")
#: Words shown behind a tag.
WORDS = 8
#: Formats in which one article is taken along.
FILES = ("bibtex", "ris", "csl-json")


def article(visit: Visit) -> Answer:
    row = _row(visit)
    session, version = visit.session, row.current
    document = queries.document(session, row.id)
    why = queries.why(session, row.id)
    q = text(visit.parameters, "q", LONGEST_QUERY)
    said = reads.quotes(session, version.id) if version else ()
    show = _show(visit, q)
    spans = _spans(visit, show, version, why, said, q)
    person = labels.newest(session, [row.id]).get(row.id)
    story = stories.story(session, row.story_id) if row.story_id else None
    outlet = session.get(Outlet, row.outlet)
    government = outlet is not None and outlet.kind == GOVERNMENT
    fields = (
        {name: getattr(version, name) or "" for name in ("title", "subtitle")} if version else {}
    )
    return Answer(
        "article.html",
        {
            "d": document, "q": q, "show": show, "shows": _shows(visit, row.id, q, version),
            "title": _field(fields, spans, "title"), "subtitle": _field(fields, spans, "subtitle"),
            "paragraphs": paragraphs(version.body, _of(spans, "body")) if version else [],
            "modified_raw": version.modified_raw if version else None,
            "story": story, "version": version, "versions": reads.versions(session, row.id),
            "tags": _tags(visit, row.id, q, why["tags"], show, spans),
            "verdict": why["verdict"], "gates": _gates(why["verdict"], spans),
            "person": person if person and person.label != labels.WITHDRAWN else None,
            "quotes": said, "free": release.terms(document) is not None,
            "citations": _citations(document, visit.t.lang), "cite_files": _files(visit, row.id),
            "meta": metadata.of(document, visit.base(), government=government),
            "captures": reads.captures(session, row), "cuts": version.cuts if version else [],
        },
    )  # fmt: skip


def versions(visit: Visit) -> Answer:
    """The article's texts in time, and two of them laid side by side."""
    row = _row(visit)
    history = edits.history(visit.session, row.id)
    old, new = (_number(visit, name) for name in ("old", "new"))
    pair = (old, new) if old is not None and new is not None else None

    def shown(name: str, value: Any) -> str:
        return (
            times.minute(value, visit.t.lang, "minute") if name in edits.MOMENTS else _plain(value)
        )

    several = len({entry["version"] for entry in history}) > 1
    diff = edits.compare(visit.session, row, pair) if several else None
    return Answer(
        "versions.html", {"article": row, "history": history, "diff": diff, "plain": shown}
    )


def _row(visit: Visit) -> Article:
    found = number(visit.part("id"))
    row = visit.session.get(Article, found) if found is not None else None
    if row is None:
        raise Missing
    return row


def _number(visit: Visit, name: str) -> int | None:
    given = text(visit.parameters, name, 20)
    if not given:
        return None
    found = number(given)
    if found is None:
        raise BadParameter("bad_number", name=name)
    return found


def _plain(value: Any) -> str:
    """A field's value in words: lists and objects of the document flattened."""
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    if isinstance(value, dict):
        return " ".join(str(one) for one in value.values() if one not in (None, ""))
    return str(value)


# -- what is marked --------------------------------------------------------------------------------


def _show(visit: Visit, q: str) -> str:
    given = text(visit.parameters, "show")
    if given and given not in SHOWS:
        raise BadParameter("bad_choice", name="show", choices=", ".join(SHOWS))
    return given or ("hits" if q else "tags")


def _shows(visit: Visit, id_: int, q: str, version: Version | None) -> list[tuple[str, str]]:
    if version is None:
        return []
    return [
        (name, visit.links.page("article", id_, q=q, show=name))
        for name in SHOWS
        if q or name != "hits"
    ]


def _spans(
    visit: Visit,
    show: str,
    version: Version | None,
    why: Mapping[str, Any],
    said: Sequence[Quote],
    q: str,
) -> list[Span]:
    """What the text is marked with. Evidence that does not stand where it says (it was found in
    another version) is left out.
    """
    if version is None or show == "plain":
        return []
    texts = {"title": version.title, "subtitle": version.subtitle or "", "body": version.body}
    if show == "hits":
        return list(_hits(q, texts))
    if show == "quotes":
        return [
            Span("body", quote.start, quote.end, "quote", quote.speaker or "", f"q{place}")
            for place, quote in enumerate(said, 1)
        ]
    t = visit.t
    evidence: list[tuple[str, str, Mapping[str, Any]]] = []
    if show == "tags":
        for tag in why["tags"]:
            note = f"{t.name('tag', tag['kind'])}: {t.name(tag['kind'], tag['value'])}"
            evidence += [(tag["kind"], note, span) for span in tag["evidence"]]
    elif why["verdict"]:
        for span in why["verdict"]["evidence"]:
            kind = "against" if span["weight"] < 0 else "for"
            note = f"{t.name('gate', span['gate'])}: {span['rule']} {span['weight']:+.2f}"
            evidence.append((kind, note, span))
    return list(_standing(evidence, texts))


def _hits(q: str, texts: Mapping[str, str]) -> Iterable[Span]:
    try:
        query = parse(q)
    except QueryError:
        return  # the search said so; here the text matters
    for field, value in texts.items():
        for start, end in marks(query, value):
            yield Span(field, start, end, "found")


def _standing(
    evidence: Iterable[tuple[str, str, Mapping[str, Any]]], texts: Mapping[str, str]
) -> Iterable[Span]:
    seen: set[tuple[Any, ...]] = set()
    for kind, note, span in evidence:
        place = (span["field"], span["start"], span["end"])
        text_ = texts.get(place[0], "")[place[1] : place[2]]
        if not text_ or text_ != span["text"] or (*place, note) in seen:
            continue
        seen.add((*place, note))
        yield Span(*place, kind, note, f"e{len(seen)}")


def _of(spans: Iterable[Span], field: str) -> list[Span]:
    return [span for span in spans if span.field == field]


def _field(fields: Mapping[str, str], spans: Sequence[Span], name: str) -> list[Segment]:
    value = fields.get(name, "")
    return segments(value, _of(spans, name)) if value else []


# -- beside the text -------------------------------------------------------------------------------


def _tags(
    visit: Visit,
    id_: int,
    q: str,
    tags: Iterable[Mapping[str, Any]],
    show: str,
    spans: Sequence[Span],
) -> list[dict[str, Any]]:
    """Tags by kind, each with the words it comes from; a word leads to its place in the text."""
    places = {(s.field, s.start, s.end): s.id for s in spans} if show == "tags" else {}
    page = "" if show == "tags" else visit.links.page("article", id_, q=q, show="tags")
    groups: dict[str, list[dict[str, Any]]] = {kind: [] for kind in TAGS}
    for tag in sorted(tags, key=lambda tag: (-tag["count"], tag["value"])):
        kind, value = tag["kind"], tag["value"]
        words: dict[str, str] = {}
        for span in tag["evidence"]:
            place = places.get((span["field"], span["start"], span["end"]))
            words.setdefault(" ".join(span["text"].split()), f"#{place}" if place else page)
        first = next(iter(words), value)
        label = first if kind == "amount" else visit.t.name(kind, value)
        groups[kind].append(
            {
                "label": label, "count": tag["count"], "href": _href(visit, kind, value),
                "words": list(words.items())[:WORDS],
            }
        )  # fmt: skip
    return [{"kind": kind, "rows": rows} for kind, rows in groups.items() if rows]


def _href(visit: Visit, kind: str, value: str) -> str:
    if kind == "programme":
        return visit.links.to("/search", {"programme": value})
    return "" if kind == "amount" else visit.links.page(kind, value)


def _gates(
    verdict: Mapping[str, Any] | None, spans: Sequence[Span]
) -> list[tuple[str, list[dict[str, Any]]]]:
    """Evidence gate by gate, the heaviest first, each word with its place in the text."""
    if verdict is None:
        return []
    places = {(s.field, s.start, s.end): s.id for s in spans}
    groups: dict[str, list[dict[str, Any]]] = {gate: [] for gate in GATES}
    for span in verdict["evidence"]:
        row = {
            "field": span["field"], "text": " ".join(span["text"].split()), "rule": span["rule"],
            "weight": span["weight"],
            "anchor": places.get((span["field"], span["start"], span["end"]), ""),
        }  # fmt: skip
        groups.setdefault(span["gate"], []).append(row)
    for rows in groups.values():
        rows.sort(key=lambda row: -abs(row["weight"]))
    return [(gate, rows) for gate, rows in groups.items() if rows]


def _citations(document: Mapping[str, Any], lang: str) -> list[tuple[str, str]]:
    """Sentences first in the reader's language, then entries."""
    names = {"korean": "한국어", "english": "English", "bibtex": "BibTeX"}
    order = ("korean", "english") if lang == "ko" else ("english", "korean")
    return [
        (names[style], cite(document, style)) for style in (*order, "bibtex") if style in STYLES
    ]


def _files(visit: Visit, id_: int) -> list[dict[str, str]]:
    titles = {"bibtex": "BibTeX", "ris": "RIS", "csl-json": "CSL-JSON"}
    return [
        {
            "title": titles[name], "type": formats.find(name).media_type.partition(";")[0],
            "href": visit.links.to(f"/article/{id_}/cite", {"format": name}),
        }
        for name in FILES
    ]  # fmt: skip


def one(session: Session, id_: int | None) -> dict[str, Any]:
    """The document of an article by its number. Raises Missing."""
    found = queries.documents(session, [id_]) if id_ is not None else {}
    if id_ not in found:
        raise Missing
    return found[id_]
