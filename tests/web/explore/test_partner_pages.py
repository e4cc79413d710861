"""Partners' records: exact for whom the role lets see small numbers, ranges for all others, and never an error."""

import csv
import io
import json
import re
from dataclasses import replace

import pyarrow as pa
import pytest

from parsed import parsed
from people_lake import HOME, OTHER, PLACES, YEAR, record
from saferplan.evidence.lake import Lake
from saferplan.evidence.own_areas.figures import OwnAreas, OwnFigures
from saferplan.evidence.periods import month_range
from saferplan.evidence.summaries.partner_counts import COLUMNS, SCHEMA, PartnerCounts
from saferplan.web.evidence import partner_counts, summaries
from saferplan.web.evidence.lake import lake_of
from saferplan.web.explore import partner_views
from saferplan.web.explore.partners import view_of
from site_people import a_member
from tiny_lake import lake_rows, write_lake

MONTHS = month_range("2024-04", "2025-03")


def many(number: int, **more):
    return [record(ref=f"{more.get('lsoa', 'a1')}-{at}", day=f"{MONTHS[at % 12]}-01", **more) for at in range(number)]


def extract(feed: str, month: str) -> dict:
    return {
        "dataset": "partner_incidents", "slice": f"{feed}/{month}", "extract_id": f"{feed}/{month}", "file": "f.csv",
        "format": feed, "slices": 1, "released": "2025-04-01T00:00:00", "rows_read": 1, "rows_loaded": 1,
        "rows_rejected": 0, "loaded_at": "2025-04-01T00:00:00+00:00",
    }  # fmt: skip


def written(partnership, incidents, feeds=("landlord-homes",), months=MONTHS) -> None:
    content = lake_rows(places=PLACES)
    content["extracts"] = [*content.get("extracts", []), *(extract(feed, month) for feed in feeds for month in months)]
    write_lake(lake_of(partnership).root, content | {"partner_incidents": incidents})
    partnership.area_code = HOME
    partnership.save()


@pytest.fixture
def homes(partnership):
    """163 records in one small area, 3 in the other, 4 without a place, and one of another partnership's."""
    landlord = {"agency": "landlord-homes", "kind": "asb"}
    written(
        partnership,
        [
            *many(163, lsoa="a1", **landlord),
            *many(3, lsoa="a2", **landlord),
            *[record(ref=f"no-{at}", lsoa=None, day="2024-05-01", **landlord) for at in range(4)],
            record(ref="b", lsoa="b1", **landlord),
        ],
    )
    return partnership


def words_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def page(sign_in):
    def asked(partnership, role: str = "", **told: str):
        member = a_member(partnership, *([role] if role else []))
        return sign_in(member).get(f"/partnerships/{partnership.slug}/evidence/explore/partners/", told)

    return asked


class TestWhoSeesWhat:
    def test_the_analyst_sees_exact_counts(self, page, homes):
        text = words_of(page(homes, "analyst"))

        assert "170 recorded in" in text
        assert "exact counts, which your role may see" in text
        for line in ("w1 163", "w2 3", "Place not known 4"):
            assert line in text

    def test_everyone_else_sees_ranges_and_no_word_of_more(self, page, homes):
        text = words_of(page(homes))

        assert "170 to 174 recorded in" in text
        for line in ("w1 160 to 164", "w2 0 to 4", "Place not known 0 to 4"):
            assert line in text
        assert "163" not in text
        assert "your role" not in text

    @pytest.mark.parametrize("by", ["ward", "month", "w1", "w2", "w3", "nonsense"])
    @pytest.mark.parametrize("role", ["", "analyst"])
    def test_a_shared_link_is_never_an_error(self, page, homes, role, by):
        answer = page(homes, role, what="asb/landlord", year="FY2024", by=by)

        assert answer.status_code == 200
        assert "recorded in" in words_of(answer)

    def test_a_breakdown_that_would_tell_is_not_there_for_them_and_is_for_the_analyst(self, page, homes):
        assert "too few of these records" in words_of(page(homes, by="w2"))
        assert "too few of these records" not in words_of(page(homes, "analyst", by="w2"))

    def test_months_of_the_year_are_shown(self, page, partnership):
        written(partnership, many(200, lsoa="a1", agency="landlord-homes", kind="asb"))
        text = words_of(page(partnership, by="month"))

        assert "April 2024 15 to 19" in text
        assert text.index("April 2024") < text.index("January 2025")

    def test_a_year_that_has_not_ended_is_the_analysts_alone(self, page, partnership):
        landlord = {"agency": "landlord-homes", "kind": "asb"}
        written(partnership, many(160, lsoa="a1", **landlord), months=MONTHS[:6])

        assert "There is nothing to show yet" in words_of(page(partnership))
        assert "in the 6 of 12 months that every feed was sent for" in words_of(page(partnership, "analyst"))

    def test_a_year_that_is_whole_is_said_to_be(self, page, homes):
        assert "in 2024/25, in all 12 months." in words_of(page(homes))

    def test_a_kind_of_too_few_records_is_not_in_their_list(self, page, partnership):
        """That there is one hate incident at all would be told by its name in the list."""
        landlord = {"agency": "landlord-homes", "lsoa": "a1"}
        few = [record(ref=f"hate-{at}", day="2024-05-01", kind="hate-incident", **landlord) for at in range(4)]
        enough = [record(ref=f"fire-{at}", day="2024-05-01", kind="fire", **landlord) for at in range(5)]
        written(partnership, [*many(163, kind="asb", **landlord), *few, *enough])

        text, asked = words_of(page(partnership)), words_of(page(partnership, what="hate-incident/landlord"))
        assert "Social landlords: fires" in text
        assert "hate incidents" not in (text + asked).lower()
        assert "Social landlords: hate incidents" in words_of(page(partnership, "analyst"))

    def test_few_in_every_year_are_not_in_their_list_together(self, page, partnership):
        landlord = {"agency": "landlord-homes", "lsoa": "a1", "kind": "fire"}
        both = month_range("2023-04", "2025-03")
        days = [day for day in ("2023-05-01", "2024-05-01") for _ in range(3)]
        few = [record(ref=f"fire-{at}", day=day, **landlord) for at, day in enumerate(days)]
        written(partnership, [*many(163, **landlord | {"kind": "asb"}), *few], months=both)

        assert "fires" not in words_of(page(partnership)).lower()
        assert "Social landlords: fires" in words_of(page(partnership, "analyst"))


def own_areas(**parts: list[str]) -> OwnAreas:
    """Each of small areas that lie in it whole."""
    found = {name: dict.fromkeys(own, 1.0) for name, own in parts.items()}
    return OwnAreas({name: OwnFigures(name, name, HOME, False, shares, [], [], []) for name, shares in found.items()})


def landlords(*rows: tuple[str, str, int]) -> PartnerCounts:
    """Of the year's first month: ward, small area, number."""
    told = [("asb", "landlord", MONTHS[0], *row) for row in rows]
    table = pa.Table.from_pylist([dict(zip(COLUMNS, row, strict=True)) for row in told], schema=SCHEMA)
    return PartnerCounts(table, {"landlord": {"landlord-homes": frozenset(MONTHS)}})


class TestOwnAreas:
    """Made of whole small areas, and of what is released of them alone (ADR 0046)."""

    @pytest.fixture
    def estates(self, homes, monkeypatch):
        """The whole, the second small area, and one that is smaller than half a small area."""
        estates = own_areas(Both=["a1", "a2"], Second=["a2"], House=[])
        shown = summaries.shown(homes)
        drawn = replace(shown, basis=shown.basis.with_own_areas(estates))
        monkeypatch.setattr(partner_views, "shown", lambda _partnership: drawn)
        return homes

    def test_the_analyst_sees_exact_counts_of_their_small_areas(self, page, estates):
        text = words_of(page(estates, "analyst", by="own-area"))

        assert "Both 166" in text
        assert "Second 3" in text
        assert "House not available" in text

    def test_everyone_else_sees_what_the_released_figures_leave_open(self, page, estates):
        text = words_of(page(estates, by="own-area"))

        assert "Both 160 to 168" in text
        assert "Second 0 to 4" in text
        assert "House not available" in text
        assert "166" not in text

    def test_where_no_area_is_drawn_the_breakdown_is_not_offered(self, page, homes):
        assert 'value="own-area"' not in page(homes).content.decode()

    def test_what_tells_its_ward_alone_is_in_an_area_of_the_whole_ward(self, homes):
        counts = landlords(("w1", "a1", 160), ("w1", "", 5))
        basis = summaries.shown(homes).basis.with_own_areas(own_areas(First=["a1"]))
        asked = (basis, basis.geography.area(HOME), counts, ("asb", "landlord"), YEAR, "own-area")

        (exact,) = view_of(*asked, is_exact=True).lines
        (open_to_all,) = view_of(*asked, is_exact=False).lines
        assert (exact.low, exact.high) == (165, 165)
        assert (open_to_all.low, open_to_all.high) == (165, 169)


class TestChart:
    def test_a_range_is_drawn_from_its_least_with_a_line_to_its_most(self, page, homes):
        answer = page(homes)

        assert "Recorded, at least" in words_of(answer)
        assert "163" not in answer.content.decode()

    def test_who_hears_the_page_is_told_what_the_chart_shows(self, page, homes):
        (chart,) = parsed(page(homes).content.decode()).all("div", role="img")

        assert chart["aria-label"].endswith("Lowest: Place not known, 0 to 4. Highest: w1, 160 to 164.")

    def test_the_table_goes_from_the_highest_as_the_chart_does_and_ranges_that_are_alike_by_name(self, page, homes):
        table = parsed(page(homes).content.decode()).one("table")

        assert [row.one("th").text for row in list(table.all("tr"))[1:]] == ["w1", "Place not known", "w2"]

    def test_the_map_is_of_wards_and_says_ranges(self, page, homes):
        assert "recorded, at least" in words_of(page(homes))
        assert "saferplan-map" not in parsed(page(homes, by="month").content.decode()).one("main").text

    def test_each_choice_changes_the_figures_alone(self, page, homes):
        form = parsed(page(homes).content.decode()).one("form", id="choices")

        assert (form["hx-get"], form["hx-target"]) == (form["action"], "#figures")

    @pytest.mark.parametrize(
        ("by", "said"),
        [
            ("ward", "names no ward or small area is counted under Place not known"),
            ("w1", "names its ward but no small area is counted under Place not known"),
            ("month", "A month that one of the feeds has not been sent for is left out"),
        ],
    )
    def test_records_without_a_place_are_spoken_of(self, page, homes, by, said):
        assert said in words_of(page(homes, "analyst", by=by))

    def test_an_exact_count_is_a_plain_bar(self, page, homes):
        text = words_of(page(homes, "analyst"))

        assert "Recorded, at least" not in text
        assert "the line at its end" not in text


class TestPicture:
    @pytest.fixture
    def picture(self, sign_in):
        def taken(partnership, role: str = "", form: str = "svg", **told: str):
            member = a_member(partnership, *([role] if role else []))
            address = f"/partnerships/{partnership.slug}/evidence/explore/partners/chart.{form}"
            return sign_in(member).get(address, told)

        return taken

    def test_it_shows_what_the_page_shows_this_reader(self, picture, homes):
        exact, open_to_all = (picture(homes, role).content.decode() for role in ("analyst", ""))

        assert "<title>Anti-social behaviour, from social landlords, 2024/25, by ward</title>" in exact
        assert "163" in exact
        assert "163" not in open_to_all
        assert "170 to 174 recorded" in open_to_all

    def test_it_is_a_png_too_and_kept_by_nobody_on_the_way(self, picture, homes):
        answer = picture(homes, form="png")

        assert answer.content.startswith(b"\x89PNG")
        assert answer["Cache-Control"] == "private, no-store"

    @pytest.mark.parametrize("asked", [{"form": "exe"}, {"by": "w2"}])
    def test_what_there_is_not_cannot_be_taken(self, picture, homes, asked):
        assert picture(homes, **asked).status_code == 404


class TestFile:
    @pytest.fixture
    def file(self, sign_in):
        def taken(partnership, role: str = "", **told: str):
            member = a_member(partnership, *([role] if role else []))
            address = f"/partnerships/{partnership.slug}/evidence/explore/partners/figures.csv"
            return sign_in(member).get(address, told)

        return taken

    @staticmethod
    def rows(answer) -> list[dict]:
        return list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))

    def test_the_analyst_takes_exact_counts_away(self, file, homes):
        rows = self.rows(file(homes, "analyst"))

        assert [(row["name"], row["at_least"], row["at_most"]) for row in rows[1:]] == [
            ("w1", "163", "163"),
            ("Place not known", "4", "4"),
            ("w2", "3", "3"),
        ]

    def test_everyone_else_takes_the_pages_ranges_away(self, file, homes):
        answer = file(homes)
        whole, *rows = self.rows(answer)

        assert (whole["at_least"], whole["at_most"]) == ("170", "174")
        assert [(row["code"], row["at_least"], row["at_most"]) for row in rows] == [
            ("w1", "160", "164"),
            ("", "0", "4"),
            ("w2", "0", "4"),
        ]
        assert answer["Cache-Control"] == "private, no-store"

    def test_what_is_not_broken_down_for_a_reader_is_not_in_their_file(self, file, homes):
        assert len(self.rows(file(homes, by="w2"))) == 1

    def test_without_records_there_is_no_file(self, file, partnership):
        assert file(partnership).status_code == 404


class TestWhatIsKept:
    def test_reading_is_logged_once_for_the_load(self, page, homes):
        for _ in range(3):
            page(homes)
        log = [json.loads(line) for line in (lake_of(homes).root / "reads.jsonl").read_text().splitlines()]

        assert [(line["table"], line["purpose"], line["command"]) for line in log] == [
            ("partner_incidents", "aggregates", partner_counts.THE_JOB)
        ]

    def test_it_is_its_owners_alone_and_of_the_last_load_only(self, homes, own_home):
        summaries.keep(homes)
        folder = own_home / partner_counts.PARTNER_COUNTS / homes.slug
        (folder / "000000-of-a-load-before").write_bytes(b"")
        summaries.keep(homes)

        (kept,) = folder.iterdir()
        assert kept.stat().st_mode & 0o077 == 0

    def test_a_lake_without_partners_records_keeps_none(self, partnership, own_home, page):
        write_lake(lake_of(partnership).root, lake_rows(places=PLACES))
        partnership.area_code = OTHER
        partnership.save()

        assert "There is nothing to show yet" in words_of(page(partnership))
        assert not (own_home / partner_counts.PARTNER_COUNTS).exists()

    def test_before_the_first_load_it_says_so(self, page, partnership):
        assert "There is nothing to show yet." in words_of(page(partnership))
        assert not Lake(lake_of(partnership).root).loads()

    @pytest.mark.parametrize(("role", "may_send"), [("agency-officer", True), ("", False)])
    def test_where_there_is_nothing_it_says_where_records_come_from(self, page, partnership, role, may_send):
        write_lake(lake_of(partnership).root, lake_rows(places=PLACES))
        partnership.area_code = OTHER
        partnership.save()
        links = [link["href"] for link in parsed(page(partnership, role).content.decode()).one("main").all("a")]

        assert f"/partnerships/{partnership.slug}/evidence/months/" in links
        assert (f"/partnerships/{partnership.slug}/evidence/deliveries/send/" in links) is may_send

    def test_another_partnerships_records_are_another_partnerships(self, page, homes, other_partnership):
        assert "recorded in" not in words_of(page(other_partnership))
