"""`python -m bench.linkage_curve`: precision and recall of linkage on 100,000 synthetic people, for the docs.

Writes the tables between the two marks of the page on linkage, and the picture beside it.
"""

import sys

from bench.measuring import ROOT
from bench.report import table
from saferplan.documents.charts import theme
from saferplan.documents.charts.picture import Picture
from saferplan.documents.charts.scales import Scale
from saferplan.identities.linkage.calibrating import Calibration, Point, Target, calibrate
from saferplan.synth.people.labelled import labelled

PEOPLE, SEED = 100_000, 1
TARGET = Target(precision=0.995, recall=0.95)
PAGE = ROOT / "docs" / "explanation" / "linkage.md"
CURVE = PAGE.with_name("linkage-curve.svg")
MARK, END = "<!-- generated: linkage -->\n", "<!-- end of linkage -->"
WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 70, 610, 30, 305
NAMED = {15: 22, 11: 22, 2: 5, 0: 5}  # thresholds told in the picture, and how far below their dot


def main() -> int:
    found = calibrate(labelled(PEOPLE, seed=SEED), TARGET)
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(MARK)
    PAGE.write_text(f"{before}{MARK}\n{_tables(found)}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    CURVE.write_text(picture(found.curve, found.model.thresholds.link), encoding="utf-8")
    print(_tables(found))
    return 0


def _tables(found: Calibration) -> str:
    curve = [
        [
            f"{point.threshold:g}",
            _share(point, "precision"),
            _share(point, "recall"),
            f"{point.wrong:,}",
            f"{point.missed:,}",
        ]
        for point in found.curve
    ]
    kinds = [[kind["name_kind"], f"{kind['pairs']:,}", f"{kind['recall']:.1%}"] for kind in found.recall_by_kind]
    recalls = [kind["recall"] for kind in found.recall_by_kind]
    return "\n\n".join([
        f"{found.records:,} mentions of adults, {found.true_pairs:,} pairs of one person. In brackets 95% intervals.",
        table(["Threshold, bits", "Precision", "Recall", "Wrong pairs", "Missed pairs"], curve),
        f"Recall at the shipped threshold of {found.model.thresholds.link:g} bits by kind of name;"
        f" from lowest to highest {100 * (max(recalls) - min(recalls)):.1f} points:",
        table(["Kind of name", "Pairs", "Recall"], kinds),
    ])  # fmt: skip


def _share(point: Point, name: str) -> str:
    share, low, high = (getattr(point, f"{name}{end}") for end in ("", "_low", "_high"))
    return f"{share:.1%} ({low:.1%}–{high:.1%})"


def picture(curve: tuple[Point, ...], shipped: float) -> str:
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
