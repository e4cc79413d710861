"""Two partnerships with something of everything, and people of each who hold every role."""

import json
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from known import Known

from police_files import csv_text, name_of, street_rows
from saferplan.demo.partnership import make_partnership
from saferplan.documents.analyses.kept import ANSWER
from saferplan.documents.images import raster_image
from saferplan.evidence.loading.load import load
from saferplan.web.agreements.actions import attach, draft_agreement
from saferplan.web.analyses.actions import add_tasking
from saferplan.web.analyses.answers import folder_of
from saferplan.web.analyses.models import Analysis, Outcome
from saferplan.web.api.tokens import issue_token
from saferplan.web.audit.answers import prepare_answer
from saferplan.web.audit.holding import put_on_hold
from saferplan.web.audit.retention import keepers
from saferplan.web.audit.subject_access import PersonDetails
from saferplan.web.brands.actions import set_logo
from saferplan.web.cases.actions import add_person, open_case
from saferplan.web.cases.models import Part, Risk
from saferplan.web.documents.picturing import add_picture
from saferplan.web.duties.actions import add_evidence
from saferplan.web.evidence.assessments import FIRST_PAGE, assessment_folder
from saferplan.web.evidence.lake import lake_of
from saferplan.web.evidence.work import build_assessment
from saferplan.web.files.checking import checked_bytes
from saferplan.web.jobs.models import JobState, State
from saferplan.web.linkage.actions import begin_sitting
from saferplan.web.maps.work import keep_if_changed
from saferplan.web.own_areas.actions import Ground, add_area
from saferplan.web.own_areas.models import Kind, Way
from saferplan.web.partnerships.actions import add_place
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.inviting import invite
from saferplan.web.people.models import Member, User
from saferplan.web.people.roles import roles
from site_agreements import content
from site_people import a_member, show_second_factor
from site_publications import a_publication
from site_uploads import PDF, PNG


@dataclass(frozen=True)
class World:
    """`own` is where the attacker is a member, with every role there is; `other` is another, whose people trust us."""

    own: Partnership
    other: Partnership
    attacker: Member
    victim: Member
    cookies: SimpleCookie
    known: Known
    records_of_other: dict[str, list[dict[str, Any]]]


def client_of(member: Member, **options) -> Client:
    client = Client(**options)
    client.force_login(User.objects.get(pk=member.user_id))
    show_second_factor(client)
    return client


def attacking(world: World) -> Client:
    """Signed in as the attacker, who has said what cases are read for; faults of the site are raised."""
    client = Client()
    client.cookies = SimpleCookie({name: one.value for name, one in world.cookies.items()})
    return client


def start(partnership: Partnership) -> str:
    return reverse("partnerships:overview", kwargs={"partnership": partnership.slug})


def furnished(slug: str) -> tuple[Partnership, Member]:
    partnership = make_partnership(slug, f"Safer {slug.capitalize()}", "E06000060")
    officer = partnership.members.get(roles__role="community-safety-officer")
    everything = a_member(partnership, *roles(), agency=officer.agency, name="Every Role")
    file = checked_bytes("duty-evidence", "a.pdf", PDF)
    add_evidence(duty=partnership.duties.first(), note="Minutes", document=file, by=everything)
    _more(everything)
    _evidence(everything)
    a_publication(partnership.documents.first(), everything)
    return partnership, everything


def _evidence(by: Member) -> None:
    """A load, and an assessment that was built from it."""
    lake = lake_of(by.partnership)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name_of()
        file.write_text(csv_text(street_rows(2)), encoding="utf-8")
        load([file], lake, now=timezone.now())
    keep_if_changed(by.partnership)
    _analysis(by)
    job = build_assessment.ask(partnership=by.partnership, by=by, period="FY2024", against="")
    page = assessment_folder(by.partnership.slug, job.pk) / FIRST_PAGE
    page.parent.mkdir(parents=True)
    page.write_text("<h1>Strategic Assessment</h1>", encoding="utf-8")
    JobState.objects.create(partnership=by.partnership, job=job, state=State.DONE)
    job.finished_at = timezone.now()
    job.save()


def _analysis(by: Member) -> None:
    """An answer about hotspots, with a tasking about the place that stands out."""
    load = lake_of(by.partnership).snapshot().load
    analysis = Analysis.objects.create(
        partnership=by.partnership,
        kind="hotspots",
        first_month="2024-04",
        last_month="2024-06",
        area_code=by.partnership.area_code,
        area_name="Somewhere",
        load=load.load_id,
        loaded_at=load.loaded_at,
        asked_by=by,
    )
    Outcome.objects.create(partnership=by.partnership, analysis=analysis, finding="One place stands out")
    folder = folder_of(analysis)
    folder.mkdir(parents=True)
    told = {"title": "One", "cautions": [], "exhibits": [], "places": [{"place": "A", "where": "North Chalk"}]}
    (folder / ANSWER).write_text(json.dumps(told), encoding="utf-8")
    (folder / "hotspot-map.csv").write_text("Cell,Count\r\n", encoding="utf-8")
    add_tasking(
        analysis=analysis, place="A", where="North Chalk", problem="Fights", decision="Lights", owner=by,
        ends_on=timezone.localdate() + timedelta(days=30), by=by,
    )  # fmt: skip


def choose_purposes(client: Client, partnership: Partnership) -> None:
    """Who reads a case says first what for."""
    for case in partnership.cases.all():
        address = reverse("cases:purpose", kwargs={"partnership": partnership.slug, "number": case.number})
        client.post(address, {"purpose": "anti-social-behaviour"})


def a_case(member: Member) -> None:
    case = open_case(
        kind="asb", categories=("identity",), owner=member, risk=Risk.STANDARD, why_risk="As told.",
        opened_on=member.since, by=member,
    )  # fmt: skip
    add_person(case=case, part=Part.VICTIM, is_child=False, details={"forenames": "Ann"}, by=member)


def _more(by: Member) -> None:
    """What the demo leaves out: records that some addresses are of."""
    partnership = by.partnership
    agreement = draft_agreement(
        title="A draft", content=content(sharing=[by.agency], reading=[by.agency]), owner=by, by=by
    )
    attach(agreement=agreement, checked=checked_bytes("agreement-document", "plan.pdf", PDF), by=by)
    add_place(partnership=partnership, code="E05012345", name="Somewhere", by=by)
    set_logo(partnership=partnership, image=raster_image(PNG, "logo", where=""), by=by)
    picture = checked_bytes("document-picture", f"{partnership.slug}.png", PNG)
    add_picture(document=partnership.documents.first(), file=picture, alternative="A square", by=by)
    for name in ("The estate", f"The centre of {partnership.slug}"):
        ground = Ground(Way.PICKED, parts=["E01017640"])
        add_area(partnership=partnership, name=name, kind=Kind.ESTATE, ground=ground, by=by)
    invite(
        partnership=partnership,
        email=f"new@{partnership.slug}.example.org",
        name="N",
        agency=by.agency,
        roles=[],
        by=by,
    )
    begin_sitting(purpose="repeat-victims", why="", by_keys=True, by=by)
    expires_on = timezone.localdate() + timedelta(days=30)
    issue_token(name="A report", agency=by.agency, scopes=["duties"], expires_on=expires_on, by=by)
    case = partnership.cases.first()
    put_on_hold(keeper=keepers()["case"], number=str(case.number), reason="A complaint", by=by)
    prepare_answer(reference="SAR 1", received_on=by.since, person=PersonDetails(name="Ann Example"), records=[], by=by)
