"""`aipolicy search`: ask the corpus."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

import click
from rich.text import Text
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cli import output
from cli.commands.common import as_json
from cli.commands.conditions import Asking, asked, check, conditions, freshen
from cli.commands.views import published
from db.document import iso
from db.models import Article
from db.queries import Filter, documents
from db.readonly import asking, open_reading
from db.search import LARGEST_PAGE, ORDERS, Facets, Hit, Page, Query, QueryError, facets, find
from db.search.asking import hits_of
from korean.highlight import Parts, Snippet
from korean.names import topics

#: Seconds a search may take.
TIMEOUT = 60.0
_BLANKS = re.compile(r"\s+")
_COLUMNS = ["id", "published", "outlet", "title", "copies", "story", "url", "snippet"]
#: Lines of each kind of facets; a pipe and --json get all.
_SHOWN = 12


@click.command(cls=Asking)
@conditions
@click.option(
    "--order", type=click.Choice(list(ORDERS)), default="newest", show_default=True,
    help="By publication, or by how well an article matches.",
)  # fmt: skip
@click.option("--all", "all_", is_flag=True, help="Every article; copies are not folded into one.")
@click.option(
    "-n", "--limit", type=click.IntRange(0), default=20, show_default=True,
    help="At most so many; 0 for all.",
)  # fmt: skip
@click.option("--after", metavar="CURSOR", help="Go on where a page ended; it said how.")
@click.option(
    "--facets", "by_facet", is_flag=True, help="How the hits are spread, instead of them."
)
@click.option("--count", is_flag=True, help="How many there are, instead of them.")
@as_json
def search(
    query: tuple[str, ...],
    outlets: tuple[str, ...],
    order: str,
    all_: bool,
    limit: int,
    after: str | None,
    by_facet: bool,
    count: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Find articles: words, "a phrase", 경북 OR 대구, -특허, title:조례. Without QUERY all there are.

    One result a story: its earliest article that matches, with its copies counted.

        aipolicy search AI 기본법 -시행령 --since 2026-01-01 --region 경북
    """
    if by_facet and count:
        raise click.UsageError("give --facets or --count")
    read, where = asked(query, outlets, **given)
    engine = open_reading(timeout=TIMEOUT)
    try:
        freshen()
        with asking(engine) as session:
            where = check(session, where)
            try:
                if count:
                    _count(session, read, where, fold=not all_, as_json=as_json)
                elif by_facet:
                    _facets(
                        facets(session, read, where, fold=not all_), fold=not all_, as_json=as_json
                    )
                else:
                    pages = _pages(session, read, where, order, not all_, limit, after)
                    _show(session, pages, as_json=as_json)
            except QueryError as error:
                raise click.UsageError(str(error)) from error
    finally:
        engine.dispose()


def _pages(
    session: Session,
    query: Query,
    where: Filter,
    order: Any,
    fold: bool,
    limit: int,
    after: str | None,
) -> Iterator[Page]:
    """As many pages as it takes."""
    left = limit
    while True:
        size = min(left, LARGEST_PAGE) if limit else LARGEST_PAGE
        page = find(session, query, where, order=order, fold=fold, limit=size, after=after)
        yield page
        after, left = page.after, left - size
        if after is None or (limit and left <= 0):
            return


def _show(session: Session, pages: Iterator[Page], *, as_json: bool) -> None:
    number, page = 0, None
    terminal = output.stdout.is_terminal
    for page in pages:
        if not number:
            for note in page.notes:
                output.say(note)
            if not as_json and not terminal:
                output.table("", _COLUMNS, ())
        number += len(page.hits)
        if as_json:
            output.json_lines(_documents(session, page.hits))
        elif terminal:
            for hit in page.hits:
                output.stdout.print(_drawn(hit))
        else:
            for hit in page.hits:
                click.echo("\t".join(" ".join(cell.split()) for cell in _row(hit)))
    assert page is not None
    total = page.total
    if not total.number:
        output.say("nothing matches; take a word out, or leave a condition out")
        return
    output.say(
        f"{number} of {'' if total.exact else 'at least '}{output.many(total.number, 'result')}"
    )
    if page.after:
        output.say(f"more: the same with --after {page.after}")


def _documents(session: Session, hits: tuple[Hit, ...]) -> Iterator[dict[str, Any]]:
    found = documents(session, [hit.id for hit in hits])
    for hit in hits:
        if hit.id in found:
            yield found[hit.id] | {
                "snippet": snippet(hit.snippet), "copies": hit.copies,
                "outlets": list(hit.outlets), "rank": hit.score,
            }  # fmt: skip


def snippet(made: Snippet) -> dict[str, Any]:
    """``{"title": …, "text": …}``, each ``{"text", "hits": [[start, end]]}``, in characters."""
    return {name: _marked(getattr(made, name)) for name in ("title", "text")}


def _marked(parts: Parts) -> dict[str, Any]:
    hits, at = [], 0
    for text, is_hit in parts:
        if is_hit:
            hits.append([at, at + len(text)])
        at += len(text)
    return {"text": _plain(parts), "hits": hits}


def _plain(parts: Parts) -> str:
    return "".join(text for text, _ in parts)


def _row(hit: Hit) -> list[str]:
    return [
        str(hit.id), _when(hit), hit.outlet_name, hit.title, str(hit.copies),
        str(hit.story_id or ""), hit.url or "", _plain(hit.snippet.text),
    ]  # fmt: skip


def _when(hit: Hit) -> str:
    return published(iso(hit.published_at))


def _drawn(hit: Hit) -> Text:
    """A result on a terminal: three lines and an empty one."""
    line = _styled(hit.snippet.title, "bold", "bold black on yellow")
    facts = [_when(hit)[:16] or "no date", hit.outlet_name]
    if hit.copies:
        others = [code for code in hit.outlets if code != hit.outlet]
        where = f" ({', '.join(others[:4])}{' …' if len(others) > 4 else ''})" if others else ""
        facts.append(f"+{hit.copies} {'copies' if hit.copies > 1 else 'copy'}{where}")
    names = topics()
    facts += [*hit.regions[:2], *(names.get(key, (key,))[0] for key in hit.topics[:2])]
    line.append("\n" + " · ".join(facts), style="dim")
    line.append(f" · show {hit.id}", style="cyan")
    line.append("\n")
    line.append_text(_styled(hit.snippet.text, "", "bold yellow"))
    return line.append("\n")


def _styled(parts: Parts, plain: str, marked: str) -> Text:
    made = Text()
    for text, is_hit in parts:
        made.append(_BLANKS.sub(" ", text), style=marked if is_hit else plain)
    return made


def _count(session: Session, query: Query, where: Filter, *, fold: bool, as_json: bool) -> None:
    hits = hits_of(session, query, where).article_ids().subquery()
    story = func.coalesce(Article.story_id, -Article.id)
    counted = select(func.count(), func.count(story.distinct()))
    articles, stories = session.execute(
        counted.select_from(Article).join(hits, hits.c.article_id == Article.id)
    ).one()
    for note in query.notes:
        output.say(note)
    if as_json:
        output.json_lines([{"articles": articles, "stories": stories}])
        return
    output.say(f"{output.many(articles, 'article')} in {output.many(stories, 'story')}")
    click.echo(stories if fold else articles)


def _facets(found: Facets, *, fold: bool, as_json: bool) -> None:
    what = "stories" if fold else "articles"
    if as_json:
        output.json_lines([dataclasses.asdict(found)])
        return
    for kind, counts in found.counts.items():
        if not output.stdout.is_terminal:
            for count in counts:
                click.echo(f"{kind}\t{count.value}\t{count.number}")
        elif counts:
            rows = [(count.value, count.number) for count in counts[:_SHOWN]]
            more = f", the first {_SHOWN} of {len(counts)}" if len(counts) > _SHOWN else ""
            output.table(f"by {kind}{more}", [kind, what], rows)
    for month, number in found.months if not output.stdout.is_terminal else ():
        click.echo(f"month\t{month}\t{number}")
    if found.months and output.stdout.is_terminal:
        output.table("by month", ["month", what], found.months)
    if not found.exact:
        output.say("only the newest hits were counted; `aipolicy stats` counts all")
