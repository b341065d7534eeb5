"""Who wrote an article, in the objects of a state and in JSON-LD."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from korean.article import Byline
from korean.bylines import merge
from spiders.extraction.embedded.evidence import plain_key
from spiders.extraction.embedded.fragments import one_line
from spiders.extraction.people import bylines

AUTHORS = re.compile(
    r"(?:article|news|art)?(?:by|byline|bylines|author|authors|reporter|reporters|journalist|journalists|writer|writers"
    r"|creator|creators|contributor|contributors|기자|작성자)(?:s|name|names|nm|nms|display|displayname|info|infos|list"
    r"|text|str|kor|ko|full|data)*\Z"
)
#: Keys of a name; a byline as printed before a name that a program keeps.
_PERSON_NAMES = (
    *("byline", "bylinename", "writername", "reportername", "reporternm", "authorname"),
    *("journalistname", "manualwritername", "korname", "namekor", "namekr", "displayname"),
    *("fullname", "name", "nm", "username", "nickname", "label", "text", "title"),
    *("reporter", "author", "writer"),
)
_INSIDE = ("by", "authors", "author", "node", "items", "data", "list", "edges", "nodes")
_DEEPEST = 6
_MOST = 30  # authors of one article
_PERSON_ROLE = re.compile(
    r".*(?:job|jobname|jobtitle|role|position|grade|duty|rank|직함|직책|titlename)\Z"
)
_PERSON_MAIL = re.compile(r".*e?mail(?:address|addr)?\Z")
_ORGANISATION = re.compile(r"organi[sz]ation|company|publisher", re.I)


def people(near: Iterable[Mapping[str, Any]]) -> tuple[Byline, ...]:
    """The authors of the nearest field that names any; lists of people tell more than a line."""
    fallback: tuple[Byline, ...] = ()
    for node in near:
        for value in (v for k, v in node.items() if v and AUTHORS.match(plain_key(k))):
            people = people_of(value)
            if people and isinstance(value, list | Mapping):
                return people
            fallback = fallback or people
    return fallback


def people_of(value: Any, depth: int = 0) -> tuple[Byline, ...]:
    """Authors out of a string, a list, or objects with name, office and e-mail."""
    if isinstance(value, str):
        line = one_line(value)
        return bylines(line) if line else ()
    if depth > _DEEPEST:
        return ()
    if isinstance(value, list):
        return merge(b for item in value[:_MOST] for b in people_of(item, depth + 1))
    if not isinstance(value, Mapping) or _ORGANISATION.search(_kind(value)):
        return ()
    fields = _fields(value)
    for inner in _INSIDE:
        if isinstance(fields.get(inner), list | Mapping):
            return people_of(fields[inner], depth + 1)
    return _person(fields)


def _kind(value: Mapping[str, Any]) -> str:
    return str(value.get("@type") or value.get("type") or value.get("__typename") or "")[:100]


def _fields(value: Mapping[str, Any]) -> dict[str, Any]:
    """An object's fields by plain keys. Arc keeps what the author's page says one level down."""
    fields = {plain_key(key): item for key, item in value.items()}
    more = fields.get("additionalproperties")
    original = more.get("original") if isinstance(more, Mapping) else None
    if isinstance(original, Mapping):
        fields = {plain_key(key): item for key, item in original.items() if item} | {
            key: item for key, item in fields.items() if item
        }
    return fields


def _person(fields: Mapping[str, Any]) -> tuple[Byline, ...]:
    names = (n for k in _PERSON_NAMES if (n := one_line(fields.get(k))) and len(n) <= 60)
    offices = (r for k, v in fields.items() if _PERSON_ROLE.match(k) and (r := one_line(v)))
    mails = (
        v for k, v in fields.items() if _PERSON_MAIL.match(k) and isinstance(v, str) and "@" in v
    )
    role, mail = next(offices, None), next(mails, None)
    for name in names:
        found = bylines(f"{name} {role}") if role and role not in name and len(role) < 20 else ()
        if found := found or bylines(name):
            email = mail.removeprefix("mailto:").strip() if mail else None
            first = found[0]
            return (Byline(first.name, first.role, first.email or email), *found[1:])
    return ()
