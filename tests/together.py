"""Checks of many values that take a millisecond each: thousands of tests cost more to list and to tell than
to run. One test then runs a check for all values, and fails with those for which it does.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

Check = Callable[..., None]


def each(name: str, values: Iterable[Any]) -> Callable[[Check], Check]:
    """As `pytest.mark.parametrize` with one name, but one test."""
    values = tuple(values)
    assert values

    def of(check: Check) -> Check:
        @functools.wraps(check)
        def test(**given: Any) -> None:
            wrong: list[Exception] = []
            for value in values:
                try:
                    check(**given, **{name: value})
                except Exception as error:
                    error.add_note(f"{name} = {value!r}")
                    wrong.append(error)
            if wrong:
                raise ExceptionGroup(f"{len(wrong)} of {len(values)}", wrong)

        signature = inspect.signature(check)
        others = [p for p in signature.parameters.values() if p.name != name]
        test.__signature__ = signature.replace(parameters=others)  # type: ignore[attr-defined]
        del test.__wrapped__  # type: ignore[attr-defined]
        return test

    return of
