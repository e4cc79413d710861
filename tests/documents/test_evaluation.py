import math

import pytest
from sample_document import PROVENANCE, change, document, evaluated, exhibits, rate, vocabulary

from saferplan.documents.evaluation import MissingExhibit, evaluate, evaluate_all
from saferplan.documents.folder import Chapter, Folder
from saferplan.errors import DocumentError, UnknownName
from saferplan.evidence.findings import Finding


def refused(text, words=None):
    with pytest.raises(DocumentError) as caught:
        evaluated(text, words)
    return str(caught.value)


def test_a_finding_prints_its_text_and_remembers_where_it_comes_from():
    figure = evaluated('\n\n{{ rate("burglary") }}').printed[0]
    assert (figure.text, figure.file, figure.line) == ("5.6 per 1,000 residents", "01-one.md", 3)
    assert [finding.id for finding in figure.findings] == ["rate/burglary"]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("value", "5.6"),
        ("text", "5.6 per 1,000 residents"),
        ("unit", "per 1,000 residents"),
        ("count", "1,234"),
        ("rate", "5.6"),
        ("ci_low", "5.3"),
        ("share", "21.4%"),
        ("ratio", "0.93"),
        ("p", "0.042"),
        ("name", "Burglary"),
    ],
)
def test_fields_of_a_finding_print_by_their_kind_and_keep_the_origin(field, text):
    figure = evaluated(f'{{{{ rate("burglary").{field} }}}}').printed[0]
    assert figure.text == text
    assert [finding.id for finding in figure.findings] == ["rate/burglary"]
    assert not figure.is_reckoned


def test_what_is_worked_out_names_all_it_comes_from():
    figure = evaluated('{{ rate("a").count - change("b").ratio }}').printed[0]
    assert figure.text == "1,233.2"
    assert [finding.id for finding in figure.findings] == ["rate/a", "change/b"]
    assert figure.is_reckoned


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ('rate("a").count * 2', "2,468"),
        ('-rate("a").count', "−1,234"),
        ('(rate("a").rate|round)', "6"),
        ('rate("a").share - 0.1', "11.4%"),
        ('(rate("a").count / 5000)|share', "24.7%"),
        ('(rate("a").count)|rate', "1,234.0"),
        ('"n = " ~ rate("a").count', "n = 1,234"),
        ('[rate("a"), rate("a").count]|join(" or ")', "5.6 per 1,000 residents or 1,234"),
        ('([rate("a")]|map(attribute="count")|first)', "1,234"),
    ],
)
def test_the_origin_survives_reckoning_and_filters(expression, text):
    figure = evaluated(f"{{{{ {expression} }}}}").printed[0]
    assert figure.text == text
    assert [finding.id for finding in figure.findings] == ["rate/a"]


def test_findings_can_be_compared_and_chosen_by():
    read = evaluated(
        '{% if change("a").ratio < 1 %}fell{% else %}rose{% endif %}'
        '{{ [rate("a"), rate("b")]|selectattr("rate", "gt", 5)|list|length }}'
    )
    assert read.chapters[0].markdown.startswith("fell")
    assert read.printed[0].text == "2"


def test_numbers_without_a_finding_are_listed():
    read = evaluated('{{ 4 + 5 }} {{ rate("a").value }} {{ "word" }}')
    assert [(figure.text, figure.line) for figure in read.unsourced] == [("9", 1)]


def test_findings_are_recorded_once_in_order_of_first_use():
    read = evaluated('{{ change("b") }} {{ rate("a") }}\n\n{{ change("b").value }}')
    assert [finding.id for finding in read.findings] == ["change/b", "rate/a"]


def test_two_findings_with_one_id_that_differ_are_refused():
    texts = iter(["1", "2"])

    def shifting():
        return Finding("same", 1, next(texts), PROVENANCE)

    assert "two different figures have the id 'same'" in refused(
        "{{ shifting() }}{{ shifting() }}", {"shifting": shifting}
    )


@pytest.mark.parametrize("missing", [None, math.nan])
@pytest.mark.parametrize("attribute", ["", ".value", ".value + 1", ".gap"])
def test_a_missing_figure_is_an_error_and_never_a_blank(missing, attribute):
    words = {"gone": lambda: Finding("gone", missing, " ", PROVENANCE, record={"gap": missing})}
    assert "01-one.md, line 2" in refused(f"\n{{{{ gone(){attribute} }}}}", words)


def test_a_figure_that_says_why_it_is_missing_may_be_printed():
    words = {"gone": lambda: Finding("gone", None, "not available, since two months are missing", PROVENANCE)}
    assert evaluated("{{ gone() }}", words).printed[0].text.startswith("not available, since")
    assert evaluated("{% if gone().value is none %}A{% endif %}", words).chapters[0].markdown == "A"


def test_a_function_that_finds_nothing_is_an_error():
    assert "nothing('x') gives no figure" in refused('{{ nothing("x") }}', {"nothing": lambda _: None})


def test_an_unknown_name_keeps_its_remedy_and_gains_chapter_and_line():
    def measure(name):
        raise UnknownName(f"there is no measure '{name}'", remedy="Did you mean burglary?")

    assert refused('\n{{ measure("burglry") }}', {"measure": measure}) == (
        "01-one.md, line 2: there is no measure 'burglry'. Did you mean burglary?"
    )


def test_functions_get_plain_values_back():
    seen = []

    def take(value, *, also):
        seen.append((type(value), type(also), value))
        return "taken"

    evaluated('{{ take(rate("a").count, also=rate("b")) }}', {"take": take, "rate": rate})
    assert seen == [(int, Finding, 1234)]


def test_figures_and_tables_are_counted_apart_through_all_chapters():
    known = exhibits()
    names = ["shares", "league", "trend"]
    chapters = tuple(Chapter(f"c{n}", f"0{n}-c.md", f'{{{{ exhibit("{name}") }}}}') for n, name in enumerate(names))
    read = evaluate(Folder(".", "T", chapters), {"exhibit": lambda name: known[name]})
    assert [placed.label for placed in read.exhibits] == ["Figure 1", "Table 1", "Figure 2"]


def test_an_exhibit_can_be_referred_to_before_it_stands():
    read = evaluated('{{ see("shares") }}\n\n{{ exhibit("shares") }}')
    assert read.placed("shares").label == "Figure 1"


def test_a_reference_to_what_no_chapter_shows_is_refused():
    message = refused('\n\n{{ see("sharse") }}\n\n{{ exhibit("shares") }}')
    assert "01-one.md, line 3" in message
    assert "Did you mean shares?" in message


def test_an_exhibit_stands_once():
    message = refused('{{ exhibit("shares") }}\n\n{{ exhibit("shares") }}')
    assert "01-one.md, line 3" in message
    assert 'see("shares")' in message


def test_figures_may_stand_in_title_and_subtitle(tmp_path):
    read = document(tmp_path / "doc")
    assert read.title.startswith("Assessment of <script>")
    assert read.kind == "strategic-assessment"


def test_a_mistake_in_the_title_names_the_settings():
    with pytest.raises(DocumentError, match=r"document\.toml, line 1: there is no figure or word 'area'"):
        evaluate(Folder(".", "{{ area }}", ()), {})


def test_data_never_enters_the_markdown():
    words = {"name": "# Heading\n\n<b>*x*</b>", "wards": [{"name": "| a |"}]}
    read = evaluated("A {{ name }} {% for ward in wards %}{{ ward.name }}{% endfor %}", words)
    assert not set(read.chapters[0].markdown) & set("#<*|")


def test_evaluating_twice_gives_the_same_document(tmp_path):
    assert document(tmp_path / "doc").marks == document(tmp_path / "doc").marks


def test_the_vocabulary_may_hold_plain_values():
    assert evaluated("{{ area }}, {{ months }}", {"area": "Exampleshire", "months": 7}).printed[1].text == "7"


def test_change_in_the_sample_is_linked():
    assert change("x").provenance is PROVENANCE
    assert "change" in vocabulary()


def test_a_prompt_is_printed_in_brackets_and_listed():
    read = evaluated('A\n\n{{ to_write("Why did it rise?") }}')
    assert [(one.text, one.line) for one in read.to_write] == [("[To be written: Why did it rise?]", 3)]
    assert not read.to_write[0].findings


@pytest.mark.parametrize("prompt", ['""', '" "'])
def test_a_prompt_says_what_is_to_be_written(prompt):
    assert "to_write() says nothing" in refused(f"{{{{ to_write({prompt}) }}}}")


def test_a_figure_that_was_typed_names_its_source():
    figure = evaluated('{{ sourced("1,234", "Fire and rescue service, incidents 2024/25") }} fires').printed[0]
    assert figure.text == "1,234"
    assert figure.findings[0].provenance.sources == ("Fire and rescue service, incidents 2024/25",)
    assert figure.findings[0].provenance.tables == {}


def test_a_typed_figure_without_a_source_is_refused():
    assert "sourced() names no source" in refused('{{ sourced("1,234", " ") }}')
    assert "It is used as sourced(figure, source)" in refused('{{ sourced("1,234") }}')


def test_a_typed_number_is_no_number_without_a_source():
    assert evaluated('{{ sourced(12, "Council") }}').unsourced == ()


def folder_of(*texts):
    return Folder(".", "T", tuple(Chapter(f"c{at}", f"0{at}-c.md", text) for at, text in enumerate(texts, 1)))


def test_every_fault_is_told_and_the_sound_chapters_are_kept():
    read, faults = evaluate_all(folder_of("{{ nothing }}", "Sound {{ 1 }}.", "{{ 1 / 0 }}", '{{ see("a") }}'), {})
    assert [fault.where for fault in faults] == [f"0{at}-c.md, line 1" for at in (1, 3, 4)]
    assert [chapter.id for chapter in read.chapters] == ["c2", "c4"]
    assert isinstance(faults[-1], MissingExhibit)
    assert read.printed[-1].text == "'a'"


def test_the_first_fault_is_the_one_that_stops_a_build():
    with pytest.raises(DocumentError, match=r"01-c\.md, line 1: there is no figure or word 'nothing'"):
        evaluate(folder_of("{{ nothing }}", '{{ see("a") }}'), {})


def test_a_document_without_faults_is_the_same_either_way():
    folder = folder_of('{{ rate("a") }}')
    assert evaluate_all(folder, vocabulary()) == (evaluate(folder, vocabulary()), [])
