"""A linear opinion beside the rules: character n-grams of title and lead, and what the gates found.

The coefficients are learnt from people's labels (`flows.training`) and kept as data; judging with
them is plain arithmetic. What the rules are certain of stays theirs: a verdict with one of the
`VETOES` is never lifted, whatever the letters look like.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from korean.relevance import ACCEPT, LABEL_FROM, REVIEW
from korean.verdict import Band, Evidence, Label, Verdict

#: Version of the features: coefficients of another one mean nothing here.
ALGORITHM = 1
#: n-grams share this many coefficients; a prime, so that the remainder mixes well.
BUCKETS = 16381
#: Characters of the body that are read: what an article is about stands there.
LEAD = 220
#: What all n-grams of an article weigh together, beside gates that count about 1 each.
WEIGHT = 3.0
#: Reasons by which the rules are certain that an article is not about artificial intelligence.
VETOES = frozenset({"avian", "insemination", "notice", "no_ai"})
#: n-grams shown with a verdict, each with what it added to the log-odds.
SHOWN = 5

_DIGITS = dict.fromkeys(range(ord("1"), ord("9") + 1), "0")
_BLANKS = dict.fromkeys((9, 10, 13, 0xA0, 0x3000), " ")
_PLAIN = str.maketrans({**_DIGITS, **_BLANKS})


class ModelError(ValueError):
    """Raised by `Model.from_weights`: the coefficients are not of this program's making."""


def _plain(text: str) -> str:
    """Lower case, digits alike; as long as the text was, so that offsets hold."""
    lower = text.lower()
    return (lower if len(lower) == len(text) else text).translate(_PLAIN)


def buckets(title: str, body: str) -> list[list[int]]:
    """Buckets of the 2-grams and 3-grams of title, then of the lead, in order of their place."""
    found: list[list[int]] = []
    for text in (title, body[:LEAD]):
        codes = [ord(c) for c in f" {_plain(text)} "]
        found.append([(a * 40503 + b * 9973) % BUCKETS for a, b in zip(codes, codes[1:])])  # noqa: B905, RUF007
        found.append(
            [
                (a * 31337 + b * 40503 + c * 7919 + 1) % BUCKETS
                for a, b, c in zip(codes, codes[1:], codes[2:])  # noqa: B905
            ]
        )
    return found


def spread(found: list[list[int]]) -> tuple[set[int], float]:
    """The distinct buckets, and what each counts: long and short articles weigh the same."""
    distinct = set().union(*found)
    return distinct, WEIGHT / math.sqrt(len(distinct)) if distinct else 0.0


def gates(verdict: Verdict) -> dict[str, float]:
    """What the rules made of the article, as numbers near 0 to 1: their score and reason, the sums
    of their aboutness and policy gates, and how often each rule spoke.
    """
    about = policy = against = 0.0
    spoken: Counter[str] = Counter()
    for span in verdict.evidence:
        if span.gate == "aboutness":
            about += span.weight
        elif span.gate == "policy" and span.weight >= 0:
            policy += span.weight
        elif span.gate == "policy":
            against -= span.weight
        # programmes have a rule each: too many to learn one by one
        rule = "programme" if span.rule.startswith("programme") else span.rule
        spoken[f"rule:{span.gate}:{rule}"] += 1
    found = {
        "score": verdict.score, "about": about, "policy": policy, "against": against,
        f"reason:{verdict.reason}": 1.0,
    }  # fmt: skip
    return found | {name: math.log1p(n) / 3 for name, n in spoken.items()}


@dataclass(frozen=True, slots=True)
class Model:
    """Coefficients with a name. ``ruleset`` names the rules it was trained beside; ``letters`` has
    one coefficient for each bucket.
    """

    name: str
    ruleset: str
    intercept: float
    letters: tuple[float, ...]
    gates: Mapping[str, float]

    @classmethod
    def from_weights(cls, weights: Mapping[str, Any]) -> Model:
        """As `weights` wrote them. Raises ModelError for those of another program version."""
        if weights.get("algorithm") != ALGORITHM:
            raise ModelError(
                f"the model {weights.get('name')!r} has features of version "
                f"{weights.get('algorithm')!r}, this program reads version {ALGORITHM}; train anew "
                "with `aipolicy train`, or `aipolicy model --retire`"
            )
        letters = [0.0] * BUCKETS
        for bucket, weight in weights["letters"].items():
            letters[int(bucket)] = float(weight)
        known = {name: float(weight) for name, weight in weights["gates"].items()}
        return cls(
            weights["name"], weights["ruleset"], float(weights["intercept"]), tuple(letters), known
        )

    def weights(self) -> dict[str, Any]:
        """As JSON; coefficients of nought are left out."""
        return {
            "algorithm": ALGORITHM, "name": self.name, "ruleset": self.ruleset,
            "intercept": self.intercept,
            "letters": {str(b): w for b, w in enumerate(self.letters) if w},
            "gates": {name: w for name, w in sorted(self.gates.items()) if w},
        }  # fmt: skip

    def probability(self, verdict: Verdict, title: str, body: str) -> float:
        """The model's own opinion, 0 to 1, on an article the rules gave this verdict."""
        return self._opinion(verdict, buckets(title, body))[0]

    def judge(self, verdict: Verdict, title: str, body: str) -> Verdict:
        """The rules' verdict and the model's opinion in one: the mean of both scores. Its ruleset
        names both. What the rules veto stands as it is.
        """
        ruleset = f"{verdict.ruleset}+{self.name}"
        if verdict.reason in VETOES:
            return replace(verdict, ruleset=ruleset)
        found = buckets(title, body)
        probability, distinct, each = self._opinion(verdict, found)
        score = round((verdict.score + probability) / 2, 4)
        band: Band = "accept" if score >= ACCEPT else "review" if score >= REVIEW else "reject"
        label: Label = "on_topic" if score >= LABEL_FROM else "off_topic"
        said = Evidence("model", self.name, "title", 0, 0, "", round(score - verdict.score, 4))
        return replace(
            verdict, label=label, score=score, band=band, ruleset=ruleset,
            reason=verdict.reason if label == verdict.label else "model",
            evidence=(*verdict.evidence, said, *self._strongest(title, body, found, distinct, each)),
        )  # fmt: skip

    def _opinion(self, verdict: Verdict, found: list[list[int]]) -> tuple[float, set[int], float]:
        """(probability, the distinct buckets, what each counts)."""
        distinct, each = spread(found)
        letters = self.letters
        odds = self.intercept + each * math.fsum([letters[b] for b in distinct])
        known = self.gates
        odds += math.fsum([w * known[n] for n, w in gates(verdict).items() if n in known])
        return 1 / (1 + math.exp(-max(min(odds, 60.0), -60.0))), distinct, each

    def _strongest(
        self, title: str, body: str, found: list[list[int]], distinct: set[int], each: float
    ) -> list[Evidence]:
        """The n-grams that weighed most, where each stands first."""
        letters = self.letters
        top = heapq.nlargest(SHOWN, distinct, key=lambda b: (abs(letters[b]), b))
        shown = []
        for bucket in top:
            weight = round(letters[bucket] * each, 4)
            if weight == 0:
                continue
            part, at = next((p, b.index(bucket)) for p, b in enumerate(found) if bucket in b)
            name, text = ("title", title) if part < 2 else ("body", body[:LEAD])
            # the text was read with a blank on either side
            start, end = max(at - 1, 0), min(at + 1 + part % 2, len(text))
            shown.append(Evidence("model", "letters", name, start, end, text[start:end], weight))
        return shown
