"""`saferplan site create-partnership` and `invite-administrator`: how a partnership begins, and how it goes on."""

import argparse
import re

from saferplan.commands.options import add_part
from saferplan.errors import UsageError

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def add_verbs(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    made = add_part(
        verbs,
        "create-partnership",
        run_create_partnership,
        "Make a partnership with its first agency, and print the link by which its first administrator joins.",
        "saferplan site create-partnership chalkshire --name 'Safer Chalkshire' --area E06000060"
        " --agency 'Chalkshire Council' --email ada@chalkshire.example --person 'Ada Minister'",
        lake=False,
    )
    made.add_argument("slug", metavar="SLUG", help="the partnership in addresses: small letters, digits and hyphens")
    made.add_argument("--name", required=True, help="its name, as pages show it")
    made.add_argument("--area", required=True, metavar="CODE", help="its area's GSS code, such as E06000060")
    made.add_argument("--agency", required=True, metavar="NAME", help="the council that the administrator works for")
    _add_person(made)
    invited = add_part(
        verbs,
        "invite-administrator",
        run_invite_administrator,
        "Print a link by which a person joins a partnership as administrator, such as when it has none left.",
        "saferplan site invite-administrator chalkshire --agency 'Chalkshire Council'"
        " --email ada@chalkshire.example --person 'Ada Minister'",
        lake=False,
    )
    invited.add_argument("slug", metavar="SLUG", help="the partnership in addresses")
    invited.add_argument("--agency", required=True, metavar="NAME", help="the agency that the administrator works for")
    _add_person(invited)
    forgotten = add_part(
        verbs,
        "forget-second-factor",
        run_forget_second_factor,
        "Remove a person's second factors, so that they set one up anew, once you know for certain who asks.",
        "saferplan site forget-second-factor --email ada@chalkshire.example",
        lake=False,
    )
    forgotten.add_argument("--email", required=True, help="the address that the person signs in with")


def _add_person(command: argparse.ArgumentParser) -> None:
    command.add_argument("--email", required=True, help="the administrator's address, by which they sign in")
    command.add_argument("--person", required=True, metavar="NAME", help="the administrator's full name")


def run_create_partnership(options: argparse.Namespace) -> int:
    _begin(options)
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from saferplan.web.audit.acting import acting_as
    from saferplan.web.partnerships.actions import add_agency, found_partnership
    from saferplan.web.partnerships.models import AgencyKind, Standing

    with acting_as("command: site create-partnership"), transaction.atomic():
        try:
            partnership = found_partnership(slug=options.slug, name=options.name, area_code=options.area)
            standing = {"kind": AgencyKind.COUNCIL, "standing": Standing.RESPONSIBLE}
            agency = add_agency(partnership=partnership, name=options.agency, **standing, by=None)
        except ValidationError as fault:
            raise UsageError(" ".join(fault.messages)) from None
        link = _invite(options, agency)
    return _tell(options, link)


def run_invite_administrator(options: argparse.Namespace) -> int:
    _begin(options)
    from saferplan.web.audit.acting import acting_as
    from saferplan.web.partnerships.models import Agency

    agency = Agency.objects.in_force().filter(partnership__slug=options.slug, name=options.agency).first()
    if agency is None:
        raise UsageError(
            f"there is no agency {options.agency} in {options.slug}", remedy="Write both as the site shows them."
        )
    with acting_as("command: site invite-administrator"):
        link = _invite(options, agency)
    return _tell(options, link)


def run_forget_second_factor(options: argparse.Namespace) -> int:
    _begin(options)
    from saferplan.commands.options import print_json
    from saferplan.web.audit.acting import acting_as
    from saferplan.web.people.actions import forget_second_factor
    from saferplan.web.people.models import User

    user = User.objects.filter(email=options.email.strip().lower()).first()
    if user is None:
        raise UsageError("nobody signs in with this address")
    with acting_as("command: site forget-second-factor"):
        count = forget_second_factor(user=user)
    if options.json:
        print_json({"removed": count})
    else:
        print(f"Removed: {count}. The person is signed out and sets up a second factor at the next sign-in.")
    return 0


def _begin(options: argparse.Namespace) -> None:
    if not EMAIL.fullmatch(options.email.strip()):
        raise UsageError("the email address cannot be one", remedy="Write it as name@council.gov.uk.")
    from saferplan.web.config.started import Role, start

    start(Role.ADMINISTRATION)


def _invite(options: argparse.Namespace, agency) -> str:
    """No mail goes: whoever runs the command passes the link on. It ends an earlier one, which may be lost or over."""
    from django.db import transaction

    from saferplan.web.people.invitation_links import new_link
    from saferplan.web.people.inviting import invite, withdraw
    from saferplan.web.people.permissions import Permission
    from saferplan.web.people.roles import roles_with

    first = roles_with(Permission.MANAGE_PEOPLE)[0].word
    asked = {"email": options.email, "name": options.person, "agency": agency, "roles": [first], "mailed": False}
    with transaction.atomic():
        for earlier in agency.partnership.invitations.open().filter(email=options.email.strip().lower()):
            withdraw(invitation=earlier, by=None)
        return new_link(invitation=invite(partnership=agency.partnership, **asked, by=None), by=None)


def _tell(options: argparse.Namespace, link: str) -> int:
    from saferplan.commands.options import note, print_json
    from saferplan.web.people.models.invitations import LINK_HOLDS_FOR

    if options.json:
        print_json({"link": link})
    else:
        print(link)
        note(f"it works once, for {LINK_HOLDS_FOR.days} days, for whoever has it: hand it to nobody else")
    return 0
