"""Every address of a partnership with the numbers of records that it really has, and the forms on its pages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.test import Client
from django.urls import reverse
from reading_pages import Form, Page

from saferplan.web.access.checks import addresses
from saferplan.web.access.table import Door, rules
from saferplan.web.audit.models import Deletion, Entry
from saferplan.web.cases.models import BreakGlass
from saferplan.web.evidence.assessments import FIRST_PAGE
from saferplan.web.evidence.lake import lake_of
from saferplan.web.evidence.work import build_assessment
from saferplan.web.maps.kept import OUTLINES
from saferplan.web.partnerships.models import Partnership
from saferplan.web.publications.files import files_of

OF_EACH = 3
"""So many records of a kind are looked at."""
OF_PARTNERSHIPS = {
    name: route for name, route in addresses() if rules()[name].door is Door.MEMBER and not name.startswith("demo:")
}


def records_of(partnership: Partnership) -> dict[str, list[dict[str, Any]]]:
    """Parts of addresses, by the app and the parts that they have in common."""
    agreements, cases = partnership.agreements.order_by("-pk"), partnership.cases.order_by("-number")
    entries = Entry.objects.filter(partnership=partnership).order_by("-pk")
    documents = partnership.terms_documents.select_related("terms")
    return {
        "agreements agreement": [{"agreement": one.pk} for one in agreements],
        "agreements agreement document": [
            {"agreement": one.terms.agreement_id, "document": one.pk} for one in documents
        ],
        "agreements agreement number": [
            {"agreement": one.agreement_id, "number": one.number} for one in partnership.terms.order_by("-pk")
        ],
        "analyses analysis": [{"analysis": one.pk} for one in partnership.analyses.all()[:OF_EACH]],
        "analyses analysis name": [
            {"analysis": one.pk, "name": "hotspot-map.csv"}
            for one in partnership.analyses.filter(kind="hotspots")[:OF_EACH]
        ],
        "analyses kind": [{"kind": "hotspots"}, {"kind": "change"}],
        "analyses tasking": [{"tasking": one.pk} for one in partnership.taskings.all()[:OF_EACH]],
        "audit entry": [{"entry": one.pk} for one in entries[:OF_EACH]],
        "cases number": [{"number": one.number} for one in cases],
        "cases number person": [
            {"number": one.case.number, "person": one.pk} for one in partnership.case_people.order_by("-pk")
        ],
        "cases escalation": [{"escalation": one.pk} for one in partnership.escalations.all()],
        "cases use": [{"use": one.pk} for one in BreakGlass.objects.filter(partnership=partnership)],
        **_of_documents(partnership),
        "duties duty": [{"duty": one.pk} for one in partnership.duties.all()],
        "duties duty evidence": [
            {"duty": one.duty_id, "evidence": one.pk} for one in partnership.duty_evidence.exclude(document=None)
        ],
        "duties duty step": [{"duty": one.duty_id, "step": one.pk} for one in partnership.sign_off_steps.all()],
        "duties template": [{"template": "strategic-assessment"}, {"template": "partnership-plan"}],
        "evidence delivery": [{"delivery": one.pk} for one in partnership.deliveries.all()],
        "evidence job page": [
            {"job": one.pk, "page": FIRST_PAGE} for one in partnership.jobs.of_kind(build_assessment.kind).done()
        ],
        "evidence load": [{"load": one.load_id} for one in lake_of(partnership).loads()],
        "explore form": [{"form": "svg"}, {"form": "png"}],
        "groups group": [{"group": one.pk} for one in partnership.groups.all()],
        "groups group seat": [{"group": one.group_id, "seat": one.pk} for one in partnership.seats.all()],
        "groups group number": [
            {"group": one.group_id, "number": one.number} for one in partnership.terms_of_reference.all()
        ],
        "jobs job": [{"job": one.pk} for one in partnership.jobs.all()],
        "linkage sitting": [{"sitting": one.pk} for one in partnership.review_sittings.all()],
        "own_areas number": [{"number": one.number} for one in partnership.own_areas.all()],
        "own_areas number version": [
            {"number": one.area.number, "version": one.number}
            for one in partnership.own_area_versions.select_related("area")
        ],
        "own_areas number way": [{"number": one.number, "way": "pick"} for one in partnership.own_areas.all()],
        "own_areas way": [{"way": "draw"}, {"way": "upload"}, {"way": "pick"}],
        "partnerships agency": [{"agency": one.pk} for one in partnership.agencies.all()],
        "partnerships place": [{"place": one.pk} for one in partnership.places.all()],
        "maps state kind": [{"state": OUTLINES.newest(partnership), "kind": "ward"}],
        "places code": [{"code": partnership.area_code}],
        "people member": [{"member": one.pk} for one in partnership.members.order_by("-pk")],
        "people invitation": [{"invitation": one.pk} for one in partnership.invitations.all()],
        "publications document": [{"document": one.slug} for one in partnership.documents.all()],
        "publications document build": [
            {"document": one.document.slug, "build": one.pk} for one in partnership.builds.select_related("document")
        ],
        "publications document build audience file": [
            {"document": one.build.document.slug, "build": one.build_id, "audience": one.audience, "file": name}
            for one in partnership.build_versions.select_related("build__document", "partnership")
            for name in list(files_of(one))[:1]
        ],
        "publications document edition": [
            {"document": one.document.slug, "edition": one.edition} for one in partnership.publications.open_to_all()
        ],
        "publications step": [{"step": one.pk} for one in partnership.approval_steps.all()],
        "retention deletion": [{"deletion": one.pk} for one in Deletion.objects.filter(partnership=partnership)],
        "retention hold": [{"hold": one.pk} for one in partnership.holds.all()],
        "subject-access answer": [{"answer": one.pk} for one in partnership.prepared_answers.all()],
        "tokens token": [{"token": one.pk} for one in partnership.tokens.all()],
    }  # fmt: skip


def _of_documents(partnership: Partnership) -> dict[str, list[dict[str, Any]]]:
    blocks = partnership.document_blocks.select_related("chapter__document").order_by("-pk")
    of_blocks = {one.pk: {"document": one.chapter.document.slug, "block": one.pk} for one in blocks}
    return {
        "documents document": [{"document": one.slug} for one in partnership.documents.all()],
        "documents document chapter": [
            {"document": one.document.slug, "chapter": one.slug}
            for one in partnership.document_chapters.select_related("document")
        ],
        "documents document block": list(of_blocks.values()),
        "documents document block comment": [
            of_blocks[one.block_id] | {"comment": one.pk} for one in partnership.document_comments.all()
        ],
        "documents document block suggestion": [
            of_blocks[one.block_id] | {"suggestion": one.pk} for one in partnership.document_suggestions.all()
        ],
        "documents document exhibit": [
            {"document": one.slug, "exhibit": "crime-types"} for one in partnership.documents.all()
        ],
        "documents document picture": [
            {"document": one.document.slug, "picture": one.name}
            for one in partnership.document_pictures.select_related("document")
        ],
    }


def parts_of(name: str) -> list[str]:
    return [part for part in re.findall(r"<\w+:(\w+)>", OF_PARTNERSHIPS[name]) if part != "partnership"]


def examples(name: str, partnership: Partnership, records: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    """Addresses of that name."""
    parts = parts_of(name)
    known = records[" ".join([name.split(":", maxsplit=1)[0], *parts])] if parts else [{}]
    for numbers in islice(known, OF_EACH):
        yield reverse(name, kwargs={"partnership": partnership.slug} | numbers)


@dataclass
class Known:
    """`addresses` by name; `forms` that were on a page; `texts` of the pages; `faults`: pages that failed."""

    records: dict[str, list[dict[str, Any]]]
    addresses: dict[str, list[str]] = field(default_factory=dict)
    forms: list[Form] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def posts(self) -> list[Form]:
        """One of each kind: the same fields at an address of the same name."""
        found = {(form.route, tuple(form.fields)): form for form in self.forms if form.method == "post"}
        return [form for form in found.values() if form.route in OF_PARTNERSHIPS]


def looked_at(client: Client, partnership: Partnership) -> Known:
    records = records_of(partnership)
    known = Known(records)
    for name in sorted(OF_PARTNERSHIPS):
        known.addresses[name] = list(examples(name, partnership, records))
        for address in known.addresses[name]:
            answer = client.get(address)
            if answer.status_code >= 500:
                known.faults.append(f"{address}: {answer.exc_info[1]!r}")
            if answer.status_code == 200 and not answer.streaming and "text/html" in answer.get("Content-Type", ""):
                known.texts[address] = answer.content.decode()
                known.forms += Page(address, known.texts[address]).forms
    return known
