"""A verdict as people read it: the sentences it rests on, each word with its weight, gate by gate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.text import Text
from sqlalchemy.orm import Session

from cli import output
from db import labels, learned, queries
from db.document import iso
from db.models import Article
from korean.reading import split_sentences

GATES = {
    "clean": "lines that are not the article's own words",
    "sense": "what AI means here",
    "aboutness": "is AI the subject?",
    "headline": "who stands in the headline, and what is done there",
    "policy": "does a public actor, or a policy debate, act on it?",
    "model": "what the model learnt from labels adds",
}
REASONS = {
    "policy": "a public actor, or a policy debate, acts on AI",
    "policy_foreign": "another state acts on AI",
    "policy_weak": "AI is the subject, the public actor is faint",
    "title_only": "a headline alone, and it does not decide",
    "no_ai": "AI is not mentioned",
    "notice": "only rights lines, tools of the site or lists of other articles say AI",
    "avian": "AI is avian influenza",
    "insemination": "AI is artificial insemination",
    "affiliation": "AI only stands in a name",
    "passing": "AI is mentioned, the article is about something else",
    "corporate": "a company's news",
    "market": "news of the stock market",
    "leisure": "sport, culture, people, giving or accidents",
    "no_actor": "about AI, but no public actor and no policy debate",
    "label": "a person said so",
    "model": "the model learnt from labels turned what the rules had said",
}
_SHORT = {"sense": 6, "policy": 12}
"""Sentences shown of a gate; the rest is counted (`--json` has all)."""


def explain(session: Session, article: Article) -> dict[str, Any]:
    """Everything there is to say about an article's verdict, as JSON-ready values."""
    found = queries.why(session, article.id)
    verdict = found["verdict"]
    label = labels.newest(session, [article.id]).get(article.id)
    if label is not None and label.label == labels.WITHDRAWN:
        label = None
    model = learned.standing(session)
    version = article.current
    texts = (
        {"title": version.title, "subtitle": version.subtitle or "", "body": version.body}
        if version
        else {"title": article.title or "", "subtitle": "", "body": ""}
    )
    evidence = verdict["evidence"] if verdict else []
    return {
        "id": article.id, "outlet": article.outlet, "key": article.key, "url": article.url,
        "title": article.title, "label": article.label, "score": article.score,
        "band": article.band, "reason": article.reason, "text_kept": version is not None,
        "decided_by": _decided(verdict, label is not None),
        "person": label and {
            "label": label.label, "person": label.person, "note": label.note,
            "at": iso(label.created_at),
        },
        "verdict": verdict and {k: v for k, v in verdict.items() if k != "evidence"},
        "today": learned.ruleset(model),
        "gates": [
            {"gate": gate, "sentences": sentences(of_gate, texts)}
            for gate in _order(evidence)
            if (of_gate := [span for span in evidence if span["gate"] == gate])
        ],
    }  # fmt: skip


def _decided(verdict: Mapping[str, Any] | None, labelled: bool) -> str:
    if labelled:
        return "person"
    if verdict is None:
        return "list"
    return "model" if "+" in verdict["ruleset"] else "rules"


def _order(evidence: Sequence[Mapping[str, Any]]) -> list[str]:
    present = dict.fromkeys(span["gate"] for span in evidence)
    return [gate for gate in GATES if gate in present] + [g for g in present if g not in GATES]


def sentences(
    evidence: Sequence[Mapping[str, Any]], texts: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The sentences that hold these spans, in the order of the text; ``text`` is None where it is
    not kept, and each span once.
    """
    groups: dict[tuple[int, int, int], dict[str, Any]] = {}
    order = {name: place for place, name in enumerate(texts)}
    for span in evidence:
        text = texts.get(span["field"], "")
        start, end = _sentence(span, text)
        kept = text[span["start"] : span["end"]] == span["text"] and end > start
        group = groups.setdefault(
            (order.get(span["field"], len(order)), start, end),
            {"field": span["field"], "start": start, "end": end,
             "text": text[start:end].strip() if kept else None, "terms": []},
        )  # fmt: skip
        term = {name: span[name] for name in ("rule", "start", "end", "text", "weight")}
        if term not in group["terms"]:
            group["terms"].append(term)
    for group in groups.values():
        group["terms"].sort(key=lambda term: (term["start"], term["end"]))
    return [groups[key] for key in sorted(groups)]


def _sentence(span: Mapping[str, Any], text: str) -> tuple[int, int]:
    if span["field"] != "body":
        return 0, len(text)
    for start, end in split_sentences(text):
        if start <= span["start"] < end:
            return start, max(end, span["end"])
    return span["start"], span["start"]


# --- for people ----------------------------------------------------------------------------------


def show(document: Mapping[str, Any], *, title: bool = True) -> None:
    """Print what `explain` found, with the article's title or, where that is shown, without."""
    out = output.stdout
    if title:
        out.print(document["title"] or "(no title)", style="bold", markup=False)
    verdict = document["verdict"]
    if verdict is None:
        out.print("no verdict is kept: it was judged by its line in a list, before fetching")
    else:
        line = Text(f"{verdict['label']} {verdict['score']:.2f} ({verdict['band']})", style="bold")
        reason = verdict["reason"]
        line.append(f"  {reason}: {REASONS.get(reason, reason)}", style="not bold")
        out.print(line.append(f"  [{verdict['ruleset']}]", style="not bold dim"))
    for said in _beside(document):
        out.print(Text(said, style="yellow"))
    for gate in document["gates"]:
        _show_gate(gate)


def _beside(document: Mapping[str, Any]) -> list[str]:
    """Who else has spoken, and what is missing."""
    said = []
    person, verdict = document["person"], document["verdict"]
    if person:
        note = f" ({person['note']})" if person["note"] else ""
        said.append(f"{person['person']} labelled it {person['label']} on "
                    f"{person['at'][:10]}{note}: that holds, whatever the scorer says")  # fmt: skip
    elif document["decided_by"] == "model":
        model = verdict["ruleset"].partition("+")[2]
        said.append(f"the model {model}, trained on labels, decided beside the rules")
    if verdict and verdict["ruleset"] != document["today"]:
        said.append(f"judged by {verdict['ruleset']}; today's is {document['today']}: "
                    "`aipolicy reprocess --judge` judges again")  # fmt: skip
    if not document["text_kept"]:
        said.append(_without_text(document))
    return said


def _without_text(document: Mapping[str, Any]) -> str:
    if document["label"] == "on_topic":
        return f"its text is not there: `aipolicy show {document['id']}` says when it is looked for"
    where = f" at {document['url']}" if document["url"] else ""
    return (
        "its text is not kept (off topic): the words below are the verdict's own. It is in the "
        f"archive if it was fetched{where}; `aipolicy label {document['id']} on` brings it back "
        "from there at once"
    )


def _show_gate(gate: Mapping[str, Any]) -> None:
    rows = gate["sentences"]
    weights = [term["weight"] for row in rows for term in row["terms"]]
    plus, minus = sum(w for w in weights if w > 0), sum(w for w in weights if w < 0)
    head = Text(f"\n{gate['gate']}", style="bold")
    head.append(f"  {GATES.get(gate['gate'], '')}", style="not bold dim")
    if plus or minus:
        head.append(f"  {plus:+.2f} {minus:+.2f}", style="not bold")
    output.stdout.print(head)
    most = _SHORT.get(gate["gate"], len(rows))
    for row in rows[:most]:
        for line in _lines(row):
            output.stdout.print(line)
    if len(rows) > most:
        output.stdout.print(Text(f"  … {len(rows) - most} more sentences (--json)", style="dim"))


def _lines(row: Mapping[str, Any]) -> Iterator[Text]:
    """The sentence with its words; apart from it what weighed without any word, the whole of it."""
    whole = [term for term in row["terms"] if term["start"] == term["end"]]
    words = [term for term in row["terms"] if term["start"] < term["end"]]
    for term in whole:
        yield Text(f"  {'whole':<8} ", style="dim").append_text(_term(term, named=False))
    if words:
        yield _marked({**row, "terms": words})


def _marked(row: Mapping[str, Any]) -> Text:
    """A sentence with its words marked: ``[포항시 +0.32 actor.agency]``."""
    line = Text(f"  {row['field']:<8} ", style="dim")
    if row["text"] is None:
        for term in row["terms"]:
            line.append("[", style="not dim").append_text(_term(term)).append("] ")
        return line
    text, base, at = row["text"], row["start"], row["start"]
    for start, end, terms in _clusters(row["terms"]):
        line.append(text[at - base : start - base], style="not dim")
        whole = text[start - base : end - base]
        line.append("[", style="not dim")
        for number, term in enumerate(terms):
            line.append("; " if number else "", style="not dim")
            line.append_text(_term(term, named=term["text"] != whole or not number))
        line.append("]", style="not dim")
        at = end
    return line.append(text[at - base :], style="not dim")


def _clusters(
    terms: Sequence[Mapping[str, Any]],
) -> list[tuple[int, int, list[Mapping[str, Any]]]]:
    """Words that overlap, together: (start, end, its words, the longest first)."""
    found: list[tuple[int, int, list[Mapping[str, Any]]]] = []
    for term in terms:
        if found and term["start"] < found[-1][1]:
            start, end, held = found.pop()
            found.append((start, max(end, term["end"]), [*held, term]))
        else:
            found.append((term["start"], term["end"], [term]))
    return [(s, e, sorted(held, key=lambda t: t["start"] - t["end"])) for s, e, held in found]


def _term(term: Mapping[str, Any], *, named: bool = True) -> Text:
    style = "green" if term["weight"] > 0 else "red" if term["weight"] < 0 else "cyan"
    words = " ".join(term["text"].split()) + " " if named else ""
    weight = f"{term['weight']:+.2f} " if term["weight"] else ""
    return Text(f"{words}{weight}{term['rule']}", style=f"not dim {style}")
