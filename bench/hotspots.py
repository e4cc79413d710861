"""How long hotspots take: Gi* with permutations beside esda, kernel density beside scikit-learn."""

from collections.abc import Sequence

from bench.hotspot_tasks import BANDWIDTH, BOUNDARIES, CELL, SMALL_AREAS
from bench.material import real_data
from bench.measuring import BenchError, Runner, Sample, in_turn, ratios, spread
from bench.report import Section, megabytes, met, seconds, span, table

MOST_SECONDS, LEAST_TIMES_ESDA, LEAST_TIMES_SKLEARN = 1.5, 4, 20
CLOSE = 1e-9
PERMUTATIONS = 999
JOBS = (1, 2)
OURS, ESDA = "saferplan", "esda, {jobs} job"
BINNED, EXACT, SKLEARN = "saferplan, by convolution", "saferplan, exact", "scikit-learn"
EVENTS, SIDE = 50_000, 40_000.0


def measure(runner: Runner, *, rounds: int) -> list[Section]:
    return [gi_star(runner, rounds=rounds), density(runner, rounds=rounds)]


def gi_star(runner: Runner, *, rounds: int) -> Section:
    data, file = real_data(), str(runner.work / "gi")
    boundaries = str(data / BOUNDARIES) if data and (data / BOUNDARIES).is_file() else ""
    material = runner.task("gi_material", boundaries=boundaries, areas=SMALL_AREAS, file=file).facts
    asked = {"file": file, "permutations": PERMUTATIONS}
    jobs = {OURS: lambda: runner.task("gi_saferplan", result=f"{file}-ours.npz", **asked)}
    for number in JOBS:
        jobs[ESDA.format(jobs=number)] = lambda number=number: runner.task(
            "gi_esda", jobs=number, result=f"{file}-theirs.npz", **asked
        )
    found = in_turn(jobs, rounds, warm_ups=0)
    compared = runner.task(
        "gi_compared", ours=f"{file}-ours.npz", theirs=f"{file}-theirs.npz", permutations=PERMUTATIONS
    ).facts
    _check_equal(compared)
    what = "small areas (LSOA 2021) of England and Wales" if boundaries else "hexagons"
    return Section("hotspots", "Gi* over all small areas", _about_gi(found, material, compared, what))


def _check_equal(compared: dict) -> None:
    if compared["g"] > CLOSE or compared["z"] > CLOSE:
        raise BenchError(f"Gi* is not what esda finds: {compared}")


def _about_gi(found: dict[str, list[Sample]], material: dict, compared: dict, what: str) -> list[str]:
    ours = spread(found[OURS])
    best = min((name for name in found if name != OURS), key=lambda name: spread(found[name]).median)
    times = ratios(found[best], found[OURS])
    return [
        f"{material['areas']:,} {what}, neighbours by common border ({material['neighbours']:.1f} each, at most"
        f" {material['most']}), {PERMUTATIONS} conditional permutations. esda is compiled and its workers are started"
        " before the clock runs.",
        table(["", "Seconds", "Processor seconds", "Peak memory"], [_line(name, found[name]) for name in found]),
        f"At most {MOST_SECONDS} s: {met(ours.most <= MOST_SECONDS, judged=True)}. At least {LEAST_TIMES_ESDA} times as"
        f" fast as {best}, its best: {span(times, ',.0f')} times,"
        f" {met(times.median >= LEAST_TIMES_ESDA, judged=True)}. Largest difference of the statistic"
        f" {compared['g']:.1e}, of z {compared['z']:.1e}. Of the permutation p, {compared['p_within_two']:.1%} lie"
        f" within two standard errors of esda's, the furthest {compared['p_furthest']:.1f}; the mean difference is"
        f" {compared['p_mean']:+.5f}. All areas of a side share its shuffles, so these differences go together.",
    ]


def density(runner: Runner, *, rounds: int, events: int = EVENTS, side: float = SIDE, judged: bool = True) -> Section:
    asked = {"events": events, "side": side}
    files = {name: str(runner.work / f"kde-{at}.npy") for at, name in enumerate((BINNED, EXACT, SKLEARN))}
    found = in_turn(
        {
            BINNED: lambda: runner.task("kde_saferplan", result=files[BINNED], **asked),
            EXACT: lambda: runner.task("kde_exact", result=files[EXACT], **asked),
            SKLEARN: lambda: runner.task("kde_sklearn", result=files[SKLEARN], **asked),
        },
        rounds,
        warm_ups=0,
    )
    apart = {
        name: runner.task("kde_compared", ours=files[name], theirs=files[SKLEARN]).facts for name in (BINNED, EXACT)
    }
    if apart[EXACT]["of_highest"] > CLOSE:
        raise BenchError(f"the exact density is not scikit-learn's: {apart[EXACT]}")
    return Section("hotspots", "Kernel density on a large grid", _about_density(found, apart, events, judged=judged))


def _about_density(found: dict[str, list[Sample]], apart: dict[str, dict], events: int, *, judged: bool) -> list[str]:
    told, times = found[BINNED][0].facts, ratios(found[SKLEARN], found[BINNED])
    return [
        f"{events:,} events on {told['cells']:,} cells of {CELL:,.0f} m, Epanechnikov kernel of {BANDWIDTH:,.0f} m, one"
        " core each.",
        table(["", "Seconds", "Processor seconds", "Peak memory"], [_line(name, found[name]) for name in found]),
        f"By convolution it is {span(times, ',.0f')} times as fast as scikit-learn; at least {LEAST_TIMES_SKLEARN} was"
        f" asked: {met(times.median >= LEAST_TIMES_SKLEARN, judged=judged)}. Its largest error is"
        f" {apart[BINNED]['of_highest']:.2%} of the highest density over all cells, and"
        f" {told['error_of_highest']:.2%} by the check that goes with it. The exact one differs from scikit-learn's by"
        f" {apart[EXACT]['of_highest']:.0e} of the highest.",
    ]


def _line(name: str, samples: Sequence[Sample]) -> list[str]:
    return [name, seconds(spread(samples)), seconds(spread(samples, "processor")), megabytes(spread(samples, "peak"))]
