"""How people, homes and cases are told apart: by their positions in arrays."""

NOBODY = -1
"""Stands for no person, home, case or time."""
