"""What is shown of a hit that has a subtitle."""

from __future__ import annotations

from sqlalchemy import Engine, select

from db.models import Article, Version
from db.search import find
from db.session import reading
from tests.db.search.corpora import Made


def test_an_excerpt_without_words_begins_with_the_text(asked: tuple[Engine, list[Made]]) -> None:
    engine, _ = asked
    with reading(engine) as session:
        hits = find(session, "", limit=100).hits
        texts = {
            id_: (subtitle, " ".join(body.split()))
            for id_, subtitle, body in session.execute(
                select(Article.id, Version.subtitle, Version.body)
                .join(Version, Version.id == Article.current_version_id)
                .where(Article.id.in_([hit.id for hit in hits]))
            ).tuples()
        }
    assert any(subtitle and body for subtitle, body in texts.values())
    for hit in hits:
        _, body = texts[hit.id]
        shown = "".join(text for text, _ in hit.snippet.text)
        assert not body or body.startswith(shown.removesuffix("…"))
