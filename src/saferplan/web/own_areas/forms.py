"""What is asked for an own area: what it is called, and where it lies in one of three ways."""

from typing import TYPE_CHECKING, Any

from django import forms

from saferplan.errors import FileRefused
from saferplan.evidence.own_areas.reading import Shapes, shapes_of
from saferplan.web.design_system.faults import in_words
from saferplan.web.design_system.forms import Form, Radios
from saferplan.web.files.forms import UploadField
from saferplan.web.own_areas.actions import Ground
from saferplan.web.own_areas.ground import Around
from saferplan.web.own_areas.models import AreaVersion, Kind, Way

if TYPE_CHECKING:
    from saferplan.evidence.own_areas.outlines import Drawn

MOST_DRAWN = 500_000
"""Characters of a line drawn by hand: some ten thousand points."""
NAMES_TOLD = 5
MOST_VERSIONS = 2**31 - 1  # of PostgreSQL's integer
TOGETHER, ONE, EACH = "together", "one", "each"


class AreaForm(Form):
    """`around`: the partnership's area and what lies in it. `version`: the one that is changed, where there is one.

    After is_valid, `ground` is where the area lies.
    """

    called = {"name": "what the area is called", "kind": "what kind of area it is", "reason": "why it changes"}

    name = forms.CharField(label="Name", max_length=100)
    kind = forms.ChoiceField(label="Kind of area", choices=Kind.choices, widget=Radios())
    reason = forms.CharField(
        label="Why it changes",
        max_length=200,
        help_text="Such as: the estate’s new blocks were added. It stands in the area’s history.",
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST_VERSIONS)

    def __init__(self, *args: Any, around: Around, version: AreaVersion | None = None, **kwargs: Any) -> None:
        if version is not None:
            known = {"name": version.name, "kind": version.kind, "based_on": version.number}
            kwargs["initial"] = known | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.around, self.version = around, version
        if version is None:
            del self.fields["reason"], self.fields["based_on"]

    @property
    def ground(self) -> Ground:
        """Where it lay before."""
        return Ground.of(self.version)  # type: ignore[arg-type]  # a form for names alone has a version


class DrawForm(AreaForm):
    """The line comes from the map's script."""

    mended_at = {"outline": "drawing"}

    outline = forms.CharField(
        widget=forms.HiddenInput, max_length=MOST_DRAWN, error_messages={"required": "Draw the area on the map"}
    )

    def clean_outline(self) -> "Drawn":
        try:
            shapes = _typed(self.cleaned_data["outline"])
            if not shapes.shapes:
                raise forms.ValidationError("Draw the area on the map")
            return _drawn(shapes, self.around.home)
        except FileRefused as fault:
            raise forms.ValidationError(in_words(fault)) from None

    @property
    def ground(self) -> Ground:
        return Ground(Way.DRAWN, self.cleaned_data["outline"])


class UploadForm(AreaForm):
    """`grounds` are several areas by name, where each shape of the file is to be one."""

    called = AreaForm.called | {"which": "what to do with the file's areas"}

    file = UploadField(
        "own-area",
        label="File",
        help_text="GeoJSON, KML, a GeoPackage, or the zip archive of a Shapefile, up to 20 MB.",
    )
    which = forms.ChoiceField(
        label="If the file holds several areas",
        required=False,
        choices=[
            (TOGETHER, "All of them together are the area"),
            (ONE, "The area is one of them"),
            (EACH, "Add each of them as an own area, by the name that the file gives it"),
        ],
        widget=Radios(reveals={ONE: ("called_in_file",)}),
    )
    called_in_file = forms.CharField(label="What the file calls it", required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.version is None:
            self.fields["name"].required = False
            self.fields["name"].help_text = "Leave it empty to add each of a file’s areas by its own name."
        else:
            self.fields["which"].choices = self.fields["which"].choices[:2]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.grounds: dict[str, Ground] = {}
        if cleaned.get("file"):
            self._take_in(cleaned)
        if not self.grounds and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", "Enter what the area is called")
        return cleaned

    def _take_in(self, cleaned: dict[str, Any]) -> None:
        arrived = cleaned["file"]
        try:
            shapes = shapes_of(arrived.incoming.path, arrived.kind.word)
            self._choose(shapes, cleaned)
        except FileRefused as fault:
            self.add_error("file", in_words(fault))
        finally:
            arrived.incoming.close()

    def _choose(self, shapes: Shapes, cleaned: dict[str, Any]) -> None:
        named, which = shapes.named(), cleaned.get("which")
        if len(named) > 1 and not which:
            self.add_error(
                "which", f"The file holds {len(named)} areas: {_listed(list(named))}. Say what to do with them"
            )
            return
        if len(named) > 1 and which == EACH:
            self.grounds = {name: self._ground(Shapes([one], shapes.crs), name) for name, one in named.items()}
            return
        chosen = list(named)
        if len(named) > 1 and which == ONE:
            chosen = [name for name in named if name.casefold() == cleaned.get("called_in_file", "").casefold()]
            if not chosen:
                self.add_error("called_in_file", f"The file has no such area. It has {_listed(list(named))}")
                return
        self._drawn = _drawn(Shapes([named[name] for name in chosen], shapes.crs), self.around.home)

    def _ground(self, shapes: Shapes, name: str) -> Ground:
        try:
            return Ground(Way.UPLOADED, _drawn(shapes, self.around.home))
        except FileRefused as fault:
            raise FileRefused(f"{name}: {fault.problem}", remedy=fault.remedy) from None

    @property
    def ground(self) -> Ground:
        return Ground(Way.UPLOADED, self._drawn)


class PickForm(AreaForm):
    parts = forms.MultipleChoiceField(label="Wards and neighbourhoods", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, version: AreaVersion | None = None, **kwargs: Any) -> None:
        if version is not None:
            kwargs["initial"] = {"parts": [part.code for part in version.parts.all()]}
        super().__init__(*args, version=version, **kwargs)
        self.fields["parts"].error_messages["required"] = "Select the wards or neighbourhoods of the area"
        self.fields["parts"].choices = self.around.choices

    @property
    def ground(self) -> Ground:
        return Ground(Way.PICKED, parts=self.cleaned_data["parts"])


class RemoveForm(Form):
    called = {"reason": "why it is removed"}

    reason = forms.CharField(label="Why it is removed", max_length=200, help_text="It stands in the area’s history.")


FORMS: dict[str, type[AreaForm]] = {Way.DRAWN: DrawForm, Way.UPLOADED: UploadForm, Way.PICKED: PickForm}


# The libraries of shapes take a second to import, which only whoever sends a form waits for.


def _typed(outline: str) -> Shapes:
    from saferplan.evidence.own_areas.opening import told_of_geojson

    return Shapes.of_told(told_of_geojson(outline.encode()))


def _drawn(shapes: Shapes, home: Any) -> "Drawn":
    from saferplan.evidence.own_areas.outlines import drawn

    return drawn(shapes, home)


def _listed(names: list[str]) -> str:
    more = len(names) - NAMES_TOLD
    return ", ".join(names[:NAMES_TOLD]) + (f" and {more} more" if more > 0 else "")
