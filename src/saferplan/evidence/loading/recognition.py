"""Sorts the files of a delivery by what they are; says of the rest whether that is a fault."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from saferplan.errors import FileRefused
from saferplan.evidence.loading.delivery import Arrival
from saferplan.evidence.loading.report import LoadReport, Progress, Status
from saferplan.evidence.partners.fitting import ambiguous, fitting, near_miss_of_profiles
from saferplan.evidence.partners.profile import Profile
from saferplan.evidence.sources.base import Delivered, Source
from saferplan.evidence.sources.police_near_miss import police_near_miss
from saferplan.evidence.sources.police_uk import POLICE_FORMATS, PoliceFormat
from saferplan.evidence.sources.reference import REFERENCE_SOURCES, left_out, near_miss

KINDS_READ = (
    "The kinds that it reads are listed in docs/reference/files.md; a partner's own list wants a mapping profile first:"
    " saferplan profile suggest FILE."
)


@dataclass
class Recognised:
    reference: list[tuple[Delivered, Source]] = field(default_factory=list)
    police: list[tuple[Delivered, PoliceFormat]] = field(default_factory=list)
    partners: list[tuple[Delivered, Profile]] = field(default_factory=list)
    unknown: list[Delivered] = field(default_factory=list)


def recognise(
    arrivals: Iterable[Arrival], report: LoadReport, progress: Progress, profiles: Sequence[Profile] = ()
) -> Recognised:
    """Files with their formats. A stray file is passed over; one that was named, or is nearly of a kind, is refused.

    A kept profile that a file fits wholly is the user's own word on it, and goes before the formats of publishers.
    """
    recognised = Recognised()
    strays: dict[str, list[Delivered]] = {}
    known: set[str] = set()
    for arrival in arrivals:
        file = arrival.file
        if isinstance(file, FileRefused):
            report.refuse(file.where, "", file)
        else:
            progress(f"reading {file.name}", 0, 0)
            is_known = (
                _take_partner(file, recognised, report, profiles) or _take(file, recognised) or _leave_out(file, report)
            )
            if not is_known:
                recognised.unknown.append(file)
                if not _refuse(file, report, profiles):
                    strays.setdefault(arrival.origin, []).append(file)
                    continue
        known.add(arrival.origin)
    for origin, files in strays.items():
        _report_strays(origin, files, report, is_fault=origin not in known)
    return recognised


def _take_partner(file: Delivered, recognised: Recognised, report: LoadReport, profiles: Sequence[Profile]) -> bool:
    found = fitting(file, profiles)
    if len(found) > 1:
        report.refuse(file.name, "", ambiguous(file, found))
    elif found:
        recognised.partners.append((file, found[0]))
    return bool(found)


def _take(file: Delivered, recognised: Recognised) -> bool:
    if police_format := next((one for one in POLICE_FORMATS if one.recognises(file)), None):
        recognised.police.append((file, police_format))
    elif source := next((one for one in REFERENCE_SOURCES if one.recognises(file)), None):
        recognised.reference.append((file, source))
    else:
        return False
    return True


def _leave_out(file: Delivered, report: LoadReport) -> bool:
    if reason := left_out(file):
        report.add(file.name, "", Status.LEFT_OUT, reason)
    return bool(reason)


def _refuse(file: Delivered, report: LoadReport, profiles: Sequence[Profile]) -> bool:
    """Refuses a file that is empty or nearly of a known kind; False where it is neither."""
    if not file.head:
        fault = file.refuse("the file is empty", remedy="Download it again.")
    elif partner := near_miss_of_profiles(file, profiles):
        fault = partner
    elif police := police_near_miss(file):
        fault = police
    elif near := near_miss(file):
        fault = file.refuse(near)
    else:
        return False
    report.refuse(file.name, "", fault)
    return True


def _report_strays(origin: str, files: list[Delivered], report: LoadReport, *, is_fault: bool) -> None:
    """Strays beside known files are passed over; where the user named nothing else, that is told as a fault."""
    if is_fault and len(files) == 1:
        problem = "its content is not of a kind that saferplan reads"
        report.refuse(files[0].name, "", files[0].refuse(problem, remedy=KINDS_READ))
        return
    if is_fault:
        problem = f"none of the {len(files):,} files in it is of a kind that saferplan reads"
        report.refuse(origin, "", FileRefused(problem, where=origin, remedy=KINDS_READ))
    for file in files:
        report.add(file.name, "", Status.IGNORED, "not of a kind that saferplan reads")
