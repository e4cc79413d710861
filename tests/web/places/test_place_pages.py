"""Places of the partnership: found by name, shown with what is recorded and who lives there, set side by side."""

import re
from functools import partial
from html import unescape

import pytest
from django.urls import reverse

import anyshire as made_up
from saferplan.web.evidence.lake import lake_of
from saferplan.web.jobs.models import Job
from saferplan.web.places import overview
from saferplan.web.places.profiles import profiles_of
from saferplan.web.places.work import keep_if_changed, keep_profiles
from site_jobs import run_jobs
from site_people import a_member

WARDS = [row["ward"] for row in made_up.places() if row["ltla"] == made_up.ANYSHIRE][::2]
FIRST, SECOND, QUIET = WARDS[0], WARDS[1], WARDS[-1]
SMALL = next(row["lsoa"] for row in made_up.places() if row["ward"] == FIRST)
OTHERS_WARD = next(row["ward"] for row in made_up.places() if row["ltla"] == made_up.BESIDESHIRE)


def words_of(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def look(client, partnership, rest: str = "", **asked):
    return client.get(f"/partnerships/{partnership.slug}/evidence/places/{rest}", asked)


def table_of(answer, caption: str) -> list[list[str]]:
    """Rows of the table with this caption, cell by cell."""
    found = re.search(rf"<caption[^>]*>{caption}.*?</caption>(.*?)</table>", answer.content.decode(), re.DOTALL)
    assert found, caption
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", found[1], re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[" ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split()) for cell in row] for row in cells]


class TestAllPlaces:
    def test_before_the_first_load_it_says_what_to_do(self, reader, partnership):
        assert "No month of crime in the area is known yet" in words_of(look(reader, partnership))

    def test_before_the_first_load_only_who_may_is_led_to_sending_a_file(self, sign_in, partnership):
        to_send = f'href="/partnerships/{partnership.slug}/evidence/deliveries/send/"'
        for role, is_led in (("analyst", True), ("councillor", False)):
            page = look(sign_in(a_member(partnership, role)), partnership).content.decode()
            assert (to_send in page) is is_led

    def test_every_ward_is_in_the_table_the_highest_rate_first(self, reader, anyshires):
        head, *rows = table_of(look(reader, anyshires), "Wards: All crime")

        assert len(rows) == len(WARDS)
        assert head[:4] == ["Place", "Rate a year", "95% interval", "Recorded"]  # first what was asked for
        assert rows[0][0] == "Abbey"
        rates = [float(row[1].replace(",", "")) for row in rows]
        assert rates == sorted(rates, reverse=True)

    def test_many_come_in_pages_that_are_sorted_as_a_whole(self, reader, anyshires, monkeypatch):
        monkeypatch.setattr(overview, "paged_table", partial(overview.paged_table, per_page=2))
        first = look(reader, anyshires, sort="-rate-a-year")
        _, *rows = table_of(first, "Wards: All crime")
        _, *last = table_of(look(reader, anyshires, sort="rate-a-year"), "Wards: All crime")

        assert rows[0][0] == "Abbey"
        assert len(rows) == len(last) == 2
        assert float(last[0][1]) <= float(last[1][1]) <= float(rows[1][1])
        assert "page=2#the-places" in first.content.decode()

    def test_counts_are_those_that_were_put_in(self, reader, anyshires):
        answer = look(reader, anyshires, measure="burglary", period=made_up.LATER)
        rows = {row[0]: row for row in table_of(answer, "Wards: Burglary")[1:]}
        truth = made_up.counted(lambda row: row["ward"] == FIRST, made_up.year(made_up.LATER).months, ["burglary"])
        assert rows["Abbey"][3] == f"{truth:,}"

    def test_the_map_comes_by_itself_once_the_outlines_are_worked_out(self, reader, anyshires):
        asks = 'hx-select=".saferplan-map"'
        before = look(reader, anyshires, measure="drugs").content.decode()
        assert asks in before
        assert "evidence/places/?measure=drugs" in before.split(asks)[0].rpartition("hx-get=")[2]
        assert "saferplan/htmx" in before

        run_jobs()
        after = look(reader, anyshires, measure="drugs").content.decode()
        assert asks not in after
        assert "saferplan/htmx" not in after

    def test_what_is_chosen_stands_in_the_address_and_in_the_form(self, reader, anyshires):
        page = look(reader, anyshires, measure="drugs", kind="lsoa", period=made_up.LATER).content.decode()

        assert re.search(r'<option value="drugs" selected>', page)
        assert re.search(r'<option value="lsoa" selected>', page)
        assert re.search(rf'<option value="{made_up.LATER}" selected>', page)

    def test_a_period_that_is_not_offered_is_taken_all_the_same(self, reader, anyshires):
        answer = look(reader, anyshires, period="2024-05..2024-06")

        assert "May 2024 to June 2024" in words_of(answer)
        assert '<option value="2024-05..2024-06" selected>' in answer.content.decode()

    @pytest.mark.parametrize(
        "asked",
        [
            {"measure": "nonsense"},
            {"kind": "unit"},
            {"period": "soon"},
            {"period": "9999-99"},
            {"measure": "../../etc", "kind": "<b>", "period": "FY0000"},
        ],
    )
    def test_nonsense_in_the_address_shows_what_is_usual(self, reader, anyshires, asked):
        answer = look(reader, anyshires, **asked)

        assert answer.status_code == 200
        assert "Wards: All crime" in words_of(answer)

    def test_a_period_of_which_nothing_is_known_says_so(self, reader, anyshires):
        answer = look(reader, anyshires, period="FY2010")

        assert answer.status_code == 200
        assert "not available" in table_of(answer, "Wards: All crime")[1][3]

    def test_months_that_are_missing_are_told(self, reader, anyshires):
        assert "2024-09" in words_of(look(reader, anyshires, period=made_up.LATER)).replace("September 2024", "2024-09")

    def test_the_number_of_wards_does_not_make_it_ask_more(self, reader, anyshires, django_assert_max_num_queries):
        look(reader, anyshires)
        with django_assert_max_num_queries(25):
            look(reader, anyshires, kind="lsoa")


class TestSearch:
    def test_by_a_part_of_the_name(self, reader, anyshires):
        text = words_of(look(reader, anyshires, q="abb"))

        assert "1 place found" in text
        assert "Abbey" in text

    def test_by_code(self, reader, anyshires):
        assert FIRST in words_of(look(reader, anyshires, q=FIRST.lower()))

    def test_places_of_other_partnerships_are_not_offered(self, reader, anyshires):
        text = words_of(look(reader, anyshires, q="Besideshire"))

        assert "0 places found" in text
        assert "Try part of the name" in text

    def test_what_is_looked_for_cannot_break_the_page(self, reader, anyshires):
        page = look(reader, anyshires, q="<script>alert(1)</script>" + "x" * 500).content.decode()
        assert "<script>alert" not in page


class TestAPlace:
    def test_a_ward_has_its_figures_beside_the_rest_of_the_partnership(self, reader, anyshires):
        answer = look(reader, anyshires, f"{FIRST}/", period=made_up.LATER)
        rows = {row[0]: row for row in table_of(answer, "What is recorded")}

        assert "Higher" in rows["All crime"][4]
        assert rows["All crime"][5] == "1", "its rank"
        assert "Rise" in rows["Burglary"][6], "it doubled"

    def test_what_may_be_chance_is_not_called_a_difference(self, reader, anyshires):
        answer = look(reader, anyshires, f"{SECOND}/", period=made_up.LATER)
        rows = {row[0]: row for row in table_of(answer, "What is recorded")}

        assert "Not clear" in rows["Robbery"][4]

    def test_of_each_rate_the_interval_is_told(self, reader, anyshires):
        answer = look(reader, anyshires, f"{FIRST}/")
        for row in table_of(answer, "What is recorded")[1:]:
            assert re.search(r"[\d.]+ to [\d.,]+|not known", row[2]), row

    def test_its_neighbourhoods_are_on_its_page(self, reader, anyshires):
        rows = table_of(look(reader, anyshires, f"{FIRST}/"), "Neighbourhoods")
        assert len(rows) == 1 + 2

    def test_the_partnership_has_a_page_with_its_wards_and_is_beside_nothing(self, reader, anyshires):
        answer = look(reader, anyshires, f"{made_up.ANYSHIRE}/")

        assert len(table_of(answer, "Wards")) == 1 + len(WARDS)
        assert "Beside the rest" not in words_of(answer)

    def test_a_neighbourhood_has_a_page(self, reader, anyshires):
        answer = look(reader, anyshires, f"{SMALL}/")
        assert "Small area (lsoa) in Anyshire" in words_of(answer)

    def test_sources_and_how_to_read_it_are_told(self, reader, anyshires):
        text = words_of(look(reader, anyshires, f"{FIRST}/"))

        assert "data.police.uk" in text
        assert "false discovery rate" in text
        assert "never counted as nothing" in text

    @pytest.mark.parametrize("code", [OTHERS_WARD, made_up.BESIDESHIRE, "E99999999", "nonsense", "own-1"])
    def test_what_is_no_place_of_the_partnership_is_not_there(self, reader, anyshires, code):
        assert look(reader, anyshires, f"{code}/").status_code == 404

    def test_a_code_in_small_letters_leads_to_the_place(self, reader, anyshires):
        answer = look(reader, anyshires, f"{FIRST.lower()}/")

        assert answer.status_code == 302
        assert f"/{FIRST}/" in answer["Location"]

    def test_a_partnership_of_the_area_leads_to_all_of_it_and_says_why(self, reader, anyshires):
        answer = look(reader, anyshires, f"{made_up.ANYSHIRE_CSPS[0]}/")

        assert answer.status_code == 302
        text = words_of(reader.get(answer["Location"]))
        assert "shares its authority with other partnerships" in text

    def test_the_number_of_measures_does_not_make_it_ask_more(self, reader, anyshires, django_assert_max_num_queries):
        look(reader, anyshires, f"{FIRST}/")
        with django_assert_max_num_queries(25):
            look(reader, anyshires, f"{SECOND}/")


class TestWhoLivesThere:
    def test_it_is_worked_out_by_a_job_that_is_asked_for_once(self, reader, anyshires):
        for _ in range(2):
            assert "not known yet" in words_of(look(reader, anyshires, f"{FIRST}/"))

        assert Job.objects.filter(kind=keep_profiles.kind).count() == 1
        run_jobs()
        rows = {row[0]: row for row in table_of(look(reader, anyshires, f"{FIRST}/"), "People and homes")}
        assert rows["Residents"][1:] == [f"{2 * made_up.RESIDENTS:,}", f"{24 * made_up.RESIDENTS:,}"]

    def test_a_neighbourhoods_tenth_by_deprivation_is_told(self, reader, anyshires):
        keep_if_changed(anyshires)
        assert "in tenth 1 of 10 (1 is the most deprived)" in words_of(look(reader, anyshires, f"{SMALL}/"))

    def test_neighbourhoods_have_their_tenth_in_the_table(self, reader, anyshires):
        keep_if_changed(anyshires)
        head, *rows = table_of(look(reader, anyshires, kind="lsoa"), "Neighbourhoods")

        assert head[5].startswith("Deprivation")
        assert {row[5] for row in rows} == {"1", "10"}

    def test_where_no_lookup_is_loaded_nothing_is_known_of_anyone(self, partnership):
        made_up.anyshire(lake_of(partnership).root, without={"area_links"})
        keep_if_changed(partnership)
        assert profiles_of(partnership) == {}


class TestTwoPlaces:
    def compared(self, reader, partnership, one, other, **more):
        return look(reader, partnership, "compare/", one=one, other=other, **more)

    def test_nothing_is_compared_before_two_are_chosen(self, reader, anyshires):
        assert "Choose two places" in words_of(self.compared(reader, anyshires, "", ""))
        assert "Choose two places" in words_of(self.compared(reader, anyshires, FIRST, ""))

    def test_a_place_is_not_compared_with_itself(self, reader, anyshires):
        assert "cannot be compared with itself" in words_of(self.compared(reader, anyshires, FIRST, FIRST))

    def test_places_of_others_cannot_be_chosen(self, reader, anyshires):
        assert "Choose two places" in words_of(self.compared(reader, anyshires, FIRST, OTHERS_WARD))

    def test_both_rates_and_what_is_clear_are_told(self, reader, anyshires):
        answer = self.compared(reader, anyshires, FIRST, QUIET, period=made_up.LATER)
        rows = {row[0]: row for row in table_of(answer, "Rates a year")}
        ratio = float(rows["All crime"][3])

        own, other = (float(rows["All crime"][at].replace(",", "")) for at in (1, 2))
        assert ratio == pytest.approx(own / other, rel=0.01)
        assert "Higher" in rows["All crime"][5]
        assert "All crime: higher in Abbey" in words_of(answer)

    def test_the_other_way_round_it_is_lower(self, reader, anyshires):
        answer = self.compared(reader, anyshires, QUIET, FIRST, period=made_up.LATER)
        rows = {row[0]: row for row in table_of(answer, "Rates a year")}
        assert "Lower" in rows["All crime"][5]

    def test_a_ward_beside_its_partnership_is_beside_the_rest_of_it(self, reader, anyshires):
        text = words_of(self.compared(reader, anyshires, FIRST, made_up.ANYSHIRE))
        assert "the ratio is to the rest of it" in text

    def test_neighbourhoods_can_be_chosen_from_the_page_of_one(self, reader, anyshires):
        wards_only = self.compared(reader, anyshires, FIRST, "").content.decode()
        small = self.compared(reader, anyshires, SMALL, "").content.decode()

        assert f'value="{SMALL}"' not in wards_only
        assert f'value="{SMALL}" selected' in small


@pytest.mark.parametrize("rest", ["", f"{FIRST}/", "compare/"])
def test_pages_are_light(reader, anyshires, rest):
    import gzip

    answer = look(reader, anyshires, rest)
    assert len(gzip.compress(answer.content)) < 40_000


def test_places_are_a_section_of_the_evidence(reader, anyshires):
    answer = reader.get(reverse("evidence:evidence", kwargs={"partnership": anyshires.slug}))
    assert f"/partnerships/{anyshires.slug}/evidence/places/" in answer.content.decode()
