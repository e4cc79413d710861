"""A partnership with nothing in its lake but the profile of a landlord's list, and its people, signed in."""

# ruff: noqa: E402 models are there once Django is set up
import json
import sys

import django

django.setup()

from bench.site_evidence_seed import SLUG, sessions
from saferplan.demo.partnership import make_partnership
from saferplan.evidence.partners.keeping import keep
from saferplan.evidence.partners.profile_file import read_profile
from saferplan.web.evidence.lake import lake_of
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.permissions import Permission

PROFILE = """
feed = "harbour-homes-asb"
version = 1
agency = "Harbour Homes"
agency_kind = "landlord"
kind = "asb"
title = "ASB cases of Harbour Homes"
source = "Harbour Homes, list of ASB cases (synthetic)"
retention_months = 60

[columns]
reference = "Case Ref"
reported_time = "Reported"
category = "Case Type"
easting = "Easting"
northing = "Northing"
"""


def seed(people: int) -> dict[str, object]:
    make_partnership(SLUG, "Safer Chalkshire", "E06000060")
    partnership = Partnership.objects.get(slug=SLUG)
    keep(lake_of(partnership), read_profile(PROFILE, "the benchmark"))
    accepts = [one for one in partnership.members.in_force() if one.may(Permission.ACCEPT_EVIDENCE)]
    return {"sessions": sessions(people), "analyst": sessions(1, accepts)[0]}


if __name__ == "__main__":
    print(json.dumps(seed(*map(int, sys.argv[1:]))))
