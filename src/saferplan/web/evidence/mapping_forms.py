"""The mapping of a delivery as a form: which column becomes which field, and what its values mean."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from saferplan.errors import FileRefused
from saferplan.evidence.partners.column_rules import folded
from saferplan.evidence.partners.fields import all_fields
from saferplan.evidence.partners.profile import AGENCY_KINDS, EVERY_OTHER, Delivers
from saferplan.evidence.partners.profile_file import MOST_MONTHS, read_profile
from saferplan.evidence.partners.profile_text import profile_text
from saferplan.web.design_system.forms import Form, Radios
from saferplan.web.evidence.field_words import field_choices, in_words

NOT_USED = ""
REJECTED, SAYS_NOTHING = "-", "says-nothing"
BY_A_COLUMN = ""
MONTH_FIRST = (("%m/%d/%Y", "Month before day"), ("%m/%d/%Y %H:%M", "Month before day, with the hour"))
TIMED = ("time", "date")
NEEDED = "columns."


def _plain(word: str) -> str:
    return word.replace("-", " ").capitalize()


class MappingForm(Form):
    """`declared`: what the mapping says now. `columns`, `values`: of the file, from the trial's report."""

    called = {"retention_months": "how many months rows are kept"}
    marks_optional = False  # most columns of most lists are not used
    agency = forms.CharField(label="Agency", max_length=200)
    agency_kind = forms.ChoiceField(label="Kind of agency", choices=[(one, _plain(one)) for one in AGENCY_KINDS])
    kind = forms.ChoiceField(label="What it records", required=False)
    feed = forms.SlugField(
        label="Short name of the mapping",
        max_length=60,
        help_text="Small letters, digits and hyphens, such as harbour-homes-asb. A name that is kept already gets a"
        " next version.",
    )
    title = forms.CharField(label="Title", max_length=200)
    source = forms.CharField(label="Source, as it stands under charts", max_length=200)
    retention_months = forms.IntegerField(
        label="Months that rows are kept",
        min_value=1,
        max_value=MOST_MONTHS,
        help_text="What the information sharing agreement with the agency allows.",
    )
    delivers = forms.ChoiceField(
        label="What a file holds",
        widget=Radios(),
        choices=[
            (str(Delivers.MONTHS), "Whole months: a later file of a month replaces it"),
            (str(Delivers.ADDITIONS), "Only what is new or changed since the last file"),
        ],
    )
    file_name = forms.CharField(
        label="Files are called",
        required=False,
        max_length=120,
        help_text="With * for what changes from month to month, such as harbour-homes*.xlsx. Leave it empty, and files"
        " are known by their columns alone.",
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        declared: Mapping[str, Any],
        columns: list[dict[str, Any]],
        values: Mapping[str, Any],
        version: "Any",
        **kwargs: Any,
    ) -> None:
        self.declared, self.columns, self.values, self._version = declared, columns, values, version
        self.by_heading = _fields_by_heading(declared)
        kwargs["initial"] = _initial(declared) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        kinds = all_fields()["kind"].allowed
        self.fields["kind"].choices = [
            (BY_A_COLUMN, "A column says it"),
            *((one, _plain(one)) for one in kinds),
        ]
        for number, column in enumerate(columns):
            self._add_column(number, column)
        for name, shown in values.items():
            self._add_values(name, shown)

    def _add_column(self, number: int, column: Mapping[str, Any]) -> None:
        now = self.by_heading.get(column["heading"], [])
        choices = [(NOT_USED, "Not used"), *field_choices()]
        hint = _about(column)
        self.fields[f"column-{number}"] = forms.ChoiceField(
            label=column["heading"],
            choices=choices,
            required=False,
            initial=now[0] if now else NOT_USED,
            help_text=hint,
        )
        if len(now) > 1:
            self.fields[f"also-{number}"] = forms.ChoiceField(
                label=f"{column['heading']} is also", choices=choices, required=False, initial=now[1]
            )
        if any(all_fields()[one].kind in TIMED for one in now if one in all_fields()):
            self._add_format(number, column["heading"], now)

    def _add_format(self, number: int, heading: str, now: list[str]) -> None:
        told = next((_options(self.declared, one).get("format") for one in now), None) or ""
        known = [("", "Day before month, or the year first"), *MONTH_FIRST]
        if told and told not in dict(known):
            known.append((str(told), str(told)))
        self.fields[f"format-{number}"] = forms.ChoiceField(
            label=f"How dates in {heading} are written", choices=known, required=False, initial=told
        )

    def _add_values(self, name: str, shown: Mapping[str, Any]) -> None:
        """A choice for each value that may be shown, and one for all others."""
        if shown["shipped"] or name not in all_fields():
            return
        own = self._own_map(name)
        meanings = [(one, _plain(one)) for one in all_fields()[name].allowed]
        nothing = (SAYS_NOTHING, "Says nothing")
        for number, value in enumerate([*shown["known"], *shown["unknown"]]):
            meant = own.get(folded(value), shown["known"].get(value))
            self.fields[f"value-{name}-{number}"] = forms.ChoiceField(
                label=f"“{value}”",
                choices=[*meanings, nothing],
                initial=SAYS_NOTHING if meant in ("", None) else meant,
            )
        rest = own.get(EVERY_OTHER)
        self.fields[f"other-{name}"] = forms.ChoiceField(
            label="Every other value",
            choices=[(REJECTED, "Rejects the row"), nothing, *meanings],
            initial=REJECTED if rest is None else rest or SAYS_NOTHING,
        )

    def _own_map(self, name: str) -> dict[str, str]:
        maps = self.declared.get("values", {})
        found = maps.get(_options(self.declared, name).get("values", ""), {})
        return {one if one == EVERY_OTHER else folded(one): str(meant) for one, meant in found.items()}

    def column_groups(self) -> Iterator[list[Any]]:
        """For the page: the fields of each column."""
        for number in range(len(self.columns)):
            names = (f"column-{number}", f"also-{number}", f"format-{number}")
            yield [self[name] for name in names if name in self.fields]

    def value_groups(self) -> Iterator[tuple[str, int, list[Any]]]:
        """What the field is called, how many values are not shown, and the choices."""
        for name, shown in self.values.items():
            own = [self[one] for one in self.fields if one.startswith((f"value-{name}-", f"other-{name}"))]
            if own:
                yield in_words(name), shown["not_shown"], own

    def plain_fields(self) -> list[Any]:
        return [self[name] for name in self.base_fields if name != "based_on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        text = profile_text(self._declared(cleaned))
        try:
            read_profile(text, "the mapping")
        except FileRefused as refused:
            for problem in refused.problem.partition(" things are wrong: ")[2].split("; ") or ():
                self.add_error(None, _in_plain_words(problem)) if problem else None
            if not self.errors:
                self.add_error(None, _in_plain_words(refused.problem))
        return cleaned | {"text": text}

    def _declared(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        keys = ("feed", "agency", "agency_kind", "title", "source", "retention_months", "delivers")
        said = {key: cleaned[key] for key in keys} | {"version": self._version(cleaned["feed"])}
        suspects = self.declared.get("suspect_retention_months")
        if suspects and suspects <= cleaned["retention_months"]:
            said["suspect_retention_months"] = suspects
        if cleaned["kind"]:
            said["kind"] = cleaned["kind"]
        file = {key: one for key, one in self.declared.get("file", {}).items() if key != "name"}
        file |= {"name": cleaned["file_name"]} if cleaned["file_name"] else {}
        columns, values = self._columns(cleaned)
        constants = {key: one for key, one in self.declared.get("constants", {}).items() if key not in columns}
        return said | {"file": file, "columns": columns, "values": values, "constants": constants}

    def _columns(self, cleaned: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        headings: dict[str, list[str]] = {}
        formats: dict[str, str] = {}
        for number, column in enumerate(self.columns):
            for name in (cleaned.get(f"column-{number}"), cleaned.get(f"also-{number}")):
                if name and column["heading"] not in headings.get(name, []):
                    headings.setdefault(name, []).append(column["heading"])
                    formats[name] = cleaned.get(f"format-{number}", "")
        columns, values = {}, {}
        for name, own in headings.items():
            options = {
                key: one for key, one in _options(self.declared, name).items() if key not in ("format", "values")
            }
            if formats[name] and all_fields()[name].kind in TIMED:
                options["format"] = formats[name]
            if used := self._values_for(name, cleaned, values):
                options["values"] = used
            column = own[0] if len(own) == 1 else own
            columns[name] = {"column": column, **options} if options or len(own) > 1 else column
        return columns, values

    def _values_for(self, name: str, cleaned: Mapping[str, Any], values: dict[str, Any]) -> str:
        """The name of the map of values that the field uses; an own one goes to `values`."""
        shown = self.values.get(name)
        if shown is None:
            used = _options(self.declared, name).get("values", "")
            own = self.declared.get("values", {}).get(used)
            if own:
                values[used] = own
            return used
        if shown["shipped"]:
            return shown["shipped"]
        listed = [*shown["known"], *shown["unknown"]]
        own = {value: _meant(cleaned[f"value-{name}-{number}"]) for number, value in enumerate(listed)}
        rest = cleaned[f"other-{name}"]
        values[name] = own | ({EVERY_OTHER: _meant(rest)} if rest != REJECTED else {})
        return name if values[name] else ""


class MappingTextForm(Form):
    text = forms.CharField(
        label="The mapping as text (TOML)",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "class": "govuk-!-font-size-16", "spellcheck": "false"}),
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    def clean_text(self) -> str:
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        try:
            read_profile(text, "the mapping")
        except FileRefused as refused:
            raise forms.ValidationError(refused.problem) from None
        return text


def _meant(chosen: str) -> str:
    return "" if chosen == SAYS_NOTHING else chosen


def _fields_by_heading(declared: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, spec in declared.get("columns", {}).items():
        column = spec.get("column") if isinstance(spec, dict) else spec
        for heading in column if isinstance(column, list) else [column]:
            found.setdefault(str(heading), []).append(name)
    return found


def _options(declared: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What the mapping says of a field beside its column."""
    spec = declared.get("columns", {}).get(name)
    return {key: one for key, one in spec.items() if key != "column"} if isinstance(spec, dict) else {}


def _initial(declared: Mapping[str, Any]) -> dict[str, Any]:
    keys = ("feed", "agency", "agency_kind", "title", "source", "kind", "delivers")
    found = {key: declared[key] for key in keys if declared.get(key)}
    months = declared.get("retention_months")
    found |= {"retention_months": months} if months else {}
    return {"delivers": str(Delivers.MONTHS)} | found | {"file_name": declared.get("file", {}).get("name", "")}


def _about(column: Mapping[str, Any]) -> str:
    """'98% filled. Looks like 99/99/9999. Proposed: when it was reported (likely)'"""
    said = [f"{column['filled']:.0%} filled" if column["filled"] else "Empty"]
    if column["shapes"]:
        said.append("Looks like " + " or ".join(shape for shape, _ in column["shapes"]))
    if column["fields"]:
        said.append("Proposed: " + ", ".join(f"{in_words(name)} ({sure})" for name, sure in column["fields"]))
    return ". ".join(said)


def _in_plain_words(problem: str) -> str:
    """'Choose the column of “Reference”' where the profile's reader says that columns.reference is needed."""
    key, _, rest = problem.partition(" ")
    name = key.removeprefix(NEEDED)
    if key.startswith(NEEDED) and name in all_fields():
        if rest.startswith(("is needed", "or ")):
            return f"Choose the column of “{in_words(name)}”"
        return f"“{in_words(name)}” {rest}"
    return problem[:1].upper() + problem[1:]
