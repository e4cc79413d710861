"""522 arsons in Chicago, as the authors of the R package NearRepeat stored them with what they were held against.

The stored tables are those of the Near Repeat Calculator 1.3, Manhattan distance, 99 iterations. Its counts are of days
[0, 1), [1, 2), [2, 3) and of metres [0, 200), [200, 400), [400, 600) with the same location apart, which is how the R
package bands by default; its own labels say one day and one metre more, as a vignette of the package shows
("NearRepeat and the Near Repeat Calculator software"). It holds coordinates in single precision: in double, one pair
of the 135,981 is 399.96 m apart instead of 400, and falls in the band below.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from saferplan.evidence.analysis.near_repeat.bands import day_bands, space_bands
from saferplan.evidence.analysis.near_repeat.knox import Knox, knox

SPACE, DAYS = space_bands("same,200,400,600"), day_bands("0,1,2")
ITERATIONS, ROWS, COLUMNS = 99, 5, 4


@dataclass(frozen=True)
class Stored:
    ratio: np.ndarray
    p: np.ndarray
    observed: np.ndarray
    simulated: np.ndarray


@pytest.fixture(scope="module")
def folder(data: Path) -> Path:
    found = data / "fixtures" / "near_repeat"
    if not found.is_dir():
        pytest.skip(f"the stored results of NearRepeat are not in {found}")
    return found


@pytest.fixture(scope="module")
def stored(folder: Path) -> Stored:
    (path,) = folder.glob("*NRverbose*.csv")
    lines = list(csv.reader(path.read_text().splitlines()))
    tables = [at for at, line in enumerate(lines) if line[:1] == ["v Row"]]
    assert len(tables) == 3
    ratio, p, observed = (_table(lines[at + 1 : at + 1 + ROWS]) for at in tables)
    return Stored(ratio, p, observed, np.array([_simulated(lines, cell) for cell in range(ROWS * COLUMNS)]))


def _table(lines: list[list[str]]) -> np.ndarray:
    return np.array([[float(cell or 0) for cell in line[2 : 2 + COLUMNS]] for line in lines])


def _simulated(lines: list[list[str]], cell: int) -> list[int]:
    """The iterations of one cell, over two lines that follow its heading."""
    row, column = divmod(cell, COLUMNS)
    (at,) = [number for number, line in enumerate(lines) if line[:1] == [f"Row {row + 1} Column {column + 1}"]]
    return [int(entry) for line in lines[at + 1 : at + 3] for entry in line[1:] if entry.strip()][:ITERATIONS]


@pytest.fixture(scope="module")
def arson(folder: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows = list(csv.reader((folder / "chicago_arson.csv").read_text().splitlines()))
    place = np.array([[float(row[0]), float(row[1])] for row in rows])
    return place[:, 0], place[:, 1], np.array([row[2] for row in rows], dtype="datetime64[D]").astype(int)


@pytest.fixture(scope="module")
def ours(arson: tuple[np.ndarray, ...]) -> Knox:
    x, y, day = arson
    return knox(x.astype(np.float32), y.astype(np.float32), day, SPACE, DAYS)


def test_every_count_is_that_of_the_stored_table(ours: Knox, stored: Stored) -> None:
    assert ours.observed.tolist() == stored.observed.tolist()


def test_in_double_precision_one_pair_lies_in_the_band_below(arson: tuple[np.ndarray, ...], stored: Stored) -> None:
    found = knox(*arson, SPACE, DAYS, permutations=19).observed - stored.observed
    assert [(row, column, found[row, column]) for row, column in np.argwhere(found)] == [(2, 3, 1), (3, 3, -1)]


def test_the_stored_ratios_are_observed_over_the_mean_of_the_stored_iterations(stored: Stored) -> None:
    """So that our ratio is held against the same quantity."""
    mean = stored.simulated.mean(axis=1).reshape(ROWS, COLUMNS)
    known = stored.observed > 0
    assert (stored.observed[known] / mean[known]).round(3).tolist() == pytest.approx(
        stored.ratio[known].tolist(), abs=2e-3
    )


def test_means_differ_from_the_stored_ones_by_no_more_than_99_iterations_would(ours: Knox, stored: Stored) -> None:
    mean = stored.simulated.mean(axis=1).reshape(ROWS, COLUMNS)
    # A mean of 99 small counts may be 0 by luck: the Poisson spread about what is expected bounds it.
    error = np.sqrt(np.maximum(stored.simulated.var(axis=1).reshape(ROWS, COLUMNS), ours.expected) / ITERATIONS)
    assert np.all(np.abs(ours.mean - mean) < 4 * error)
    assert np.all(np.abs(ours.expected - mean) < 4 * error)


def test_p_differs_from_the_stored_one_by_no_more_than_chance(ours: Knox, stored: Stored) -> None:
    error = np.sqrt(ours.p * (1 - ours.p) / ITERATIONS)
    assert np.all(np.abs(ours.p - stored.p) <= 4 * error + 1 / (ITERATIONS + 1))


def test_the_stored_p_counts_iterations_with_at_least_as_many_pairs_as_ours_does(stored: Stored) -> None:
    simulated = stored.simulated.reshape(ROWS, COLUMNS, ITERATIONS)
    p = (1 + (simulated >= stored.observed[..., None]).sum(axis=2)) / (ITERATIONS + 1)
    assert p == pytest.approx(stored.p)


def test_arson_repeats_near_by_on_the_same_day_and_at_one_place_the_day_after(ours: Knox) -> None:
    clear = [(SPACE.titles[row], DAYS.titles[column]) for row, column in np.argwhere(ours.clear)]
    assert clear == [
        ("same location", "1 day"),
        ("0 to 200 m", "same day"),
        ("200 to 400 m", "same day"),
        ("400 to 600 m", "same day"),
    ]
