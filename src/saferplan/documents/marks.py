"""The marks that stand in a chapter's Markdown for what an expression printed.

What comes from data never enters the Markdown itself: an area called `<script>` or `# Heading` can neither
become HTML nor change the structure of the text. A mark is a number between two private-use characters,
which folder.py lets no chapter contain and prose.py lets none write as a numeric reference.
"""

import re

OPEN, CLOSE = "\ue000", "\ue001"
PATTERN = re.compile(f"{OPEN}([0-9]+){CLOSE}")


def mark(index: int) -> str:
    return f"{OPEN}{index}{CLOSE}"
