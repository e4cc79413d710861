"""Somebody who has been invited to the demo partnership and has not come yet. The person is invented."""

from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.invitation_links import new_link
from saferplan.web.people.inviting import invite
from saferplan.web.people.models import Member


def make_demo(partnership: Partnership, people: dict[str, Member]) -> None:
    administrator, agency = people["administrator"], people["signatory"].agency
    asked = {"email": "nell.arriving@example.org", "name": "Nell Arriving", "agency": agency, "roles": ["caseworker"]}
    invitation = invite(partnership=partnership, **asked, job_title="Sergeant", mailed=False, by=administrator)
    new_link(invitation=invitation, by=administrator)  # as if it had been sent: the demo mails nobody
