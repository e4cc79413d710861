"""Holds a linkage against the truth of a synthetic partnership: which pairs it found, by the kind of people's names.

A pair is two pseudonyms of one person. Pairs are counted, never listed: of a person with n pseudonyms n(n-1)/2.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from saferplan.errors import FileRefused

KeyOf = tuple[str, str, str]


@dataclass(frozen=True)
class Pairs:
    """`true`: pairs of one person; `linked`: pairs that the linkage made; `both`: true ones that it made."""

    true: int
    linked: int
    both: int

    @property
    def precision(self) -> float:
        return self.both / self.linked if self.linked else 1.0

    @property
    def recall(self) -> float:
        return self.both / self.true if self.true else 1.0


@dataclass(frozen=True)
class Comparison:
    """`recall_by_kind`: of pairs, by the kind of the person's name. `shared_keys`: pseudonyms that two people bear."""

    pairs: Pairs
    recall_by_kind: dict[str, Pairs]
    people: int
    shared_keys: int


def compared(incidents: pa.Table, clusters: pa.Table, truth: Path, *, subject: str = "victim") -> Comparison:
    """Of the pseudonyms in `clusters` (person_key, cluster), those that belong together and those that were put so.

    `incidents`: feed, reference and the subject's key, as the lake holds them. Raises FileRefused without the truth.
    """
    person_of = _person_of_keys(incidents, true_people(truth), subject)
    kind_of = {row["person"]: row["name_kind"] for row in read_truth(truth, "people")}
    cluster_of = dict(zip(clusters["person_key"].to_pylist(), clusters["cluster"].to_pylist(), strict=True))
    keys = [key for key, people in person_of.items() if key in cluster_of and len(people) == 1]
    owner = {key: next(iter(person_of[key])) for key in keys}
    by_kind = {
        kind: pairs_of((owner[key], cluster_of[key]) for key in keys if kind_of[owner[key]] == kind)
        for kind in sorted({kind_of[owner[key]] for key in keys})
    }
    shared = sum(len(people) > 1 for people in person_of.values())
    whole = pairs_of((owner[key], cluster_of[key]) for key in keys)
    return Comparison(whole, by_kind, len(set(owner.values())), shared)


def pairs_of(records: Iterable[tuple[object, object]]) -> Pairs:
    """Counts of pairs among records, each with its true person and its cluster."""
    listed = list(records)
    return Pairs(
        _pairs(Counter(person for person, _ in listed)),
        _pairs(Counter(cluster for _, cluster in listed)),
        _pairs(Counter(listed)),
    )


def _pairs(sizes: Mapping[object, int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())


def read_truth(truth: Path, name: str) -> list[dict[str, str]]:
    """A table of the truth. Raises FileRefused where it is not there."""
    path = truth / f"{name}.csv"
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))
    except FileNotFoundError:
        raise FileRefused(
            "the truth of a synthetic partnership is not here",
            where=str(path),
            remedy="Name the folder truth/ that saferplan synth partners wrote.",
        ) from None


def true_people(truth: Path) -> dict[KeyOf, str]:
    """Person by feed, reference and subject."""
    return {(row["feed"], row["reference"], row["subject"]): row["person"] for row in read_truth(truth, "persons")}


def _person_of_keys(incidents: pa.Table, people: Mapping[KeyOf, str], subject: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    columns = (incidents[name].to_pylist() for name in ("feed", "reference", f"{subject}_key"))
    for feed, reference, key in zip(*columns, strict=True):
        person = people.get((feed, reference, subject))
        if key is not None and person is not None:
            found.setdefault(key, set()).add(person)
    return found
