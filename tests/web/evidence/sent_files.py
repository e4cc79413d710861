"""Files as an invented landlord would send them, and how they come to the site in tests."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from saferplan.web.evidence import actions
from saferplan.web.evidence.models import Delivery, Trial
from saferplan.web.files.checking import checked_bytes
from saferplan.web.people.models import Member
from site_jobs import run_jobs

LANDLORD = "Harbour Homes"
FILE = "harbour-homes-2025-10.csv"
HEADINGS = ("Case Ref", "Reported", "Case Type", "Officer", "Tenant")
TYPES = ("Noise", "Litter", "Threats")
# Names that must never be seen on a page: in no other word of one.
OFFICER, TENANT = "Quillon Ashgrove", "Perpetua Vantongeren"


def cases(rows: int = 30, *, headings: tuple[str, ...] = HEADINGS, month: str = "10", **cells: str) -> str:
    """A list of cases as CSV, a fault in any row by `cells`: heading with underscores to what each cell says."""
    lines = [",".join(headings)]
    for number in range(rows):
        row = {
            "Case Ref": f"HH-{number:05}",
            "Reported": f"{number % 28 + 1:02}/{month}/2025 09:{number % 60:02}",
            "Case Type": TYPES[number % len(TYPES)],
            "Officer": OFFICER,
            "Tenant": f"{TENANT} {number}",
        }
        row |= {name.replace("_", " "): told for name, told in cells.items()}
        lines.append(",".join(row.get(heading, row.get(ALIASES.get(heading, ""), "")) for heading in headings))
    return "\n".join(lines) + "\n"


ALIASES = {"Case Reference Number": "Case Ref"}

PROFILE = """
feed = "harbour-homes-asb"
version = {version}
agency = "Harbour Homes"
agency_kind = "landlord"
kind = "asb"
title = "ASB cases of Harbour Homes"
source = "Harbour Homes, monthly list of ASB cases"
retention_months = 36

[file]
name = "harbour-homes*.csv"

[columns]
reference = "{reference}"
reported_time = "Reported"
category = "Case Type"
"""


def profile(version: int = 1, reference: str = "Case Ref") -> str:
    return PROFILE.format(version=version, reference=reference)


def sent(by: Member, text: str | bytes, name: str = FILE, note: str = "") -> Delivery:
    """By the site's own action, and tried."""
    content = text.encode() if isinstance(text, str) else text
    checked = checked_bytes("extract", name, content)
    delivery = actions.send_delivery(partnership=by.partnership, file=checked, note=note, by=by)
    run_jobs()
    return as_it_is(delivery)


def as_it_is(delivery: Delivery) -> Delivery:
    return Delivery.objects.with_state().select_related("partnership", "file").get(pk=delivery.pk)


def accepted(delivery: Delivery, by: Member) -> Delivery:
    actions.accept_delivery(delivery=delivery, trial=last_trial(delivery).pk, by=by)
    run_jobs()
    return as_it_is(delivery)


def last_trial(delivery: Delivery) -> Trial:
    return delivery.trials.select_related("partnership").last()


def upload(client: Any, partnership: Any, text: str, name: str = FILE) -> HttpResponse:
    given = {"file": SimpleUploadedFile(name, text.encode()), "note": ""}
    return client.post(f"/partnerships/{partnership.slug}/evidence/deliveries/send/", given)
