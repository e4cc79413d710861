"""An officer sends a file, the analyst accepts it, and a reader of the partnership finds it there."""

from police_files import csv_text, name_of, street_row, street_rows


def test_a_file_is_sent_tried_accepted_and_loaded_while_one_looks_on(someone):
    drew = someone("agency-officer")
    drew.follows("Evidence")
    drew.presses("Send a file")
    drew.finds_it_accessible()
    drew.attaches("File", name_of(), csv_text([*street_rows(40), street_row(99, longitude="far")]).encode())
    drew.presses("Send the file")
    # The page tells by itself that the trial has ended.
    drew.sees("Waiting for a decision", "40 of 41 rows", "Longitude")
    drew.does_not_see("Accept and load")
    drew.finds_it_accessible()

    robin = someone("analyst")
    robin.follows("Evidence")
    robin.follows(name_of())
    robin.presses("Accept and load")
    robin.sees("40 rows were loaded, 1 were rejected.")
    robin.finds_it_accessible()
    robin.follows("Load", within="main")

    robin.sees(name_of(), "1 file loaded", "Rows that were rejected", "Longitude")
    robin.finds_it_accessible()

    reader = someone("board-member")
    reader.follows("Evidence")
    reader.sees("Crime recorded by the police", "Bedfordshire Police")
    reader.does_not_see("Send a file")
    reader.finds_it_accessible()
