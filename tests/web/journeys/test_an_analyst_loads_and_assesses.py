"""An analyst loads a file and sees it come, without a hand on the page; a reader of the partnership finds it there."""

from police_files import csv_text, name_of, street_row, street_rows


def test_a_file_is_loaded_while_one_looks_on(someone):
    robin = someone("analyst")
    robin.follows("Evidence")
    robin.presses("Load a file")
    robin.attaches("File", name_of(), csv_text([*street_rows(40), street_row(99, longitude="far")]).encode())
    robin.presses("Load the file")
    robin.is_on("Load files into the evidence")

    # The page tells by itself that the work has ended.
    robin.sees("Done")
    robin.finds_it_accessible()
    robin.presses("See what came of it")

    robin.is_on("Load")
    robin.sees(name_of(), "1 loaded", "Rows that were rejected", "Longitude")
    robin.finds_it_accessible()

    reader = someone("board-member")
    reader.follows("Evidence")
    reader.sees("Crime recorded by the police", "Bedfordshire Police")
    reader.does_not_see("Load a file")
    reader.finds_it_accessible()
