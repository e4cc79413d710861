"""What became of each file that was asked for; one that fails does not stop the others."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from saferplan.errors import FetchError
from saferplan.evidence.fetching.store import Entry
from saferplan.evidence.fetching.transport import NotPublished


class Status(StrEnum):
    FETCHED = "fetched"
    UNCHANGED = "unchanged"
    NOT_PUBLISHED = "not published"
    FAILED = "failed"


@dataclass(frozen=True)
class Outcome:
    """One file. `problem` and `remedy` say what is wrong where the status is 'not published' or 'failed'."""

    path: str
    status: Status
    url: str = ""
    bytes: int = 0
    sha256: str = ""
    problem: str = ""
    remedy: str = ""

    @property
    def here(self) -> bool:
        return self.status in {Status.FETCHED, Status.UNCHANGED}


@dataclass
class Report:
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        return all(outcome.here for outcome in self.outcomes)

    def count(self, status: Status) -> int:
        return sum(outcome.status is status for outcome in self.outcomes)

    def gather(self, name: str, fetch: Callable[[], list[Outcome]]) -> None:
        """Adds what `fetch` gives, or a failure under `name` where it raises a FetchError."""
        try:
            self.outcomes += fetch()
        except FetchError as fault:
            self.outcomes.append(failure(name, fault))


def success(entry: Entry, status: Status) -> Outcome:
    return Outcome(entry.path, status, entry.url, entry.bytes, entry.sha256)


def failure(name: str, fault: FetchError) -> Outcome:
    status = Status.NOT_PUBLISHED if isinstance(fault, NotPublished) else Status.FAILED
    problem = f"{fault.where}: {fault.problem}" if fault.where else fault.problem
    return Outcome(name, status, problem=problem, remedy=fault.remedy)
