"""What a Board member reads first: three to six messages that the tests bear."""

import re
from typing import Any

import pytest
from reading import document_of, page_of, read

import anyshire as made_up
from anyshire import ANYSHIRE, BESIDESHIRE, CITYHAM, EARLIER, LATER, NULLHAM, PAIRHAM
from saferplan.documents.html import render_html
from saferplan.documents.strategic_assessment.figures import Figures
from saferplan.documents.strategic_assessment.vocabulary import vocabulary_of
from saferplan.errors import UnknownName
from saferplan.evidence.assessment.tables import AssessmentTables
from saferplan.evidence.basis import Basis


def messages(tables: AssessmentTables) -> list[str]:
    """The bold beginnings of the numbered list."""
    page = render_html(document_of(tables))
    found = re.search(r'<ol class="messages">(.*?)</ol>', page, re.DOTALL)
    assert found
    bold = re.findall(r"<li>\s*<p><strong>(.*?)</strong>", found[1], re.DOTALL)
    return [re.sub(r"<[^>]+>", "", words) for words in bold]


@pytest.mark.parametrize("unit", [ANYSHIRE, BESIDESHIRE])
def test_there_are_three_to_six_messages(basis: Basis, unit: str) -> None:
    for against in (EARLIER, None):
        assert 1 <= len(messages(made_up.tables_of(basis, unit=unit, against=against))) <= 6
    assert len(messages(made_up.tables_of(basis, unit=unit, against=EARLIER))) >= 3


def test_the_first_message_is_the_verdict_of_the_test(tables: AssessmentTables) -> None:
    first = messages(tables)[0]
    verb = {"rise": "rose by", "fall": "fell by", "no clear change": "shows no clear change"}
    crime, asb = tables.crime_types[:2]
    assert first.startswith(f"Since 2023/24 recorded crime {verb[crime['verdict']]}")
    assert f"anti-social behaviour {verb[asb['verdict']]}" in first


def test_counts_stand_beside_the_message(tables: AssessmentTables) -> None:
    crime = tables.crime_types[0]
    summary = read(tables).chapter("Summary")
    assert f"{crime['count_compared']:,} crimes, beside {crime['against_count']:,} in 2023/24" in summary


def test_what_placing_alone_would_have_made_stands_beside_the_message(tables: AssessmentTables) -> None:
    words = vocabulary_of(tables, generated_on="")
    assert f"would alone have made {words['placing']()} of crime here" in read(tables).chapter("Summary")


def test_the_largest_changes_are_those_of_most_crimes_and_have_the_verdict(tables: AssessmentTables) -> None:
    words = vocabulary_of(tables, generated_on="")
    for verdict in ("rise", "fall"):
        found = words["largest_changes"](verdict, 20)
        assert found
        moved = [abs(one.record["count_compared"] - one.record["against_count"]) for one in found]
        assert moved == sorted(moved, reverse=True)
        assert {one.record["verdict"] for one in found} == {verdict}
        assert words["largest_changes"](verdict, 1) == found[:1]


def test_beside_a_later_period_no_message_speaks_of_a_rise_or_a_fall(basis: Basis) -> None:
    said = " ".join(messages(made_up.tables_of(basis, period=EARLIER, against=LATER)))
    assert said.startswith("Beside 2024/25, which is later, recorded crime")
    assert not re.search(r"\b(rose|fell|rises?|falls?)\b", said)


def test_wards_that_stand_out_are_named(tables: AssessmentTables) -> None:
    said = " ".join(messages(tables))
    if tables.wards.above:
        assert all(name in said for name in tables.wards.above)
    else:
        assert "No ward stands out above the others." in said


def test_the_part_of_wards_is_counted_by_hand(tables: AssessmentTables) -> None:
    figures, standing = Figures(tables), tables.wards.standing
    part = figures.ward_part("above")
    own = [row for row in standing if row["area_name"] in tables.wards.above]
    assert part.record["count"] == sum(row["count"] for row in own)
    assert part.value == pytest.approx(part.record["count"] / sum(row["count"] for row in standing))
    assert part.record["share_residents"] == pytest.approx(len(own) / len(standing))
    with pytest.raises(UnknownName, match="there are no wards of the kind 'higher'"):
        figures.ward_part("higher")


def test_every_message_leads_to_its_chapter(tables: AssessmentTables) -> None:
    page = page_of(document_of(tables))
    for chapter in ("what-changed", "beside-other-areas", "wards", "about-the-data"):
        assert f"#{chapter}" in page.links
        assert chapter in page.ids


@pytest.mark.parametrize("unit", [CITYHAM, PAIRHAM])
def test_without_many_wards_there_is_no_message_about_them(basis: Basis, unit: str) -> None:
    said = " ".join(messages(made_up.tables_of(basis, unit=unit)))
    assert "ward" not in said


def test_an_area_without_data_has_no_messages(basis: Basis) -> None:
    page = render_html(document_of(made_up.tables_of(basis, unit=NULLHAM, against=EARLIER)))
    assert 'class="messages"' not in page


def test_terms_are_explained_in_the_summary(tables: AssessmentTables) -> None:
    summary = read(tables).chapter("Summary")
    for term in ("A rate is", "A 95% interval is", "A clear change or difference is", "anti-social behaviour (ASB)"):
        assert term in summary


def test_what_is_not_known_is_said_before_how_to_read(tables: AssessmentTables) -> None:
    summary: Any = read(tables).chapter("Summary")
    assert summary.index("What is not known") < summary.index("How to read the figures")
    assert "Missing months are unknown, not zero" in summary
