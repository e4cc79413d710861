"""That it is here puts this folder on the path: tests import profile_files by name."""
