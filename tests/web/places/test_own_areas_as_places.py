"""What a partnership has drawn for itself is a place like any other."""

import pytest
from test_place_pages import FIRST, SECOND, look, table_of, words_of

import anyshire as made_up
from saferplan.web.maps.work import keep_if_changed as keep_outlines
from saferplan.web.own_areas.actions import Ground, add_area
from saferplan.web.own_areas.models import Kind, Way
from saferplan.web.places.work import keep_if_changed as keep_profiles
from site_people import a_member


@pytest.fixture
def board(anyshires):
    """A community board of two wards."""
    by = a_member(anyshires, "analyst")
    ground = Ground(Way.PICKED, parts=[FIRST, SECOND])
    return add_area(partnership=anyshires, name="The Two Wards", kind=Kind.COMMUNITY_BOARD, ground=ground, by=by)


def counted() -> int:
    every = [one for one in made_up.TYPES if one != "anti-social-behaviour"]
    return made_up.counted(lambda row: row["ward"] in (FIRST, SECOND), made_up.year(made_up.LATER).months, every)


def test_it_is_offered_as_a_kind_of_place_once_there_is_one(reader, anyshires):
    assert "Own areas</option>" not in look(reader, anyshires).content.decode()


def test_it_stands_in_the_table_of_own_areas(reader, anyshires, board):
    answer = look(reader, anyshires, kind="own", period=made_up.LATER)
    (row,) = table_of(answer, "Own areas: All crime")[1:]

    assert [row[0], *row[3:5]] == ["The Two Wards", f"{counted():,}", f"{4 * made_up.RESIDENTS:,}"]


def test_its_page_has_its_figures_beside_the_rest_of_the_partnership_and_no_rank(reader, anyshires, board):
    answer = look(reader, anyshires, f"{board.code}/", period=made_up.LATER)
    head, *rows = table_of(answer, "What is recorded")
    all_crime = {row[0]: row for row in rows}["All crime"]

    assert all_crime[1] == f"{counted():,}"
    assert "Higher" in all_crime[4]
    assert not any(cell.startswith("Rank") for cell in head)
    assert "Own area in Anyshire" in words_of(answer)


def test_who_lives_there_is_the_sum_of_its_small_areas(reader, anyshires, board):
    keep_profiles(anyshires)
    rows = {row[0]: row for row in table_of(look(reader, anyshires, f"{board.code}/"), "People and homes")}

    assert rows["Residents"][1] == f"{4 * made_up.RESIDENTS:,}"
    assert rows["In the three most deprived tenths of England"][1] == "50.0%"


def test_it_can_be_set_beside_a_ward(reader, anyshires, board):
    answer = look(reader, anyshires, "compare/", one=board.code, other=FIRST)

    assert "The Two Wards" in words_of(answer)
    assert len(table_of(answer, "Rates a year")) > 5


def test_it_is_found_by_name(reader, anyshires, board):
    assert "1 place found" in words_of(look(reader, anyshires, q="two wards"))


def test_its_map_lies_under_the_names_of_wards(reader, anyshires, board):
    keep_outlines(anyshires)
    page = look(reader, anyshires, kind="own").content.decode()

    assert "/evidence/own-areas/outlines.geojson" in page
    assert "/ward.json" in page


def test_of_another_partnership_it_is_not_there(reader, anyshires, board, other_partnership, sign_in):
    client = sign_in(a_member(other_partnership))
    assert client.get(f"/partnerships/{anyshires.slug}/evidence/places/{board.code}/").status_code == 404
