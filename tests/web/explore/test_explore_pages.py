"""Figures by choice: what each choice shows, what is said where nothing is known, and what is taken away."""

import csv
import io
import re
import shutil
from dataclasses import replace
from functools import partial

import pytest

import anyshire
from parsed import parsed
from saferplan.web.design_system.lists import paged_table
from saferplan.web.evidence import summaries
from saferplan.web.evidence.lake import lake_of
from saferplan.web.explore import views
from saferplan.web.explore.question import Asked


def words_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def explore(analyst, anyshires):
    def asked(rest: str = "", headers: dict[str, str] | None = None, **told: str):
        return analyst.get(f"/partnerships/{anyshires.slug}/evidence/explore/{rest}", told or None, headers=headers)

    return asked


@pytest.mark.parametrize("by", ["month", "year", "crime_type", "ward", "lsoa", "whole"])
@pytest.mark.parametrize("beside", ["", "force", "country", "similar"])
@pytest.mark.parametrize("show", ["rate", "count"])
def test_every_choice_is_a_page(explore, by, beside, show):
    answer = explore(measure="all-crime", period="FY2024", by=by, beside=beside, show=show)

    assert answer.status_code == 200, words_of(answer)
    assert "recorded" in words_of(answer)


class TestWhatIsShown:
    def test_the_first_view_is_the_latest_year_by_month(self, explore):
        text = words_of(explore())

        assert "All crime in Anyshire by month" in text
        assert "in the 11 of 12 months that are known" in text
        assert "Months missing: September 2024" in text

    def test_a_missing_month_is_not_available_and_not_0(self, explore):
        text = words_of(explore(period="FY2024", by="month"))

        assert "September 2024 not available not available not available 0 of 1" in text

    def test_what_it_is_set_beside_is_said_in_a_sentence(self, explore):
        assert re.search(r"This is \S+ .*Thames Valley: [\d.]+ and [\d.]+ per 1,000", words_of(explore(beside="force")))

    @pytest.mark.parametrize("by", ["ward", "whole"])
    def test_areas_without_a_month_of_both_are_named_and_have_no_line(self, explore, anyshires, by):
        """Of Nullham's police nothing was ever published."""
        text = words_of(explore(beside="similar", period="FY2024", by=by))

        assert "Not set beside it: Nullham. No month of the period is loaded of both." in text
        assert "Nullham not available" not in text

    def test_similar_areas_as_one_say_how_many_of_them_there_are(self, explore):
        assert re.search(r"This is [a-z ]+ \d+ of the \d+ most similar areas:", words_of(explore(beside="similar")))

    def test_what_can_be_set_beside_nothing_has_its_figures_all_the_same(self, explore):
        text = words_of(explore(area="E92000001", beside="similar"))

        assert "All crime in England by month" in text
        assert "Nothing is set beside it: England is made up of many partnerships" in text

    def test_the_change_on_the_year_before_has_words(self, explore):
        text = words_of(explore(period="FY2024", by="ward", change="yes"))

        assert "Change on the year before" in text
        assert re.search(r"\((rise|fall|not clear|cannot say)\)", text)

    def test_a_change_over_more_than_a_year_says_why_there_is_none(self, explore):
        answer = explore(period="2023-04..2025-03", by="ward", change="yes")

        assert answer.status_code == 200
        assert "is more than a year" in words_of(answer)

    def test_each_part_leads_to_itself(self, explore):
        text = explore(period="FY2024", by="crime_type").content.decode()
        (found,) = re.findall(r'href="\?([^"]*type=burglary[^"]*)"', text)

        again = explore("?" + found.replace("&amp;", "&"))
        assert "Burglary in Anyshire by month" in words_of(again)
        assert 'form="choices" name="type" value="burglary"' in again.content.decode()
        assert "This is one crime type of those counted as All crime. Show all of them" in words_of(again)

    def test_a_type_is_given_up_where_another_measure_is_chosen_that_does_not_count_it(self, explore):
        answer = explore(measure="asb", type="burglary")

        assert answer.status_code == 200
        assert "Anti-social behaviour in Anyshire by month" in words_of(answer)
        assert 'name="type"' not in answer.content.decode()

    def test_the_address_opens_the_same_view_again(self, explore):
        asked = {"measure": "burglary", "period": "CY2024", "by": "ward", "beside": "force", "show": "count"}
        page = explore(**asked).content.decode()

        for name, value in asked.items():
            chosen = re.search(rf'name="{name}".*?<option value="([^"]*)" selected', page, re.DOTALL)
            assert chosen[1] == value

    def test_other_months_than_those_offered_can_be_asked_for(self, explore):
        page = explore(period="2024-04..2024-06").content.decode()

        assert '<option value="2024-04..2024-06" selected>April 2024 to June 2024</option>' in page

    def test_a_small_area_can_be_looked_into(self, explore, anyshires):
        page = explore(by="lsoa", period="FY2024").content.decode()
        code = re.search(r"area=(E01\d+)", page)[1]

        assert explore(area=code).status_code == 200
        assert "cannot be broken down into wards" in words_of(explore(area=code, by="ward"))

    def test_a_choice_brings_the_figures_alone_with_their_title(self, explore):
        told = {"measure": "burglary", "by": "ward", "period": "FY2024"}
        page = parsed(explore(**told).content.decode())
        part = parsed(explore(**told, headers={"HX-Request": "true", "HX-Request-Type": "partial"}).content.decode())

        assert part.one("title").text == page.one("title").text
        assert [row.text for row in part.all("tr")] == [row.text for row in page.one("div", id="figures").all("tr")]
        assert not [*part.all("header"), *part.all("form"), *part.all("html")]

    def test_whoever_selects_from_it_gets_the_page(self, explore):
        kind = {"HX-Request": "true", "HX-Request-Type": "full"}
        assert parsed(explore(by="ward", headers=kind).content.decode()).one("header")

    def test_where_there_is_nothing_any_more_a_choice_opens_the_page_anew(self, sign_in, member, partnership):
        asked = {"HX-Request": "true", "HX-Request-Type": "partial"}
        for page in ("", "partners/"):
            address = f"/partnerships/{partnership.slug}/evidence/explore/{page}"
            assert sign_in(member).get(address, headers=asked)["HX-Refresh"] == "true"

    def test_many_places_stand_on_pages_which_are_sorted_as_one(self, explore, monkeypatch):
        monkeypatch.setattr(views, "paged_table", partial(paged_table, per_page=5))
        rows = list(parsed(explore(by="ward", period="FY2024", sort="-recorded").content.decode()).all("tr"))[1:]
        last = parsed(explore(by="ward", period="FY2024", sort="-recorded", page="3").content.decode())

        assert len(rows) == 5
        assert "Abbey" in rows[0].text
        assert "Ward 12" in list(last.all("tr"))[-1].text
        assert all(link["href"].endswith("#the-figures") for link in last.all("a", **{"class": "saferplan-sort"}))

    @pytest.mark.parametrize("by", ["crime_type", "ward", "lsoa"])
    @pytest.mark.parametrize(("show", "column"), [("rate", 1), ("count", 0)])
    def test_the_table_goes_from_the_highest_as_its_chart_does_and_what_is_not_known_is_last(
        self, explore, by, show, column
    ):
        page = parsed(explore(by=by, period="FY2024", show=show).content.decode())
        rows = list(page.one("table").all("tr"))[1:]
        values = [list(row.all("td"))[column]["data-sort-value"] for row in rows]
        known = [float(value) for value in values if value]

        assert known == sorted(known, reverse=True)
        assert len(known) > 3
        assert values[: len(known)] == [value for value in values if value]

    def test_years_stay_in_their_order(self, explore):
        page = parsed(explore(by="year", period="2023-04..2025-03").content.decode())

        assert [row.one("th").text for row in list(page.one("table").all("tr"))[1:]] == ["2023/24", "2024/25"]

    def test_figures_of_the_load_before_are_called_so(self, explore, monkeypatch):
        monkeypatch.setattr(views, "shown", lambda *asked: replace(summaries.shown(*asked), is_behind=True))

        assert "these are the figures before them" in words_of(explore())


class TestWhatThereIsNot:
    def test_an_unknown_measure_is_offered_the_nearest(self, explore):
        answer = explore(measure="burglery")

        assert answer.status_code == 404
        assert re.search(r"There is no measure .{1,8}burglery.*burglary", words_of(answer))

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("area", "E99999999"),
            ("area", "<script>alert(1)</script>"),
            ("period", "tomorrow"),
            ("period", "1000-01..2999-12"),
            ("by", "postcode"),
            ("beside", "the moon"),
            ("show", "everything"),
            ("type", "piracy"),
        ],
    )
    def test_what_nobody_knows_is_said_where_it_was_asked(self, explore, name, value):
        answer = explore(**{name: value})

        assert answer.status_code == 404
        assert "There is a problem" in words_of(answer)
        assert "There is nothing to show" in words_of(answer)
        assert "<script>alert" not in answer.content.decode()

    @pytest.mark.parametrize("load", ["9" * 5_000, "9" * 30, "-1", "\u0664", "0x1", "1.5", "", "a"])
    def test_a_load_that_is_none_is_passed_over(self, explore, load):
        assert explore(load=load).status_code == 200

    def test_a_ward_of_another_partnership_is_not_known_here(self, explore):
        assert explore(area="E05000099").status_code == 404

    def test_a_former_area_opens_as_that_of_today(self, explore):
        """Two partnerships share the authority: figures of one are those of both, and the page says so."""
        text = words_of(explore(area=anyshire.ANYSHIRE_CSPS[0]))

        assert "shares its authority with other partnerships; the figures are for all of Anyshire." in text

    def test_a_year_that_nobody_delivered_says_which_months_there_are(self, explore):
        text = words_of(explore(period="FY2010", by="ward"))

        assert "Nothing is known of All crime in Anyshire, April 2010 to March 2011." in text
        assert "Months that are known of this area: April to June 2023" in text

    def test_before_the_first_load_it_says_so(self, sign_in, member, partnership):
        answer = sign_in(member).get(f"/partnerships/{partnership.slug}/evidence/explore/")

        assert answer.status_code == 200
        assert "There is nothing to show yet." in words_of(answer)

    def test_an_area_that_the_lookups_do_not_know(self, explore, anyshires):
        anyshires.area_code = "E06999999"
        anyshires.save()

        assert "There is nothing to show yet." in words_of(explore())


class TestTakenAway:
    def rows(self, answer) -> list[dict[str, str]]:
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def test_the_csv_has_every_line_unrounded_with_where_it_is_from(self, explore):
        rows = self.rows(explore("figures.csv", measure="burglary", period="FY2024", by="month", beside="force"))

        assert len(rows) == 1 + 12 + 12 + 1
        assert rows[0]["area_code"] == anyshire.ANYSHIRE
        assert rows[0]["load"] == "1"
        assert float(rows[0]["rate"]) != round(float(rows[0]["rate"]), 1)
        missing = next(row for row in rows if row["period"] == "2024-09")
        assert missing["count"] == ""

    def test_names_that_are_formulas_are_kept_from_spreadsheets(self, explore, anyshires, partnership, own_home):
        anyshire.anyshire(lake_of(partnership).root.with_name("other"), renamed={anyshire.ANYSHIRE: "=HYPERLINK(1)"})
        shutil.rmtree(lake_of(partnership).root)
        lake_of(partnership).root.with_name("other").rename(lake_of(partnership).root)
        shutil.rmtree(own_home / summaries.SUMMARIES)
        summaries.forget()
        rows = self.rows(explore("figures.csv", period="FY2024", by="whole"))

        assert {row["area_name"] for row in rows} == {"'=HYPERLINK(1)"}

    def test_the_chart_is_a_picture_with_its_title_and_source(self, explore):
        answer = explore("chart.svg", period="FY2024", by="ward")

        assert answer["Content-Type"] == "image/svg+xml"
        assert "attachment" in answer["Content-Disposition"]
        drawing = answer.content.decode()
        assert "<title>All crime in Anyshire by ward</title>" in drawing
        assert "data.police.uk" in drawing
        assert "<script" not in drawing

    def test_the_chart_is_a_png_too(self, explore):
        answer = explore("chart.png", period="FY2024", by="ward")

        assert answer.content.startswith(b"\x89PNG")

    @pytest.mark.parametrize(
        "rest", ["chart.exe", "chart.svg?by=whole", "chart.svg?measure=nothing", "figures.csv?area=x"]
    )
    def test_what_there_is_not_cannot_be_taken(self, explore, rest):
        assert explore(rest).status_code == 404


class TestWhy:
    def test_a_figure_is_traced_to_files_months_and_people(self, explore):
        text = words_of(explore("why/", measure="burglary", period="FY2024", by="month"))

        for words in (
            "Why this figure is what it is",
            "× 1,000 × 12 ÷ 11 months",
            "recorded by Thames Valley Police",
            "September 2024. A month that is not known is left out, not taken for 0.",
            "Load 1,",
            "residents on",
            f"saferplan measure burglary --area {anyshire.ANYSHIRE} --period FY2024",
            "Files that brought these months (11)",
        ):
            assert words in text, words

    def test_the_working_gives_the_figure(self, explore):
        text = words_of(explore("why/", measure="burglary", period="FY2024"))
        counted, people, months, rate = re.search(
            r"([\d,]+) ÷ ([\d,]+) residents × 1,000 × 12 ÷ (\d+) months = ([\d.]+)", text
        ).groups()

        assert round(int(counted.replace(",", "")) / int(people.replace(",", "")) * 12_000 / int(months), 1) == float(
            rate
        )

    def test_no_path_of_the_server_is_told(self, explore, anyshires):
        assert str(lake_of(anyshires).root.parent) not in explore("why/", period="FY2024").content.decode()

    @pytest.mark.parametrize(
        "asked", [{"period": "FY2010"}, {"area": "E92000001"}, {"measure": "x"}, {"type": "burglary"}]
    )
    def test_it_answers_whatever_is_asked(self, explore, asked):
        assert explore("why/", **asked).status_code in (200, 404)


def test_a_page_asks_the_database_little(explore, django_assert_max_num_queries):
    explore()
    with django_assert_max_num_queries(20):
        explore(by="ward", beside="force", change="yes", period="FY2024")


@pytest.mark.parametrize("crime_type", ["burglary", "=1+1"])
def test_a_question_is_its_own_address(anyshires, crime_type):
    basis = summaries.basis_of(anyshires)
    own = basis.geography.area(anyshire.ANYSHIRE)
    question = Asked(basis, own, {"measure": "all-crime", "by": "ward", "change": "yes", "show": "count"}).question
    told = replace(question, crime_type=crime_type).told()

    again = Asked(basis, own, told)
    assert (again.question == replace(question, crime_type=crime_type)) is (not again.problems)
    assert bool(again.problems) is (crime_type != "burglary")
