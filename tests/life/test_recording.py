"""What was told once is told again, to the last digit."""

import json
import math
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from written_sentences import OPEN, changed, document_of

from saferplan.documents.exhibits import ColumnSpec, Exhibit
from saferplan.documents.life.recording import Recorder, decoded, encoded, question_of, replayed
from saferplan.errors import DocumentError
from saferplan.evidence.findings import Finding

SVG = '<svg width="{0}" height="40"></svg>'


def again(value: Any) -> Any:
    return decoded(json.loads(json.dumps(encoded(value), allow_nan=False)), {})


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(values)
def test_plain_values_come_back_as_they_were(value: Any) -> None:
    assert again(value) == value
    assert type(again(value)) is type(value)


def test_what_json_has_no_word_for_comes_back() -> None:
    assert math.isnan(again(math.nan))
    assert again([math.inf, -math.inf, b"\x00\xff"]) == [math.inf, -math.inf, b"\x00\xff"]
    assert again({1: "a", "$": "b"}) == {1: "a", "$": "b"}
    assert again(date(2026, 11, 22)) == "2026-11-22"
    assert (again(np.float64(1.5)), again(np.int64(3))) == (1.5, 3)
    assert again((1, 2)) == [1, 2]


def test_a_finding_comes_back_whole() -> None:
    finding = Finding("a", 1.5, "1.5", OPEN, "ratio", {"ratio": math.inf, "names": ["x"]})
    assert again(finding) == finding


def test_what_a_chapter_is_never_given_is_not_kept() -> None:
    with pytest.raises(TypeError, match="a set cannot be kept"):
        encoded({"a": {1, 2}})


def exhibit() -> Exhibit:
    return Exhibit(
        "wards", "T", "S", (ColumnSpec("n", "N", "count"),), [{"n": 1, "outline": b"\x01"}], OPEN, "Source: x.",
        alt="Bars.", notes=("A note.",), draw=SVG.format,
    )  # fmt: skip


def test_an_exhibit_comes_back_with_the_drawings_that_were_made() -> None:
    recorder = Recorder({"exhibit": lambda _name: exhibit()})
    shown = recorder.words["exhibit"]("wards")
    assert shown.draw(720) == SVG.format(720)
    words = replayed(json.loads(json.dumps(recorder.as_record())))
    told = words["exhibit"]("wards")
    assert told == Exhibit(**{**vars(exhibit()), "columns": list(exhibit().columns), "notes": ["A note."]})
    assert told.draw(720) == SVG.format(720)
    with pytest.raises(DocumentError, match="keeps no drawing of 'wards' 320 wide"):
        told.draw(320)


def test_a_picture_is_drawn_once_however_often_it_is_asked_for() -> None:
    drawn = []
    one = Exhibit(**{**vars(exhibit()), "draw": lambda width: drawn.append(width) or SVG.format(width)})
    asked = Recorder({"exhibit": lambda _name: one}).words["exhibit"]
    assert asked("wards").draw(720) == asked("wards").draw(720)
    assert drawn == [720]


def test_a_document_is_the_same_from_its_record() -> None:
    words = {
        "many": lambda count: [changed("fall"), changed("rise", "Robbery")][:count],
        "named": lambda finding, *, also: f"{finding.record['title']} {also}",
        "months": 7,
        "shares": {"a": 0.25},
    }
    text = (
        "# T\n\n{% for one in many(2) %}{{ one.title }} {{ one.ratio }} {% endfor %}{{ months + 1 }} {{ shares.a }}"
        " {{ named(many(1)[0], also=area) }} {% if many(1)[0].ratio < 1 %}fell{% endif %}"
    )
    recorder = Recorder(words | {"area": "Anyshire"})
    first = document_of(text, words=recorder.words)
    second = document_of(text, words=replayed(json.loads(json.dumps(recorder.as_record()))))
    assert first.marks == second.marks
    assert first.chapters == second.chapters


def test_a_question_that_was_never_asked_is_refused() -> None:
    recorder = Recorder({"changed": changed})
    recorder.words["changed"]("fall")
    words = replayed(recorder.as_record())
    with pytest.raises(DocumentError, match=r"01-c\.md, line 3: the frozen document was never told"):
        document_of('# T\n\n{{ changed("rise") }}', words=words)


def test_a_question_is_the_same_in_whatever_order_its_names_come() -> None:
    assert question_of("a", (1,), {"x": 1, "y": 2}) == question_of("a", (1,), {"y": 2, "x": 1})
    assert question_of("a", (1,), {}) != question_of("a", ("1",), {})


def test_mistakes_are_told_as_without_the_recorder() -> None:
    with pytest.raises(DocumentError, match="It is used as changed"):
        document_of('# T\n\n{{ changed("fall", colour="red") }}', words=Recorder({"changed": changed}).words)


def test_a_word_named_where_the_chapter_does_not_come_to_it_is_still_known() -> None:
    words = {"has": lambda _name: False, "hotspot": changed}
    text = '# T\n\n{% if has("hotspot-map") %}{{ hotspot("fall") }}{% else %}None.{% endif %}'
    recorder = Recorder(words)
    first = document_of(text, words=recorder.words)
    assert document_of(text, words=replayed(recorder.as_record())).chapters == first.chapters
