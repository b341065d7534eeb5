"""Articles that carry one text are one story, whoever stored them, whenever, in whatever order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update

from bench.storm import paragraphs
from db import candidates, models, queries, runs, stories
from db.candidates import Sketched, Waiting
from db.errors import NotFound
from db.records import Incoming
from db.session import reading, writing
from db.store import Store
from flows.recovery import recover
from flows.stages.stories import Settled, settle, sketch_anew
from korean.article import Article, Moment
from korean.matching.sketch import MOST_CANDIDATES, sketch
from korean.skeleton import content_hash, text_hash
from korean.verdict import Verdict

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ON = Verdict("on_topic", 0.9, "accept", "policy", "rules-t")
OUTLETS = {
    "kbs": "national",
    "etoday": "national",
    "kyongbuk": "regional",
    "gyeongbuk": "government",
}


def body(seed: int) -> str:
    return "\n\n".join(paragraphs(seed))


def rewritten(seed: int) -> str:
    """The text with a lead of its own and a paragraph less."""
    return "\n\n".join([paragraphs(seed + 10_000)[0], *paragraphs(seed)[1:7]])


def bridge(*seeds: int) -> str:
    """A text that has all of several others."""
    return "\n\n".join(p for seed in seeds for p in paragraphs(seed))


def incoming(
    key: str, text: str, *, outlet: str = "kbs", at: datetime | None = NOW, title: str = "제목"
) -> Incoming:
    article = Article(title=title, body=text, published=Moment(at, "minute", "x") if at else None)
    return Incoming(
        outlet=outlet, key=key, url=f"https://{outlet}.kr/{key}", source="feed", captured_at=NOW,
        article=article, verdict=ON, tags=(), text_hash=text_hash(title, None, text),
        content_hash=content_hash(text), sketch=sketch(text),
    )  # fmt: skip


def open_outlets(engine: Engine, run_id: str) -> None:
    records = [
        runs.OutletRecord(code, f"{code}신문", f"{code}.kr", "경북", kind, "own", True, "unknown")
        for code, kind in OUTLETS.items()
    ]
    with writing(engine) as session:
        runs.save_outlets(session, records, NOW)
        runs.begin(session, run_id, flow="ingest", trigger="hand", params={}, now=NOW,
                   outlets=sorted(OUTLETS), code_version="t")  # fmt: skip


def store(engine: Engine, run_id: str, items: Iterable[Incoming]) -> None:
    with writing(engine, exclusive=True) as session:
        Store(session, run_id, NOW, "t").save(list(items), [])


class Corpus:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def add(self, *items: Incoming) -> dict[str, str]:
        """Store in a run of its own and settle: the ledger's words by key."""
        run_id = self.store(*items)
        settle(self.engine)
        return self.ledger(run_id)

    def store(self, *items: Incoming) -> str:
        """Store alone, as a process that is killed after it."""
        run_id = runs.new_run_id(NOW)
        open_outlets(self.engine, run_id)
        store(self.engine, run_id, items)
        return run_id

    def ledger(self, run_id: str) -> dict[str, str]:
        with reading(self.engine) as session:
            rows = session.execute(
                select(models.Outcome.key, models.Outcome.outcome, models.Outcome.reason).where(
                    models.Outcome.run_id == run_id
                )
            )
            return {
                key: f"{outcome}: {reason}" if outcome == "copy" else outcome
                for key, outcome, reason in rows
            }

    @property
    def stories(self) -> set[frozenset[str]]:
        """The keys that are together."""
        return set(map(frozenset, self.numbered.values()))

    @property
    def numbered(self) -> dict[int | None, set[str]]:
        found: dict[int | None, set[str]] = {}
        with reading(self.engine) as session:
            for key, story_id in session.execute(
                select(models.Article.key, models.Article.story_id)
            ):
                found.setdefault(story_id, set()).add(key)
        return found

    def number(self, key: str) -> int:
        return next(n for n, keys in self.numbered.items() if key in keys and n is not None)

    def document(self, key: str) -> dict[str, Any]:
        with reading(self.engine) as session:
            return stories.story(session, self.number(key))

    def key(self, article_id: int) -> str:
        with reading(self.engine) as session:
            return session.get_one(models.Article, article_id).key

    def origin(self, key: str) -> str:
        return self.key(self.document(key)["origin"])

    def total(self, table: type[models.Base]) -> int:
        with reading(self.engine) as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """All that the matching writes, but when it did."""
        tables = (models.Story, models.Relation, models.Sketch, models.Fingerprint, models.Outcome)
        with reading(self.engine) as session:
            found = {
                t.__tablename__: sorted(
                    tuple(map(str, row))
                    for row in session.execute(
                        select(*(c for c in t.__table__.columns if c.name != "matched_at"))
                    )
                )
                for t in tables
            }
            rows = session.execute(select(models.Article.id, models.Article.story_id))
            found["article"] = sorted(map(tuple, rows))
        return found


@pytest.fixture
def corpus(engine: Engine) -> Corpus:
    return Corpus(engine)


# -- who is together -------------------------------------------------------------------------------


def test_the_same_text_elsewhere_joins_the_story(corpus: Corpus) -> None:
    assert corpus.add(incoming("1", body(1))) == {"1": "stored"}
    told = corpus.add(incoming("2", body(1), outlet="etoday"))
    assert told == {"2": f"copy: story {corpus.number('1')}"}
    assert corpus.stories == {frozenset("12")}
    assert corpus.total(models.Story) == 1


def test_a_rewritten_text_joins_too(corpus: Corpus) -> None:
    corpus.add(incoming("1", body(1)), incoming("2", rewritten(1), outlet="etoday"))
    assert corpus.stories == {frozenset("12")}
    relation = corpus.document("1")["members"][1]
    assert relation["relation"] == "copy"
    assert 0.6 < relation["containment"] < 1


def test_of_copies_in_one_batch_the_first_is_stored(corpus: Corpus) -> None:
    told = corpus.add(*(incoming(str(n), body(1), outlet="kbs") for n in range(3)))
    assert {key: outcome.partition(":")[0] for key, outcome in told.items()} == {
        "0": "stored", "1": "copy", "2": "copy",
    }  # fmt: skip


def test_a_republication_of_the_same_outlet_is_a_copy(corpus: Corpus) -> None:
    corpus.add(incoming("1", body(1)))
    later = incoming("2", rewritten(1), at=NOW + timedelta(hours=5))
    assert corpus.add(later)["2"].startswith("copy")


def test_other_texts_have_stories_of_their_own(corpus: Corpus) -> None:
    corpus.add(*(incoming(str(n), body(n)) for n in range(5)))
    assert corpus.stories == {frozenset(str(n)) for n in range(5)}


def test_short_texts_that_are_equal_are_no_copies(corpus: Corpus) -> None:
    short = "자세한 소식 이어집니다."
    told = corpus.add(incoming("1", short), incoming("2", short, outlet="etoday"))
    assert told == {"1": "stored", "2": "stored"}
    assert corpus.stories == {frozenset("1"), frozenset("2")}


@pytest.mark.parametrize(("days", "text", "together"), [
    (20, rewritten(1), True), (200, rewritten(1), False), (200, body(1), True),
])  # fmt: skip
def test_an_equal_text_is_found_at_any_distance_a_similar_one_within_a_month(
    corpus: Corpus, days: int, text: str, together: bool
) -> None:
    corpus.add(incoming("1", body(1)))
    corpus.add(incoming("2", text, at=NOW - timedelta(days=days)))
    assert (frozenset("12") in corpus.stories) is together


def test_a_text_without_a_date_is_looked_for_on_the_day_it_came_in(corpus: Corpus) -> None:
    corpus.add(incoming("1", body(1)), incoming("2", rewritten(1), at=None))
    assert corpus.stories == {frozenset("12")}


# -- numbers, figures, origins ---------------------------------------------------------------------


def test_a_text_that_has_two_stories_makes_them_one_and_the_oldest_number_stays(
    corpus: Corpus,
) -> None:
    corpus.add(incoming("1", body(1)))
    corpus.add(incoming("2", body(2)))
    first, second = corpus.number("1"), corpus.number("2")
    corpus.add(incoming("3", bridge(1, 2)))
    assert corpus.numbered == {first: {"1", "2", "3"}}
    with reading(corpus.engine) as session:
        emptied = session.get_one(models.Story, second)
        assert (emptied.merged_into, emptied.size) == (first, 0)
        assert stories.story(session, second)["id"] == first


def test_an_emptied_story_leads_to_the_last_one_in_one_step(corpus: Corpus) -> None:
    for key in "123":
        corpus.add(incoming(key, body(int(key))))
    numbers = [corpus.number(key) for key in "123"]
    corpus.add(incoming("4", bridge(2, 3)))
    corpus.add(incoming("5", bridge(1, 2)))
    with reading(corpus.engine) as session:
        leads = dict(session.execute(select(models.Story.id, models.Story.merged_into)).all())
    assert leads == {numbers[0]: None, numbers[1]: numbers[0], numbers[2]: numbers[0]}


def test_a_story_tells_its_size_outlets_and_times(corpus: Corpus) -> None:
    corpus.add(
        incoming("1", body(1), at=NOW),
        incoming("2", body(1), outlet="etoday", at=NOW - timedelta(hours=3)),
        incoming("3", body(1), outlet="etoday", at=None),
    )
    told = corpus.document("1")
    assert (told["size"], told["outlets"]) == (3, 2)
    assert told["first_published_at"] == "2026-11-20T15:00:00+09:00"
    assert told["last_published_at"] == "2026-11-20T18:00:00+09:00"
    assert corpus.key(told["first"]) == corpus.origin("1") == "2"
    assert [member["key"] for member in told["members"]] == ["2", "1", "3"]


def test_a_press_release_that_comes_late_is_the_origin(corpus: Corpus) -> None:
    corpus.add(incoming("1", body(1), at=NOW - timedelta(hours=3)))
    number = corpus.number("1")
    assert corpus.origin("1") == "1"
    corpus.add(incoming("9", body(1), outlet="gyeongbuk"))
    assert (corpus.origin("1"), corpus.key(corpus.document("1")["first"])) == ("9", "1")
    assert corpus.number("9") == number


# -- texts that change -----------------------------------------------------------------------------


def test_an_article_that_is_no_copy_any_more_leaves_the_story(corpus: Corpus) -> None:
    corpus.add(incoming("1", body(1)), incoming("2", body(1), outlet="etoday"))
    number = corpus.number("1")
    assert corpus.add(incoming("2", body(2), outlet="etoday")) == {"2": "updated"}
    assert corpus.stories == {frozenset("1"), frozenset("2")}
    assert corpus.number("1") == number
    assert (corpus.document("1")["size"], corpus.total(models.Relation)) == (1, 0)


def test_an_article_edited_into_a_copy_joins_the_story(corpus: Corpus) -> None:
    corpus.add(incoming("1", body(1)), incoming("2", body(2), outlet="etoday"))
    emptied = corpus.number("2")
    corpus.add(incoming("2", rewritten(1), outlet="etoday"))
    assert corpus.stories == {frozenset("12")}
    with reading(corpus.engine) as session:
        assert session.get_one(models.Story, emptied).merged_into == corpus.number("1")


@pytest.mark.parametrize(("release", "keeps"), [("1", "1"), ("2", "2")])
def test_a_story_that_falls_apart_leaves_its_number_to_its_origin(
    corpus: Corpus, release: str, keeps: str
) -> None:
    corpus.add(
        incoming("1", body(1), outlet="gyeongbuk" if release == "1" else "kbs"),
        incoming("2", body(2), outlet="gyeongbuk" if release == "2" else "kbs"),
        incoming("3", bridge(1, 2), outlet="etoday"),
    )
    number = corpus.number("3")
    assert corpus.stories == {frozenset("123")}
    corpus.add(incoming("3", body(3), outlet="etoday"))
    assert corpus.stories == {frozenset("1"), frozenset("2"), frozenset("3")}
    assert corpus.number(keeps) == number


def test_an_article_whose_date_alone_changes_moves_in_its_story(corpus: Corpus) -> None:
    corpus.add(incoming("1", body(1)), incoming("2", body(1), at=NOW - timedelta(hours=1)))
    assert corpus.origin("1") == "2"
    assert corpus.add(incoming("1", body(1), at=NOW - timedelta(hours=2))) == {"1": "unchanged"}
    assert corpus.origin("1") == "1"
    assert corpus.document("1")["first_published_at"] == "2026-11-20T16:00:00+09:00"


def test_sketches_of_an_earlier_text_are_gone(corpus: Corpus) -> None:
    corpus.add(incoming("1", body(1)))
    corpus.add(incoming("1", body(2)))
    with reading(corpus.engine) as session:
        assert set(session.scalars(select(models.Sketch.hash))) == set(sketch(body(2)))
        assert session.get_one(models.Fingerprint, 1).text_hash == text_hash("제목", None, body(2))


def test_another_date_is_another_place_to_be_found_at(corpus: Corpus) -> None:
    corpus.add(incoming("1", body(1), at=None))
    corpus.add(incoming("1", body(1), at=NOW - timedelta(days=90)))
    corpus.add(incoming("2", rewritten(1), at=NOW - timedelta(days=90)))
    assert corpus.stories == {frozenset("12")}
    assert corpus.total(models.Sketch) == 2 * len(sketch(body(1)))


# -- killed, twice, at the same time ---------------------------------------------------------------


def test_settling_all_of_it_again_changes_nothing(corpus: Corpus) -> None:
    corpus.add(incoming("1", body(1)), incoming("2", rewritten(1)), incoming("3", body(3)))
    corpus.add(incoming("4", bridge(1, 3)), incoming("5", body(5)))
    before = corpus.dump()
    with writing(corpus.engine) as session:
        session.execute(update(models.Fingerprint).values(matched_at=None))
    assert settle(corpus.engine) == Settled(articles=5)
    assert corpus.dump() == before
    assert settle(corpus.engine) == Settled()


def test_what_a_killed_run_left_gets_its_stories_from_the_next_one(
    corpus: Corpus, tmp_path: Path
) -> None:
    corpus.add(incoming("1", body(1)))
    run_id = corpus.store(incoming("2", body(1), outlet="etoday"), incoming("3", body(3)))
    assert corpus.numbered[None] == {"2", "3"}
    recover(corpus.engine, tmp_path)
    assert corpus.stories == {frozenset("12"), frozenset("3")}
    assert corpus.ledger(run_id) == {"2": f"copy: story {corpus.number('1')}", "3": "stored"}


def test_one_that_is_killed_behind_the_merge_is_done_again(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What rests on the stories, such as the lineage of releases, is written after them."""
    from flows.stages import stories as module

    corpus.add(incoming("1", body(1), at=NOW - timedelta(hours=1)))
    corpus.store(incoming("2", body(1), outlet="gyeongbuk"))

    def killed(*_: Any) -> None:
        raise SystemExit(137)

    with monkeypatch.context() as patched:
        patched.setattr(module.lineage, "refresh", killed)
        with pytest.raises(SystemExit):
            settle(corpus.engine)
    assert corpus.stories == {frozenset("12")}
    assert corpus.total(models.Reuse) == 0
    settle(corpus.engine)
    assert corpus.total(models.Reuse) == 1
    assert settle(corpus.engine) == Settled()


def test_a_text_our_code_stumbles_over_costs_its_pair_alone(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from flows.stages import stories as module

    def stumble(*_: Any) -> Any:
        raise ValueError("a text like no other")

    monkeypatch.setattr(module, "compare", stumble)
    corpus.add(incoming("1", body(1)), incoming("2", rewritten(1)), incoming("3", body(1)))
    assert corpus.stories == {frozenset("13"), frozenset("2")}
    assert "could not be compared" in caplog.text


def test_a_fault_of_the_lineage_costs_no_story_and_is_tried_again(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.stages import stories as module

    def fault(*_: Any) -> Any:
        raise ValueError("no sentences")

    with monkeypatch.context() as patched:
        patched.setattr(module.lineage, "refresh", fault)
        corpus.add(incoming("1", body(1)), incoming("2", body(1), outlet="gyeongbuk"))
    assert corpus.stories == {frozenset("12")}
    settle(corpus.engine)
    assert corpus.total(models.Reuse) == 1


def test_lineage_follows_who_is_in_the_story_of_a_release(corpus: Corpus) -> None:
    def held_against() -> set[tuple[str, str]]:
        with reading(corpus.engine) as session:
            pairs = session.execute(select(models.Reuse.release_id, models.Reuse.article_id)).all()
        return {(corpus.key(release), corpus.key(article)) for release, article in pairs}

    corpus.add(incoming("1", body(1)), incoming("2", body(1), outlet="etoday"))
    corpus.add(incoming("r", body(1), outlet="gyeongbuk"))
    assert held_against() == {("r", "1"), ("r", "2")}
    corpus.add(incoming("e", body(1), outlet="gyeongbuk", at=NOW - timedelta(days=1)))
    assert held_against() == {("e", "1"), ("e", "2")}  # its own outlet's is no reuse
    corpus.add(incoming("2", body(2), outlet="etoday"))
    assert held_against() == {("e", "1")}
    corpus.add(incoming("e", body(4), outlet="gyeongbuk"))
    assert held_against() == {("r", "1")}


def test_the_queue_is_drained_in_small_batches_alike(corpus: Corpus) -> None:
    corpus.store(*(incoming(str(n), rewritten(n % 4)) for n in range(12)))
    while settle(corpus.engine, limit=2).articles:
        pass
    assert corpus.stories == {frozenset(str(n) for n in range(r, 12, 4)) for r in range(4)}


def test_an_outlet_settles_its_own_and_meets_all(corpus: Corpus) -> None:
    corpus.store(
        incoming("1", body(1)), incoming("2", body(1), outlet="etoday"), incoming("3", body(3))
    )
    settled = settle(corpus.engine, outlet="etoday")
    assert (settled.articles, settled.joined) == (1, {("etoday", "2")})
    assert corpus.stories == {frozenset("12"), frozenset("3")}


def test_a_text_that_changes_while_it_is_compared_is_done_again(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.stages import stories as module

    corpus.add(incoming("1", body(1)))
    corpus.store(incoming("2", body(1), outlet="etoday"))
    keep = module._keep

    def slowly(*args: Any) -> Any:
        monkeypatch.setattr(module, "_keep", keep)
        corpus.store(incoming("2", body(2), outlet="etoday"))
        return keep(*args)

    monkeypatch.setattr(module, "_keep", slowly)
    assert settle(corpus.engine).articles == 0
    settle(corpus.engine)
    assert corpus.stories == {frozenset("1"), frozenset("2")}
    assert corpus.total(models.Relation) == 0


def test_texts_from_before_there_were_sketches_get_theirs(corpus: Corpus) -> None:
    corpus.add(incoming("1", body(1)), incoming("2", body(2)))
    with writing(corpus.engine) as session:
        session.execute(models.Sketch.__table__.delete())
        session.execute(models.Fingerprint.__table__.delete())
    assert sketch_anew(corpus.engine) == 2
    assert sketch_anew(corpus.engine) == 0
    assert corpus.add(incoming("3", rewritten(1)))["3"].startswith("copy")


# -- the bound -------------------------------------------------------------------------------------


def test_boilerplate_that_very_many_share_costs_a_bounded_number_of_comparisons(
    corpus: Corpus,
) -> None:
    crowd = 3 * candidates.CROWD
    boilerplate, mine = tuple(range(20)), tuple(range(5000, 5012))
    corpus.store(*(incoming(str(n), f"글 {n}") for n in range(crowd + 2)))
    with writing(corpus.engine) as session:
        hashes = dict(session.execute(
            select(models.Article.key, models.Version.text_hash)
            .join(models.Version, models.Version.id == models.Article.current_version_id)
        ).all())  # fmt: skip
        ids = dict(session.execute(select(models.Article.key, models.Article.id)).all())
        for n in range(crowd + 2):
            own = mine if n >= crowd else tuple(range(1000 * n + 10_000, 1000 * n + 10_012))
            candidates.publish(session, [Sketched(ids[str(n)], hashes[str(n)], boilerplate + own)])
    last = Waiting(ids[str(crowd + 1)], "", candidates.day_bucket(NOW, NOW), boilerplate + mine)
    with reading(corpus.engine) as session:
        found = candidates.find(session, [last])[last.article_id]
    assert len(found) <= MOST_CANDIDATES
    assert found[0] == ids[str(crowd)]  # the copy comes first, however late it was stored


def test_a_story_larger_than_the_crowd_that_is_looked_at_hangs_together(corpus: Corpus) -> None:
    number = candidates.CROWD + 20
    for start in range(0, number, 28):
        corpus.add(*(incoming(str(n), rewritten(1)) for n in range(start, min(start + 28, number))))
    assert corpus.stories == {frozenset(map(str, range(number)))}
    assert corpus.document("0")["size"] == number


# -- what people see -------------------------------------------------------------------------------


def test_neighbours_are_told_with_their_figures(corpus: Corpus) -> None:
    corpus.add(incoming("1", body(1)), incoming("2", body(1)), incoming("3", body(3)))
    with writing(corpus.engine) as session:
        ids = dict(session.execute(select(models.Article.key, models.Article.id)).all())
        for key in "12":
            session.add(models.Relation(a_id=ids[key], b_id=ids["3"], kind="related",
                                        containment=0.5 + int(key) / 50, jaccard=0.3, created_at=NOW))  # fmt: skip
    (neighbour,) = corpus.document("1")["related"]
    assert neighbour == {
        "id": ids["3"], "outlet": "kbs", "outlet_name": "kbs신문", "kind": "national", "key": "3",
        "title": "제목", "url": "https://kbs.kr/3", "published_at": "2026-11-20T18:00:00+09:00",
        "label": "on_topic", "relation": "related", "containment": 0.54, "jaccard": 0.3,
        "story_id": corpus.number("3"), "to": ids["2"],
    }  # fmt: skip
    assert corpus.document("3")["related"][0]["to"] == ids["3"]
    assert corpus.document("1")["template"] == []


def test_a_story_that_is_not_there_is_a_sentence(corpus: Corpus) -> None:
    with reading(corpus.engine) as session, pytest.raises(NotFound, match="no story 7"):
        stories.story(session, 7)


def test_the_fingerprint_knows_who_is_together_and_no_numbers(corpus: Corpus) -> None:
    def fingerprint() -> str:
        with reading(corpus.engine) as session:
            return queries.fingerprint(session)

    corpus.store(incoming("1", body(1)), incoming("2", body(1)), incoming("3", body(3)))
    apart = fingerprint()
    settle(corpus.engine)
    together = fingerprint()
    assert apart != together
    with writing(corpus.engine) as session:
        old = session.get_one(models.Story, corpus.number("1"))
        anew = {c.name: getattr(old, c.name) for c in models.Story.__table__.columns}
        session.add(models.Story(**(anew | {"id": 4711})))
        session.flush()
        session.execute(
            update(models.Article).where(models.Article.story_id == old.id).values(story_id=4711)
        )
    assert fingerprint() == together


def test_every_ledger_adds_up(corpus: Corpus) -> None:
    items = [incoming(str(n), rewritten(n % 3)) for n in range(9)]
    told = corpus.add(
        *items, replace(items[0], key="light", verdict=replace(ON, label="off_topic"))
    )
    words = [outcome.partition(":")[0] for outcome in told.values()]
    assert {word: words.count(word) for word in words} == {"stored": 3, "copy": 6, "off_topic": 1}
