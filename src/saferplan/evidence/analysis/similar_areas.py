"""Areas most like one area, by what lives there and how: for comparisons fairer than with the whole country.

These are ours and not the Home Office's Most Similar Groups. Which features count, and how much, is in
similarity.toml, for people who know the areas to review.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from saferplan.evidence.analysis.rates import FloatArray


@dataclass(frozen=True)
class Feature:
    """One way in which areas are alike. `weight` is in points: each theme has the same number to give out."""

    id: str
    title: str
    unit: str
    theme: str
    weight: float
    source: str
    scale: Literal["as it is", "logarithm"] = "as it is"

    def scaled(self, values: ArrayLike) -> FloatArray:
        """Values as they enter the distance; NaN where a logarithm does not exist."""
        given = np.asarray(values, dtype=float)
        if self.scale == "as it is":
            return given
        return np.log(np.where(given > 0, given, np.nan))


@dataclass(frozen=True)
class Definition:
    """What similarity means here. `note` is the sentence that every exhibit of similar areas must carry."""

    title: str
    note: str
    version: str
    reviewed: str
    features: tuple[Feature, ...]

    @property
    def weights(self) -> FloatArray:
        return np.array([feature.weight for feature in self.features])


@dataclass(frozen=True)
class Nearest:
    """`indices`: rows of the nearest areas, nearest first. `distances`: to each, in standard deviations: the
    weighted root mean square of the differences over the features used. `standardised`: every area x feature,
    NaN in features not used and in areas that were no candidates. `used`: which features counted.
    """

    indices: NDArray[np.intp]
    distances: FloatArray
    standardised: FloatArray
    used: NDArray[np.bool_]


@cache
def definition() -> Definition:
    """The reviewed definition that ships with the project."""
    content = tomllib.loads(Path(__file__).with_name("similarity.toml").read_text(encoding="utf-8"))
    features = tuple(Feature(**entry) for entry in content.pop("features"))
    return Definition(features=features, **content)


def nearest(features: ArrayLike, target: int, weights: ArrayLike, most: int) -> Nearest:
    """The `most` areas nearest to row `target` of an areas x features array, NaN where an area lacks a feature.

    Only features that the target has count, and only areas that have all of those are candidates: so Welsh
    areas, which have no English Index of Deprivation, are compared without it and never with a gap. Each
    feature is standardised by its mean and standard deviation over the target and its candidates together.
    Areas equally near stand in the order of the rows. Fewer than `most` come back where there are fewer.
    """
    values = np.asarray(features, dtype=float)
    points = np.asarray(weights, dtype=float)
    if points.shape != values.shape[1:] or np.any(~(points >= 0)):
        raise ValueError("weights must be one number from 0 for each feature")
    used = ~np.isnan(values[target]) & (points > 0)
    compared = ~np.any(np.isnan(values[:, used]), axis=1) & used.any()
    standardised = _standardised(values, compared, used)
    distances = _distances(standardised[:, used], target, points[used])
    candidates = np.flatnonzero(compared & (np.arange(len(values)) != target % len(values)))
    chosen = candidates[np.argsort(distances[candidates], kind="stable")][:most]
    return Nearest(indices=chosen, distances=distances[chosen], standardised=standardised, used=used)


def _standardised(values: FloatArray, compared: NDArray[np.bool_], used: NDArray[np.bool_]) -> FloatArray:
    result = np.full(values.shape, np.nan)
    rows = values[np.ix_(compared, used)]
    if rows.size:
        # A feature in which all areas are equal says nothing; its standard deviation is rounding noise at best.
        spread = np.where(np.ptp(rows, axis=0) == 0, np.inf, rows.std(axis=0))
        result[np.ix_(compared, used)] = (rows - rows.mean(axis=0)) / spread
    return result


def _distances(standardised: FloatArray, target: int, points: FloatArray) -> FloatArray:
    shares = points / points.sum() if points.size else points
    return np.sqrt(((standardised - standardised[target]) ** 2 * shares).sum(axis=1))
