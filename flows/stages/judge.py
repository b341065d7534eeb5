"""Judge: is it AI policy; what, where and who is it about; who is quoted?"""

from __future__ import annotations

from collections.abc import Iterable

from db.describe import quotes_of, tags_of
from flows.stages.work import Extracted, Judged
from korean.relevance import judge as score


def judge(kind: str, articles: Iterable[Extracted]) -> list[Judged]:
    """A verdict for every article; tags and quotations of those that are on topic. ``kind`` is the
    outlet's.
    """
    judged = []
    for extracted in articles:
        article = extracted.article
        verdict = score(
            article.title,
            article.body,
            subtitle=article.subtitle,
            kind=kind,
            section=article.section,
        )
        on_topic = verdict.label == "on_topic"
        judged.append(
            Judged(
                extracted,
                verdict,
                tags_of(article) if on_topic else (),
                quotes_of(article) if on_topic else (),
            )
        )
    return judged
