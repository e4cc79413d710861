"""That this file is here puts its folder on the path: tests of the folders below import partners by name."""
