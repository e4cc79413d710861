"""Any sequence of loads leaves what a plain dictionary says: the newest good release of each month of each force."""

import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from police_files import NOW, counts, load_files, statuses, street_row, street_rows, write_street
from saferplan.evidence.lake import Lake

FORCES = {"bedfordshire": "Bedfordshire Police", "essex": "Essex Police"}
MONTHS = ("2024-01", "2024-02")
FIRST_RELEASE = datetime(2024, 3, 1)


@dataclass(frozen=True)
class File:
    """A release of a month: how many good and bad rows it has. No two releases of a month come at the same time."""

    slug: str
    month: str
    release: int
    good: int
    bad: int

    @property
    def key(self) -> tuple[str, str]:
        return (self.slug, self.month)

    @property
    def is_refused(self) -> bool:
        return self.bad > self.good

    def write(self, folder: Path) -> Path:
        same = {"month": self.month, "force": FORCES[self.slug]}
        rows = street_rows(self.good, **same) + [
            street_row(1000 + number, crime_type=f"Release {self.release}", **same) for number in range(self.bad)
        ]
        released = FIRST_RELEASE + timedelta(days=self.release)
        return write_street(folder / str(self.release), rows, released=released, slug=self.slug)


@st.composite
def file(draw: st.DrawFn) -> File:
    slug, month = draw(st.sampled_from(sorted(FORCES))), draw(st.sampled_from(MONTHS))
    release = draw(st.integers(1, 5))
    # What a release holds follows from its number, so that the same release twice is the same file.
    return File(slug, month, release, good=release * 2, bad={2: 1, 4: 9}.get(release, 0))


LOADS = st.lists(st.tuples(st.lists(file(), min_size=1, max_size=4), st.booleans()), min_size=1, max_size=5)


@given(loads=LOADS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_sequence_of_loads_leaves_what_a_dictionary_says(loads: list[tuple[list[File], bool]]):
    model: dict[tuple[str, str], File] = {}
    past: list[tuple[datetime, dict[tuple[str, str], int]]] = []
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Path(folder, "lake"))
        for number, (files, all_or_nothing) in enumerate(loads):
            now = NOW + timedelta(days=number)
            paths = [one.write(Path(folder)) for one in files]
            report = load_files(lake, *paths, now=now, all_or_nothing=all_or_nothing)
            before = len(past) and past[-1][1]
            model = after_load(model, files, all_or_nothing=all_or_nothing)
            expected = {key: one.good for key, one in model.items()}
            assert counts(lake) == expected, statuses(report)
            if expected == before:
                assert report.load_id is None
            past.append((now, expected))
        for when, expected in past:
            assert not expected or counts(lake, as_at=when) == expected


def after_load(model: dict[tuple[str, str], File], files: list[File], *, all_or_nothing: bool) -> dict:
    result, has_fault = dict(model), False
    for key in {one.key for one in files}:
        for one in sorted({one for one in files if one.key == key}, key=lambda one: -one.release):
            is_known = model.get(key) == one
            if key in model and one.release < model[key].release:
                break
            has_fault = has_fault or one.bad > 0
            if one.is_refused:
                continue
            if not is_known:
                result[key] = one
            break
    return model if all_or_nothing and has_fault else result
