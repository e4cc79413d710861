"""Files that wait in the demo: one that a ready-made profile reads, and one whose columns nobody has mapped yet."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from saferplan.evidence.synthetic import SYNTHETIC_LOCATION
from saferplan.web.evidence.actions import send_delivery
from saferplan.web.files.checking import checked_bytes
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member

SEED = 2026
MONTH = datetime(2022, 3, 1)
FIRES = (
    "Deliberate primary fire (vehicle)",
    "Deliberate secondary fire",
    "Deliberate secondary fire",
    "Dwelling fire without a smoke alarm",
)
CALLS = ("Water rescue", "Person locked out", "Flooding", "Flooding", "Lift release")
READY, UNMAPPED = "fire-incidents-2022-03.csv", "special-service-calls-2022-03.csv"
# A square of the national grid, ten kilometres wide, in the middle of the demo's area.
WEST, SOUTH, WIDE = 480_000, 205_000, 10_000


def make_demo(partnership: Partnership, people: dict[str, Member]) -> None:
    officer = people["agency-officer"]
    chance = random.Random(SEED)  # noqa: S311 invented records, the same each time
    for name, lines, note in (
        (READY, _fires(chance), "Deliberate fires in March, by the ready-made list"),
        (UNMAPPED, _calls(chance), "Special service calls in March. This is the first time that we send them."),
    ):
        checked = checked_bytes("extract", name, "\n".join([*lines, ""]).encode())
        send_delivery(partnership=partnership, file=checked, note=note, by=officer)


def _fires(chance: random.Random) -> Iterator[str]:
    yield "reference,category,reported_time,easting,northing,place.postcode,lsoa_code,location_kind"
    for number in range(48):
        told = f"SYN-F{number:04},{chance.choice(FIRES)},{_moment(chance):%Y-%m-%dT%H:%M}"
        # One in sixteen says where it was by a name alone: such a row shows what a rejected row looks like.
        easting = SYNTHETIC_LOCATION if number % 16 == 5 else _within(chance, WEST)
        yield f"{told},{easting},{_within(chance, SOUTH)},,,outdoors"


def _calls(chance: random.Random) -> Iterator[str]:
    yield "Call No,Time of Call,Nature of Call,Grid East,Grid North,Attending Crew"
    for number in range(60):
        moment, nature = _moment(chance), chance.choice(CALLS)
        place = f"{_within(chance, WEST)},{_within(chance, SOUTH)}"
        yield f"SYN-S{number:04},{moment:%d/%m/%Y %H:%M},{nature},{place},Crew {number % 4 + 1}"


def _moment(chance: random.Random) -> datetime:
    return MONTH + timedelta(minutes=chance.randrange(30 * 24 * 60))


def _within(chance: random.Random, start: int) -> int:
    return start + chance.randrange(WIDE)
