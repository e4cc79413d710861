"""An analyst sends a file and sees it come, without a hand on the page; a reader of the partnership finds it there."""

from police_files import csv_text, name_of, street_row, street_rows


def test_a_file_is_tried_accepted_and_loaded_while_one_looks_on(someone):
    robin = someone("analyst")
    robin.follows("Evidence")
    robin.presses("Send a file")
    robin.attaches("File", name_of(), csv_text([*street_rows(40), street_row(99, longitude="far")]).encode())
    robin.presses("Send the file")

    # The page tells by itself that the file was tried.
    robin.sees("What would be loaded", "40 of 41 rows", "Rows that would be rejected", "Longitude")
    robin.finds_it_accessible()
    robin.presses("Accept and load")
    robin.follows("Load 2")

    robin.is_on("Load 2")
    robin.sees(name_of(), "1 loaded", "Rows that were rejected", "Longitude")
    robin.finds_it_accessible()

    reader = someone("board-member")
    reader.follows("Evidence")
    reader.sees("Crime recorded by the police", "Bedfordshire Police")
    reader.does_not_see("Send a file")
    reader.finds_it_accessible()
