"""Count beside harm: which groups of offences are many, and which weigh most."""

from functools import partial

from saferplan.documents.charts import compared_dots
from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.numbers import count
from saferplan.documents.numbers import share as percent
from saferplan.documents.strategic_assessment.exhibits.common import ONS, Row
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.wording import in_sentence, months_words
from saferplan.evidence.assessment.harm import of_index
from saferplan.evidence.assessment.tables import AssessmentTables

ONS_INDEX, CAMBRIDGE_INDEX = "ons-crime-severity", "cambridge"
COLUMNS = (
    ColumnSpec("offence_group", "Offences"),
    ColumnSpec("count", "Recorded", "count"),
    ColumnSpec("share_of_count", "Share of offences", "share"),
    ColumnSpec("harm", "Harm", "count"),
    ColumnSpec("share_of_harm", "Share of harm", "share"),
    ColumnSpec("score", "Harm per resident", "ratio"),
    ColumnSpec("score_low", "95% from", "ratio"),
    ColumnSpec("score_high", "95% to", "ratio"),
    ColumnSpec("coverage", "Offences with a weight", "share"),
)
CHANGE_COLUMNS = (ColumnSpec("change", "Now over then", "ratio"), ColumnSpec("verdict", "Change"))


def by_index(index: str, name: str, tables: AssessmentTables, figures: Figures) -> Exhibit | None:
    """The exhibit `name` of one index; None where its weights or the offences are not loaded, or there is one group."""
    rows = of_index(tables.harm, index)
    if len(rows) < 3:
        return None
    whole, groups = rows[0], rows[1:]
    top = groups[0]
    has_change = whole["verdict"] is not None
    return Exhibit(
        name,
        f"{top['offence_group']}: {percent(top['share_of_count'])} of recorded offences and"
        f" {percent(top['share_of_harm'])} of their harm",
        f"Share of offences and of harm by the {whole['index_title']} ({whole['version']}), {tables.scope.area.name},"
        f" {tables.scope.period.title}, {months_words(whole)}",
        (*COLUMNS, *(CHANGE_COLUMNS if has_change else ())),
        rows,
        figures.tracing.provenance(
            ("recorded_crime", "harm_weights", "population", "area_links"),
            f"offences by code and group, all partnerships of {tables.scope.area.name}",
            "sum of count x weight; per resident: over the population; interval by Fay and Feuer (1997)",
            (whole["source"], whole["weights_source"], whole["denominator_source"]),
        ),
        f"Source: {whole['source']}; {whole['weights_source']}; {ONS}.",
        alt=_alt(groups),
        notes=_notes(whole),
        draw=compared_dots(
            groups,
            label="offence_group",
            series={"share_of_harm": "Share of harm", "share_of_count": "Share of offences"},
            kind="share",
        ),
    )


def _alt(groups: list[Row]) -> str:
    said = "; ".join(
        f"{in_sentence(row['offence_group'])} {percent(row['share_of_count'])} of offences and"
        f" {percent(row['share_of_harm'])} of harm"
        for row in groups[:3]
    )
    return f"Two marks a group of offences, its share of offences and its share of harm, most harm first: {said}."


def _notes(whole: Row) -> list[str]:
    notes = [
        f"Harm: every offence counts by the weight of its code, in {whole['unit']}. One grave offence more or less"
        " moves the figures of a small area; the intervals show how far."
    ]
    if whole["without_weight"]:
        notes.append(
            f"{count(whole['without_weight'])} of {count(whole['count'])} offences have a code without a weight and are"
            f" in no sum: {whole['codes_without_weight']}."
        )
    if whole["left_out"]:
        notes.append(
            f"The index leaves out offences that police work itself brings to light: {count(whole['left_out'])} here."
        )
    return notes


harm = partial(by_index, ONS_INDEX, "harm")
harm_cambridge = partial(by_index, CAMBRIDGE_INDEX, "harm-cambridge")
