"""The mapping profile of a feed's shape, as TOML: which of its columns is which field of the canonical incident."""

import json

from saferplan.synth.partnership.cells import MOMENTS
from saferplan.synth.partnership.feeds import FeedOf
from saferplan.synth.partnership.shapes import CELL, SERIAL, Shape
from saferplan.synth.partnership.world import data
from saferplan.synth.partnership.writing import day_format

# Long, so that the past years of which the files tell are not over; suspects' allegations go sooner.
RETENTION_MONTHS, SUSPECT_RETENTION_MONTHS = 120, 96
# What stands in a column, and the field that it is.
FIELDS = {
    "reference": "reference",
    "case": "case_reference",
    "category": "category",
    "offence": "category",
    "offence_code": "offence_code",
    "reported": "reported_time",
    "start": "from_time",
    "end": "to_time",
    "easting": "easting",
    "northing": "northing",
    "longitude": "longitude",
    "latitude": "latitude",
    "grid_reference": "grid_reference",
    "lsoa": "lsoa_code",
    "ward": "ward_code",
    "location_kind": "location_kind",
    "outcome": "outcome",
    "domestic": "is_domestic",
    "hate": "is_hate",
    "alcohol": "has_alcohol",
    "drugs": "has_drugs",
    "knife": "has_knife",
    "place_address": "place.address",
    "place_postcode": "place.postcode",
    "place_uprn": "place.uprn",
    "suspect_age": "suspect.age",
}
OF_PEOPLE = {
    "reference": "person_reference",
    "surname": "surname",
    "forenames": "forenames",
    "name": "full_name",
    "title_name": "full_name",
    "born": "date_of_birth",
    "sex": "sex",
    "address": "address",
    "postcode": "postcode",
    "phone": "phone",
    "email": "email",
}
QUALIFIERS = {"involves_youth": "Youth Related", "has_alcohol": "Alcohol", "has_drugs": "Drugs", "is_hate": "Hate"}


def profile_text(feed: FeedOf, shape: Shape) -> str:
    """The profile. Its source line says that the feed is synthetic."""
    lines = [
        "# A mapping profile of the synthetic partnership: the people and incidents of its files are invented.",
        f"feed = {_quoted(feed.name)}",
        "version = 1",
        f"agency = {_quoted(feed.agency)}",
        f"agency_kind = {_quoted(feed.agency_kind)}",
        f"kind = {_quoted(feed.kind)}",
        f"title = {_quoted(f'{feed.title} of {feed.agency}')}",
        f"source = {_quoted(f'{feed.agency}, {feed.title.lower()} (synthetic: invented people and incidents)')}",
        f"retention_months = {RETENTION_MONTHS}",
    ]
    if any(what.startswith("suspect") for what in shape.what):
        lines.append(f"suspect_retention_months = {SUSPECT_RETENTION_MONTHS}")
    lines += ["", "[file]", f"name = {_quoted(file_pattern(feed, shape))}", "", "[columns]"]
    lines += [f"{_quoted(field) if '.' in field else field} = {spec}" for field, spec in _columns(feed, shape).items()]
    if feed.kind == "asb" and "asb" not in shape.what:
        lines += ["", "[values.asb]", *_asb_values(shape)]
    if "victim_over_18" in shape.what:
        lines += ["", "[values.child]", 'Yes = "no"', 'No = "yes"']
    if feed.agency_kind == "landlord" and "tenancy" not in shape.what:
        lines += ["", "[constants]", 'tenure = "social-rented"']
    return "\n".join(lines) + "\n"


def file_pattern(feed: FeedOf, shape: Shape) -> str:
    return shape.file.replace("{slug}", feed.folder).replace("{month}", "*")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _columns(feed: FeedOf, shape: Shape) -> dict[str, str]:
    found: dict[str, str] = {}
    for column in shape.columns:
        for field, spec in _fields_of(feed, shape, column.what, _quoted(column.whole_heading)):
            found[field] = spec
    return found


def _fields_of(feed: FeedOf, shape: Shape, what: str, heading: str) -> list[tuple[str, str]]:
    """The fields that a column fills, each with what the profile says of it."""
    own_map = feed.kind == "asb" and "asb" not in shape.what
    clock = f'time = {_quoted(shape.column("reported_hour"))}, format = "%d/%m/%Y"'
    options = {
        "reported_day": [("reported_time", clock)],
        "category": [("asb_category", 'values = "asb"')] if own_map else [],
        "asb": [("asb_category", 'values = "asb-categories"')],
        "tenancy": [("tenure", 'values = "tenures"')],
        "qualifiers": [(field, f"contains = [{_quoted(mark)}]") for field, mark in QUALIFIERS.items()],
        "victim_over_18": [("victim.is_child", 'values = "child"')],
    }
    found = [(field, f"{{ column = {heading}, {option} }}") for field, option in options.get(what, [])]
    if what in MOMENTS:
        return [(FIELDS[what], _dated(heading, shape.dates))]
    if what in FIELDS:
        return [(FIELDS[what], heading), *found]
    return found or _of_person(feed, shape, what, heading)


def _dated(heading: str, dates: str) -> str:
    return heading if dates in (CELL, SERIAL) else f"{{ column = {heading}, format = {_quoted(dates)} }}"


def _of_person(feed: FeedOf, shape: Shape, what: str, heading: str) -> list[tuple[str, str]]:
    subject, _, detail = what.partition("_")
    if detail == "born":
        return [(f"{subject}.date_of_birth", _dated(heading, day_format(shape.dates)))]
    if detail == "surname_first":
        return [(f"{subject}.full_name", f'{{ column = {heading}, order = "surname-first" }}')]
    if detail == "house":
        street = _quoted(shape.column(f"{subject}_street"))
        both = f"{{ column = [{heading}, {street}] }}"
        return [("victim.address", both), ("place.address", both)]
    if detail not in OF_PEOPLE:
        return []
    found = [(f"{subject}.{OF_PEOPLE[detail]}", heading)]
    # Where a file of complaints has one address, it is the complainant's and the place alike.
    is_place = subject == "victim" and detail in ("address", "postcode") and "place_address" not in shape.what
    if is_place and feed.kind == "asb":
        found.append((f"place.{OF_PEOPLE[detail]}", heading))
    return found


def _asb_values(shape: Shape) -> list[str]:
    means = {name: one["means"] for name, one in data("categories").items()}
    return [f"{_quoted(printed)} = {_quoted(means[word])}" for word, printed in data("words")[shape.words].items()]
