"""`python -m bench.linkage_curve`: precision and recall of linkage on synthetic people, for the docs.

The people are of seeds that neither the model's parameters nor its thresholds have seen.

Writes the tables between the two marks of the page on linkage, and the picture beside it.
"""

import sys
from collections import Counter
from collections.abc import Sequence

from bench.measuring import ROOT
from bench.report import table
from saferplan.documents.charts import theme
from saferplan.documents.charts.picture import Picture
from saferplan.documents.charts.scales import Scale
from saferplan.documents.strategic_assessment.wording import listed
from saferplan.evidence.analysis.disproportionality import shares
from saferplan.identities.linkage.calibrating import Calibration, Point, Target, calibrate
from saferplan.synth.people.labelled import labelled

PEOPLE, SEEDS = 100_000, (3, 4, 5)
TARGET = Target(precision=0.995, recall=0.95)
PAGE = ROOT / "docs" / "explanation" / "linkage.md"
CURVE = PAGE.with_name("linkage-curve.svg")
MARK, END = "<!-- generated: linkage -->\n", "<!-- end of linkage -->"
WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 70, 610, 30, 305
NAMED = {15: 22, 11: 22, 2: 5, 0: 5}  # thresholds told in the picture, and how far below their dot


def main() -> int:
    found = [calibrate(labelled(PEOPLE, seed=seed), TARGET) for seed in SEEDS]
    curve = pooled(found)
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(MARK)
    PAGE.write_text(f"{before}{MARK}\n{_tables(found, curve)}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    CURVE.write_text(picture(curve, found[0].model.thresholds.link), encoding="utf-8")
    print(_tables(found, curve))
    return 0


def pooled(found: Sequence[Calibration]) -> tuple[Point, ...]:
    """One curve of several samples: their pairs taken together."""
    true_pairs = sum(one.true_pairs for one in found)
    points = []
    for same in zip(*(one.curve for one in found), strict=True):
        wrong, missed = sum(point.wrong for point in same), sum(point.missed for point in same)
        right = true_pairs - missed
        precision, recall = shares(right, right + wrong), shares(right, true_pairs)
        told = [float(value) for one in (precision, recall) for value in (one.share, one.low, one.high)]
        points.append(Point(same[0].threshold, *told, wrong, missed))
    return tuple(points)


def _tables(found: Sequence[Calibration], curve: Sequence[Point]) -> str:
    rows = [
        [
            f"{point.threshold:g}",
            _share(point, "precision"),
            _share(point, "recall"),
            f"{point.wrong:,}",
            f"{point.missed:,}",
        ]
        for point in curve
    ]
    kinds = _kinds(found)
    told = [[kind, f"{pairs:,}", f"{recall:.1%}"] for kind, pairs, recall in kinds]
    recalls = [recall for _, _, recall in kinds]
    link = found[0].model.thresholds.link
    several, whole, clusters, mixed = (
        sum(getattr(one.whole, name) for one in found) for name in ("several", "whole", "clusters", "mixed")
    )
    return "\n\n".join([
        f"{sum(one.records for one in found):,} mentions of adults in {len(found)} populations of {PEOPLE:,}, of seeds"
        f" {listed([str(seed) for seed in SEEDS])}, {sum(one.true_pairs for one in found):,} pairs of one person. In"
        " brackets 95% intervals, as if pairs were independent; those of one often-named person are not.",
        table(["Threshold, bits", "Precision", "Recall", "Wrong pairs", "Missed pairs"], rows),
        f"At the shipped threshold of {link:g} bits {whole / several:.1%} of the {several:,} people who are named more"
        " than once have all their records in one cluster;"
        f" {mixed / clusters:.2%} of the {clusters:,} clusters of several"
        " records hold more than one person.",
        f"Recall there by kind of name; from lowest to highest {100 * (max(recalls) - min(recalls)):.1f} points:",
        table(["Kind of name", "Pairs", "Recall"], told),
    ])  # fmt: skip


def _kinds(found: Sequence[Calibration]) -> list[tuple[str, int, float]]:
    pairs: Counter[str] = Counter()
    linked: Counter[str] = Counter()
    for one in found:
        for kind in one.recall_by_kind:
            pairs[kind["name_kind"]] += kind["pairs"]
            linked[kind["name_kind"]] += kind["pairs"] * kind["recall"]
    return [(kind, pairs[kind], linked[kind] / pairs[kind]) for kind in sorted(pairs)]


def _share(point: Point, name: str) -> str:
    share, low, high = (getattr(point, f"{name}{end}") for end in ("", "_low", "_high"))
    return f"{share:.2%} ({low:.2%}–{high:.2%})"


def picture(curve: Sequence[Point], shipped: float) -> str:
    """Precision over recall, a dot for each threshold."""
    drawn = Picture(WIDTH, HEIGHT)
    x, y = Scale(0.80, 1, LEFT, RIGHT), Scale(0.96, 1, BOTTOM, TOP)
    for tick in (0.80, 0.85, 0.90, 0.95, 1.0):
        drawn.text((x(tick), BOTTOM + 20), f"{tick:.0%}", anchor="middle")
    for tick in (0.96, 0.97, 0.98, 0.99, 1.0):
        drawn.line((LEFT, y(tick)), (RIGHT, y(tick)), colour=theme.GRID)
        drawn.text((LEFT - 8, y(tick) + 4), f"{tick:.0%}", anchor="end")
    drawn.curve([(x(point.recall), y(point.precision)) for point in curve], theme.INK)
    for point in curve:
        at = (x(point.recall), y(point.precision))
        drawn.dot(at, 6 if point.threshold == shipped else 3, theme.INK)
        if point.threshold == shipped:
            drawn.text((at[0] - 4, at[1] + 34), f"{point.threshold:g} bits, as shipped", anchor="end")
        elif point.threshold in NAMED:
            drawn.text((at[0] - 10, at[1] + NAMED[point.threshold]), f"{point.threshold:g} bits", anchor="end")
    drawn.text((RIGHT, BOTTOM + 42), "Recall: share of pairs of one person that are linked", anchor="end")
    drawn.text((LEFT, TOP - 14), "Precision: share of linked pairs that are one person")
    return drawn.svg()


if __name__ == "__main__":
    sys.exit(main())
