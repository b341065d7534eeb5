"""Judge: is it AI policy, and what, where and who is it about?"""

from __future__ import annotations

from collections.abc import Iterable

from flows.stages.work import Extracted, Judged
from korean.relevance import judge as score
from korean.tags import tag


def judge(kind: str, articles: Iterable[Extracted]) -> list[Judged]:
    """A verdict for every article; tags for those that are on topic. ``kind`` is the outlet's."""
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
        tags = (
            tag(article.title, article.body, subtitle=article.subtitle)
            if verdict.label == "on_topic"
            else ()
        )
        judged.append(Judged(extracted, verdict, tags))
    return judged
