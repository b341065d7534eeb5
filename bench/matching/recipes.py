"""What a desk does in one go: recipes of rewrites, drawn by weight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from bench.matching.rewrites import REWRITES, Draft, applied

#: Letters and digits below which nobody can tell a copy from a coincidence; nothing shorter is
#: copied here.
LEAST = 150


@dataclass(frozen=True)
class Recipe:
    """What a desk does in one go: rewrites with the range of their strength."""

    name: str
    weight: float
    steps: Mapping[str, tuple[float, float]]


def _one(name: str, low: float = 0.3, high: float = 1.0, weight: float = 3.0) -> Recipe:
    return Recipe(name, weight, {name: (low, high)})


#: Two to five rewrites as they come, none of them strong.
MIXED = Recipe("mixed", 10, {})

RECIPES: tuple[Recipe, ...] = (
    MIXED,
    *(_one(n) for n in ("byline", "captions", "tail", "typography", "spacing", "glyphs", "nfd")),
    *(_one(n) for n in ("ai_terms", "headline", "corrected", "figures", "dates")),
    _one("agencies", weight=8),
    _one("new_lead", 0.0, 1.0, 4),
    _one("dropped", 0.1, 0.4, 5),
    _one("reordered", 0.2, 1.0),
    _one("edited", 0.2, 0.9, 5),
    _one("merged", 0.2, 0.6),
    _one("background", 0.0, 1.0),
    _one("truncated", 0.4, 0.4),
    Recipe("syndicated", 6, {"byline": (0, 1), "tail": (0, 1), "headline": (1, 1)}),
    Recipe(
        "desk", 6, {"byline": (0, 1), "captions": (0, 1), "dropped": (0.1, 0.25), "edited": (0.1, 0.4)}
    ),
    Recipe("broadcast", 3, {"polite": (1, 1), "headline": (1, 1)}),
    Recipe(
        "house style", 8, {"agencies": (1, 1), "ai_terms": (1, 1), "typography": (1, 1), "merged": (0.2, 0.4)}
    ),
    Recipe(
        "regional", 5,
        {"new_lead": (0, 0.5), "byline": (0, 1), "reordered": (0.2, 0.5), "agencies": (1, 1), "tail": (0, 1)},
    ),
    Recipe("heavy", 4, {"new_lead": (1, 1), "dropped": (0.4, 0.4)}),
    Recipe(
        "heavier", 4,
        {"new_lead": (1, 1), "dropped": (0.4, 0.4), "reordered": (0.5, 1), "edited": (0.2, 0.4),
         "background": (0, 0.4), "byline": (0, 1)},
    ),
)  # fmt: skip

#: For short reports that have nothing to spare.
LIGHT: tuple[Recipe, ...] = tuple(
    r for r in RECIPES if r.name in {"byline", "tail", "typography", "spacing", "glyphs", "nfd"}
)
HEAVY = frozenset({"heavy", "heavier"})


@dataclass(frozen=True)
class Rewritten:
    text: str
    recipe: str
    names: tuple[str, ...]


def letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def rewritten(draft: Draft, rng: Random, recipes: Sequence[Recipe] = RECIPES) -> Rewritten:
    """One recipe drawn by weight and done; another where a part of it finds nothing to do
    or would leave next to nothing."""
    while True:
        recipe = rng.choices(recipes, [r.weight for r in recipes])[0]
        steps = {name: rng.uniform(*span) for name, span in recipe.steps.items()}
        if recipe is MIXED:
            ways = rng.sample(sorted(REWRITES), rng.randrange(2, 6))
            steps = {name: rng.uniform(0.05, 0.35) for name in ways}
        after, names = applied(draft, steps, rng)
        if set(names) == set(steps) and letters(after.text) >= LEAST:
            return Rewritten(after.text, recipe.name, names)
