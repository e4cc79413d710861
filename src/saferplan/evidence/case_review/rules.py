"""Rules of the threshold: the Act's own, shipped, or a partnership's published procedures."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from saferplan.errors import UnknownName, UsageError

MOST_COMPLAINTS = 3
"""No higher than three: explanatory notes on section 104, paragraph 231, and the guidance."""
LEAST_MONTHS = {"months_to_complain": 1, "months_to_apply": 6}
"""Section 104(11); procedures may allow longer."""
REMEDY = "See the shipped rules with: saferplan case-review rules"


@dataclass(frozen=True)
class Rule:
    """`begins`: first day on which applications are judged by it. The other fields are those of rules.toml."""

    version: str
    begins: date
    checked: date
    citation: str
    complaints: int
    months_to_complain: int
    months_to_apply: int
    explain_after: int
    one_day_counts_once: bool
    hate_alone: bool


@cache
def shipped() -> tuple[Rule, ...]:
    text = files("saferplan.evidence.case_review").joinpath("rules.toml").read_text(encoding="utf-8")
    return rules_of(text, "rules.toml")


def rule_on(day: date, rules: Sequence[Rule] | None = None) -> Rule:
    """The rule for an application made on that day. Raises UnknownName where none is in force yet."""
    known = sorted(rules if rules is not None else shipped(), key=lambda rule: rule.begins)
    in_force = [rule for rule in known if rule.begins <= day]
    if not in_force:
        raise UnknownName(f"no rule of the Case Review is in force on {day}", remedy=REMEDY)
    return in_force[-1]


def rules_of(text: str, where: str) -> tuple[Rule, ...]:
    """The rules of a file. Raises UsageError with the field where one is wrong, or harder than the Act allows."""
    try:
        declared = tomllib.loads(text).get("rule")
    except tomllib.TOMLDecodeError as fault:
        raise UsageError(f"the rules are no TOML ({fault})", where=where, remedy=REMEDY) from None
    except RecursionError:
        raise UsageError("the rules are nested too deeply", where=where, remedy=REMEDY) from None
    if not isinstance(declared, list) or not declared:
        raise UsageError("the file has no [[rule]]", where=where, remedy=REMEDY)
    rules = tuple(_rule(one, f"{where}, rule {number}") for number, one in enumerate(declared, start=1))
    if len({rule.begins for rule in rules}) < len(rules):
        raise UsageError("two rules begin on one day", where=where)
    return rules


def _rule(declared: Any, where: str) -> Rule:
    if not isinstance(declared, dict):
        raise UsageError("a rule is a table", where=where, remedy=REMEDY)
    given = {("begins" if name == "from" else name): value for name, value in declared.items()}
    for field in fields(Rule):
        name = "from" if field.name == "begins" else field.name
        if type(given.get(field.name)) is not field.type:
            raise UsageError(f"'{name}' is missing or is not {_KINDS[field.type]}", where=where, remedy=REMEDY)
    if strange := sorted(given.keys() - {field.name for field in fields(Rule)}):
        raise UsageError(f"there is no field '{strange[0]}'", where=where, remedy=REMEDY)
    rule = Rule(**given)
    _check_kindness(rule, where)
    return rule


_KINDS: dict[Any, str] = {str: "text", date: "a date", int: "a whole number", bool: "true or false"}


def _check_kindness(rule: Rule, where: str) -> None:
    if not 1 <= rule.complaints <= MOST_COMPLAINTS:
        raise UsageError(f"'complaints' is not from 1 to {MOST_COMPLAINTS}", where=where, remedy=rule.citation)
    for name, least in LEAST_MONTHS.items():
        if getattr(rule, name) < least:
            raise UsageError(f"'{name}' is less than the {least} of section 104(11)", where=where)
    if not 1 <= rule.explain_after <= rule.complaints:
        raise UsageError("'explain_after' is not from 1 to the number of complaints", where=where)
