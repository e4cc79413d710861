"""That this file is here puts its folder on the path: tests of the folders below import rotation_killed by name."""
