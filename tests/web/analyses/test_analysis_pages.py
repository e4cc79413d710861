"""A question is asked, worked out by a job, and its answer stays at its address for all of the partnership."""

import json
import re

import pytest

import gridham
from gridham import GRIDHAM
from saferplan.documents.analyses.kinds import kinds
from saferplan.web.analyses import answers
from saferplan.web.analyses.models import Analysis
from saferplan.web.analyses.standing import ask_standing
from saferplan.web.analyses.work import ask_of_a_new_load
from saferplan.web.evidence.lake import lake_of
from site_jobs import run_jobs
from site_people import a_member

QUARTER = {"place": GRIDHAM, "first": "2025-01", "last": "2025-03", "against": "1"}
CHANGE = {"place": GRIDHAM, "first": "2024-04", "last": "2025-03", "against": "1"}


def ask(client, address, kind: str, **told):
    return client.post(address(f"{kind}/"), told)


@pytest.fixture
def asked(analyst, gridhams, address) -> Analysis:
    """Hotspots of the first months of 2025, worked out."""
    ask(analyst, address, "hotspots", **QUARTER)
    run_jobs()
    return gridhams.analyses.with_outcome().get()


class TestAsking:
    def test_from_the_question_to_the_answer(self, analyst, gridhams, address, words):
        answer = ask(analyst, address, "hotspots", **QUARTER)
        analysis = gridhams.analyses.get()
        assert answer.url == address(f"results/{analysis.pk}/")
        assert "Being worked out" in words(analyst.get(answer.url))

        run_jobs()

        text = words(analyst.get(answer.url))
        assert "of crimes are recorded in hotspots that make up" in text
        assert "January 2025 to March 2025" in text
        assert "January 2024 to March 2024" in text, "what it is compared with"

    def test_the_page_that_waits_is_opened_anew_once_there_is_an_answer(self, analyst, gridhams, address):
        page = ask(analyst, address, "hotspots", **QUARTER).url
        assert "It waits for its turn" in analyst.get(page, HTTP_HX_REQUEST="true").content.decode()

        run_jobs()

        assert analyst.get(page, HTTP_HX_REQUEST="true")["HX-Refresh"] == "true"

    def test_the_same_question_of_the_same_load_is_worked_out_once(self, analyst, gridhams, address):
        first, second = (ask(analyst, address, "hotspots", **QUARTER).url for _ in range(2))
        assert first == second
        assert gridhams.jobs.count() == 1

        run_jobs()
        assert ask(analyst, address, "hotspots", **QUARTER).url == first
        assert gridhams.jobs.count() == 1, "what has an answer is not worked out again"

    def test_crime_types_are_one_question_in_whatever_order_they_are_ticked(self, analyst, gridhams, address):
        one, other = (
            ask(analyst, address, "hotspots", **QUARTER, measures=names).url
            for names in (["burglary", "shoplifting"], ["shoplifting", "burglary"])
        )
        assert one == other
        assert gridhams.analyses.get().measure_title == "Burglary and shoplifting"

    def test_another_load_is_another_question(self, analyst, asked, gridhams, address, words):
        gridham.gridham(lake_of(gridhams).root, without=["population"])

        other = ask(analyst, address, "hotspots", **QUARTER).url

        assert other != address(f"results/{asked.pk}/")
        text = words(analyst.get(address(f"results/{asked.pk}/")))
        assert "Other data has been loaded since" in text
        assert "of crimes are recorded in hotspots" in text, "the old answer stays at its address"

    @pytest.mark.parametrize(
        ("told", "said"),
        [
            ({"first": "2025-03", "last": "2025-01"}, "The last month must not be before the first"),
            ({"first": "2023-05", "last": "2025-01"}, "Choose twelve months or fewer"),
            ({"first": "1999-05"}, "Select a valid choice"),
            ({"place": "E06000060"}, "Select a valid choice"),
            ({"measures": ["magic"]}, "Select a valid choice"),
            ({"against": "17"}, "Select a valid choice"),
        ],
    )
    def test_nonsense_is_said_beside_its_field(self, analyst, gridhams, address, words, told, said):
        answer = ask(analyst, address, "hotspots", **QUARTER | told)

        assert said in words(answer)
        assert "Error:" in answer.content.decode()
        assert not gridhams.analyses.exists()

    def test_before_the_first_load_it_says_what_it_needs(self, analyst, partnership, address, words):
        for kind in kinds():
            text = words(analyst.get(address(f"{kind}/")))
            assert "It needs:" in text
            assert "Work it out" not in text
        assert ask(analyst, address, "hotspots", **QUARTER).status_code == 200

    def test_a_kind_that_there_is_not(self, analyst, gridhams, address):
        assert analyst.get(address("magic/")).status_code == 404
        assert analyst.get(address("magic/method/")).status_code == 404


class TestAnswers:
    def test_every_kind_has_a_method_with_when_not_to_use_it_one_link_away(self, analyst, gridhams, address, words):
        for word, kind in kinds().items():
            assert address(f"{word}/method/") in analyst.get(address(f"{word}/")).content.decode()
            text = words(analyst.get(address(f"{word}/method/")))
            assert kind.asks_what in text
            for part in ("What is done", "What it assumes", "When not to use it", "Sources"):
                assert part in text

    def test_what_cannot_be_told_says_why_and_what_it_needs(self, analyst, gridhams, address, words):
        analysis = analyst.get(ask(analyst, address, "near-repeat", year="FY2024").url)
        run_jobs()
        text = words(analyst.get(analysis.wsgi_request.path))

        assert "This cannot be told. No offence records are loaded" in text
        assert "It needs: offence records with days and exact places" in text
        assert "saferplan " not in text.replace("– saferplan", ""), "no command is of use on the site"

    def test_too_few_incidents_are_no_map(self, analyst, gridhams, address, words):
        url = ask(analyst, address, "hotspots", **QUARTER | {"measures": ["robbery"]}).url
        run_jobs()
        assert "This cannot be told." in words(analyst.get(url))

    def test_without_boundaries_the_map_is_of_the_points_and_says_so(self, analyst, partnership, address, words):
        gridham.gridham(lake_of(partnership).root, without=["boundaries"])
        partnership.area_code = GRIDHAM
        partnership.save()

        url = ask(analyst, address, "hotspots", **QUARTER).url
        run_jobs()

        text = words(analyst.get(url))
        assert "The boundaries of the area are not loaded" in text
        assert "in the ward of the middle" not in text, "a table without wards explains none"
        assert "of crimes are recorded in hotspots" in text
        assert "Road " in text, "places are told by the map points at which most was recorded"

    def test_the_table_stands_beside_every_picture_with_its_source_and_formula(self, analyst, asked, address):
        page = analyst.get(address(f"results/{asked.pk}/")).content.decode()

        pictures = re.findall(r'<img class="saferplan-exhibit__picture" src="([^"]+)"[^>]* alt="([^"]+)"', page)
        assert len(pictures) >= 2
        assert all(words for _, words in pictures)
        assert page.count("The same as a table") == len(pictures)
        assert page.count("Why these figures are so") >= len(pictures)
        assert "Gi* (Getis and Ord 1992" in page
        assert re.search(r"incidents \(version \d+\)", page)

    def test_its_files_are_handed_out_and_nothing_else_is(self, analyst, asked, address):
        page = analyst.get(address(f"results/{asked.pk}/")).content.decode()
        names = set(re.findall(rf'{address(f"results/{asked.pk}/files/")}([^"]+)"', page))
        assert {"hotspot-map-wide.svg", "hotspot-map-narrow.svg", "hotspot-places.csv", "cells.geojson"} <= names
        for name in names:
            assert analyst.get(address(f"results/{asked.pk}/files/{name}")).status_code == 200
        for name in ("answer.json", "..%2fanswer.json", "hotspot-map-wide.png", ".tasking.pdf", "%2e%2e"):
            assert analyst.get(address(f"results/{asked.pk}/files/{name}")).status_code == 404

    def test_cells_are_geojson_with_what_the_method_says_of_each(self, analyst, asked, address):
        answer = analyst.get(address(f"results/{asked.pk}/files/cells.geojson"))
        cells = json.loads(b"".join(answer.streaming_content))["features"]
        assert answer["Content-Type"] == "application/geo+json"
        assert {"count", "z", "q", "verdict"} <= cells[0]["properties"].keys()
        assert any(one["properties"]["verdict"].startswith("hot") for one in cells)

    def test_an_answer_whose_folder_is_gone_says_what_it_was(self, analyst, asked, address, words):
        for file in answers.folder_of(asked).iterdir():
            file.unlink()
        text = words(analyst.get(address(f"results/{asked.pk}/")))
        assert "Its figures are no longer kept" in text
        assert asked.finding in text

    def test_change_names_the_months_of_which_nothing_is_known(self, analyst, gridhams, address, words):
        url = ask(analyst, address, "change", **CHANGE).url
        run_jobs()
        text = words(analyst.get(url))
        assert "crime types" in text
        assert "shoplifting" in text.lower()
        assert "no clear change" in text
        assert "not a whole year" not in text

    def test_a_change_over_part_of_a_year_says_so_in_its_answer_and_above_it(self, analyst, gridhams, address, words):
        url = ask(analyst, address, "change", **CHANGE | {"first": "2024-12"}).url
        run_jobs()
        finding = gridhams.analyses.with_outcome().get().finding
        assert finding.endswith(": December 2024 to March 2025 against December 2023 to March 2024")
        assert "4 months are compared and not a whole year: December 2024 to March 2025" in words(analyst.get(url))

    def test_a_ward_can_be_asked_of_where_the_kind_takes_areas(self, analyst, gridhams, address, words):
        url = ask(analyst, address, "repeat-locations", place="E05009991", first="2024-04", last="2025-03").url
        run_jobs()
        text = words(analyst.get(url))
        assert "West Gridham" in text
        assert "busiest 10% of map points" in text

    def test_everyone_of_the_partnership_reads_what_one_has_asked(self, sign_in, asked, partnership, address, words):
        reader = sign_in(a_member(partnership, "councillor"))
        assert asked.finding in words(reader.get(address()))
        assert asked.finding in words(reader.get(address(f"results/{asked.pk}/")))
        assert asked.finding in words(reader.get(address("hotspots/")))

    def test_a_list_of_answers_asks_the_database_no_more_the_longer_it_is(
        self, analyst, gridhams, address, django_assert_max_num_queries
    ):
        for month in ("2024-05", "2024-06", "2024-07", "2024-08"):
            ask(analyst, address, "hotspots", **QUARTER | {"first": month, "last": month})
        analyst.get(address("hotspots/"))
        with django_assert_max_num_queries(16):
            analyst.get(address("hotspots/"))


class TestStandingQuestions:
    def test_a_load_is_asked_every_kind_once(self, gridhams):
        assert {one.kind for one in ask_standing(gridhams)} == set(kinds())
        ask_of_a_new_load(gridhams)
        assert gridhams.analyses.count() == len(kinds())

    def test_what_a_person_asks_first_keeps_no_standing_question_from_being_asked(self, analyst, gridhams, address):
        ask(analyst, address, "hotspots", **QUARTER | {"first": "2025-03"})
        ask_of_a_new_load(gridhams)
        assert {one.kind for one in gridhams.analyses.all()} == set(kinds())

    def test_whoever_comes_next_finds_them_answered(self, analyst, gridhams, address, words):
        ask_of_a_new_load(gridhams)
        run_jobs()

        assert all(one.worked_out_at for one in gridhams.analyses.with_outcome())
        text = words(analyst.get(address()))
        assert "of crimes are recorded in hotspots" in text
        assert "All crime is usually highest" in text or "shows no season" in text
        assert "It could not be told. No offence records are loaded" in text

    def test_nothing_is_asked_of_an_empty_lake(self, partnership):
        ask_of_a_new_load(partnership)
        assert not partnership.analyses.exists()
        assert not lake_of(partnership).root.exists()
