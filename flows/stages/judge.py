"""Judge: is it AI policy; what, where and who is it about; who is quoted?"""

from __future__ import annotations

from collections.abc import Iterable

from flows.stages.work import Extracted, Judged
from korean.article import Article
from korean.dates import kst
from korean.quotation import Quotation
from korean.quotes import find
from korean.relevance import judge as score
from korean.tags import tag
from korean.verdict import Tag


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
                _tags(article) if on_topic else (),
                _quotes(article) if on_topic else (),
            )
        )
    return judged


def _tags(article: Article) -> tuple[Tag, ...]:
    published = kst(article.published.at).date() if article.published else None
    return tag(article.title, article.body, subtitle=article.subtitle, published=published)


def _quotes(article: Article) -> tuple[Quotation, ...]:
    names = [byline.name for byline in article.bylines if byline.name]
    return find(article.body, title=article.title, bylines=names)
