"""The Knox test by saferplan, and in plain NumPy in two ways, on the same invented events."""

from contextlib import AbstractContextManager
from typing import Any

Facts = dict[str, Any]
Watch = AbstractContextManager[None]
SEED = 2024
DAYS = 365
TOWNS, TOWN_METRES, COUNTY_METRES = 150, 600, 15_000
SPACE, WEEKS = "same,200,400,600,800", "0-7,8-14,15-21,22-28"


def events(number: int) -> tuple[Any, Any, Any]:
    """x, y in metres and day: gathered about town centres of unlike size, over a year."""
    import numpy as np

    random = np.random.default_rng(SEED)
    centres = random.uniform(0, COUNTY_METRES, (TOWNS, 2))
    town = random.choice(TOWNS, number, p=random.dirichlet(np.full(TOWNS, 0.5)))
    places = centres[town] + random.normal(0, TOWN_METRES, (number, 2))
    return places[:, 0], places[:, 1], random.integers(0, DAYS, number)


def near_repeat_saferplan(watch: Watch, *, number: int, permutations: int) -> Facts:
    from saferplan.evidence.analysis.near_repeat.bands import day_bands, space_bands
    from saferplan.evidence.analysis.near_repeat.knox import knox

    given, bands = events(number), (space_bands(SPACE), day_bands(WEEKS))
    with watch:
        found = knox(*given, *bands, permutations=permutations)
    return {"observed": found.observed[:-1, :-1].tolist(), "means": found.mean[:-1, :-1].tolist()}


def near_repeat_close_pairs(watch: Watch, *, number: int, permutations: int) -> Facts:
    """Plain NumPy that has thought of the k-d tree: only close pairs are shuffled, with searchsorted and bincount."""
    import numpy as np
    from scipy.spatial import KDTree

    from saferplan.evidence.analysis.near_repeat.bands import day_bands, space_bands

    x, y, day = events(number)
    space, days = space_bands(SPACE), day_bands(WEEKS)
    random = np.random.default_rng(SEED)
    with watch:
        points = np.column_stack([x, y])
        one, other = KDTree(points).query_pairs(space.edges[-1], p=1, output_type="ndarray").T
        band = np.searchsorted(space.upper, np.abs(points[one] - points[other]).sum(axis=1), side="right")

        def counted(of_event: Any) -> Any:
            apart = np.searchsorted(days.upper, np.abs(of_event[one] - of_event[other]), side="right")
            size = (len(space) + 1) * (len(days) + 1)
            return np.bincount(band * (len(days) + 1) + apart, minlength=size).reshape(len(space) + 1, -1)[:-1, :-1]

        observed = counted(day)
        simulated = np.array([counted(random.permutation(day)) for _ in range(permutations)])
    return {"observed": observed.tolist(), "means": simulated.mean(axis=0).tolist()}


def near_repeat_all_pairs(watch: Watch, *, number: int, permutations: int) -> Facts:
    """Plain NumPy as the definition has it, and as the R package does: every pair of events, every time."""
    import numpy as np
    from scipy.spatial.distance import pdist

    from saferplan.evidence.analysis.near_repeat.bands import day_bands, space_bands

    x, y, day = events(number)
    space, days = space_bands(SPACE), day_bands(WEEKS)
    random = np.random.default_rng(SEED)
    with watch:
        band = np.digitize(pdist(np.column_stack([x, y]), "cityblock"), space.upper)

        def counted(of_event: Any) -> Any:
            apart = np.digitize(pdist(of_event[:, None].astype(float), "cityblock"), days.upper)
            size = (len(space) + 1) * (len(days) + 1)
            return np.bincount(band * (len(days) + 1) + apart, minlength=size).reshape(len(space) + 1, -1)[:-1, :-1]

        observed = counted(day)
        simulated = np.array([counted(random.permutation(day)) for _ in range(permutations)])
    return {"observed": observed.tolist(), "means": simulated.mean(axis=0).tolist()}


TASKS = {task.__name__: task for task in (near_repeat_saferplan, near_repeat_close_pairs, near_repeat_all_pairs)}
