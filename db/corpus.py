"""The corpus from Python: ``from db import Corpus``.

    with Corpus() as corpus:
        for article in corpus.search("AI 기본법", since="2026-01-01", region="경북"):
            print(article.published_at, article.outlet_name, article.title)

Everything only reads. Times are aware and in Asia/Seoul, ``since`` and ``until`` too: days (both
inclusive), times, without a zone taken for Korean ones, or ``7d``, ``4w``, ``1m`` (since).
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from difflib import get_close_matches
from itertools import islice
from operator import index
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypedDict, Unpack, get_args, overload
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import queries, stories, trends
from db.document import FIELDS
from db.errors import DatabaseError
from db.exports.selection import browsed, view
from db.home import database_url
from db.models import Article as Stored
from db.named import brought
from db.queries import Filter
from db.readonly import asking, open_reading
from db.search import (
    LARGEST_PAGE,
    ORDERS,
    Facets,
    Order,
    Query,
    QueryError,
    facets,
    find,
    ids,
    parse,
)
from db.search.asking import hits_of
from db.trends import By, Dimension, Trend
from korean.when import NoSuchTime, When, window

#: Articles in memory at once.
PART = 500
#: By its name, as pandas and people know it.
_SEOUL = ZoneInfo("Asia/Seoul")
_TIMES = ("published_at", "modified_at", "first_seen_at", "captured_at")
_FROM_THE_END = "articles are counted from the front: ask with order='oldest' for the other end, or list() them all"
Band = Literal["accept", "review", "reject"]


class MissingExtra(DatabaseError, ImportError):
    """A library that is not installed with the rest. Raised by `Result.to_pandas`."""


class Conditions(TypedDict, total=False):
    """All that are given hold. ``outlet``: a code or a name, or several; ``since`` and ``until``: days,
    times, or how far back (``7d``); the others by any name (`db.named`): 경상북도, 과기정통부, 법·규제.
    """

    since: When | None
    until: When | None
    outlet: str | Sequence[str] | None
    region: str | None
    topic: str | None
    agency: str | None
    programme: str | None
    band: Band | None
    licence: str | None


@dataclass(frozen=True, slots=True)
class Article:
    """An article as the corpus has it: the fields of the document, in its order.

    Times are aware, in Asia/Seoul; ``published_precision`` says whether the hour means anything.
    ``bylines``: ``{name, role, email}``; ``attachments``: ``{name, url}``; ``amounts``: ``{krw,
    text}``, the largest first; ``rights``: ``{licence, ai_training, notice, source}``; ``methods``:
    field → what gave it. Absent is None; of an off-topic article there is little more than the title.
    """

    id: int
    outlet: str
    outlet_name: str
    key: str
    url: str | None
    title: str | None
    subtitle: str | None
    body: str | None
    language: str | None
    published_at: datetime | None
    published_raw: str | None
    published_precision: str | None
    modified_at: datetime | None
    bylines: list[dict[str, Any]] | None
    place: str | None
    section: str | None
    programme: str | None
    department: str | None
    contact: str | None
    captions: list[str] | None
    tags: list[str] | None
    topics: list[str]
    regions: list[str]
    agencies: list[str]
    programmes: list[str]
    amounts: list[dict[str, Any]]
    attachments: list[dict[str, Any]] | None
    image_url: str | None
    rights: dict[str, Any] | None
    story_id: int | None
    version: int | None
    label: str
    score: float
    band: str
    methods: dict[str, str] | None
    confidence: dict[str, float] | None
    warnings: list[str] | None
    first_seen_at: datetime
    captured_at: datetime | None

    @classmethod
    def of(cls, document: dict[str, Any]) -> Self:
        """From a document (`db.document`)."""
        return cls(**{**document, **{name: _time(document[name]) for name in _TIMES}})

    def to_dict(self) -> dict[str, Any]:
        """Field → value, times as they are here."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True)
class Version:
    """One text an article had; 1 is the first. Times in Asia/Seoul."""

    version: int
    captured_at: datetime
    title: str
    subtitle: str | None
    body: str
    modified_at: datetime | None
    text_hash: str
    extractor: str


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a story. ``relation`` (copy, related, template) and its figures are those to the
    origin: ``containment`` is the share of the shorter text that both have. Time in Asia/Seoul.
    """

    id: int
    outlet: str
    outlet_name: str
    kind: str
    key: str
    title: str | None
    url: str | None
    published_at: datetime | None
    label: str
    origin: bool
    relation: str | None
    containment: float | None
    jaccard: float | None


@dataclass(frozen=True, slots=True)
class Story:
    """Articles of the same text, in the order of publication; ``first`` and ``origin`` are numbers of
    articles. Times in Asia/Seoul.
    """

    id: int
    size: int
    outlets: int
    first_published_at: datetime | None
    last_published_at: datetime | None
    first: int | None
    origin: int | None
    members: tuple[Member, ...]


class Result:
    """Articles that match, read from the database as they are asked for, as many as there are.

    Iterate (each time anew, over one state of the corpus), ``len()``, ``result[:20]``, ``result[0]``.
    """

    def __init__(
        self, corpus: Corpus, query: Query, where: Filter, order: Order, fold: bool
    ) -> None:
        self._corpus, self.query, self.where = corpus, query, where
        self.order, self.fold = order, fold

    @property
    def notes(self) -> tuple[str, ...]:
        """What the query was widened to, and other sentences for the person."""
        return self.query.notes

    def __iter__(self) -> Iterator[Article]:
        with self._corpus.session() as session:
            numbers = self._numbers(session)
            while part := list(islice(numbers, PART)):
                found = queries.documents(session, part)
                yield from (Article.of(found[id_]) for id_ in part if id_ in found)

    def __len__(self) -> int:
        """All of them, counted anew; with relevance, too, where only the newest 10,000 are ordered."""
        if self.query.empty and not self.fold:
            with self._corpus.session() as session:
                return queries.count(session, self.where)
        with self._corpus.session() as session:
            hits = hits_of(session, self.query, self.where).article_ids().subquery()
            story = func.coalesce(Stored.story_id, -Stored.id)
            number = func.count(story.distinct()) if self.fold else func.count()
            counted = select(number).select_from(Stored)
            return session.scalar(counted.join(hits, hits.c.article_id == Stored.id)) or 0

    def __bool__(self) -> bool:
        return next(iter(self), None) is not None

    @overload
    def __getitem__(self, at: int) -> Article: ...
    @overload
    def __getitem__(self, at: slice) -> list[Article]: ...
    def __getitem__(self, at: int | slice) -> Article | list[Article]:
        """Single ones and stretches from the front; the rest is not read. Raises IndexError."""
        if isinstance(at, slice):
            if any((part or 0) < 0 for part in (at.start, at.stop, at.step)):
                raise IndexError(_FROM_THE_END)
            return list(islice(self, at.start, at.stop, at.step))
        if (at := index(at)) < 0:
            raise IndexError(_FROM_THE_END)
        for article in islice(self, at, at + 1):
            return article
        raise IndexError(f"there are {len(self)} articles, and none at {at}")

    def to_dicts(self) -> list[dict[str, Any]]:
        """All of them, as `Article.to_dict` gives them."""
        return [article.to_dict() for article in self]

    def to_pandas(self) -> Any:
        """A ``pandas.DataFrame``: a row an article, a column a field, times ``datetime64[…,
        Asia/Seoul]``. Raises MissingExtra where pandas is not installed.
        """
        pandas = _pandas()
        frame = pandas.DataFrame(self.to_dicts(), columns=list(FIELDS))
        for name in _TIMES:
            frame[name] = pandas.to_datetime(frame[name], utc=True).dt.tz_convert("Asia/Seoul")
        return frame

    def __repr__(self) -> str:
        return f"<articles for {self.query.text!r}, {self.order}{', folded' if self.fold else ''}>"

    def _numbers(self, session: Session) -> Iterator[int]:
        if self.order != "relevance" and not self.fold:
            if self.query.empty:
                return browsed(session, self.where, newest=self.order == "newest")
            return ids(session, self.query, self.where, order=self.order)
        return self._paged(session)

    def _paged(self, session: Session) -> Iterator[int]:
        after: str | None = None
        while True:
            page = find(
                session, self.query, self.where, order=self.order, fold=self.fold,
                limit=LARGEST_PAGE, after=after,
            )  # fmt: skip
            yield from (hit.id for hit in page.hits)
            after = page.after
            if after is None:
                return


class Corpus:
    """The corpus, opened for reading: that of the data folder (``AIPOLICY_HOME``), of another
    ``folder``, or of a database ``url``.

    Raises `db.errors.DatabaseUnreachable` where there is none.
    """

    def __init__(self, url: str | None = None, folder: str | Path | None = None) -> None:
        if url is None and folder is not None:
            url = f"sqlite:///{Path(folder).expanduser().absolute() / 'corpus.db'}"
        self._engine = open_reading(database_url(url=url), timeout=None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.close()

    def close(self) -> None:
        """Let the database go; what is asked later opens it again."""
        self._engine.dispose()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session that reads one state of the corpus, for queries of your own (`db.models`)."""
        with asking(view(self._engine)) as session:
            yield session

    def search(
        self, query: str = "", *, order: Order = "newest", fold: bool = False,
        **conditions: Unpack[Conditions],
    ) -> Result:  # fmt: skip
        """Articles that match a query (docs/search.md) and all conditions; ``fold``: one a story, its
        earliest. ``order``: newest, oldest, or relevance (of the newest 10,000 hits).

        Raises `db.search.QueryError` and `db.named.NoSuchName`, ValueErrors with a sentence.
        """
        asked, where = _asked(query), _filter(**conditions)
        if order not in ORDERS:
            raise QueryError(f"results are ordered by {', '.join(ORDERS)}, not by {order!r}")
        if where != Filter():
            with self.session() as session:
                where = brought(session, where)
        return Result(self, asked, where, order, fold)

    def article(self, id_or_url: int | str) -> Article:
        """By its number, ``outlet:key`` or canonical URL. Raises `db.errors.NotFound`."""
        with self.session() as session:
            id_ = queries.article(session, str(id_or_url)).id
            return Article.of(queries.document(session, id_))

    def versions(self, id_or_url: int | str) -> list[Version]:
        """Every text the article had, the oldest first. Raises `db.errors.NotFound`."""
        with self.session() as session:
            id_ = queries.article(session, str(id_or_url)).id
            return [_version(found) for found in queries.versions(session, id_)]

    def story(self, id_: int) -> Story:
        """A story with its articles. Raises `db.errors.NotFound`."""
        with self.session() as session:
            found = stories.story(session, id_)
        members = tuple(
            Member(**{**member, "published_at": _time(member["published_at"])})
            for member in found["members"]
        )
        return Story(
            id=found["id"], size=found["size"], outlets=found["outlets"],
            first_published_at=_time(found["first_published_at"]),
            last_published_at=_time(found["last_published_at"]),
            first=found["first"], origin=found["origin"], members=members,
        )  # fmt: skip

    def trend(
        self, query: str = "", *, by: By = "month", of: Dimension | None = None,
        **conditions: Unpack[Conditions],
    ) -> Trend:  # fmt: skip
        """Articles and stories by month, week or day in Korea: ``periods`` without a gap, and a line
        for each value of the dimension ``of`` (outlet, region, topic, agency, programme), or one line.
        """
        with self.session() as session:
            where = brought(session, _filter(**conditions))
            return trends.trend(session, where, _asked(query), by=by, of=of)

    def facets(
        self, query: str = "", *, fold: bool = False, **conditions: Unpack[Conditions]
    ) -> Facets:
        """How the hits are spread over outlets, tags, rights and months (over the newest 20,000):
        articles, or with ``fold`` stories.
        """
        with self.session() as session:
            where = brought(session, _filter(**conditions))
            return facets(session, _asked(query), where, fold=fold)


def _asked(query: str) -> Query:
    if not isinstance(query, str):
        raise TypeError(f"a query is a text, not {query!r}; '' asks for every article")
    return parse(query)


def _filter(**given: Unpack[Conditions]) -> Filter:
    """Raises TypeError for a condition that is none or no name, `db.search.QueryError` for a time that
    is none, and for a band.
    """
    names: dict[str, Any] = {**given}
    known = Conditions.__annotations__
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}? " if near else ""
            raise TypeError(f"there is no condition {name!r}; {hint}there are {', '.join(known)}")
    outlets = names.pop("outlet", None) or ()
    several = isinstance(outlets, Iterable) and not isinstance(outlets, str)
    outlets = tuple(outlets) if several else (outlets,)
    try:
        since, until = window(names.pop("since", None), names.pop("until", None))
    except NoSuchTime as error:
        raise QueryError(str(error)) from None
    for name, value in (*names.items(), *(("outlet", code) for code in outlets)):
        if value is not None and not isinstance(value, str):
            raise TypeError(f"{name} is one name, not {value!r}; for several ask several times")
    if (band := names.get("band")) and band not in get_args(Band):
        raise QueryError(f"a band is one of {', '.join(get_args(Band))}, not {band!r}")
    return Filter(outlets=outlets, since=since, until=until, **names)


@overload
def _time(value: str) -> datetime: ...
@overload
def _time(value: None) -> None: ...
def _time(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).astimezone(_SEOUL)


def _version(found: dict[str, Any]) -> Version:
    times = {name: _time(found[name]) for name in ("captured_at", "modified_at")}
    return Version(**{**found, **times})


def _pandas() -> Any:
    try:
        return importlib.import_module("pandas")
    except ModuleNotFoundError as error:
        raise MissingExtra(
            "to_pandas() needs pandas, which is not installed: pip install 'aipolicy[pandas]'. "
            "to_dicts() does without"
        ) from error


__all__ = ["Article", "Conditions", "Corpus", "Member", "Result", "Story", "Version"]
