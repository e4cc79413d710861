"""How long the Knox test takes, beside plain NumPy over close pairs and over all pairs."""

import math

from bench.measuring import BenchError, Runner, Sample, in_turn, ratios, spread
from bench.report import Section, megabytes, met, seconds, span, table

EVENTS, PERMUTATIONS = 11_000, 999
ALL_PAIRS_PERMUTATIONS = 2
MOST_SECONDS, LEAST_TIMES = 20, 10
SPREADS_APART = 6
OURS = "saferplan"
CLOSE = "Plain NumPy, close pairs alone"
ALL = "Plain NumPy, all pairs"


def measure(
    runner: Runner, *, rounds: int, events: int = EVENTS, permutations: int = PERMUTATIONS, judged: bool = True
) -> Section:
    """The three in turn. All pairs take so long that a few permutations stand for the rest."""

    def job(name: str, times: int) -> Sample:
        return runner.task(name, number=events, permutations=times)

    few = min(ALL_PAIRS_PERMUTATIONS, permutations)
    found = in_turn(
        {
            OURS: lambda: job("near_repeat_saferplan", permutations),
            CLOSE: lambda: job("near_repeat_close_pairs", permutations),
            ALL: lambda: job("near_repeat_all_pairs", few),
        },
        rounds,
        warm_ups=0,
    )
    _check_equal(found, permutations)
    return Section("near-repeat", "Near repeats", _text(found, events, permutations, few, judged=judged))


def _check_equal(found: dict[str, list[Sample]], permutations: int) -> None:
    """Counts the same in every cell; means of as many permutations as near each other as chance lets them be."""
    told = {str(sample.facts["observed"]) for samples in found.values() for sample in samples}
    if len(told) != 1:
        raise BenchError("the ways of counting near repeats do not find the same pairs")
    ours, theirs = (_cells(found[name][0]) for name in (OURS, CLOSE))
    far = [one for one, other in zip(ours, theirs, strict=True) if _apart(one, other, permutations) > SPREADS_APART]
    if far:
        raise BenchError(f"the permutations of near repeats have means too far apart: {far}")


def _cells(sample: Sample) -> list[float]:
    return [mean for row in sample.facts["means"] for mean in row]


def _apart(one: float, other: float, permutations: int) -> float:
    """In standard errors of a mean of Poisson counts, which pairs that share events exceed a little."""
    return abs(one - other) / math.sqrt(2 * max(one, other, 1) / permutations)


def _text(found: dict[str, list[Sample]], events: int, permutations: int, few: int, *, judged: bool) -> list[str]:
    whole = [_scaled(sample, (permutations + 1) / (few + 1)) for sample in found[ALL]]
    close, every = ratios(found[CLOSE], found[OURS]), ratios(whole, found[OURS])
    taken = spread(found[OURS])
    return [
        f"The Knox test on {events:,} invented events over a year, 5 bands of distance up to 800 m by 4 of days,"
        f" {permutations} permutations. All three found the same number of pairs in every cell.",
        table(
            ["", "Permutations", "Seconds", "Peak memory"],
            [
                [OURS, str(permutations), seconds(taken), megabytes(spread(found[OURS], "peak"))],
                [CLOSE, str(permutations), seconds(spread(found[CLOSE])), megabytes(spread(found[CLOSE], "peak"))],
                [ALL, str(few), seconds(spread(found[ALL])), megabytes(spread(found[ALL], "peak"))],
            ],
        ),
        f"Under {MOST_SECONDS} s: {met(taken.median < MOST_SECONDS, judged=judged)}. Plain NumPy over all pairs would"
        f" take {span(every, ',.0f')} times as long for as many permutations, at least {LEAST_TIMES} asked:"
        f" {met(every.median >= LEAST_TIMES, judged=judged)}. Plain NumPy that looks at close pairs alone takes"
        f" {span(close, '.1f')} times as long.",
    ]


def _scaled(sample: Sample, times: float) -> Sample:
    return Sample(sample.seconds * times, sample.whole, sample.startup, sample.processor, sample.peak, sample.facts)
