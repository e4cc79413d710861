"""What analyses share: every kind has an answer and a method, several measures count as one, and gaps are told."""

from types import SimpleNamespace

import numpy as np
import pytest

from saferplan.documents.analyses.answer import compared, missing_months, part_of_a_year, sentence
from saferplan.documents.analyses.answering import ANSWERS
from saferplan.documents.analyses.kept import ANSWER, read_answer
from saferplan.documents.analyses.kinds import kinds
from saferplan.documents.analyses.question import together
from saferplan.errors import UnknownName
from saferplan.evidence.assessment.hotspots import counted_as
from saferplan.evidence.hotspots.places import busiest_points
from saferplan.evidence.periods import financial_year

ASKED = {"place", "months", "year", "against", "measure", "measures"}
WHEN_NOT = "When not to use"


class TestKinds:
    def test_each_has_an_answer_and_no_answer_is_without_a_kind(self):
        assert set(ANSWERS) == set(kinds())

    @pytest.mark.parametrize("kind", kinds().values(), ids=list(kinds()))
    def test_each_asks_what_the_form_knows_and_says_when_not_to_use_it(self, kind):
        assert set(kind.asks) <= ASKED
        assert kind.asks_what.endswith("?")
        assert not kind.needs.endswith("."), "the page ends the sentence"
        assert WHEN_NOT in kind.method

    def test_single_records_are_never_asked_by_free_months(self):
        """Two cuts that overlap by a month could tell of one person."""
        assert not [one.word for one in kinds().values() if one.reads_records and "months" in one.asks]


class TestTogether:
    def test_one_measure_is_itself(self):
        assert together(["burglary"]).title == "Burglary"

    def test_several_count_what_all_of_them_count(self):
        both = together(["robbery", "burglary"])
        assert both.title == "Robbery and burglary"
        assert set(both.crime_types) == {"burglary", "robbery"}

    def test_what_two_of_them_count_is_counted_once(self):
        counted = together(["all-crime", "burglary"]).crime_types
        assert counted.count("burglary") == 1
        assert set(counted) == set(together(["all-crime"]).crime_types)

    def test_the_order_of_asking_changes_no_figure(self):
        assert together(["robbery", "burglary"]).crime_types == together(["burglary", "robbery"]).crime_types

    def test_nobody_knows_another(self):
        with pytest.raises(UnknownName):
            together(["burglary", "sunshine"])


class TestCautions:
    def test_months_that_are_missing_are_named_and_are_not_zero(self):
        (told,) = missing_months(["2025-01", "2025-02", "2025-03"], {"2025-02"})
        assert told.startswith("January 2025 and March 2025 are not loaded")
        assert told.endswith("unknown, and not zero.")

    def test_one_is_one(self):
        assert missing_months(["2025-01"], ())[0].startswith("January 2025 is not loaded")

    def test_of_some_records_alone_it_says_of_which(self):
        (told,) = missing_months(["2025-01"], (), what="Offence records of ")
        assert told.startswith("Offence records of January 2025 are not loaded: ")

    def test_nothing_is_said_where_all_are_known(self):
        assert missing_months(["2025-01"], {"2025-01", "2025-02"}) == ()

    @pytest.mark.parametrize("told", ["half stand elsewhere", "Half stand elsewhere."])
    def test_a_note_is_a_sentence_with_one_full_stop(self, told):
        assert sentence(told) == "Half stand elsewhere."


class TestPartOfAYear:
    """A year was asked of, and fewer months may be loaded on both sides."""

    YEAR = tuple(zip(financial_year(2024).months, financial_year(2023).months, strict=True))

    def test_of_a_whole_year_nothing_is_said(self):
        assert part_of_a_year(self.YEAR) == ()

    def test_of_fewer_it_says_which_and_cautions_about_season_and_few_months(self):
        (told,) = part_of_a_year(self.YEAR[:4])
        assert told.startswith(
            "4 months are compared and not a whole year: April to July 2024 against April to July 2023."
        )
        assert "the same season" in told
        assert "of few months" in told

    def test_one_is_one(self):
        (told,) = part_of_a_year(self.YEAR[:1])
        assert told.startswith("One month is compared and not a whole year: April 2024 against April 2023.")

    def test_months_with_a_gap_are_told_with_it(self):
        assert compared([self.YEAR[0], self.YEAR[3]]) == "April 2024 and July 2024 against April 2023 and July 2023"


class TestBusiestPoints:
    """Cell 7 holds three map points, cell 8 one."""

    @staticmethod
    def survey(names, at_points=(5, 9, 1, 50)):
        return SimpleNamespace(
            cell_of_point=np.array([7, 7, 7, 8]),
            chosen=SimpleNamespace(at_points=np.array(at_points)),
            events=SimpleNamespace(point_names=names),
        )

    NAMES = ("On or near High Street", "On or near Market Square", "On or near Mill Lane", "On or near Station")

    def test_the_two_with_most_in_the_place_are_named_the_busiest_first(self):
        assert busiest_points(self.survey(self.NAMES), [7]) == "Market Square, High Street"

    def test_points_of_one_name_count_together(self):
        names = ("On or near High Street", "On or near Market Square", "On or near High Street", "On or near Station")
        assert busiest_points(self.survey(names, (5, 9, 6, 50)), [7]) == "High Street, Market Square"

    def test_one_at_which_nothing_was_recorded_is_not_named(self):
        assert busiest_points(self.survey(self.NAMES, (5, 0, 0, 50)), [7]) == "High Street"

    def test_names_that_are_not_loaded_are_not_made_up(self):
        assert busiest_points(self.survey(None), [7]) == ""


class TestWordOfWhatIsCounted:
    @pytest.mark.parametrize(
        ("measure", "word"), [("all-crime", "crimes"), ("asb", "incidents"), ("burglary", "incidents")]
    )
    def test_as_the_field_says_it(self, measure, word):
        assert counted_as(together([measure])) == word

    def test_of_a_file_of_anything(self):
        assert counted_as(None) == "events"


class TestKept:
    def test_an_answer_that_is_gone_is_none(self, tmp_path):
        assert read_answer(tmp_path / "gone") is None

    def test_half_an_answer_is_a_fault_and_no_answer(self, tmp_path):
        (tmp_path / ANSWER).write_text('{"title": "Cr')
        with pytest.raises(ValueError, match="Unterminated"):
            read_answer(tmp_path)
