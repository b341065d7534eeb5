r"""Views with names and Korean times; on PostgreSQL `ko_query`, a search for plain SQL.

The functions read a query as `korean.query` does and cut it as `korean.tokens` does; a test holds
them to it. Other names of what is searched for stand in `search_alias`, which `db.search.names`
fills: here for the first time, then whenever something is indexed and the vocabulary has changed.

Revision: 0007, after 0006, 2026-11-21 22:00:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.search import names

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# -- views -----------------------------------------------------------------------------------------

_CORPUS = """
    SELECT a.id, a.outlet, o.name AS outlet_name, o.region AS outlet_region, o.kind AS outlet_kind,
           a.key, a.url, v.title, v.subtitle, v.body, v.language,
           v.published_at, v.published_raw, v.published_precision, v.modified_at,
           v.bylines, v.place, v.section, v.programme, v.department, v.contact,
           a.story_id, v.n AS version, a.label, a.score, a.band,
           r.licence, r.ai_training, a.first_seen_at, v.captured_at{more}
    FROM article a
    JOIN version v ON v.id = a.current_version_id
    JOIN outlet o ON o.code = a.outlet
    LEFT JOIN rights r ON r.article_id = a.id
    WHERE a.label = 'on_topic'
"""
_STORIES = """
    SELECT s.id, s.first_at AS first_published_at, s.last_at AS last_published_at,
           s.size AS articles, s.outlets, s.first_id AS first_article_id,
           s.origin_id AS origin_article_id, o.outlet AS origin_outlet, o.title AS origin_title{more}
    FROM story s LEFT JOIN article o ON o.id = s.origin_id{join}
    WHERE s.merged_into IS NULL AND EXISTS (
        SELECT 1 FROM article a WHERE a.story_id = s.id AND a.label = 'on_topic'
    )
"""
_LEDGER = """
    SELECT o.run_id, r.flow, r.status AS run_status, r.started_at, o.outlet, o.outcome,
           count(*) AS urls{more}
    FROM outcome o JOIN run r ON r.id = o.run_id{join}
    GROUP BY o.run_id, r.flow, r.status, r.started_at, o.outlet, o.outcome{group}
"""
OLD = {
    "corpus": _CORPUS.format(more=""),
    "stories": _STORIES.format(more="", join=""),
    "ledger": _LEDGER.format(more="", join="", group=""),
}
_LISTS = {"topics": "topic", "regions": "region", "agencies": "agency", "programmes": "programme"}


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _kst(column: str) -> str:
    if _sqlite():
        return f"strftime('%Y-%m-%d %H:%M', {column}, '+9 hours')"
    return f"to_char({column} AT TIME ZONE 'Asia/Seoul', 'YYYY-MM-DD HH24:MI')"


def _values(kind: str) -> str:
    if _sqlite():
        inner = (
            f"SELECT t.value FROM tag t WHERE t.article_id = a.id AND t.kind = '{kind}' "
            "ORDER BY t.value"
        )
        return f"(SELECT group_concat(value, ', ') FROM ({inner}))"
    return (
        "(SELECT string_agg(t.value, ', ' ORDER BY t.value COLLATE \"C\") FROM tag t "
        f"WHERE t.article_id = a.id AND t.kind = '{kind}')"
    )


def _new() -> dict[str, str]:
    lists = "".join(f", {_values(kind)} AS {name}" for name, kind in _LISTS.items())
    times = f", {_kst('v.published_at')} AS published_kst, {_kst('v.modified_at')} AS modified_kst"
    outlet = "{} JOIN outlet {} ON {}.code = o.outlet"
    return {
        "corpus": _CORPUS.format(more=times + lists),
        "stories": _STORIES.format(
            more=f", oo.name AS origin_outlet_name, {_kst('s.first_at')} AS first_published_kst, "
            f"{_kst('s.last_at')} AS last_published_kst",
            join=outlet.format(" LEFT", "oo", "oo"),
        ),
        "ledger": _LEDGER.format(
            more=f", ou.name AS outlet_name, {_kst('r.started_at')} AS started_kst",
            join=outlet.format(" LEFT", "ou", "ou"), group=", ou.name",
        ),
    }  # fmt: skip


def upgrade() -> None:
    for name, query in _new().items():
        if _sqlite():
            op.execute(f"DROP VIEW {name}")
            op.execute(f"CREATE VIEW {name} AS {query}")
        else:  # what others built upon it stands
            op.execute(f"CREATE OR REPLACE VIEW {name} AS {query}")
    if _sqlite():
        return
    op.create_table(
        "search_alias",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", "other", name=op.f("pk_search_alias")),
    )
    names.fill(op.get_bind())
    for statement in FUNCTIONS:
        op.execute(sa.text(statement.replace(":", r"\:")))


def downgrade() -> None:
    for name, query in OLD.items():
        op.execute(f"DROP VIEW {name}")
        op.execute(f"CREATE VIEW {name} AS {query}")
    if _sqlite():
        return
    for name in (
        "ko_articles(text)", "ko_query(text)", "ko_terms(text)", "ko_items(text)",
        "ko_phrase(text, boolean)", "ko_key(text)", "ko_tokens(text)", "ko_fold(text)",
    ):  # fmt: skip
        op.execute(f"DROP FUNCTION {name}")
    op.drop_table("search_alias")


# -- functions -------------------------------------------------------------------------------------

# As korean.tokens.fold, but for rare letters that fold to several (İ) and rare combining marks.
_FOLD = r"""
CREATE FUNCTION ko_fold(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(
        replace(
            normalize(replace(translate(lower(normalize(
                translate(t, U&'\3164\FFA0\115F\1160\2800', '     '), NFKC)), 'ς', 'σ'), 'ß', 'ss'), NFKC),
            U&'\119E', '·'),
        U&'[\00AD\0300-\036F\0483-\0489\061C\180E\200B-\200F\202A-\202E\2060-\2064\20D0-\20F0\FE00-\FE0F\FE20-\FE2F\FEFF]',
        '', 'g')
$$
"""

# As korean.tokens.tokenize. What is before a number or sign decides, so one character of it is kept.
_TOKENS = r"""
CREATE FUNCTION ko_tokens(t text) RETURNS TABLE (place int, token text, gap boolean)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    hangul CONSTANT text := '가-힣';
    cjk CONSTANT text := U&'\3005-\3007\3041-\3096\30A1-\30FA\30FC\3400-\4DBF\4E00-\9FFF\F900-\FAFF';
    far CONSTANT text := U&'\+010000-\+10FFFF';
    rest text := ko_fold(t);
    part text; run text; before text := ''; i int;
    latin CONSTANT text := '^(?:(?![' || hangul || cjk || far || '])[[:alnum:]])$';
BEGIN
    place := 0; gap := false;
    WHILE rest <> '' LOOP
        part := substring(rest FROM
            '^[' || hangul || ']+(?:(?:[^\S\n]+(?:\n[^\S\n]*)?|\n[^\S\n]*)[' || hangul || ']+)*');
        IF part IS NOT NULL THEN
            run := regexp_replace(part, '\s', '', 'g');
            FOR i IN 1 .. length(run) LOOP
                token := substr(run, i, 2); place := place + 1;
                RETURN NEXT;
                gap := false;
            END LOOP;
        ELSIF rest ~ '^[[:digit:]]' THEN
            part := substring(rest FROM '^[0-9]{1,3}(?:,[0-9]{3})+');
            IF part IS NULL OR substr(rest, length(part) + 1, 1) ~ '[[:digit:]]' THEN
                part := substring(rest FROM '^[[:digit:]]+');
            END IF;
            token := replace(part, ',', ''); place := place + 1;
            RETURN NEXT;
            gap := false;
        ELSIF rest ~ ('^[' || cjk || ']') THEN
            part := left(rest, 1);
            token := part; place := place + 1;
            RETURN NEXT;
            gap := false;
        ELSIF left(rest, 1) ~ latin THEN
            part := substring(rest FROM
                '^(?:(?![' || hangul || cjk || far || '[:digit:]])[[:alnum:]])+');
            token := part; place := place + 1;
            RETURN NEXT;
            gap := false;
        ELSIF rest ~ '^[-‐–−&/''’]' AND before ~ latin AND substr(rest, 2, 1) ~ latin
            OR rest ~ '^[.]' AND before ~ '[[:digit:]]' AND substr(rest, 2, 1) ~ '[[:digit:]]' THEN
            part := left(rest, 1);
        ELSE
            part := substring(rest FROM '^\n\s*\n');
            IF part IS NOT NULL OR rest !~ '^\s' THEN
                gap := place > 0;
            END IF;
            part := coalesce(part, left(rest, 1));
        END IF;
        before := right(part, 1);
        rest := substr(rest, length(part) + 1);
    END LOOP;
END $$
"""

# What `search_alias` knows a name by: `korean.tokens.stream` without the blanks around it.
_KEY = r"""
CREATE FUNCTION ko_key(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(string_agg(CASE WHEN gap THEN U&'\318D ' ELSE '' END || token, ' ' ORDER BY place), '')
    FROM ko_tokens(t)
$$
"""

# As korean.query.phrase and db.search.compile: a phrase as tsquery writes it, null for none.
_PHRASE = r"""
CREATE FUNCTION ko_phrase(t text, in_title boolean) RETURNS text
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
        made := made || '''' || replace(replace(left(found[i], 255), '\', '\\'), '''', '''''') || '''';
        IF in_title OR (prefix AND i = last) THEN
            made := made || ':' || CASE WHEN prefix AND i = last THEN '*' ELSE '' END
                || CASE WHEN in_title THEN 'A' ELSE '' END;
        END IF;
    END LOOP;
    RETURN CASE WHEN last > 1 THEN '(' || made || ')' ELSE made END;
END $$
"""

# As korean.query reads: what stands between blanks and quotes. grp: what OR binds together.
_ITEMS = r"""
CREATE FUNCTION ko_items(q text)
RETURNS TABLE (grp int, item text, quoted boolean, negated boolean, in_title boolean)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    rest text := regexp_replace(q, '^\s+|\s+$', '', 'g');
    shown text; closing text; open_or boolean := true; is_or boolean;
BEGIN
    IF length(rest) > 1000 THEN
        RAISE EXCEPTION 'The query has % characters; write at most 1,000.', length(rest)
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    grp := 0;
    WHILE rest <> '' LOOP
        IF rest ~ '^\s' THEN
            rest := substr(rest, 2);
            CONTINUE;
        END IF;
        negated := false; in_title := false; quoted := false; is_or := false; shown := rest;
        IF rest ~ '^[|｜]' THEN
            is_or := true;
            item := '';
            rest := substr(rest, 2);
        ELSE
            LOOP
                IF NOT negated AND rest ~ '^[-−–－‐‑]' THEN
                    negated := true;
                    rest := substr(rest, 2);
                ELSIF NOT in_title AND rest ~* '^(?:title|제목)[:：]' THEN
                    in_title := true;
                    rest := regexp_replace(rest, '^(?:title|제목)[:：]', '', 'i');
                ELSE
                    EXIT;
                END IF;
            END LOOP;
            IF rest ~ '^["“”„‟＂〝〞「『]' THEN
                closing := CASE left(rest, 1) WHEN '「' THEN '[」]' WHEN '『' THEN '[』]'
                    ELSE '["“”„‟＂〝〞]' END;
                quoted := true;
                rest := substr(rest, 2);
                item := substring(rest FROM '^(.*?)' || closing);
                IF item IS NULL THEN
                    item := rest;
                    rest := '';
                ELSE
                    rest := substr(rest, length(item) + 2);
                END IF;
            ELSE
                item := substring(rest FROM '^[^\s|｜"“”„‟＂〝〞「『]+');
                IF item IS NULL THEN
                    RAISE EXCEPTION '%', CASE WHEN in_title
                        THEN 'Write the word right behind "title:", as in title:조례.'
                        ELSE 'A "-" stands alone: write it right before the word to leave out, as in -특허.'
                        END USING ERRCODE = 'invalid_parameter_value';
                END IF;
                rest := substr(rest, length(item) + 1);
                is_or := item = 'OR' AND NOT negated AND NOT in_title;
                IF btrim(left(shown, length(shown) - length(rest)), '()') = '' THEN
                    CONTINUE;
                END IF;
            END IF;
        END IF;
        IF is_or THEN
            IF open_or THEN
                RAISE EXCEPTION 'OR needs a word on both sides, as in 경북 OR 대구.'
                    USING ERRCODE = 'invalid_parameter_value';
            END IF;
            open_or := true;
            CONTINUE;
        END IF;
        IF NOT open_or OR grp = 0 THEN
            grp := grp + 1;
        END IF;
        open_or := false;
        IF ko_phrase(item, false) IS NOT NULL THEN
            RETURN NEXT;
        END IF;
    END LOOP;
    IF open_or AND grp > 0 THEN
        RAISE EXCEPTION 'OR needs a word on both sides, as in 경북 OR 대구.'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
END $$
"""

# As korean.query.parse: every term (or none, where negated) of which one alternative's phrases are all
# there.
_TERMS = r"""
CREATE FUNCTION ko_terms(q text)
RETURNS TABLE (term int, negated boolean, alternative int, phrase text)
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    words text[]; singles boolean[]; groups int[]; at int := 1; taken int; n int; left_over int;
    one record; found text[]; made jsonb; own jsonb; choices jsonb; cost int; plain int;
BEGIN
    SELECT array_agg(g.words), array_agg(g.single), array_agg(g.grp), 64 - coalesce(sum(g.items), 0)
    INTO words, singles, groups, left_over
    FROM (
        SELECT i.grp, min(i.item) AS words, count(*)::int AS items,
               count(*) = 1 AND NOT bool_or(i.quoted OR i.negated OR i.in_title) AS single
        FROM ko_items(q) i GROUP BY i.grp ORDER BY i.grp
    ) g;
    IF left_over < 0 THEN
        RAISE EXCEPTION 'The query has % words and phrases; write at most 64.', 64 - left_over
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF EXISTS (SELECT 1 FROM ko_items(q) i GROUP BY i.grp
               HAVING count(*) > 1 AND bool_or(i.negated)) THEN
        RAISE EXCEPTION 'OR cannot bind a word with a -; write the words to leave out on their own.'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    term := 0;
    WHILE at <= coalesce(cardinality(groups), 0) LOOP
        term := term + 1;
        -- the longest name that the next words make
        n := 0;
        WHILE n < 9 AND at + n <= cardinality(groups) AND singles[at + n] LOOP
            n := n + 1;
        END LOOP;
        taken := 1;
        WHILE n > 1 LOOP
            IF EXISTS (SELECT 1 FROM search_alias a
                       WHERE a.name = ko_key(array_to_string(words[at : at + n - 1], ' '))) THEN
                taken := n;
                EXIT;
            END IF;
            n := n - 1;
        END LOOP;
        IF taken = 1 THEN
            own := '[]'; made := '[]'; negated := false; plain := 0;
            FOR one IN SELECT * FROM ko_items(q) i WHERE i.grp = groups[at] LOOP
                negated := one.negated;
                plain := plain + 1;
                own := own || jsonb_build_array(jsonb_build_array(ko_phrase(one.item, one.in_title)));
                IF NOT one.quoted THEN
                    made := made || coalesce((
                        SELECT jsonb_agg(jsonb_build_array(ko_phrase(a.other, one.in_title)))
                        FROM search_alias a WHERE a.name = ko_key(one.item)), '[]');
                END IF;
            END LOOP;
        ELSE
            negated := false; own := '[[]]'; choices := '[[]]'; plain := taken;
            FOR n IN at .. at + taken - 1 LOOP
                found := ARRAY[ko_phrase(words[n], false)];
                SELECT jsonb_agg(c.v || to_jsonb(found)) INTO own FROM jsonb_array_elements(own) c(v);
                SELECT found || coalesce(array_agg(ko_phrase(a.other, false)), '{}') INTO found
                FROM search_alias a WHERE a.name = ko_key(words[n]);
                SELECT jsonb_agg(c.v || to_jsonb(p)) INTO choices
                FROM jsonb_array_elements(choices) c(v), unnest(found) p;
                IF jsonb_array_length(choices) > 8 THEN
                    choices := NULL;
                    EXIT;
                END IF;
            END LOOP;
            IF choices IS NULL THEN
                own := jsonb_build_array((
                    SELECT jsonb_agg(ko_phrase(w, false)) FROM unnest(words[at : at + taken - 1]) w));
            END IF;
            SELECT coalesce(jsonb_agg(jsonb_build_array(ko_phrase(a.other, false))), '[]') INTO made
            FROM search_alias a
            WHERE a.name = ko_key(array_to_string(words[at : at + taken - 1], ' '));
            IF choices IS NOT NULL THEN
                made := choices || made;
            END IF;
        END IF;
        SELECT coalesce(sum(jsonb_array_length(c.v)), 0) INTO cost
        FROM jsonb_array_elements(made) c(v);
        IF taken > 1 AND choices IS NOT NULL THEN
            cost := cost - plain;
        END IF;
        IF cost > left_over THEN
            made := '[]';
        ELSE
            left_over := left_over - cost;
        END IF;
        FOR alternative, phrase IN
            SELECT c.n, p FROM jsonb_array_elements(own || made) WITH ORDINALITY c(v, n),
                jsonb_array_elements_text(c.v) p
        LOOP
            RETURN NEXT;
        END LOOP;
        at := at + taken;
    END LOOP;
END $$
"""

_QUERY = r"""
CREATE FUNCTION ko_query(q text) RETURNS tsquery LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH alternatives AS (
        SELECT term, negated, alternative, '(' || string_agg(phrase, ' & ') || ')' AS one
        FROM ko_terms(q) GROUP BY term, negated, alternative
    ), terms AS (
        SELECT term, negated, '(' || string_agg(one, ' | ') || ')' AS one
        FROM alternatives GROUP BY term, negated
    )
    SELECT (coalesce(string_agg(one, ' & ' ORDER BY term) FILTER (WHERE NOT negated),
                     U&'''\318Dfon''')
            || coalesce(' & ' || string_agg('!' || one, ' & ' ORDER BY term) FILTER (WHERE negated),
                        ''))::tsquery
    FROM terms
$$
"""

# The query is read once, not for each row; and the planner takes a look at a tsvector to cost nothing
# (`db.search.asking`). Long articles have no tsvector of their own, but parts: a term holds where some
# alternative has each of its phrases in some part.
_ARTICLES = r"""
CREATE FUNCTION ko_articles(q text) RETURNS SETOF bigint LANGUAGE sql STABLE
SET enable_seqscan = off SET jit = off AS $$
    WITH terms AS MATERIALIZED (SELECT * FROM ko_terms(q)),
    phrases AS MATERIALIZED (
        SELECT p.phrase, s.docid
        FROM (SELECT DISTINCT phrase FROM terms) p
        JOIN search_part s ON s.tsv @@ CAST(p.phrase AS tsquery)
        GROUP BY p.phrase, s.docid
    ), alternatives AS (
        SELECT t.term, t.negated, t.alternative, p.docid
        FROM terms t JOIN phrases p ON p.phrase = t.phrase
        GROUP BY t.term, t.negated, t.alternative, p.docid
        HAVING count(DISTINCT t.phrase) = (
            SELECT count(DISTINCT u.phrase) FROM terms u
            WHERE u.term = t.term AND u.alternative = t.alternative)
    ), held AS (SELECT DISTINCT term, negated, docid FROM alternatives),
    long AS (
        SELECT s.docid FROM search_part s
        WHERE s.part = 0
          AND (SELECT count(*) FROM held h WHERE h.docid = s.docid AND NOT h.negated)
              = (SELECT count(DISTINCT term) FROM terms WHERE NOT negated)
          AND NOT EXISTS (SELECT 1 FROM held h WHERE h.docid = s.docid AND h.negated)
    )
    SELECT d.article_id
    FROM search s JOIN search_doc d ON d.docid = s.docid
    WHERE s.tsv @@ (SELECT ko_query(q)) AND d.article_id IS NOT NULL
    UNION
    SELECT d.article_id FROM long JOIN search_doc d ON d.docid = long.docid
    WHERE d.article_id IS NOT NULL
$$
"""

FUNCTIONS = (_FOLD, _TOKENS, _KEY, _PHRASE, _ITEMS, _TERMS, _QUERY, _ARTICLES)
