"""Where invented dwellings lie in a real area: small area, point, tenure and landlord of each."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from saferplan.synth.area import TENURES, Neighbourhoods
from saferplan.synth.places.dwellings import HOMES_A_STREET, Dwellings
from saferplan.synth.positions import NOBODY
from saferplan.synth.seeds import stream

LANDLORDS = 30
SOCIAL_RENTED = TENURES.index("social-rented")
# Standard deviations in metres: streets about the neighbourhood's point, homes about the street's.
STREET_SPREAD, HOME_SPREAD = 180.0, 40.0
# The k-th landlord has one (k + 2)th of homes of what a first would have: a few large ones, many small.
_LANDLORD_OFFSET = 2


@dataclass(frozen=True)
class Placed:
    """Per dwelling: position of its neighbourhood, point in whole metres, tenure (position in TENURES), landlord.

    `landlord` is NOBODY where the home is not social rented. `refuge` is the one dwelling whose place is secret.
    """

    homes: Dwellings
    neighbourhood: np.ndarray
    easting: np.ndarray
    northing: np.ndarray
    tenure: np.ndarray
    landlord: np.ndarray
    refuge: int

    @property
    def street(self) -> np.ndarray:
        """Position of each dwelling's street."""
        return np.arange(len(self.homes)) // HOMES_A_STREET


def placed(homes: Dwellings, areas: Neighbourhoods, seed: int) -> Placed:
    """Streets fall to neighbourhoods by residents; each home's tenure is drawn by the neighbourhood's."""
    random = stream(seed, "places")
    n = len(homes)
    street = np.arange(n) // HOMES_A_STREET
    streets = int(street[-1]) + 1
    of_street = _drawn(random, np.maximum(areas.residents, 1).astype(float), streets)
    middle = np.stack([areas.easting[of_street], areas.northing[of_street]])
    middle = middle + _spread(random, STREET_SPREAD, streets)
    point = np.round(middle[:, street] + _spread(random, HOME_SPREAD, n)).astype(np.int64)
    neighbourhood = of_street[street]
    tenure = _tenures(random, areas, neighbourhood)
    sizes = 1 / (np.arange(LANDLORDS) + 1 + _LANDLORD_OFFSET)
    landlord = np.where(tenure == SOCIAL_RENTED, _drawn(random, sizes, streets)[street], NOBODY)
    return Placed(homes, neighbourhood, point[0], point[1], tenure, landlord, int(random.integers(n)))


def postcode_centroids(places: Placed) -> Iterator[tuple[str, int, int]]:
    """Each postcode with the middle of its homes, in whole metres."""
    _, first, which = np.unique(places.street, return_index=True, return_inverse=True)
    homes = np.bincount(which)
    east, north = (np.round(np.bincount(which, weights=axis) / homes) for axis in (places.easting, places.northing))
    for postcode, *point in zip(places.homes.postcode[first], east.tolist(), north.tolist(), strict=True):
        yield postcode, int(point[0]), int(point[1])


def _spread(random: np.random.Generator, metres: float, n: int) -> np.ndarray:
    """Offsets east and north. Sums of uniform numbers are the same on every machine, and about normal."""
    return (random.random((6, 2, n)).sum(axis=0) - 3.0) * metres * np.sqrt(2.0)


def _drawn(random: np.random.Generator, weights: np.ndarray, n: int) -> np.ndarray:
    ends = np.cumsum(weights)
    return np.minimum(np.searchsorted(ends / ends[-1], random.random(n), side="right"), len(weights) - 1)


def _tenures(random: np.random.Generator, areas: Neighbourhoods, neighbourhood: np.ndarray) -> np.ndarray:
    shares = areas.households / np.maximum(areas.households.sum(axis=1, keepdims=True), 1)
    ends = np.cumsum(shares, axis=1)[neighbourhood]
    return np.minimum((random.random((len(neighbourhood), 1)) >= ends).sum(axis=1), len(TENURES) - 1)
