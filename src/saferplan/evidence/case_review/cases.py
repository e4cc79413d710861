"""Which cases of an agency hold a victim who has reached the threshold or stands one short: for the case owner."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from saferplan.evidence.case_review.complaints import Complaint
from saferplan.evidence.case_review.rules import Rule
from saferplan.evidence.case_review.threshold import Nearness, Standing, standing


@dataclass(frozen=True)
class Case:
    """One agency's case.

    `own`: its complaints that count; `elsewhere`: how many count that other agencies hold, of which nothing more is
    told; `to_check`: of all of them, those whose day of behaviour is not told. `take_care`: whether any record of
    the victim, of whatever agency, flags domestic abuse or a child: how the offer is made is agreed first.
    """

    agency: str
    case: str
    nearness: Nearness
    number: int
    needed: int
    own: tuple[Complaint, ...]
    elsewhere: int
    to_check: int
    apply_by: date | None
    explain: bool
    take_care: bool
    rule: str


def cases_near_threshold(complaints: Mapping[int, Collection[Complaint]], rule: Rule, on: date) -> list[Case]:
    """Cases of all agencies, by agency and case. `complaints`: those of each linked victim, who is not named again.

    A case with several such victims stands once, as for the one who is nearest.
    """
    found: dict[tuple[str, str], Case] = {}
    for own in complaints.values():
        stands = standing(own, rule, on)
        for case in _cases_of(stands) if stands.nearness else ():
            key = case.agency, case.case
            if key not in found or _rank(case) < _rank(found[key]):
                found[key] = case
    return [found[key] for key in sorted(found)]


def _rank(case: Case) -> tuple[bool, int, date, list[str]]:
    """The nearest first; among equals always the same, in whatever order they came."""
    references = [one.reference for one in case.own]
    return case.nearness is not Nearness.REACHED, -case.number, case.apply_by or date.max, references


def _cases_of(stands: Standing) -> Iterable[Case]:
    if stands.nearness is None:
        return
    for agency, name in sorted({(one.agency, one.case) for one in stands.counting}):
        own = tuple(one for one in stands.counting if (one.agency, one.case) == (agency, name))
        yield Case(
            agency=agency,
            case=name,
            nearness=stands.nearness,
            number=stands.number,
            needed=stands.rule.complaints,
            own=own,
            elsewhere=len({(one.agency, one.reference) for one in stands.counting if one.agency != agency}),
            to_check=stands.to_check,
            apply_by=stands.apply_by,
            explain=stands.explain,
            take_care=any(one.take_care for one in own),
            rule=stands.rule.version,
        )
