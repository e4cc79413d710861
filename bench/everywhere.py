"""What a partnership costs when many are assessed at once: `saferplan assess --all --tables-only`."""

import shutil
from collections.abc import Sequence
from itertools import pairwise

from bench.material import Material
from bench.measuring import Runner, Sample, in_turn, spread
from bench.report import Section, megabytes, met, seconds, table


def measure(runner: Runner, material: Material, lake: str, *, rounds: int, areas: Sequence[int]) -> Section:
    """So many partnerships, evenly spread over the country's, each number in turn."""

    def job(number: int) -> Sample:
        out = runner.work / "every"
        chosen = {"lake": lake, "period": material.period, "against": material.against}
        sample = runner.task("every", areas=number, out=str(out), **chosen)
        shutil.rmtree(out)
        return sample

    found = in_turn({str(number): lambda number=number: job(number) for number in areas}, rounds, warm_ups=0)
    by_number = {samples[0].facts["areas"]: samples for samples in found.values()}
    return Section("all", "Every partnership", _text(by_number, judged=material.judged))


def _text(found: dict[int, list[Sample]], *, judged: bool) -> list[str]:
    costs = [spread(samples).median / number for number, samples in found.items()]
    falling = all(after < before for before, after in pairwise(costs))
    return [
        "Tables of so many partnership areas in one process, written as JSON; the national grouping, which comes first"
        " and is done once, is in each.",
        table(
            ["Partnerships", "Seconds", "Seconds for each", "Processor seconds", "Peak memory"],
            [_line(samples, cost) for samples, cost in zip(found.values(), costs, strict=True)],
        ),
        f"Cost for each falling as their number grows: {met(falling, judged=judged)}.",
    ]


def _line(samples: Sequence[Sample], cost: float) -> list[str]:
    return [
        str(samples[0].facts["areas"]),
        seconds(spread(samples)),
        f"{cost:.3f}",
        seconds(spread(samples, "processor")),
        megabytes(spread(samples, "peak")),
    ]
