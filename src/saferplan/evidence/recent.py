"""Answers that were asked for last: no more of them than told, however many different questions people ask."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Self, TypeVar

T = TypeVar("T")


class Recent:
    """Threads share it. Two that ask the same at once may both work it out, and get the same."""

    def __init__(self, most: int, kept: OrderedDict[Hashable, Any] | None = None) -> None:
        self.most = most
        self._kept = OrderedDict(kept or {})
        self._lock = Lock()

    def get(self, question: Hashable, work_out: Callable[[], T]) -> T:
        with self._lock:
            if question in self._kept:
                self._kept.move_to_end(question)
                return self._kept[question]
        answer = work_out()
        with self._lock:
            self._kept[question] = answer
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return answer

    def copy(self) -> Self:
        """Asked apart from now on."""
        with self._lock:
            return type(self)(self.most, self._kept)

    def __len__(self) -> int:
        return len(self._kept)
