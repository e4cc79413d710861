"""The column contract of every dataset in the lake: name, type, unit, meaning, open or restricted.

A load replaces whole slices of a table. `replaced_by` names the columns whose values make a slice:
(publisher, month) for incidents, the edition for everything that is published as one piece.
"""

from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa


class Openness(StrEnum):
    OPEN = "open"
    RESTRICTED = "restricted"


@dataclass(frozen=True)
class Column:
    name: str
    type: pa.DataType
    meaning: str
    unit: str = ""


@dataclass(frozen=True)
class Table:
    name: str
    title: str
    replaced_by: tuple[str, ...]
    columns: tuple[Column, ...]
    partitioned_by: tuple[str, ...] = ()
    openness: Openness = Openness.OPEN

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([pa.field(column.name, column.type) for column in self.columns])

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


TEXT, WHOLE, DECIMAL, DATE = pa.string(), pa.int64(), pa.float64(), pa.date32()

_EDITION = Column("edition", TEXT, "which publication this row comes from; a newer copy replaces it whole")
_MONTH = Column("month", TEXT, "month in which the incident is recorded, YYYY-MM")
_PUBLISHER = Column("publisher", TEXT, "police force that published the row, as data.police.uk names it in its files")
_INCIDENT = Column("incident_id", TEXT, "the publisher's Crime ID; empty for anti-social behaviour; not unique")
_LONGITUDE = Column("longitude", DECIMAL, "of the anonymous map point nearest to the incident", "degrees, WGS84")
_LATITUDE = Column("latitude", DECIMAL, "of the anonymous map point nearest to the incident", "degrees, WGS84")
_LSOA = Column("lsoa_code", TEXT, "LSOA of the map point, in the 2011 or 2021 codes that the file uses")
_EXTRACT = Column("extract_id", TEXT, "the extract that delivered this row (first 16 hex digits of its SHA-256)")
_LEVEL = Column("level", TEXT, "kind and vintage of the area code, such as lsoa21, ward24, ltla24")
_CODE = Column("code", TEXT, "the area's nine-character code")
_SOURCE = Column("source", TEXT, "publisher and title, as a source line would print it")
_REFERENCE = Column("reference_date", DATE, "the day to which the estimate refers")
_RESIDENTS = Column("residents", WHOLE, "usual residents", "people")

INCIDENTS = Table(
    "incidents",
    "Crimes and anti-social behaviour, a row an incident",
    ("publisher", "month"),
    (
        _MONTH,
        _PUBLISHER,
        _INCIDENT,
        Column("crime_type", TEXT, "police.uk crime category, as a slug such as violence-and-sexual-offences"),
        _LONGITUDE,
        _LATITUDE,
        Column("location", TEXT, "name of the map point"),
        _LSOA,
        Column("last_outcome", TEXT, "last outcome known when the file was published"),
        _EXTRACT,
    ),
    partitioned_by=("month",),
)

OUTCOMES = Table(
    "outcomes",
    "Outcomes of crimes, a row an outcome, by the month in which the outcome was recorded",
    ("publisher", "month"),
    (
        _MONTH,
        _PUBLISHER,
        _INCIDENT,
        Column("outcome_type", TEXT, "police.uk outcome"),
        _LONGITUDE,
        _LATITUDE,
        _LSOA,
        _EXTRACT,
    ),
    partitioned_by=("month",),
)

STOP_AND_SEARCH = Table(
    "stop_and_search",
    "Stops and searches; loaded for the purpose of disproportionality alone",
    ("publisher", "month"),
    (
        _MONTH,
        _PUBLISHER,
        Column("search_type", TEXT, "person, vehicle, or both"),
        Column("gender", TEXT, "as recorded"),
        Column("age_range", TEXT, "as recorded"),
        Column("self_defined_ethnicity", TEXT, "as the person defined it"),
        Column("officer_defined_ethnicity", TEXT, "as the officer recorded it"),
        Column("legislation", TEXT, "the power used"),
        Column("object_of_search", TEXT, "what was looked for"),
        Column("outcome", TEXT, "what followed"),
        _LONGITUDE,
        _LATITUDE,
        _EXTRACT,
    ),
    partitioned_by=("month",),
    openness=Openness.RESTRICTED,
)

AREAS = Table(
    "areas",
    "Areas with their codes and names, at every level and vintage loaded",
    ("edition",),
    (_EDITION, _LEVEL, _CODE, Column("name", TEXT, "as the publisher prints it")),
)

AREA_LINKS = Table(
    "area_links",
    "Which area lies in which, or became which, from the lookups that ONS publishes",
    ("edition",),
    (
        _EDITION,
        Column("child_level", TEXT, "level of the smaller or the older area"),
        Column("child_code", TEXT, "its code"),
        Column("parent_level", TEXT, "level of the larger or the newer area"),
        Column("parent_code", TEXT, "its code"),
        Column("change_code", TEXT, "LSOA 2011 to 2021 only: U unchanged, S split, M merged, X irregular"),
    ),
)

BOUNDARIES = Table(
    "boundaries",
    "Boundaries and centroids",
    ("edition",),
    (
        _EDITION,
        _LEVEL,
        _CODE,
        Column("name", TEXT, "as the publisher prints it"),
        Column("easting", DECIMAL, "of the centroid", "metres, British National Grid"),
        Column("northing", DECIMAL, "of the centroid", "metres, British National Grid"),
        Column("hectares", DECIMAL, "area inside the boundary as loaded", "hectares"),
        Column("vertices", WHOLE, "points of the outline: of two copies, the more detailed one is used"),
        Column("outline", pa.binary(), "polygon in well-known binary, longitude and latitude, WGS84"),
    ),
)

POPULATION = Table(
    "population",
    "Residents of each area on a reference date",
    ("edition",),
    (_EDITION, _SOURCE, _REFERENCE, _LEVEL, _CODE, _RESIDENTS),
)

POPULATION_BY_AGE = Table(
    "population_by_age",
    "Residents of each area by age, and by sex where published",
    ("edition",),
    (
        _EDITION,
        _SOURCE,
        _REFERENCE,
        _LEVEL,
        _CODE,
        Column("sex", TEXT, "persons, female or male"),
        Column("age_from", WHOLE, "youngest age in the group; empty where the publisher gives a name only", "years"),
        Column("age_to", WHOLE, "oldest age in the group; empty for open-ended groups", "years"),
        Column("age_group", TEXT, "the publisher's name of the group"),
        _RESIDENTS,
    ),
)

HOUSEHOLDS = Table(
    "households",
    "Households of each area by tenure; tenure 'all' is the total",
    ("edition",),
    (
        _EDITION,
        _SOURCE,
        _REFERENCE,
        _LEVEL,
        _CODE,
        Column("tenure", TEXT, "the census category, or 'all'"),
        Column("households", WHOLE, "occupied households", "households"),
    ),
)

DEPRIVATION = Table(
    "deprivation",
    "English Indices of Deprivation: rank, decile and score of each LSOA in each domain",
    ("edition",),
    (
        _EDITION,
        _SOURCE,
        _LEVEL,
        _CODE,
        Column(
            "domain",
            TEXT,
            "imd (all domains together), income, employment, education, health, crime, housing, environment",
        ),
        Column("rank", WHOLE, "1 is the most deprived in England"),
        Column("decile", WHOLE, "1 is the most deprived tenth in England"),
        Column("score", DECIMAL, "as published; empty where only ranks were published"),
    ),
)

RURAL_URBAN = Table(
    "rural_urban",
    "Rural/urban classification of small areas",
    ("edition",),
    (
        _EDITION,
        _LEVEL,
        _CODE,
        Column("class_code", TEXT, "ONS class"),
        Column("class_name", TEXT, "its title"),
        Column("rural", pa.bool_(), "true where ONS classes the area as rural"),
    ),
)

RECORDED_CRIME = Table(
    "recorded_crime",
    "Police recorded crime as ONS and the Home Office publish it by Community Safety Partnership",
    ("edition",),
    (
        _EDITION,
        _SOURCE,
        Column("period", TEXT, "first and last month, YYYY-MM..YYYY-MM"),
        _LEVEL,
        Column("code", TEXT, "code of the area; empty where the publisher gives a name only"),
        Column("name", TEXT, "as the publisher prints it; 'Unassigned …' is kept apart"),
        Column("force_name", TEXT, "police force"),
        Column("offence_group", TEXT, "heading of the publisher's column, or offence group"),
        Column("offence_subgroup", TEXT, "Home Office subgroup; empty in the ONS table"),
        Column("offence_code", TEXT, "Home Office offence code; empty in the ONS table"),
        Column("offence", TEXT, "Home Office offence description; empty in the ONS table"),
        Column("offences", WHOLE, "offences recorded; empty where the publisher prints that it is unavailable"),
    ),
)

AREA_COUNTS = Table(
    "area_counts",
    "Monthly counts for areas whose single records are not in the lake",
    ("edition",),
    (
        _EDITION,
        _SOURCE,
        _LEVEL,
        _CODE,
        _MONTH,
        Column("crime_type", TEXT, "police.uk crime category, as a slug"),
        Column("incidents", WHOLE, "incidents in the month", "incidents"),
    ),
)

AREA_PROFILES = Table(
    "area_profiles",
    "Features of areas whose small-area tables are not in the lake: the long form of a profile",
    ("edition",),
    (
        _EDITION,
        _SOURCE,
        _LEVEL,
        _CODE,
        Column("feature", TEXT, "name of the feature, such as residents, households, social_rented"),
        _REFERENCE,
        Column("value", DECIMAL, "in the feature's own unit"),
    ),
)

REJECTED = Table(
    "rejected",
    "Rows that were not loaded, with the reason; never the row's content, which may name people",
    ("extract_id",),
    (
        _EXTRACT,
        Column("file", TEXT, "file as the user named it; an archive's member after '!'"),
        Column("line", WHOLE, "physical line, the heading being line 1"),
        Column("field", TEXT, "column at fault; empty where the whole row is"),
        Column("reason", TEXT, "what is wrong with it"),
    ),
)

EXTRACTS = Table(
    "extracts",
    "Which extract delivered each slice now in force: a publisher and month, or an edition",
    ("dataset", "slice"),
    (
        Column("dataset", TEXT, "table of the lake"),
        Column("slice", TEXT, "publisher and month, or the edition"),
        _EXTRACT,
        Column("file", TEXT, "file as the user named it"),
        Column("format", TEXT, "recognised format"),
        Column("slices", WHOLE, "slices that the extract delivered, this one included"),
        Column("released", TEXT, "when the file was made, by its own time stamp, ISO 8601"),
        Column("rows_read", WHOLE, "data rows in the file"),
        Column("rows_loaded", WHOLE, "of those, loaded"),
        Column("rows_rejected", WHOLE, "of those, rejected"),
        Column("loaded_at", TEXT, "when it was loaded, ISO 8601"),
    ),
)

ALL_TABLES = {
    table.name: table
    for table in (
        INCIDENTS,
        OUTCOMES,
        STOP_AND_SEARCH,
        AREAS,
        AREA_LINKS,
        BOUNDARIES,
        POPULATION,
        POPULATION_BY_AGE,
        HOUSEHOLDS,
        DEPRIVATION,
        RURAL_URBAN,
        RECORDED_CRIME,
        AREA_COUNTS,
        AREA_PROFILES,
        REJECTED,
        EXTRACTS,
    )
}
