"""Three ways to judge: words, a classifier learnt from labels, and ours."""

from __future__ import annotations

import importlib
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.relevance.sets import Case
from korean.relevance import judge

PASSES = 3
"""A way's speed is its best pass: other work on the machine only ever slows it."""
KEYWORD = re.compile("AI|인공지능")


@dataclass(frozen=True, slots=True)
class Judged:
    """What one way said of every case, and the CPU seconds it took (without training)."""

    name: str
    said: list[bool]
    seconds: float


def keyword(cases: Sequence[Case], passes: int = PASSES) -> Judged:
    """On topic is what says AI: how collectors without a scorer do it."""
    return _timed(
        "keyword", lambda: [bool(KEYWORD.search(f"{c.title}\n{c.body}")) for c in cases], passes
    )


def ours(cases: Sequence[Case], passes: int = PASSES) -> Judged:
    return _timed(
        "ours",
        lambda: [judge(c.title, c.body, kind=c.kind).label == "on_topic" for c in cases],
        passes,
    )


def learned(cases: Sequence[Case]) -> Judged:
    """Character n-grams and logistic regression, each group judged by a model that saw none of it.

    Groups are outlets (of the cases, styles of outlets): a model that saw an outlet knows its style.
    """
    text = importlib.import_module("sklearn.feature_extraction.text")
    linear = importlib.import_module("sklearn.linear_model")
    pipeline = importlib.import_module("sklearn.pipeline")
    texts = [f"{c.title}\n{c.body}" for c in cases]
    said = [False] * len(cases)
    seconds = 0.0
    for group in sorted({c.group for c in cases}):
        seen = [i for i, c in enumerate(cases) if c.group != group]
        unseen = [i for i, c in enumerate(cases) if c.group == group]
        model = pipeline.make_pipeline(
            text.TfidfVectorizer(analyzer="char", ngram_range=(2, 3), min_df=2, sublinear_tf=True),
            linear.LogisticRegression(C=10.0, class_weight="balanced", max_iter=1000),
        )
        model.fit([texts[i] for i in seen], [cases[i].on for i in seen])
        start = time.process_time()
        found = model.predict([texts[i] for i in unseen])
        seconds += time.process_time() - start
        for i, on in zip(unseen, found, strict=True):
            said[i] = bool(on)
    return Judged("learned", said, seconds)


def _timed(name: str, run: Callable[[], list[bool]], passes: int) -> Judged:
    run()  # the tables are read once
    best = float("inf")
    said: list[bool] = []
    for _ in range(passes):
        start = time.process_time()
        said = run()
        best = min(best, time.process_time() - start)
    return Judged(name, said, best)
