"""How much a chapter may do: what could run for ever or fill the memory is counted as it goes, and stopped."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from jinja2 import pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context

MAX_ITEMS = 1_000
"""Longest list that a loop goes through: more rows belong in an exhibit."""
MAX_TURNS = 10_000
"""Turns of all loops of a chapter together."""
MAX_WORK = 1_000_000
"""Steps that a chapter takes: parts of expressions in every turn of a loop, and values that filters and comparisons go
through: a second or two. Our own chapters take 1,768 at most.
"""
MAX_HELD = 10_000
"""Values in a list with all lists inside it: one that holds another twice, often enough, has more than a memory."""


class Work:
    """Counts what one chapter has done so far."""

    def __init__(self) -> None:
        self.turns = self.steps = 0

    @pass_context
    def bounded(self, _context: Context, items: Any, steps: int) -> Iterator[Any]:
        """`steps`: what a turn takes at most, without the loops and lists in it."""
        if isinstance(items, str) or not isinstance(items, Iterable):
            raise TypeError("a loop goes through a list")
        for item in at_most(MAX_ITEMS, items):
            self.turns += 1
            if self.turns > MAX_TURNS:
                raise SecurityError(f"the loops of this chapter take more than {MAX_TURNS:,} turns")
            self._take(steps)
            yield item

    @pass_context
    def held(self, _context: Context, values: Any) -> Any:
        for number, _ in enumerate(self._taken(_leaves(values)), start=1):
            if number > MAX_HELD:
                raise SecurityError(f"a list has at most {MAX_HELD:,} values; put longer ones in an exhibit")
        return values

    @pass_context
    def gone_through(self, _context: Context, values: Any) -> Any:
        return self._gone_through(values)

    def is_in(self, value: Any, values: Any) -> bool:
        return value in self._gone_through(values)

    def _gone_through(self, values: Any) -> Any:
        """What a filter or a comparison is given, a list with all lists in it; one that is only begun as it goes on."""
        if isinstance(values, Iterator):
            return self._taken(values)
        for _ in self._taken(_leaves(values)):
            pass
        return values

    def _taken(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in values:
            self._take(1)
            yield value

    def _take(self, steps: int) -> None:
        self.steps += steps
        if self.steps > MAX_WORK:
            raise SecurityError(f"this chapter takes more than {MAX_WORK:,} steps; put long lists in an exhibit")


def bounded_range(*limits: int) -> range:
    span = range(*limits)
    if len(span) > MAX_ITEMS:
        raise SecurityError(f"a range has at most {MAX_ITEMS:,} numbers")
    return span


def at_most(most: int, items: Iterable[Any]) -> Iterator[Any]:
    for position, item in enumerate(items):
        if position == most:
            raise SecurityError(f"a loop goes through at most {most:,} items; put longer lists in an exhibit")
        yield item


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, str) or not isinstance(value, Collection) or not value:
        yield value
    else:
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _leaves(inner)
