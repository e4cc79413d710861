"""Measures speed and memory side by side with the alternatives: `python -m bench`, or `make bench`.

Only `generated` and the functions of `tasks` import more than the standard library: a child's peak memory begins with
that of the process that started it, so that process stays small.
"""
