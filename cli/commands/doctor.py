"""`aipolicy doctor`: what of each outlet works at this moment, live, beside the last good article;
nothing is stored."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Any

import click

from cli import output
from cli.commands.common import as_json
from cli.commands.run import Bars
from db.document import iso
from flows.comparison import Change
from flows.doctoring import ARTICLES, ArticleReport, OutletReport, SourceReport, examine
from flows.lastgood import LastGood
from flows.plan import choose
from flows.progress import watching


@click.command()
@click.argument("outlets", metavar="[OUTLET]...", nargs=-1)
@click.option(
    "-n", "--articles", type=click.IntRange(1, 20), default=ARTICLES, show_default=True,
    help="Newest articles to fetch of each outlet.",
)  # fmt: skip
@click.option("--deadline", type=click.IntRange(1), default=900, show_default=True,
              help="Seconds all of it may take.")  # fmt: skip
@as_json
def doctor(outlets: tuple[str, ...], articles: int, deadline: int, as_json: bool) -> None:
    """Look at outlets as they are now (all active ones by default), and say what to try next.

    For each: which sources answered, the newest item, robots.txt, how the newest articles read,
    and beside it, field by field, the last article that was read well. It fetches a few pages of
    each outlet, as politely as a run; the corpus is only read.
    """
    chosen = choose(outlets)
    with Bars() as bars, watching(bars.step):
        reports = examine(chosen, articles=articles, deadline=deadline, compare=True)
    if as_json:
        output.json_lines(document(report) for report in reports)
    else:
        for report in reports:
            _show(report, whole=len(reports) == 1)
    for why in {report.not_compared for report in reports if report.not_compared}:
        output.warn(f"Nothing to compare with: {why}")
    failed = [r for r in reports if r.finding.level == "failed"]
    output.say(f"{len(reports) - len(failed)} of {len(reports)} outlets work")
    if not any(report.answered for report in reports):
        output.warn(
            "No outlet could be reached: is there a network? "
            "`aipolicy demo` (or `make demo`) shows the whole pipeline without one."
        )
    if failed:
        sys.exit(1)


def document(report: OutletReport) -> dict[str, Any]:
    """The report as one JSON object; times are ISO 8601 with +09:00."""
    return {
        "outlet": report.outlet.code, "name": report.outlet.name, "level": report.finding.level,
        "why": report.finding.why, "next": report.finding.next,
        "finish_reason": report.finish_reason, "discovered": report.discovered,
        "newest_at": iso(report.newest_at), "newest_title": report.newest_title,
        "sources": [asdict(s) | {"newest_at": iso(s.newest_at)} for s in report.sources],
        "robots": [asdict(r) for r in report.robots],
        "articles": [
            asdict(a) | {"published_at": iso(a.published_at), "methods": dict(a.methods)}
            for a in report.articles
        ],
        "notes": list(report.notes),
        "last_good": _last_good(report.last_good),
        "changes": [asdict(c) | {"matters": c.matters} for c in report.changes],
    }  # fmt: skip


def _last_good(good: LastGood | None) -> dict[str, Any] | None:
    return asdict(good) | {"captured_at": iso(good.captured_at)} if good is not None else None


# -- for people ------------------------------------------------------------------------------------

_MARK = {"ok": "✓", "warning": "!", "failed": "✗"}


def _show(report: OutletReport, *, whole: bool) -> None:
    """One line for an outlet that did not answer, a paragraph for one that did. ``whole`` shows
    the fields that did not change, too.
    """
    finding = report.finding
    line = f"{_MARK[finding.level]} {report.outlet.code} {report.outlet.name}"
    if finding.why:
        line += f": {finding.why}"
    if finding.next:
        line += f" → {finding.next}"
    _print(line, style={"failed": "red", "warning": "yellow"}.get(finding.level))
    if not report.answered:
        return
    for source in report.sources:
        _print(f"    {_source(source)}")
    if report.newest_at:
        _print(f"    newest   {_minute(iso(report.newest_at))}  {report.newest_title or ''}")
    for robots in report.robots:
        delay = f", crawl-delay {robots.crawl_delay:g} s" if robots.crawl_delay else ""
        found = robots.problem or f"HTTP {robots.status}{delay}, {len(robots.sitemaps)} sitemaps"
        _print(f"    robots   {robots.url}  {found}")
    for article in report.articles:
        for line in _article(article):
            _print(f"    {line}")
    for line in _beside(report, whole=whole):
        _print(f"    {line}")
    for note in report.notes:
        _print(f"    note     {note}")


def _source(source: SourceReport) -> str:
    """Two blanks before what it said: an address is copied with a double click."""
    anew = f" (found anew: {source.found})" if source.found else ""
    said = f"HTTP {source.status}" if source.status else "no answer"
    if source.problem:
        why = source.problem.partition(": ")[2]  # the code alone, of what the status says already
        told = said if why == said else f"{said}: {source.problem}"
        return f"{source.kind:<8} {source.url}  {told}"
    newest = f", newest {_minute(iso(source.newest_at))}" if source.newest_at else ", no dates"
    return f"{source.kind:<8} {source.url}  {said}, {source.rows} rows{newest}{anew}"


def _article(article: ArticleReport) -> list[str]:
    if article.outcome != "read":
        return [f"article  {article.url}  {article.outcome}: {article.reason}"]
    when = _minute(iso(article.published_at)) or "no date"
    methods: dict[str, list[str]] = {}
    for name, method in article.methods:
        methods.setdefault(method, []).append(name)
    lines = [
        f"article  {article.url}  page version {article.page or 'none'}",
        f"         {when}  {article.title}",
        f"         {article.body_start}",
        *(f"         by {method}: {', '.join(names)}" for method, names in methods.items()),
        f"         missing: {', '.join(article.missing) or 'nothing'}",
    ]
    if article.warnings:
        lines.append(f"         warnings: {', '.join(article.warnings)}")
    return lines


def _beside(report: OutletReport, *, whole: bool) -> list[str]:
    """Now and then, field by field: which method gave it, and how long it is."""
    good = report.last_good
    if good is None:
        return []
    day = _minute(iso(good.captured_at))[:10]
    lines = [f"beside   {good.url or good.key}  read well on {day} ({good.page or 'generic'})"]
    shown = [change for change in report.changes if whole or change.what]
    if not report.changes:
        return [*lines, "         no article could be read now"]
    if not shown:
        return [*lines, "         every field as then"]
    head = f"         {'field':<12}{'now':<26}{'last good':<26}{'then':>6}  changed"
    return [*lines, head, *(f"         {_fields(change)}".rstrip() for change in shown)]


def _fields(change: Change) -> str:
    """At most 91 columns: methods and field names are Latin letters."""
    share = f"{change.share:.0%}" if change.share is not None else "-"
    now, then = _by(change.method, change.length), _by(change.was_method, change.was_length)
    mark = f"{'!' if change.matters else ' '} {change.what}" if change.what else ""
    return f"{change.field:<12}{now:<26}{then:<26}{share:>6} {mark}"


def _by(method: str | None, length: int | None) -> str:
    return f"{method or '?'} ({length})"[:25] if length is not None else "-"


def _minute(when: str | None) -> str:
    return when[:16].replace("T", " ") if when else ""


def _print(line: str, style: str | None = None) -> None:
    """Whole lines in a pipe; on a terminal they fold at words."""
    output.stdout.print(line, style=style, markup=False, soft_wrap=not output.stdout.is_terminal)
