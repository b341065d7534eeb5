"""What the store makes of a batch: identity, edits, the queue and the ledger, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update

from db import models, queries, runs
from db.records import CaptureRecord, Ending, Incoming
from db.session import reading, writing
from db.store import Store
from korean.article import Article, Byline, Moment, Rights
from korean.skeleton import content_hash, text_hash
from korean.verdict import Evidence, Tag, Verdict

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
BODY = "\n\n".join(
    f"경상북도는 인공지능 정책 {n}호를 발표하고 예산 {n}억 원을 배정했다고 밝혔다."
    for n in range(1, 9)
)
ON = Verdict("on_topic", 0.9, "accept", "policy", "rules-t",
             (Evidence("policy", "agency", "body", 0, 4, "경상북도", 0.3),))  # fmt: skip
OFF = Verdict("off_topic", 0.1, "reject", "avian", "rules-t")


def incoming(key: str, *, outlet: str = "kbs", body: str = BODY, title: str = "경북, AI 정책 발표",
             verdict: Verdict = ON, **article: Any) -> Incoming:  # fmt: skip
    read = Article(
        title=title, body=body, published=Moment(NOW - timedelta(hours=2), "minute", "입력 16:00"),
        bylines=(Byline("김하늘", "기자", "sky@example.kr"),), rights=Rights("KOGL-1", None, "1유형", "page"),
        methods={"title": "kbs.current"}, confidence={"title": 0.75}, **article,
    )  # fmt: skip
    fingerprint = content_hash(body)
    return Incoming(
        outlet=outlet, key=key, url=None if key.startswith("text:") else f"https://{outlet}.kr/{key}",
        source="feed", captured_at=NOW, article=read, verdict=verdict,
        tags=(Tag("region", "경북", 2),), text_hash=text_hash(title, None, body),
        content_hash=fingerprint, sketch=(11, 12, 13),
        capture=CaptureRecord("article", key, "u", "u", 200, NOW, f"{outlet}/x.warc.gz",
                              abs(hash((outlet, key, body))) % 10**9, 10, "sha1:X"),
    )  # fmt: skip


def ending(key: str, outcome: str, **more: Any) -> Ending:
    return Ending("kbs", key, f"https://kbs.kr/{key}", outcome, "why", "feed", NOW, **more)


@pytest.fixture
def save(engine: Engine) -> Callable[..., dict[str, str]]:
    """Store a batch as a run of its own, or of the run given."""

    def save(
        *items: Incoming | Ending, run: str | None = None, now: datetime = NOW
    ) -> dict[str, str]:
        run_id = run or runs.new_run_id(now)
        with writing(engine) as session:
            runs.save_outlets(session, [_outlet(c) for c in ("kbs", "etoday", "kyongbuk")], now)
            runs.begin(session, run_id, flow="ingest", trigger="hand", params={}, now=now,
                       outlets=["kbs", "etoday", "kyongbuk"], code_version="t")  # fmt: skip
        with writing(engine, exclusive=True) as session:
            return Store(session, run_id, now, "t").save(
                [i for i in items if isinstance(i, Incoming)],
                [i for i in items if isinstance(i, Ending)],
            )

    return save


def _outlet(code: str) -> runs.OutletRecord:
    return runs.OutletRecord(code, code, f"{code}.kr", "경북", "regional", "own", True, "unknown")


def total(engine: Engine, table: type[models.Base]) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


Save = Callable[..., dict[str, str]]


def test_a_new_article_is_stored_with_all_it_has(engine: Engine, save: Save) -> None:
    assert save(incoming("1", subtitle="부제", place="대구")) == {"1": "stored"}
    with reading(engine) as session:
        found = next(queries.articles(session, queries.Filter()))
    assert found["title"] == "경북, AI 정책 발표"
    assert found["body"] == BODY
    assert found["published_at"] == "2026-11-20T16:00:00+09:00"
    assert found["published_raw"] == "입력 16:00"
    assert found["bylines"] == [{"name": "김하늘", "role": "기자", "email": "sky@example.kr"}]
    assert found["rights"]["licence"] == "KOGL-1"
    assert found["regions"] == ["경북"]
    assert found["place"] == "대구"
    assert (found["methods"], found["confidence"]) == ({"title": "kbs.current"}, {"title": 0.75})
    assert found["version"] == 1


def test_the_same_article_again_is_unchanged(engine: Engine, save: Save) -> None:
    save(incoming("1"))
    assert save(incoming("1")) == {"1": "unchanged"}
    assert total(engine, models.Version) == 1


def test_an_edited_article_is_a_new_version_of_it(engine: Engine, save: Save) -> None:
    save(incoming("1"))
    assert save(incoming("1", body=BODY + "\n\n정정합니다.")) == {"1": "updated"}
    with reading(engine) as session:
        texts = queries.versions(session, queries.article(session, "kbs:1").id)
        assert [v["version"] for v in texts] == [1, 2]
        assert queries.document(session, 1)["body"].endswith("정정합니다.")


def test_an_edit_taken_back_returns_to_the_earlier_version(engine: Engine, save: Save) -> None:
    save(incoming("1"))
    save(incoming("1", title="경북, AI 정책 정정"))
    assert save(incoming("1")) == {"1": "updated"}
    assert save(incoming("1")) == {"1": "unchanged"}
    assert total(engine, models.Version) == 2
    with reading(engine) as session:
        assert queries.document(session, 1)["title"] == "경북, AI 정책 발표"


def queue(engine: Engine) -> dict[str, str]:
    """Key → hash of the sketched text, of what waits for its story."""
    with reading(engine) as session:
        rows = session.execute(
            select(models.Article.key, models.Fingerprint.text_hash)
            .join(models.Article, models.Article.id == models.Fingerprint.article_id)
            .where(models.Fingerprint.matched_at.is_(None))
        )
        return dict(rows.tuples().all())


def test_what_is_stored_waits_for_its_story(engine: Engine, save: Save) -> None:
    first, light = incoming("1"), incoming("2", verdict=OFF)
    assert save(first, light) == {"1": "stored", "2": "off_topic"}
    assert queue(engine) == {"1": first.text_hash}
    assert (total(engine, models.Story), total(engine, models.Sketch)) == (0, 3)


def test_an_edit_puts_an_article_into_the_queue_again_another_look_does_not(
    engine: Engine, save: Save
) -> None:
    save(incoming("1"), incoming("2", body=BODY[::-1]))
    with writing(engine) as session:
        session.execute(update(models.Fingerprint).values(matched_at=NOW))
    edited = incoming("1", body=BODY + "\n\n정정합니다.")
    save(edited, incoming("2", body=BODY[::-1]))
    assert queue(engine) == {"1": edited.text_hash}


def test_a_text_from_before_the_current_one_is_not_what_an_article_is_found_by(
    engine: Engine, save: Save
) -> None:
    current = incoming("1")
    save(current)
    before = incoming("1", body=BODY.replace("발표", "공개"))
    save(replace(before, captured_at=NOW - timedelta(days=1)))
    assert queue(engine) == {"1": current.text_hash}


def test_off_topic_leaves_a_light_row_without_text(engine: Engine, save: Save) -> None:
    assert save(incoming("1", verdict=OFF)) == {"1": "off_topic"}
    assert total(engine, models.Version) == 0
    with reading(engine) as session:
        row = queries.article(session, "kbs:1")
        assert (row.label, row.reason, row.title) == ("off_topic", "avian", "경북, AI 정책 발표")


def test_a_light_row_that_becomes_policy_is_stored(engine: Engine, save: Save) -> None:
    save(incoming("1", verdict=OFF))
    assert save(incoming("1")) == {"1": "stored"}
    with reading(engine) as session:
        assert queries.document(session, 1)["label"] == "on_topic"


def test_what_the_crawl_found_off_topic_is_a_light_row_too(engine: Engine, save: Save) -> None:
    save(ending("1", "off_topic", title="닭", verdict=OFF))
    with reading(engine) as session:
        assert queries.article(session, "kbs:1").title == "닭"


def test_every_ending_is_in_the_ledger(engine: Engine, save: Save) -> None:
    run = "20261120T090000Z-000000"
    names = [o for o in models.OUTCOMES if o not in ("stored", "updated", "copy", "off_topic")]
    save(incoming("s"), *(ending(name, name) for name in names), run=run)
    with reading(engine) as session:
        assert queries.ledger(session, run)["kbs"] == dict.fromkeys(names, 1) | {"stored": 1}


def test_storing_a_batch_again_in_the_same_run_changes_nothing(engine: Engine, save: Save) -> None:
    run = "20261120T090000Z-000000"
    save(incoming("1"), ending("2", "robots"), run=run)
    with reading(engine) as session:
        before = queries.fingerprint(session)
    assert save(incoming("1"), ending("2", "robots"), run=run) == {}
    with reading(engine) as session:
        assert queries.fingerprint(session) == before
        assert queries.ledger(session, run) == {"kbs": {"stored": 1, "robots": 1}}


@pytest.mark.parametrize("crawled_first", [True, False])
def test_an_imported_text_and_its_crawled_page_are_one_article(
    engine: Engine, save: Save, crawled_first: bool
) -> None:
    both = [incoming("1"), incoming("text:abc")]
    for item in both if crawled_first else reversed(both):
        save(item)
    assert total(engine, models.Article) == 1
    with reading(engine) as session:
        assert queries.article(session, "kbs:1").url == "https://kbs.kr/1"


def test_an_article_published_lately_is_looked_at_again_an_old_one_is_not(
    engine: Engine, save: Save
) -> None:
    old = incoming("2", body=BODY[::-1])
    long_ago = Moment(NOW - timedelta(days=90), "minute", "2026")
    save(incoming("1"), replace(old, article=replace(old.article, published=long_ago)))
    with reading(engine) as session:
        assert queries.article(session, "kbs:1").next_check_at == NOW + timedelta(hours=6)
        assert queries.article(session, "kbs:2").next_check_at is None


def test_an_article_that_its_list_calls_otherwise_is_edited_like_any(
    engine: Engine, save: Save
) -> None:
    save(incoming("1", warnings=("other_title",)))
    later = NOW + timedelta(hours=6)
    edit = incoming("1", body=BODY.replace("발표", "공개"), warnings=("other_title",))
    assert save(replace(edit, captured_at=later), now=later) == {"1": "updated"}
    assert total(engine, models.Version) == 2


@pytest.mark.parametrize("warning", ["other_title", "stub"])
def test_off_topic_is_looked_at_again_where_something_else_stood_in_its_place(
    engine: Engine, save: Save, warning: str
) -> None:
    """A number that led to another board for a day must not hide a policy article for good."""
    title = "가을 야간 강좌 수강생 모집"
    save(incoming("1", verdict=OFF, title=title, warnings=(warning,)), incoming("2", verdict=OFF))
    with reading(engine) as session:
        assert queries.article(session, "kbs:1").next_check_at == NOW + timedelta(hours=6)
        assert queries.article(session, "kbs:2").next_check_at is None
    later = NOW + timedelta(hours=6)
    assert save(replace(incoming("1"), captured_at=later), now=later) == {"1": "stored"}
    with reading(engine) as session:
        assert queries.document(session, 1)["title"] == "경북, AI 정책 발표"


def test_an_off_topic_page_that_came_back_is_left_alone_from_then_on(
    engine: Engine, save: Save
) -> None:
    save(incoming("1", verdict=OFF, title="가을 야간 강좌", warnings=("other_title",)))
    later = NOW + timedelta(hours=6)
    back = replace(incoming("1", verdict=OFF, title="닭 사육 농가"), captured_at=later)
    assert save(back, now=later) == {"1": "unchanged"}
    with reading(engine) as session:
        row = queries.article(session, "kbs:1")
        assert (row.title, row.next_check_at) == ("닭 사육 농가", None)


def test_another_page_in_the_place_of_a_stored_article_is_no_edit(
    engine: Engine, save: Save
) -> None:
    save(incoming("1"))
    later = NOW + timedelta(hours=6)
    other = incoming(
        "1", body=BODY[::-1], title="야간 강좌", verdict=OFF, warnings=("other_title",)
    )
    assert save(replace(other, captured_at=later), now=later) == {"1": "unchanged"}
    assert total(engine, models.Version) == 1
    with reading(engine) as session:
        row = queries.article(session, "kbs:1")
        assert (row.title, row.label) == ("경북, AI 정책 발표", "on_topic")
        assert row.next_check_at == later + timedelta(hours=6)


def test_a_time_without_zone_is_refused(engine: Engine) -> None:
    with pytest.raises(Exception, match="without zone"), writing(engine) as session:
        session.execute(select(models.Run).where(models.Run.started_at > datetime(2026, 1, 1)))  # noqa: DTZ001
