"""Where a frozen document keeps what: the names of its files and folders."""

MANIFEST = "frozen.json"
OUTPUTS, SOURCE, EVIDENCE = "outputs", "source", "evidence.json"
VERSION = 1
"""Of the form of a frozen document."""
