"""The runs of the benchmarks of hotspots: Gi* here and in esda, kernel density here and in scikit-learn.

Material and results pass through files, so that the runner can hold two processes' answers against each other.
"""

import gzip
import json
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

Facts = dict[str, Any]
Watch = AbstractContextManager[None]
SMALL_AREAS = 35_672
SEED = 20_261_122
CELL, BANDWIDTH = 100.0, 1_000.0
BOUNDARIES = "geography/boundaries-lsoa21.geojson.gz"


def gi_material(watch: Watch, *, boundaries: str, areas: int, file: str) -> Facts:
    """Neighbours by common border of the small areas in a file of boundaries, or of as many hexagons, with values.

    The values are skew like rates of crime, and no two are alike: esda divides before it compares, so that rounding
    breaks ties, and where there are none both must count the same.
    """
    import numpy as np
    import scipy.sparse

    with watch:
        neighbours = _of_boundaries(Path(boundaries)) if boundaries else _of_hexagons(areas)
        random = np.random.default_rng(SEED)
        values = random.lognormal(2.0, 1.0, neighbours.shape[0])
    scipy.sparse.save_npz(f"{file}-neighbours.npz", scipy.sparse.csr_matrix(neighbours))
    np.save(f"{file}-values.npy", values)
    number = np.diff(neighbours.indptr)
    return {"areas": len(values), "neighbours": float(number.mean()), "most": int(number.max())}


def _of_boundaries(path: Path) -> Any:
    import numpy as np
    import shapely

    from saferplan.evidence.analysis.hotspots.neighbours import touching

    with gzip.open(path) as stream:
        features = json.load(stream)["features"]
    shapes = shapely.from_geojson([json.dumps(one["geometry"]) for one in features])
    return touching(np.asarray(shapely.make_valid(shapes)))


def _of_hexagons(areas: int) -> Any:
    import shapely

    from saferplan.evidence.analysis.hotspots.grid import Shape, grid_over

    side = 1_000.0 * areas**0.5
    return grid_over(shapely.box(0, 0, side, side), 1_000.0, Shape.HEX).neighbours[:areas, :areas]


def _material(file: str) -> tuple[Any, Any]:
    import numpy as np
    import scipy.sparse

    return np.load(f"{file}-values.npy"), scipy.sparse.csr_array(scipy.sparse.load_npz(f"{file}-neighbours.npz"))


def gi_saferplan(watch: Watch, *, file: str, permutations: int, result: str) -> Facts:
    """Statistic, normal p, and conditional permutation."""
    import numpy as np

    from saferplan.evidence.analysis.hotspots.getis_ord import gi_star, permute

    values, neighbours = _material(file)
    with watch:
        found = gi_star(values, neighbours)
        chance = permute(values, neighbours, permutations, seed=SEED)
    folded = (np.minimum(chance.at_least, permutations - chance.at_least) + 1) / (permutations + 1)
    np.savez(result, g=found.g, z=found.z, p=folded)
    return {"areas": len(values)}


def gi_esda(watch: Watch, *, file: str, permutations: int, jobs: int, result: str) -> Facts:
    """The same by esda's G_Local, compiled and its workers started before the watch runs; simulations are not kept."""
    import numpy as np
    from esda.getisord import G_Local
    from libpysal.weights import W

    warnings.simplefilter("ignore")
    values, neighbours = _material(file)

    def weights(size: int) -> Any:
        part = neighbours[:size, :size].tocsr()
        listed = {at: part.indices[slice(*part.indptr[at : at + 2])].tolist() for at in range(size)}
        return W(listed, silence_warnings=True)

    asked = {"transform": "B", "star": True, "n_jobs": jobs, "keep_simulations": False, "seed": SEED}
    G_Local(values[:2_000], weights(2_000), permutations=99, **asked)
    whole = weights(len(values))
    with watch:
        found = G_Local(values, whole, permutations=permutations, **asked)
    np.savez(result, g=found.Gs, z=found.Zs, p=found.p_sim)
    return {"areas": len(values)}


def gi_compared(watch: Watch, *, ours: str, theirs: str, permutations: int) -> Facts:
    """How far two results are apart: statistic and z, and permutation p in standard errors of its difference."""
    import numpy as np

    with watch:
        one, other = np.load(ours), np.load(theirs)
        both = (one["p"] + other["p"]) / 2
        error = np.sqrt(2 * both * (1 - both) / permutations)
        apart = np.abs(one["p"] - other["p"]) / error
    return {
        "g": float(np.abs(one["g"] - other["g"]).max()),
        "z": float(np.nanmax(np.abs(one["z"] - other["z"]))),
        "p_within_two": float((apart <= 2).mean()),
        "p_furthest": float(apart.max()),
        "p_mean": float((one["p"] - other["p"]).mean()),
    }


def _events(events: int, side: float) -> tuple[Any, Any]:
    """So many events around forty places of unlike size, and a square grid over them."""
    import numpy as np
    import shapely

    from saferplan.evidence.analysis.hotspots.grid import Shape, grid_over

    random = np.random.default_rng(SEED)
    towns, sizes = random.uniform(0.1 * side, 0.9 * side, (40, 2)), random.pareto(1.2, 40) + 0.2
    town = random.choice(40, events, p=sizes / sizes.sum())
    points = towns[town] + random.normal(0, 900, (events, 2))
    return points, grid_over(shapely.box(0, 0, side, side), CELL, Shape.SQUARE)


def kde_saferplan(watch: Watch, *, events: int, side: float, result: str) -> Facts:
    """By convolution, with its error measured outside the watch."""
    import numpy as np
    import scipy.signal  # noqa: F401

    from saferplan.evidence.analysis.hotspots.kernel import Kernel, binned_density, error_of

    points, grid = _events(events, side)
    weights = np.ones(len(points))
    with watch:
        found = binned_density(points, weights, grid, BANDWIDTH, Kernel.EPANECHNIKOV)
    error = error_of(found, points, weights, grid, BANDWIDTH, Kernel.EPANECHNIKOV)
    np.save(result, found)
    return {"cells": len(grid), "error": error.largest, "error_of_highest": error.of_highest}


def kde_exact(watch: Watch, *, events: int, side: float, result: str) -> Facts:
    """Our exact density, for the record."""
    import numpy as np
    import scipy.spatial  # noqa: F401

    from saferplan.evidence.analysis.hotspots.kernel import Kernel, exact_density

    points, grid = _events(events, side)
    with watch:
        found = exact_density(points, np.ones(len(points)), grid.middles, BANDWIDTH, Kernel.EPANECHNIKOV)
    np.save(result, found)
    return {"cells": len(grid)}


def kde_sklearn(watch: Watch, *, events: int, side: float, result: str) -> Facts:
    """scikit-learn's KernelDensity with the same kernel at the same places, exact as it is by default."""
    import numpy as np
    from sklearn.neighbors import KernelDensity

    points, grid = _events(events, side)
    with watch:
        fitted = KernelDensity(bandwidth=BANDWIDTH, kernel="epanechnikov").fit(points)
        scores = fitted.score_samples(grid.middles)
    np.save(result, np.exp(scores) * len(points) * 1e6)
    return {"cells": len(grid)}


def kde_compared(watch: Watch, *, ours: str, theirs: str) -> Facts:
    import numpy as np

    with watch:
        one, other = np.load(ours), np.load(theirs)
        apart = float(np.abs(one - other).max())
    return {"apart": apart, "of_highest": apart / float(other.max())}


TASKS: dict[str, Callable[..., Facts]] = {
    task.__name__: task
    for task in (
        gi_material,
        gi_saferplan,
        gi_esda,
        gi_compared,
        kde_saferplan,
        kde_exact,
        kde_sklearn,
        kde_compared,
    )
}
