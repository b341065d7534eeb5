"""`aipolicy review`: what the scorer is not sure of, one article at a time, one key each."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import click
from rich.text import Text
from sqlalchemy import Engine

from cli import output
from cli.commands import explaining, views
from cli.commands.common import database, known, outlet_option
from cli.commands.labels import person_option
from db import labels, queries
from db.home import home
from db.models import Article
from db.session import reading
from korean.reading import split_sentences

KEYS = "y on topic · n off topic · s skip · u undo · w why · o open · q quit"
#: The same keys on a keyboard that types Hangul (두벌식).
_HANGUL = str.maketrans("ㅛㅜㄴㅕㅈㅐㅂ", "ynsuwoq")
_LABELS = {"y": "on_topic", "n": "off_topic"}
#: Sentences shown of an article; `o` shows the whole text.
SENTENCES = 6
#: What a bare mention of AI counts when sentences are chosen: who acts on it tells more.
_MENTION = 0.1


@click.command()
@outlet_option
@click.option(
    "-n", "--limit", type=click.IntRange(1), metavar="N", help="At most so many articles."
)
@person_option
def review(outlets: tuple[str, ...], limit: int | None, person: str) -> None:
    """Label the articles the scorer is not sure of, oldest first.

    One key each: y on topic, n off topic, s skip, u undo the last, w why, o open the text, q quit.
    Without a terminal the keys are read from standard input. Every label is kept at once.
    """
    engine = database()
    with reading(engine) as session:
        known(outlets, queries.outlet_counts(session))
        ids, total = labels.middle(session, outlets, limit)
    if not ids:
        output.say("Nothing to review: the scorer is sure of everything that nobody has labelled.")
        return
    session_ = _Session(engine, person, ids)
    session_.run(_keys())
    done = session_.done
    left = total - done["on_topic"] - done["off_topic"]
    output.say(f"{done['on_topic']} on topic, {done['off_topic']} off topic, "
               f"{done['skipped']} skipped; {left} left")  # fmt: skip


def _keys() -> Iterator[str]:
    """Keys as they are struck, or, without a terminal, the characters of standard input's lines."""
    if sys.stdin.isatty():
        while True:
            yield click.getchar()
    for line in sys.stdin:
        yield from "".join(line.split())


@dataclass(slots=True)
class _Session:
    """One person going through the list; ``decided`` is what `u` goes back over."""

    engine: Engine
    person: str
    ids: Sequence[int]
    done: Counter[str] = field(default_factory=Counter)
    decided: list[tuple[str, str]] = field(default_factory=list)  # (what, the label before)

    def run(self, keys: Iterator[str]) -> None:
        self._show()
        for struck in keys:
            key = struck.lower().translate(_HANGUL)
            if key in ("q", "\x04", "\x1b"):
                return
            if key == "\x03":
                raise KeyboardInterrupt
            if key in _LABELS or key == "s":
                self._decide(key)
                if len(self.decided) == len(self.ids):
                    return
                self._show()
            elif key == "u":
                self._undo()
            elif key == "w":
                with reading(self.engine) as session:
                    row = session.get_one(Article, self._id)
                    explained = explaining.explain(session, row)
                explaining.show(explained, title=False)
            elif key == "o":
                self._open()
            else:
                output.say(KEYS)

    @property
    def _id(self) -> int:
        return self.ids[len(self.decided)]

    def _decide(self, key: str) -> None:
        what, before = _LABELS.get(key, "skipped"), labels.WITHDRAWN
        if key in _LABELS:
            with reading(self.engine) as session:
                before = labels.standing(session, [self._id]).get(self._id, before)
            self._say(self._id, what)
        self.decided.append((what, before))
        self.done[what] += 1

    def _undo(self) -> None:
        if not self.decided:
            output.say("Nothing to undo.")
            return
        what, before = self.decided.pop()
        self.done[what] -= 1
        if what != "skipped":
            self._say(self._id, before)
            output.say(f"{what} taken back")
        self._show()

    def _say(self, article_id: int, what: str) -> None:
        from flows import labelling

        told = labelling.label(self.engine, home(), article_id, what, person=self.person)
        if told.text:
            output.say(f"{article_id}: {told.text}")

    # -- showing ----------------------------------------------------------------------------------

    def _show(self) -> None:
        with reading(self.engine) as session:
            document = queries.document(session, self._id)
            verdict = queries.why(session, self._id)["verdict"]
        text = self._text(document)
        out = output.stdout
        out.print()
        number = Text(f"[{len(self.decided) + 1}/{len(self.ids)}] ", style="dim")
        out.print(number.append(text["title"] or "(no title)", style="not dim bold"))
        about = [str(document["id"]), document["outlet_name"],
                 views.moment(document["published_at"]) or "no date", document["url"]]  # fmt: skip
        out.print(Text("  ".join(a for a in about if a), style="dim"))
        reason = verdict["reason"] if verdict else "judged from its list alone"
        out.print(Text(f"{document['score']:.2f}  {reason}", style="dim"))
        for line in sentences(text["body"] or "", verdict["evidence"] if verdict else ()):
            out.print(line)
        if text["body"] is None:
            out.print(Text("(no text is kept of it, and no capture)", style="dim"))
        if sys.stdin.isatty():
            out.print(Text(KEYS, style="dim"))

    def _open(self) -> None:
        with reading(self.engine) as session:
            document = queries.document(session, self._id)
        views.print_document(document | self._text(document))

    def _text(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Title, subtitle and body; those of a light row as its capture has them."""
        from db.records import Incoming
        from flows import labelling
        from flows.stages.reread import read_again

        stored = {name: document[name] for name in ("title", "subtitle", "body")}
        was = labelling.light(self.engine, document["id"]) if stored["body"] is None else None
        read = read_again(home(), was) if was else None
        if not isinstance(read, Incoming):
            return stored
        article = read.article
        return {"title": article.title, "subtitle": article.subtitle, "body": article.body}


def sentences(body: str, evidence: Sequence[Mapping[str, Any]]) -> list[Text]:
    """The sentences that weighed, in order of the text, with the words they weighed by in bold."""
    spans = [e for e in evidence if e["field"] == "body" and e["end"] > e["start"]]
    shown: list[tuple[float, int, Text]] = []
    for start, end in split_sentences(body):
        inside = [e for e in spans if start <= e["start"] and e["end"] <= end]
        if not inside:
            continue
        line = Text(body[start:end].rstrip())
        for span in inside:
            style = "bold green" if span["weight"] >= 0 else "bold red"
            line.stylize(style, span["start"] - start, span["end"] - start)
        weight = sum(_MENTION if e["gate"] == "sense" else abs(e["weight"]) for e in inside)
        shown.append((weight, start, Text("  · ").append_text(line)))
    heaviest = sorted(shown, key=lambda s: (-s[0], s[1]))[:SENTENCES]
    if not heaviest:
        return [Text(f"  · {body[s:e].rstrip()}") for s, e in split_sentences(body)[:1]]
    return [line for _, _, line in sorted(heaviest, key=lambda s: s[1])]
