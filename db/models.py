"""The tables. One line per column is in ``docs/columns.md``, checked against this file by a test.

Times are ``UtcDateTime``: aware in Python, UTC in the database, on SQLite and PostgreSQL alike.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from db.types import UtcDateTime

#: What can become of one discovered URL. Exhaustive: their sum is *discovered*.
OUTCOMES = (
    "stored",
    "updated",
    "unchanged",
    "copy",
    "off_topic",
    "not_article",
    "not_korean",
    "outside_window",
    "robots",
    "blocked",
    "unreachable",
    "http_error",
    "too_large",
    "undecodable",
    "extract_failed",
)

#: Outcomes worth another try in the next run.
TRANSIENT = ("blocked", "unreachable")

#: Outcomes that another look will hardly change: asked again ever less often.
SETTLED = ("not_article", "not_korean", "undecodable", "too_large", "http_error", "extract_failed")

#: Binary JSON on PostgreSQL, text on SQLite.
Json = JSON().with_variant(JSONB, "postgresql")

#: A 64-bit key on PostgreSQL that SQLite still takes as its rowid.
BigId = BigInteger().with_variant(Integer, "sqlite")


def unmodelled(table: str) -> bool:
    """Is it one of the search index's tables, which differ on the two databases? Migrations make
    them, `db.search` writes them.
    """
    return table == "search" or (
        table.startswith("search_") and table not in {"search_doc", "search_queue"}
    )


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        datetime: UtcDateTime,
        str: Text,
        dict[str, Any]: Json,
        list[Any]: Json,
    }


class Outlet(Base):
    """A source of articles, as the registry had it at the last run."""

    __tablename__ = "outlet"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    domain: Mapped[str]
    region: Mapped[str]
    kind: Mapped[str]
    family: Mapped[str]
    active: Mapped[bool]
    rights: Mapped[str]
    rights_notice: Mapped[str | None]
    ai_training: Mapped[bool | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    evidence: Mapped[str]
    note: Mapped[str | None]
    updated_at: Mapped[datetime]


class Run(Base):
    """One run of a flow or an import."""

    __tablename__ = "run"

    id: Mapped[str] = mapped_column(primary_key=True)  # 20261121T083000Z-ab12cd
    flow: Mapped[str]
    trigger: Mapped[str]  # hand | schedule | import | demo
    params: Mapped[dict[str, Any]]
    status: Mapped[str]  # running | finished | failed | crashed
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    code_version: Mapped[str]
    message: Mapped[str | None]
    machine: Mapped[str | None]  # whose data folder holds its files

    outlets: Mapped[list[RunOutlet]] = relationship(back_populates="run")


class RunOutlet(Base):
    """One outlet's part in a run: how it ended and what it cost."""

    __tablename__ = "run_outlet"

    run_id: Mapped[str] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"), primary_key=True)
    outlet: Mapped[str] = mapped_column(ForeignKey("outlet.code"), primary_key=True)
    status: Mapped[str]  # running | finished | failed
    message: Mapped[str | None]
    finish_reason: Mapped[str | None]
    discovered: Mapped[int] = mapped_column(default=0)
    requests: Mapped[int] = mapped_column(default=0)
    bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    crawl_seconds: Mapped[float] = mapped_column(default=0.0)
    process_seconds: Mapped[float] = mapped_column(default=0.0)
    errors: Mapped[int] = mapped_column(default=0)
    coverage: Mapped[dict[str, Any]] = mapped_column(default=dict)  # field -> share filled
    warnings: Mapped[list[Any]] = mapped_column(default=list)
    sources: Mapped[list[Any]] = mapped_column(default=list, server_default=text("'[]'"))
    drift: Mapped[list[Any]] = mapped_column(default=list, server_default=text("'[]'"))

    run: Mapped[Run] = relationship(back_populates="outlets")


class Lease(Base):
    """Who works on what right now, across machines: nobody else does until ``until`` is over.

    Its holder puts ``until`` off for as long as it lives. Times are the database server's.
    """

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(primary_key=True)  # outlet:kbs, reprocess …
    machine: Mapped[str]
    holder: Mapped[str]
    run_id: Mapped[str | None]
    taken_at: Mapped[datetime]
    until: Mapped[datetime]


class Outcome(Base):
    """What became of one discovered URL in one run."""

    __tablename__ = "outcome"
    __table_args__ = (
        CheckConstraint(
            "outcome in (%s)" % ", ".join(f"'{o}'" for o in OUTCOMES), name="known_outcome"
        ),
        Index("ix_outcome_outlet_key", "outlet", "key"),
    )

    run_id: Mapped[str] = mapped_column(ForeignKey("run.id", ondelete="CASCADE"), primary_key=True)
    outlet: Mapped[str] = mapped_column(ForeignKey("outlet.code"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str | None]
    outcome: Mapped[str]
    reason: Mapped[str | None]
    source: Mapped[str | None]
    http_status: Mapped[int | None]
    at: Mapped[datetime]


class Capture(Base):
    """One fetched response in the archive: where it lies and how to check it."""

    __tablename__ = "capture"
    __table_args__ = (
        UniqueConstraint("file", "offset"),
        Index("ix_capture_outlet_key", "outlet", "key"),
        Index("ix_capture_digest", "digest"),
        # of thousands a week, the few that a watch compares
        Index(
            "ix_capture_robots", "outlet", "url", "fetched_at",
            sqlite_where=text("kind = 'robots'"), postgresql_where=text("kind = 'robots'"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), index=True)
    outlet: Mapped[str] = mapped_column(ForeignKey("outlet.code"))
    key: Mapped[str | None]
    kind: Mapped[str]
    url: Mapped[str]
    final_url: Mapped[str]
    status: Mapped[int]
    fetched_at: Mapped[datetime]
    file: Mapped[str]
    offset: Mapped[int] = mapped_column(BigInteger)
    length: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str]
    content_type: Mapped[str | None]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    size: Mapped[int] = mapped_column(BigInteger)


class FeedState(Base):
    """What a feed, sitemap or list answered last: the ground for a conditional request."""

    __tablename__ = "feed_state"

    outlet: Mapped[str] = mapped_column(ForeignKey("outlet.code"), primary_key=True)
    url: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    status: Mapped[int]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    body_hash: Mapped[str | None]
    rows: Mapped[int]
    newest_at: Mapped[datetime | None]
    fetched_at: Mapped[datetime]


class Story(Base):
    """Articles that carry the same text: syndicated copies and re-publications.

    ``origin_id`` and ``first_id`` are articles, without a foreign key: articles point at stories.
    """

    __tablename__ = "story"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    created_at: Mapped[datetime]
    origin_id: Mapped[int | None] = mapped_column(
        BigInteger
    )  # the press release where there is one
    first_id: Mapped[int | None] = mapped_column(BigInteger)  # the first publisher's
    size: Mapped[int] = mapped_column(default=1)
    outlets: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[datetime | None]
    last_at: Mapped[datetime | None]
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("story.id"))


class Article(Base):
    """One article of one outlet. ``(outlet, key)`` is its identity.

    An off-topic article is a light row: no version, just what is needed to rescore it.
    """

    __tablename__ = "article"
    __table_args__ = (
        UniqueConstraint("outlet", "key"),
        Index("ix_article_next_check_at", "outlet", "next_check_at"),
        # how many an outlet has, and its newest one, without looking at any
        Index("ix_article_outlet_label_published_at", "outlet", "label", "published_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    outlet: Mapped[str] = mapped_column(ForeignKey("outlet.code"))
    key: Mapped[str]
    url: Mapped[str | None]  # canonical; null for an imported text whose address is not known
    title: Mapped[str | None]  # of the current version, or as listed for a light row
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    label: Mapped[str]  # on_topic | off_topic
    score: Mapped[float]
    band: Mapped[str]  # accept | review | reject
    reason: Mapped[str | None]
    story_id: Mapped[int | None] = mapped_column(ForeignKey("story.id"), index=True)
    current_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("version.id", use_alter=True, name="fk_article_current_version_id_version")
    )
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("capture.id"), index=True)
    first_seen_at: Mapped[datetime]
    last_checked_at: Mapped[datetime]
    next_check_at: Mapped[datetime | None]
    checks: Mapped[int] = mapped_column(default=0)
    run_id: Mapped[str | None] = mapped_column(ForeignKey("run.id"))  # that stored it first
    extractor: Mapped[str | None]  # of a light row: the code that read and judged it last

    versions: Mapped[list[Version]] = relationship(
        back_populates="article", foreign_keys="Version.article_id", order_by="Version.n"
    )
    current: Mapped[Version | None] = relationship(
        foreign_keys=[current_version_id], post_update=True
    )


class Version(Base):
    """One text of an article; an edit makes a new one."""

    __tablename__ = "version"
    __table_args__ = (
        UniqueConstraint("article_id", "n"),
        UniqueConstraint("article_id", "text_hash", name="uq_version_text"),
        Index("ix_version_content_hash", "content_hash"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    n: Mapped[int]  # 1, 2, 3 …
    text_hash: Mapped[str]  # of title, subtitle and body: tells edits apart
    content_hash: Mapped[str]  # of the body's skeleton: tells copies
    title: Mapped[str]
    subtitle: Mapped[str | None]
    body: Mapped[str]
    language: Mapped[str]
    published_at: Mapped[datetime | None]
    published_raw: Mapped[str | None]
    published_precision: Mapped[str | None]
    modified_at: Mapped[datetime | None]
    modified_raw: Mapped[str | None]
    bylines: Mapped[list[Any]]
    place: Mapped[str | None]
    section: Mapped[str | None]
    programme: Mapped[str | None]
    department: Mapped[str | None]
    contact: Mapped[str | None]
    captions: Mapped[list[Any]]
    tags: Mapped[list[Any]]  # the outlet's own keywords; ours are in `tag`
    attachments: Mapped[list[Any]]
    image_url: Mapped[str | None]
    methods: Mapped[dict[str, Any]]
    confidence: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    warnings: Mapped[list[Any]]
    cuts: Mapped[list[Any]]
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("capture.id"), index=True)
    captured_at: Mapped[datetime]
    extracted_at: Mapped[datetime]
    extractor: Mapped[str]  # code version that read it

    article: Mapped[Article] = relationship(back_populates="versions", foreign_keys=[article_id])


class Sighting(Base):
    """When an article was seen to carry another text than before: its history, with the edits that
    were taken back. The newest one is of the current version.
    """

    __tablename__ = "sighting"
    __table_args__ = (
        Index("ix_sighting_article_id_at", "article_id", "at"),
        Index("ix_sighting_at", "at", "article_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    version_id: Mapped[int] = mapped_column(
        ForeignKey("version.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime]
    capture_id: Mapped[int | None] = mapped_column(ForeignKey("capture.id"), index=True)


class Fingerprint(Base):
    """What copies of an article are found by: the sketch of its current text, and whether it was
    looked for. Rows without ``matched_at`` are the queue of the matching.
    """

    __tablename__ = "fingerprint"
    __table_args__ = (
        Index(
            "ix_fingerprint_pending",
            "article_id",
            sqlite_where=text("matched_at IS NULL"),
            postgresql_where=text("matched_at IS NULL"),
        ),
    )

    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    text_hash: Mapped[str]  # of the version that was sketched
    algorithm: Mapped[int]
    bucket: Mapped[int]  # days since 1970 in Asia/Seoul // 30
    hashes: Mapped[bytes] = mapped_column(LargeBinary)  # ascending, 8 bytes each, little-endian
    matched_at: Mapped[datetime | None]


class Sketch(Base):
    """A fingerprint's hashes, one a row, by which candidates are found.

    No foreign key: 32 checks an article for rows that only come and go with their fingerprint.
    """

    __tablename__ = "sketch"
    __table_args__ = ({"sqlite_with_rowid": False},)

    bucket: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    article_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)


class Relation(Base):
    """How two articles' texts relate: copy, related or template, with the figures. ``a_id`` is the
    smaller number.
    """

    __tablename__ = "relation"
    __table_args__ = (Index("ix_relation_b_id", "b_id"),)

    a_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete="CASCADE"), primary_key=True
    )
    b_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str]
    containment: Mapped[float | None]
    jaccard: Mapped[float | None]
    created_at: Mapped[datetime]


class Reuse(Base):
    """How much of an article comes from a press release of its story."""

    __tablename__ = "reuse"
    __table_args__ = (Index("ix_reuse_article_id", "article_id"),)

    release_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete="CASCADE"), primary_key=True
    )
    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete="CASCADE"), primary_key=True
    )
    relation: Mapped[str]  # copy | related
    share: Mapped[float]  # of the article's letters that stand in the release
    coverage: Mapped[float]  # of the release's letters that stand in the article
    kept: Mapped[int]  # sentences of the article, word for word
    changed: Mapped[int]
    added: Mapped[int]
    dropped: Mapped[int]  # sentences of the release
    delay_seconds: Mapped[int | None] = mapped_column(BigInteger)
    algorithm: Mapped[int]
    created_at: Mapped[datetime]


class Verdict(Base):
    """A scorer's explained opinion on relevance. Append-only."""

    __tablename__ = "verdict"
    __table_args__ = (UniqueConstraint("article_id", "text_hash", "ruleset"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    text_hash: Mapped[str]  # of the text judged
    ruleset: Mapped[str]
    label: Mapped[str]
    score: Mapped[float]
    band: Mapped[str]
    reason: Mapped[str]
    evidence: Mapped[list[Any]]
    created_at: Mapped[datetime]


class Label(Base):
    """A person's opinion on relevance; the newest of an article holds."""

    __tablename__ = "label"
    __table_args__ = (UniqueConstraint("article_id", "person", "created_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"))
    label: Mapped[str]  # on_topic | off_topic
    person: Mapped[str]
    note: Mapped[str | None]
    created_at: Mapped[datetime]


class Model(Base):
    """A linear model trained on labels: its coefficients, how it was tested, and whether it judges
    beside the rules. The one promoted last does.
    """

    __tablename__ = "model"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    ruleset: Mapped[str]  # of the rules it was trained beside
    labels: Mapped[int]
    weights: Mapped[dict[str, Any]]
    report: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    promoted_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]


class Tag(Base):
    """A topic, region, agency, programme or amount of an article's current version, with why."""

    __tablename__ = "tag"
    __table_args__ = (Index("ix_tag_kind_value", "kind", "value"),)

    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete="CASCADE"), primary_key=True
    )
    # topic | region | agency | programme | amount
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    krw: Mapped[int | None] = mapped_column(BigInteger)  # of an amount
    evidence: Mapped[list[Any]]


class Quote(Base):
    """A direct quotation in a version's body, with who said it. Offsets are characters."""

    __tablename__ = "quote"
    __table_args__ = (
        UniqueConstraint("version_id", "start"),
        Index("ix_quote_speaker", "speaker"),
        Index("ix_quote_agency", "agency"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id", ondelete="CASCADE"))
    text: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    speaker: Mapped[str | None]
    office: Mapped[str | None]
    organisation: Mapped[str | None]
    agency: Mapped[str | None]  # the organisation's key in our vocabulary
    verb: Mapped[str | None]
    resolved: Mapped[str | None]  # named | anaphora; null where the speaker is left open
    evidence: Mapped[list[Any]]


class ArticleRights(Base):
    """Licence and reuse terms of an article, with the notice's own words."""

    __tablename__ = "rights"

    article_id: Mapped[int] = mapped_column(
        ForeignKey("article.id", ondelete="CASCADE"), primary_key=True
    )
    licence: Mapped[str]
    ai_training: Mapped[bool | None]
    notice: Mapped[str | None]
    source: Mapped[str | None]
    updated_at: Mapped[datetime]


class Proposal(Base):
    """A source found where an outlet's declared ones had failed: for a person to put into the
    registry, or not.
    """

    __tablename__ = "proposal"

    outlet: Mapped[str] = mapped_column(ForeignKey("outlet.code"), primary_key=True)
    url: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]  # feed | sitemap | list
    found: Mapped[str]  # robots | front page | family
    rows: Mapped[int]
    newest_at: Mapped[datetime | None]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    run_id: Mapped[str | None] = mapped_column(ForeignKey("run.id"))


class Probe(Base):
    """How an outlet was found to be by a watch."""

    __tablename__ = "probe"
    __table_args__ = (Index("ix_probe_outlet_at", "outlet", "at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    outlet: Mapped[str] = mapped_column(ForeignKey("outlet.code"))
    at: Mapped[datetime]
    state: Mapped[str]
    reason: Mapped[str | None]
    details: Mapped[dict[str, Any]]


class SearchDoc(Base):
    """A document of the search index (`db.search`): whose it is, and what is asked beside words.

    Without foreign keys: the index is made from the tables, and always can be made anew. A row
    without ``article_id`` is dead: SQLite cannot take a text out of its index.
    """

    __tablename__ = "search_doc"
    __table_args__ = (
        UniqueConstraint("article_id"),
        Index("ix_search_doc_story_id", "story_id", "docid"),
    )

    docid: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    article_id: Mapped[int | None] = mapped_column(BigInteger)
    version_id: Mapped[int | None] = mapped_column(BigInteger)
    story_id: Mapped[int | None] = mapped_column(BigInteger)
    published_at: Mapped[datetime | None]
    outlet: Mapped[str]
    digest: Mapped[str]  # of all that is indexed


class SearchQueue(Base):
    """Articles that changed and are to be indexed. Filled by triggers, whoever writes."""

    __tablename__ = "search_queue"
    __table_args__ = ({"sqlite_with_rowid": False},)

    article_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    # tells a change from the one before: random on SQLite, the transaction's number on PostgreSQL
    mark: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
