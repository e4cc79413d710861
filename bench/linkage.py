"""How long linkage of a million records takes, beside Splink alone doing the same steps, and in how much memory."""

from bench.measuring import Runner, Sample, in_turn, ratios, spread
from bench.report import Section, megabytes, met, seconds, span, table

PEOPLE = 835_000  # whose mentions are a million, those of children left out
MOST_TIMES, MOST_BYTES = 1.2, 6e9
OURS, THEIRS, COMMON = "saferplan", "Splink alone", "Preparation of the records, in both"
TASKS = {OURS: "linkage_saferplan", THEIRS: "linkage_splink", COMMON: "linkage_preparation"}


def measure(runner: Runner, *, rounds: int, people: int = PEOPLE, judged: bool = True) -> Section:
    file = str(runner.work / "mentions.parquet")
    records = runner.task("linkage_records", people=people, file=file).facts["records"]
    jobs = {name: lambda task=task: runner.task(task, file=file) for name, task in TASKS.items()}
    found = in_turn(jobs, rounds, warm_ups=0)
    return Section("linkage", "Linkage", _text(found, records, judged=judged))


def _text(found: dict[str, list[Sample]], records: int, *, judged: bool) -> list[str]:
    times = ratios(found[OURS], found[THEIRS])
    peak = spread(found[OURS], "peak")
    return [
        f"{records:,} mentions of invented people with the usual noise, prepared, compared, scored and clustered."
        " Splink has the same blocking keys and comparisons; saferplan adds guards, clusters that hold no two people"
        " known to be two, and the reasons of every link.",
        table(
            ["", "Seconds", "Peak memory", "Pairs from the review threshold", "Precision", "Recall"],
            [
                [name, seconds(spread(samples)), megabytes(spread(samples, "peak")), *_found(samples[0])]
                for name, samples in found.items()
            ],
        ),
        f"saferplan takes {span(times, '.2f')} times as long as Splink alone, at most {MOST_TIMES} asked:"
        f" {met(times.median <= MOST_TIMES, judged=judged)}. Under {MOST_BYTES / 1e9:.0f} GB of memory:"
        f" {met(peak.most < MOST_BYTES, judged=judged)}. Peak memory is of the whole process.",
    ]


def _found(sample: Sample) -> list[str]:
    facts = sample.facts
    return (
        [f"{facts['pairs']:,}", f"{facts['precision']:.4f}", f"{facts['recall']:.4f}"]
        if "pairs" in facts
        else ["–"] * 3
    )
