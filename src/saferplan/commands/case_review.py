"""`saferplan case-review`: which cases hold a victim near the threshold of the ASB Case Review, for case owners."""

import argparse
from collections import Counter
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from saferplan.commands.options import add_group, add_part, note, print_json, print_table
from saferplan.errors import PurposeRefused, UnknownName, UsageError, nearest
from saferplan.evidence.access import COMMAND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from saferplan.evidence.case_review.cases import Case
    from saferplan.evidence.case_review.rules import Rule

CASES = {
    "case": "Case",
    "nearness": "Threshold",
    "number": "Complaints",
    "needed": "Of",
    "own": "In this case",
    "elsewhere": "Held by others",
    "to_check": "Day to check",
    "apply_by": "Apply by",
    "take_care": "Take care",
    "to_do": "To do",
}
# What a case asks of its owner.
TO_DO = {"reached": "offer the review", "one short": "explain the review; weigh persistence and harm"}
COUNTS = {"agency": "Agency", "reached": "Cases that reached it", "one_short": "Cases one short"}
OFFER = (
    "Offer the review as is safe for the victim; where 'take care' stands, agree first how to reach them. Whether the"
    " complaints are about the same behaviour, and whether a review is due below the number, a person decides, with a"
    " reason"
)


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parts = add_group(
        commands,
        "case-review",
        "The threshold of the ASB Case Review, complaint by complaint.",
        "saferplan case-review rules",
        "Which cases hold a victim near the threshold of the ASB Case Review, for their owners.",
    )
    cases = add_part(
        parts,
        "cases",
        run_cases,
        "List an agency's cases that hold a victim who has reached the threshold, or stands one short. Never people.",
        "saferplan case-review cases --purpose asb-casework --agency 'Harbour Homes' --lake lake",
    )
    cases.add_argument("--purpose", required=True, metavar="NAME", help="a recorded purpose whose result is casework")
    cases.add_argument("--agency", metavar="NAME", help="whose cases to list (default: only how many each agency has)")
    rules = add_part(
        parts, "rules", run_rules, "Show the rule of a day, with its source.", "saferplan case-review rules", lake=False
    )
    for command in (cases, rules):
        command.add_argument(
            "--on", metavar="DATE", help="the day of the application, such as 2026-12-05 (default: today)"
        )
        command.add_argument("--rules", type=Path, metavar="FILE", help="the partnership's own rules, as TOML")


def run_cases(options: argparse.Namespace) -> int:
    on = _day(options.on)
    found = _cases(options, _rule(options, on), on)
    if options.agency is None:
        _show(options, _counts(found), COUNTS, on)
        return 0
    own = [_record(case) for case in found if case.agency == options.agency]
    _show(options, own, CASES, on)
    if own and not options.json:
        note(OFFER)
    return 0


def _show(options: argparse.Namespace, records: list[dict[str, Any]], columns: dict[str, str], on: date) -> None:
    if options.json:
        print_json(records)
    elif records:
        print_table(records, columns)
    else:
        whose = f" of {options.agency}" if options.agency else ""
        note(f"on {on.isoformat()} no case{whose} holds a victim who has reached the threshold, or stands one short")


def run_rules(options: argparse.Namespace) -> int:
    rule = _rule(options, _day(options.on))
    record = {field.name: getattr(rule, field.name) for field in fields(rule)}
    record = {name: value.isoformat() if isinstance(value, date) else value for name, value in record.items()}
    if options.json:
        print_json(record)
    else:
        print_table([{"name": name, "value": str(value)} for name, value in record.items()], {"name": "", "value": ""})
    return 0


def _cases(options: argparse.Namespace, rule: "Rule", on: date) -> "list[Case]":
    """All cases near the threshold. The logs of what is read name the agency whose cases are listed.

    Raises PurposeRefused, or UnknownName for an agency that has no feed of the purpose.
    """
    from saferplan.commands.restricted import restricted_store, victims_of
    from saferplan.evidence.case_review.cases import cases_near_threshold
    from saferplan.evidence.case_review.reading import complaints_by_victim
    from saferplan.evidence.engines import DuckDbEngine
    from saferplan.evidence.lake import Lake
    from saferplan.identities.linkage.in_force import people_clusters
    from saferplan.identities.purpose_records import agencies
    from saferplan.identities.purposes import Result
    from saferplan.identities.reading import log_read

    with restricted_store(options.lake) as store:
        purpose, groups = victims_of(store, options.purpose, date.today())
        if purpose.result is not Result.CASEWORK:
            raise PurposeRefused(
                f"the purpose '{purpose.name}' gives counts alone, and cases are casework",
                remedy="Record a purpose whose result is casework, with the agreement that allows it.",
            )
        by_feed = agencies(store.connection)
        _check_agency(options, {by_feed[feed] for feed in purpose.feeds if feed in by_feed})
        COMMAND.set(f"saferplan case-review cases, {options.agency or 'numbers by agency'}")
        clusters = people_clusters(store.connection, purpose.name, groups=groups)
        log_read(store.connection, purpose.name, purpose.number, groups, purpose.feeds, len(clusters))
    complaints = complaints_by_victim(
        DuckDbEngine(Lake(options.lake).snapshot()), clusters, feeds=purpose.feeds, rule=rule, on=on
    )
    return cases_near_threshold(complaints, rule, on)


def _check_agency(options: argparse.Namespace, agencies: set[str]) -> None:
    if options.agency is not None and options.agency not in agencies:
        raise UnknownName(
            f"the purpose '{options.purpose}' has no feed of an agency '{options.agency}'",
            remedy=nearest(options.agency, sorted(agencies)),
        )


def _record(case: "Case") -> dict[str, Any]:
    return {
        "agency": case.agency,
        "case": case.case,
        "nearness": str(case.nearness),
        "number": case.number,
        "needed": case.needed,
        "own": "; ".join(f"{one.reference} of {one.made}" for one in case.own),
        "elsewhere": case.elsewhere,
        "to_check": case.to_check,
        "apply_by": case.apply_by.isoformat() if case.apply_by else None,
        "explain": case.explain,
        "take_care": "yes" if case.take_care else "",
        "to_do": TO_DO[case.nearness],
        "rule": case.rule,
    }


def _counts(found: "Sequence[Case]") -> list[dict[str, Any]]:
    counted = Counter((case.agency, case.nearness.name.lower()) for case in found)
    return [
        {"agency": agency, **{name: counted[agency, name] for name in ("reached", "one_short")}}
        for agency in sorted({agency for agency, _ in counted})
    ]


def _rule(options: argparse.Namespace, on: date) -> "Rule":
    from saferplan.evidence.case_review.rules import rule_on, rules_of

    if options.rules is None:
        return rule_on(on)
    try:
        text = options.rules.read_text(encoding="utf-8")
    except OSError as fault:
        raise UsageError(f"the rules cannot be read ({fault.strerror})", where=str(options.rules)) from None
    except UnicodeDecodeError:
        raise UsageError("the rules are not UTF-8 text", where=str(options.rules)) from None
    return rule_on(on, rules_of(text, str(options.rules)))


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError:
        raise UsageError(f"'{text}' is not a date", remedy="Write it as 2026-12-05.") from None
