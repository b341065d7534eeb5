"""`aipolicy doctor`: what of each outlet works at this moment, live; nothing is stored."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Any

import click

from cli import output
from cli.commands.common import as_json
from cli.commands.run import Bars
from db.document import iso
from flows.doctoring import ARTICLES, ArticleReport, OutletReport, SourceReport, examine
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

    For each: which sources answered, the newest item, robots.txt, and how the newest articles
    read. It fetches a few pages of each outlet, as politely as a run; the corpus is left alone.
    """
    with Bars() as bars, watching(bars.step):
        reports = examine(choose(outlets), articles=articles, deadline=deadline)
    if as_json:
        output.json_lines(document(report) for report in reports)
    else:
        for report in reports:
            _show(report)
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
    }  # fmt: skip


# -- for people ------------------------------------------------------------------------------------

_MARK = {"ok": "✓", "warning": "!", "failed": "✗"}


def _show(report: OutletReport) -> None:
    """One line for an outlet that did not answer, a paragraph for one that did."""
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
    for note in report.notes:
        _print(f"    note     {note}")


def _source(source: SourceReport) -> str:
    said = f"HTTP {source.status}" if source.status else "no answer"
    if source.problem:
        return f"{source.kind:<8} {source.url}  {said}: {source.problem}"
    newest = f", newest {_minute(iso(source.newest_at))}" if source.newest_at else ", no dates"
    return f"{source.kind:<8} {source.url}  {said}, {source.rows} rows{newest}"


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


def _minute(when: str | None) -> str:
    return when[:16].replace("T", " ") if when else ""


def _print(line: str, style: str | None = None) -> None:
    output.stdout.print(line, style=style, markup=False, soft_wrap=True)
