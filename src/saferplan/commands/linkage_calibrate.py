"""`saferplan linkage calibrate`: how right linkage is at each threshold, on records whose persons are known."""

import argparse
import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from saferplan.commands.options import add_part, print_json, print_table, printable
from saferplan.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

FEWEST_SYNTHETIC = 1_000  # with fewer hardly anybody is named twice
CURVE_SHOWN = {
    "threshold": "Threshold, bits",
    "precision": "Precision",
    "precision_low": "from",
    "precision_high": "to",
    "recall": "Recall",
    "recall_low": "from",
    "recall_high": "to",
    "wrong": "Wrong pairs",
    "missed": "Missed pairs",
}


def add_calibrate(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    calibrate = add_part(
        verbs,
        "calibrate",
        run_calibrate,
        "Show precision and recall at each threshold, on records whose persons are known, and which meet a target.",
        "saferplan linkage calibrate labelled.csv --precision 0.995 --recall 0.95",
        lake=False,
    )
    calibrate.add_argument(
        "labelled",
        type=Path,
        nargs="?",
        metavar="LABELLED.csv",
        help="a row for each record, with a column person that is equal for records of one person",
    )
    calibrate.add_argument("--synthetic", type=int, metavar="N", help="on N invented people instead of a file")
    calibrate.add_argument("--seed", type=int, default=1, metavar="N", help="of the invented people (default: 1)")
    calibrate.add_argument("--precision", type=float, default=0.995, help="wanted of links (default: 0.995)")
    calibrate.add_argument("--recall", type=float, default=0.95, help="wanted of links (default: 0.95)")
    calibrate.add_argument("--parameters", action="store_true", help="also how often each outcome comes about, m and u")


def run_calibrate(options: argparse.Namespace) -> int:
    from saferplan.identities.linkage.calibrating import Target, calibrate

    for name in ("precision", "recall"):
        if not 0 < getattr(options, name) <= 1:
            raise UsageError(f"--{name} is a share above 0 and up to 1")
    found = calibrate(_labelled(options), Target(options.precision, options.recall))
    if options.json:
        print_json(found.as_record(with_parameters=options.parameters))
        return 0
    print(f"{found.records:,} records, {found.true_pairs:,} pairs of one person")
    print_table([dataclasses.asdict(point) for point in found.curve], CURVE_SHOWN)
    if found.recall_by_kind:
        print_table(found.recall_by_kind, {"name_kind": "Kind of name", "pairs": "Pairs", "recall": "Recall"})
    for line in found.advice():
        print(printable(line))
    if options.parameters:
        print_table(
            found.parameters(), {"comparison": "Comparison", "level": "Level", "m": "m", "u": "u", "bits": "Bits"}
        )
    return 0


def _labelled(options: argparse.Namespace) -> "pa.Table":
    from saferplan.identities.linkage.calibrating import read_labelled
    from saferplan.synth.people.labelled import labelled

    if (options.labelled is None) == (options.synthetic is None):
        raise UsageError("name a file or --synthetic N, one of the two")
    if options.labelled is not None:
        return read_labelled(options.labelled)
    if options.synthetic < FEWEST_SYNTHETIC:
        raise UsageError(f"--synthetic wants at least {FEWEST_SYNTHETIC:,} people")
    return labelled(options.synthetic, seed=options.seed)
