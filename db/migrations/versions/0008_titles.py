r"""On PostgreSQL a title's words are terms of their own, and vectors are stored as they are.

Whether a word stands in the title was told by its weight, which GIN does not know: every article with
it in the body was looked at. Vectors hardly compress, and trying costs as much as looking at one.
All articles are queued, to be indexed again; until then `title:` finds those that were.

Revision: 0008, after 0007, 2026-11-22 04:00:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TABLES = ("search", "search_part")
_ALL = """
    INSERT INTO search_queue (article_id, mark)
    SELECT id, 0 FROM article WHERE label = 'on_topic' AND current_version_id IS NOT NULL
    ON CONFLICT DO NOTHING
"""

# As korean.query.phrase and db.search.compile: a phrase as tsquery writes it, null for none.
_PHRASE = r"""
CREATE OR REPLACE FUNCTION ko_phrase(t text, in_title boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    found text[]; gaps boolean[]; last int; prefix boolean := false; made text := ''; i int;
BEGIN
    SELECT array_agg(token ORDER BY place), array_agg(gap ORDER BY place) INTO found, gaps
    FROM ko_tokens(t);
    last := cardinality(found);
    IF last IS NULL THEN
        RETURN NULL;
    END IF;
    IF found[last] ~ '^[가-힣]$' THEN
        IF last > 1 AND NOT gaps[last] AND found[last - 1] ~ '^[가-힣].$' THEN
            last := last - 1;
        ELSE
            prefix := true;
        END IF;
    END IF;
    FOR i IN 1 .. last LOOP
        IF i > 1 THEN
            made := made || CASE WHEN gaps[i] THEN ' <3> ' ELSE ' <2> ' END;
        END IF;
        made := made || '''' || {sign}
            || replace(replace(left(found[i], 255), '\', '\\'), '''', '''''') || '''';
        IF {marked} THEN
            made := made || ':' || {marks};
        END IF;
    END LOOP;
    RETURN CASE WHEN last > 1 THEN '(' || made || ')' ELSE made END;
END $$
"""
_NEW = {
    "sign": r"CASE WHEN in_title THEN U&'\318Dt' ELSE '' END",
    "marked": "prefix AND i = last",
    "marks": "'*'",
}
_OLD = {
    "sign": "''",
    "marked": "in_title OR (prefix AND i = last)",
    "marks": "CASE WHEN prefix AND i = last THEN '*' ELSE '' END "
    "|| CASE WHEN in_title THEN 'A' ELSE '' END",
}


def upgrade() -> None:
    _change("EXTERNAL", _NEW)


def downgrade() -> None:
    _change("EXTENDED", _OLD)


def _change(storage: str, written: dict[str, str]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        return  # FTS5 knows columns
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} ALTER COLUMN tsv SET STORAGE {storage}")
    function = _PHRASE
    for name, sql in written.items():
        function = function.replace("{" + name + "}", sql)
    op.execute(sa.text(function.replace(":", r"\:")))
    op.execute(_ALL)
