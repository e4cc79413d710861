"""Prepares the answer to a person who asks what is held about them: a zip of a page, JSON and CSV, kept encrypted."""

import io
import json
import zipfile
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from saferplan.identities.keys import PartnershipKey
from saferplan.web.audit.models import Entry, Operation, PreparedAnswer, SubjectAccessRequest
from saferplan.web.audit.reading import log_entries, log_own_use
from saferplan.web.audit.subject_access import Held, PersonDetails, Row
from saferplan.web.audit.third_parties import OtherNames, lines_of
from saferplan.web.duties.recurring import months_after
from saferplan.web.files.csv_export import csv_lines
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member

PURPOSE = "data-subject-request"
ANSWER_LASTS = timedelta(days=30)
# UK GDPR, Article 12(3): within one month of receipt; two more where requests are complex or many.
MONTHS_TO_ANSWER = 1


def answer_by(received_on: date) -> date:
    return months_after(received_on, MONTHS_TO_ANSWER)


@transaction.atomic
def prepare_answer(
    *, reference: str, received_on: date, person: PersonDetails, records: list[Held], by: Member
) -> PreparedAnswer:
    """Asked for again under the same reference, it is another answer to the same request."""
    request, _ = SubjectAccessRequest.objects.get_or_create(
        partnership=by.partnership, reference=reference, defaults={"received_on": received_on, "by": by}
    )
    log_found(records, by=by, what="an answer to the person")
    names = OtherNames(_names(by.partnership, records), person=person)
    row, content = uuid4(), _packed(request, records, names)
    return PreparedAnswer.objects.create(
        partnership=by.partnership,
        request=request,
        row=row,
        sealed=_key().seal(content, bound(by.partnership_id, row)),
        records=len(records),
        to_redact=names.count_in(records),
        by=by,
        expires_at=timezone.now() + ANSWER_LASTS,
    )


@transaction.atomic
def open_answer(*, answer: PreparedAnswer, by: Member) -> bytes:
    """The zip file. Raises KeyRefused."""
    table = answer._meta.db_table
    details = {"request": answer.request_id}
    log_own_use(member=by, operation=Operation.EXPORT, table=table, record=answer.pk, details=details)
    return _key().unseal(bytes(answer.sealed), bound(answer.partnership_id, answer.row))


def log_found(records: list[Held], *, by: Member, what: str) -> None:
    """Whoever looks for a person's records reads them."""
    log_entries(member=by, rows=[row for held in records for row in held.rows[:1]], purpose=PURPOSE, what=what)


def _names(partnership: Partnership, records: list[Held]) -> set[str]:
    staff = set(partnership.members.values_list("user__name", flat=True))
    return staff.union(*(held.names for held in records))


def _packed(request: SubjectAccessRequest, records: list[Held], names: OtherNames) -> bytes:
    readers = _readers([row for held in records for row in held.rows], request.partnership)
    folder = io.BytesIO()
    with zipfile.ZipFile(folder, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("answer.html", _page(request, records, names, readers))
        packed.writestr("answer.json", _json(request, records, readers))
        packed.writestr("answer.csv", _csv(records))
        packed.writestr("to-redact.csv", _to_redact(records, names))
    return folder.getvalue()


def _readers(rows: list[Row], partnership: Partnership) -> list[dict[str, Any]]:
    """Which agencies have read the records, and what for: recipients, as Article 15(1)(c) asks. Nobody is named."""
    reads = Entry.objects.none()
    for table, record in dict.fromkeys(rows):
        of_row = partnership.audit_entries.filter(table_name=table, record=record, operation=Operation.READ)
        reads = reads.union(of_row.values("at", "member__agency__name", "purpose"))
    told = [
        {
            "day": timezone.localdate(read["at"]),
            "agency": read["member__agency__name"] or "",
            "purpose": read["purpose"],
        }
        for read in reads
    ]
    return sorted(told, key=lambda read: (read["day"], read["agency"]))


def _page(request: SubjectAccessRequest, records: list[Held], names: OtherNames, readers: list[dict]) -> str:
    registers: dict[str, list[dict]] = {}
    for held in records:
        lines = [(label, names.marked(text)) for label, text in lines_of(held)]
        registers.setdefault(held.register, []).append({"title": names.marked(held.title), "lines": lines})
    context = {"request_of": request, "registers": registers, "readers": readers, "made_at": timezone.now()}
    return render_to_string("audit/answer_file.html", context, using="jinja2")


def _json(request: SubjectAccessRequest, records: list[Held], readers: list[dict]) -> str:
    told = {
        "partnership": request.partnership.name,
        "reference": request.reference,
        "held": [{"register": held.register, "record": held.title, "facts": held.facts} for held in records],
        "read_by": readers,
    }
    return json.dumps(told, ensure_ascii=False, indent=2, default=str)


def _csv(records: Iterable[Held]) -> str:
    rows = [(held.register, held.title, label, text) for held in records for label, text in lines_of(held)]
    return "".join(csv_lines(("Register", "Record", "What", "Held"), rows))


def _to_redact(records: Iterable[Held], names: OtherNames) -> str:
    """For the officer, not for the person."""
    rows = [
        (held.register, held.title, label, name)
        for held in records
        for label, text in lines_of(held)
        for name in names.found_in(text)
    ]
    return "".join(csv_lines(("Register", "Record", "What", "Name of somebody else"), rows))


def _key() -> PartnershipKey:
    return PartnershipKey.of(settings.KEY)


def bound(partnership_id: int, row: UUID) -> str:
    return f"subject access answer of partnership {partnership_id}: {row}"
