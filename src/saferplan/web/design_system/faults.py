"""What is wrong and what to do, as pages say it: without where it lies on the server, and without a command to type."""

import re

from saferplan.errors import SaferplanError

COMMAND = re.compile(r"\bsaferplan ([a-z]+)")
IN_PLACE_OF = {
    "areas": "Look for its name under Evidence, Places",
    "document": "The document’s check list tells what is to mend",
    "fetch": "Whoever runs this site can get them from their publisher",
    "load": "Files are sent under Evidence",
}
"""What does on the site what a command does in the terminal."""


def in_words(fault: SaferplanError) -> str:
    """Sentences, the last without its full stop: 'There is no area X. Look for its name under Evidence, Places'."""
    problem = f"{fault.problem[:1].upper()}{fault.problem[1:]}".rstrip(".")
    return f"{problem}. {remedy_on_the_site(fault)}".rstrip(" .")


def remedy_on_the_site(fault: SaferplanError) -> str:
    """Empty where the remedy is a command and the site has nothing in its place."""
    command = COMMAND.search(fault.remedy)
    return IN_PLACE_OF.get(command[1], "") if command else fault.remedy
