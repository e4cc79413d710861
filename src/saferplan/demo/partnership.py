"""The demo partnership on the site: its agencies, invented people, and what each app adds, by the apps' own actions."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import transaction

from saferplan.web.audit.acting import acting_as
from saferplan.web.partnerships.actions import add_agency, found_partnership
from saferplan.web.partnerships.models import Agency, AgencyKind, Partnership, Standing
from saferplan.web.people.actions import add_member
from saferplan.web.people.models import Member, User
from saferplan.web.tour.cycle import personas

AGENCIES = (
    ("Police (demo)", AgencyKind.POLICE, Standing.RESPONSIBLE),
    ("Buckinghamshire Council (demo)", AgencyKind.COUNCIL, Standing.RESPONSIBLE),
    ("Fire and Rescue Service (demo)", AgencyKind.FIRE, Standing.RESPONSIBLE),
    ("Integrated Care Board (demo)", AgencyKind.HEALTH, Standing.RESPONSIBLE),
    ("Probation (demo)", AgencyKind.PROBATION, Standing.RESPONSIBLE),
    ("Police and Crime Commissioner (demo)", AgencyKind.COMMISSIONER, Standing.CO_OPERATING),
    ("Chiltern Vale Homes (demo)", AgencyKind.LANDLORD, Standing.CO_OPERATING),
    ("Red Kite Court Homes (demo)", AgencyKind.LANDLORD, Standing.CO_OPERATING),
    ("Victims’ Voice (demo)", AgencyKind.VOLUNTARY, Standing.INVITEE),
)


def make_partnership(slug: str, name: str, area_code: str) -> Partnership:
    with transaction.atomic(), acting_as("command: demo"):
        return _made(slug, name, area_code)


def _made(slug: str, name: str, area_code: str) -> Partnership:
    partnership = found_partnership(slug=slug, name=name, area_code=area_code)
    agencies = {
        agency: add_agency(partnership=partnership, name=agency, kind=kind, standing=standing, by=None)
        for agency, kind, standing in AGENCIES
    }
    people = _people(agencies)
    for make in _of_apps():
        make(partnership, people)
    return partnership


def _people(agencies: dict[str, Agency]) -> dict[str, Member]:
    """One for each role, by its word; some hold others too. They sign in by the demo's own way and have no password."""
    return {
        word: add_member(
            user=User.objects.create_user(persona.email, name=f"{persona.name} (synthetic)"),
            agency=agencies[persona.agency],
            roles=[word, *persona.also],
            job_title=persona.job_title,
            by=None,
        )
        for word, persona in personas().items()
    }


def _of_apps() -> list:
    """What each app adds, where it adds something, in the order of the settings."""
    modules = (f"{app.name}.demo" for app in apps.get_app_configs() if app.name.startswith("saferplan.web."))
    return [
        made
        for name in modules
        if find_spec(name) and (made := getattr(import_module(name), "make_demo", None)) is not None
    ]
