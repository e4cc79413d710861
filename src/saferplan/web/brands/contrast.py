"""Colours that people could not tell apart are refused, as they are for documents (saferplan.documents.brand)."""

from collections.abc import Iterator, Mapping

from saferplan.documents.brand import TEXT, Pair, too_little_contrast

SURFACE = "#f3f4f6"
"""Ground of the navigation and the footer: `surface-background` in assets/styles/_foundation.scss."""
ON_THE_SITE = (
    Pair("on_brand", "brand", TEXT, "letters on the main colour"),
    Pair("brand", "page", TEXT, "white letters on the main colour, and the main colour on white"),
    Pair("link", "page", TEXT, "links on the page"),
    Pair("link", "surface", TEXT, "links in the navigation and the footer"),
)


def faults(colours: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The colour to change, and what to do, one sentence for each."""
    told = set()
    for fault in too_little_contrast({**colours, "surface": SURFACE}, ON_THE_SITE):
        if fault.pair.colour not in told:
            told.add(fault.pair.colour)
            yield (
                fault.pair.colour,
                f"Choose a {fault.way} colour: {fault.pair.where} would have a contrast of {fault.ratio:.2f} to 1,"
                f" and {fault.pair.least:g} to 1 is the least (WCAG 2.2 AA)",
            )
