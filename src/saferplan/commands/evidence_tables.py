"""Commands that print one table of an assessment by itself: `saferplan attrition`, `saferplan reconcile`, …"""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from saferplan.commands.options import add_as_at, add_command, moment, note, print_csv, print_json, print_table
from saferplan.commands.scopes import add_area_and_periods, partnership_area, periods
from saferplan.errors import UsageError


@dataclass(frozen=True)
class EvidenceTable:
    """`table` is the name in AssessmentTables; `printed` its columns on a terminal; `empty` what is said of none."""

    command: str
    table: str
    summary: str
    printed: Mapping[str, str]
    empty: str


EVIDENCE_TABLES = (
    EvidenceTable(
        "similar",
        "similar_areas",
        "The areas most like one, nearest first, with distance and rate; ours, not the Home Office's groups.",
        {"area_code": "Code", "area_name": "Area", "distance": "Distance", "rate_annualised": "A year per 1,000"},
        "the tables by which areas are found alike are not loaded, or none has a rate in the same months",
    ),
    EvidenceTable(
        "similarity-features",
        "similarity_features",
        "By which features areas are found alike, and what each of the most similar areas has of them.",
        {"feature": "Feature", "unit": "Unit", "weight": "Weight", "value": "Here", "similar_mean": "Similar areas"},
        "the tables by which areas are found alike are not loaded",
    ),
    EvidenceTable(
        "attrition",
        "attrition",
        "From recorded to charged: the share of a period's crimes that led to a charge within so many months.",
        {
            "title": "Crime type",
            "recorded": "Recorded",
            "charged": "Charged so far",
            "median_lag": "Median months",
            "share_6": "Within 6",
            "share_12": "Within 12",
            "low_12": "95% from",
            "high_12": "to",
            "share_24": "Within 24",
        },
        "no month of this period can be followed: load the force's outcomes files of its months and those after",
    ),
    EvidenceTable(
        "reconcile",
        "reconciliation",
        "Our figure beside the one that ONS or the Home Office prints, and the gap explained.",
        {
            "title": "Offences",
            "period": "Period",
            "published": "Published",
            "count": "Ours",
            "months_present": "Months",
            "scaled": "Ours, whole period",
            "gap": "Gap",
            "gap_share": "Share",
        },
        "no table of recorded crime is loaded for this area",
    ),
    EvidenceTable(
        "blind-spots",
        "blind_spots",
        "What police.uk leaves out, what follows for a reader, and the loaded figures that stand in.",
        {"title": "Left out", "follows": "What follows", "look": "Where to look"},
        "nothing is known to be left out",
    ),
    EvidenceTable(
        "justice-stages",
        "justice_stages",
        "Cases recorded, charged, prosecuted and convicted, as loaded from the template justice-stages.",
        {"area_name": "Area", "offence": "Offence", "period_title": "Period", "stage": "Stage", "cases": "Cases"},
        "no stages are loaded for this area or its force: see saferplan template show justice-stages",
    ),
    EvidenceTable(
        "disproportionality",
        "disproportionality",
        "Stops and searches by ethnic group, sex and age, beside a reference group, for the area's police force.",
        {
            "grouping": "By",
            "title": "Group",
            "count": "Stops",
            "residents": "Residents",
            "rate": "A year per 1,000",
            "ratio": "Ratio",
            "ratio_low": "95% from",
            "ratio_high": "to",
            "verdict": "Verdict",
            "found_share": "Something came of it",
        },
        "no stops of the period are loaded: load the force's stop-and-search files with --purpose disproportionality",
    ),
    EvidenceTable(
        "hidden-harm",
        "hidden_harm",
        "How many people a harm may touch that nobody records: a rate times residents, with its range and source.",
        {
            "title": "Who",
            "estimate_low": "From",
            "estimate": "About",
            "estimate_high": "To",
            "applies_to": "Rate of",
            "population": "Residents",
            "known": "Known here",
            "source": "Source",
            "caveat": "Caveat",
            "reason": "",
        },
        "no rate is loaded: see saferplan template show prevalence",
    ),
    EvidenceTable(
        "before-and-after",
        "cohorts",
        "Whether people of a cohort offend less than before, beside people chosen alike and not taken on.",
        {
            "cohort": "Cohort",
            "district": "District",
            "people": "People",
            "before": "Before",
            "after": "After",
            "ratio": "Ratio",
            "comparison_ratio": "Comparison",
            "net_ratio": "Net",
            "net_low": "95% from",
            "net_high": "to",
            "verdict": "Verdict",
        },
        "no cohort of this area is loaded: see saferplan template show cohort-members",
    ),
    EvidenceTable(
        "cohort-makeup",
        "cohort_makeup",
        "Who is in a cohort, beside who was meant to be.",
        {
            "cohort": "Cohort",
            "characteristic": "By",
            "value": "Value",
            "count": "People",
            "share": "Share",
            "low": "95% from",
            "high": "to",
            "target_share": "Target",
        },
        "no cohort of this area with targets is loaded: see saferplan template show cohort-targets",
    ),
    EvidenceTable(
        "displacement",
        "taskings",
        "Whether crime fell in tasked areas, net of a control area and of crime that moved next door.",
        {
            "tasking": "Tasking",
            "title": "Measure",
            "treated_before": "Before",
            "treated_after": "After",
            "control_before": "Control before",
            "control_after": "after",
            "difference": "Difference",
            "low": "95% from",
            "high": "to",
            "verdict": "Verdict",
            "problem": "Why not",
        },
        "no tasked area of this partnership is loaded: see saferplan template show tasked-areas",
    ),
)


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    for shown in EVIDENCE_TABLES:
        example = f"saferplan {shown.command} E06000060 --period FY2021 --lake lake"
        command = add_command(commands, shown.command, shown.summary, example)
        add_area_and_periods(command)
        command.add_argument("--csv", action="store_true", help="print CSV")
        add_as_at(command)
        command.set_defaults(run=run, shown=shown)


def run(options: argparse.Namespace) -> int:
    from saferplan.evidence.assessment.scope import Scope
    from saferplan.evidence.assessment.tables import AssessmentTables
    from saferplan.evidence.basis import Basis
    from saferplan.evidence.lake import Lake

    if options.json and options.csv:
        raise UsageError("--json and --csv go one at a time")
    shown: EvidenceTable = options.shown
    basis = Basis(Lake(options.lake).snapshot(moment(options.as_at)))
    scope = Scope(basis, partnership_area(options.code, basis), *periods(options))
    records = getattr(AssessmentTables(scope), shown.table)
    if not records:
        note(shown.empty)
    _print(records, shown, options)
    return 0


def _print(records: list[dict[str, Any]], shown: EvidenceTable, options: argparse.Namespace) -> None:
    if options.json:
        print_json(records)
    elif options.csv:
        flat = [_flat(record) for record in records]
        print_csv(flat, list(dict.fromkeys(key for record in flat for key in record)))
    elif records:
        print_table(records, dict(shown.printed))


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    """A cell holds no list: single values are joined, and records within a record stand in the JSON alone."""
    flat = {key: value for key, value in record.items() if not _is_records(value)}
    return {key: "; ".join(map(str, value)) if isinstance(value, list) else value for key, value in flat.items()}


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and (not value or isinstance(value[0], dict))
