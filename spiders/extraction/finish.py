"""From a filled draft to the article: cleaning, gates on the text, rights, canonical URL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from korean import bylines, text
from korean import rights as notices
from korean.article import Article, Byline, Rights
from spiders import registry
from spiders.extraction.body import Body, refine
from spiders.extraction.chain import MIN_BODY, hangul, labels
from spiders.extraction.gates import stub
from spiders.extraction.meta import without_site
from spiders.extraction.values import Draft, Refused
from spiders.outlet import Outlet
from spiders.reading import notices as printed_notices
from spiders.reading import reservations
from spiders.tree import Tree, path

_BADGES = re.compile(
    r"^(?:\[?(?:NEW|새글|새로운\s?글)\]?\s+)|\s+(?:\[?(?:NEW|새글|새로운\s?글)\]?)$", re.I
)
_LONGEST_TITLE = 200  # characters; a longer one is a whole list item
#: What the marks of 공공누리 are called where they are images.
_MARKS = path("//img[contains(@alt, '공공누리')]/@alt")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Context:
    """What is known around a page. ``tree`` is None for a text rendering."""

    url: str | None
    outlet: Outlet | None
    key: str | None = None
    site_names: tuple[str, ...] = ()
    tree: Tree | None = None
    headers: Mapping[str, str] | None = None


def finish(draft: Draft, context: Context) -> Article | Refused:
    """The article of a draft, or why its text is none."""
    title = _title(_value(draft, "title", ""), context)
    if not title:
        return Refused("extract_failed", "no method found a title; look at the page")
    if len(title) > _LONGEST_TITLE:
        draft.warnings.add("long_title")
    subtitle = _subtitle(_value(draft, "subtitle", ""))
    body = refine(
        _value(draft, "paragraphs", ()),
        title=title,
        subtitle=subtitle,
        captions=_cleaned(_value(draft, "captions", ())),
        scopes=scopes(context.outlet),
        broadcast=context.outlet is not None and context.outlet.broadcaster,
    )
    draft.warnings |= body.warnings
    attachments = _value(draft, "attachments", ())
    if refused := _gate(title, body, bool(attachments), draft):
        return refused
    rights = _value(draft, "rights", Rights())
    rights = _with_ban(rights, body, context) if rights.source else _rights(body, context)
    people = _people(draft, body)
    credit = {name: by for name, by in draft.methods.items() if draft.reading.get(name)}
    # What was read out of the body's text is owed to the body's method.
    for name, filled in (("bylines", people), ("place", body.place), ("captions", body.captions)):
        if filled and name not in credit and "paragraphs" in credit:
            credit[name] = credit["paragraphs"]
            draft.trust[name] = draft.trust.get("paragraphs", 0.0)
    address = canonical(context, _value(draft, "canonical_url", None))
    if address != draft.reading.get("canonical_url"):
        credit.pop("canonical_url", None)  # the outlet's own rule gave it, or it was refused
    return Article(
        title=title,
        body=text.join(body.paragraphs),
        subtitle=subtitle,
        language=text.language(f"{title} {text.join(body.paragraphs)}"),
        published=_value(draft, "published", None),
        modified=_value(draft, "modified", None),
        bylines=people,
        place=_line(draft, "place") or body.place,
        section=_line(draft, "section"),
        programme=_line(draft, "programme"),
        department=_line(draft, "department"),
        contact=_line(draft, "contact"),
        captions=tuple(body.captions),
        tags=_cleaned(_value(draft, "tags", ())),
        attachments=attachments,
        image_url=_value(draft, "image_url", None),
        rights=rights,
        canonical_url=address,
        cuts=body.cuts,
        methods=labels(credit),
        confidence=labels({name: draft.trust[name] for name in credit if name in draft.trust}),
        warnings=tuple(sorted(draft.warnings)),
    )


def scopes(outlet: Outlet | None) -> tuple[str, ...]:
    """The scopes of boilerplate rules that hold for an outlet; the general ones always do."""
    return () if outlet is None else (outlet.family, outlet.code)


def canonical(context: Context, claimed: str | None) -> str | None:
    """An outlet's own canonical URL where we know its key; else what the page claims, unless
    that is the site's front page (government boards put it in og:url)."""
    if context.outlet is not None and context.key is not None:
        return registry.spider(context.outlet.code).canonical(context.key)
    if context.url and (known := registry.key_of(context.url)):
        outlet, key = known
        return registry.spider(outlet.code).canonical(key)
    if claimed is None or context.url is None:
        return claimed
    here, there = urlsplit(context.url), urlsplit(claimed)
    path = there.path.rstrip("/")
    if there.query == here.query and path == here.path.rstrip("/"):
        return claimed
    prefix = here.path.startswith(path) and not there.query
    return None if not path or prefix else claimed


def _gate(title: str, body: Body, attachments: bool, draft: Draft) -> Refused | None:
    whole = text.join(body.paragraphs)
    if broken := text.mojibake(f"{title}\n{whole}", body.characters | set(title)):
        return Refused("undecodable", f"the text is broken ({broken}); the raw bytes are kept")
    if text.holds_syllables(whole, MIN_BODY):
        language = text.language(whole)
        return None if language == "ko" else _not_korean(language)
    if whole and (language := text.language(f"{title} {whole}")) != "ko":
        return _not_korean(language)
    # Brief items of a described page, flashes, photographs, and releases whose text is in the
    # attachment are short by nature; any other body this short is a container read wrongly.
    if (
        ("stub" in draft.warnings and (whole or body.captions or attachments))
        or (stub(title) and (whole or body.captions))
        or (attachments and whole)
    ):
        draft.warnings.add("stub")
        return None
    count = hangul(tuple(body.paragraphs))
    return Refused("extract_failed", f"a body of {count} Hangul characters is too short to be one")


def _not_korean(language: str) -> Refused:
    return Refused("not_korean", f"the text is not Korean (language: {language})")


def _title(raw: str, context: Context) -> str:
    title = without_site(text.clean(raw), context.site_names)
    return _BADGES.sub("", title).strip()


def _subtitle(raw: str) -> str | None:
    """Lines without the dashes that boards set around them."""
    lines = (re.sub(r"^[-–—]\s+|\s+[-–—]$", "", text.clean(line)) for line in raw.split("\n"))
    kept = dict.fromkeys(line for line in lines if line)
    return "\n".join(kept) or None


def _people(draft: Draft, body: Body) -> tuple[Byline, ...]:
    found = bylines.merge(_value(draft, "bylines", ()), body.bylines)
    named = tuple(person for person in found if person.name)
    return named or found


def _rights(body: Body, context: Context) -> Rights:
    found = _printed_rights(body, context.tree, context.headers) if context.tree else None
    if found is not None:
        return found
    outlet = context.outlet
    if outlet is None:
        return Rights()
    return Rights(outlet.rights, outlet.ai_training, outlet.rights_notice, "outlet-default")


def _with_ban(own: Rights, body: Body, context: Context) -> Rights:
    """What the page's own copyright line says, and the ban of AI training that stands elsewhere on
    the page: whichever of its notices forbids, binds."""
    if own.ai_training is False or context.tree is None:
        return own
    found = _printed_rights(body, context.tree, context.headers)
    if found is None or found.ai_training is not False:
        return own
    told = dict.fromkeys(f"{own.notice or ''}\n{found.notice or ''}".strip().split("\n"))
    licence = found.licence if own.licence == "unknown" else own.licence
    return Rights(licence, False, "\n".join(told), found.source)


def _printed_rights(body: Body, tree: Tree, headers: Mapping[str, str] | None) -> Rights | None:
    """Notices anywhere on the page but in the article: a text about copyright quotes them."""
    inside = " ".join(body.paragraphs)
    lines = [line for line in printed_notices(tree) if line not in inside]
    alts = _MARKS(tree.root) if tree.holds("공공누리") else []
    return notices.read("\n".join(lines), images_alt=alts, meta=reservations(tree), headers=headers)


def _value(draft: Draft, name: str, default: T) -> T:
    value = draft.reading.get(name)
    return value if value else default  # type: ignore[return-value]


def _line(draft: Draft, name: str) -> str | None:
    value = draft.reading.get(name)
    return text.clean(value) or None if isinstance(value, str) else None


def _cleaned(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for value in values if (line := text.clean(value))))
