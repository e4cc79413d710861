"""What is wrong is told in words of the site, whoever found it."""

import pytest

from saferplan.errors import DocumentError, FileRefused, NothingLoaded, UnknownName
from saferplan.web.design_system.faults import in_words, remedy_on_the_site


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (FileRefused("the file is empty"), "The file is empty"),
        (FileRefused("the file is empty.", where="/srv/secret/x.csv"), "The file is empty"),
        (FileRefused("it has no rows", remedy="Export it again."), "It has no rows. Export it again"),
        (
            UnknownName("there is no area 'X'", remedy="Find areas with: saferplan areas NAME"),
            "There is no area 'X'. Look for its name under Evidence, Places",
        ),
        (
            NothingLoaded("no data is loaded", remedy="Load files with: saferplan load PATH"),
            "No data is loaded. Files are sent under Evidence",
        ),
        (
            DocumentError("2 passages are empty", remedy="Leave out --final. saferplan document check lists them all."),
            "2 passages are empty. The document’s check list tells what is to mend",
        ),
        (
            UnknownName("the register has no erasure 'x'", remedy="List them with: saferplan erase list"),
            "The register has no erasure 'x'",
        ),
        (FileRefused("the saferplan that made it is newer"), "The saferplan that made it is newer"),
    ],
)
def test_a_fault_is_told_without_paths_and_commands(fault, words):
    assert in_words(fault) == words


def test_what_to_do_is_kept_where_it_can_be_done_here():
    assert remedy_on_the_site(FileRefused("x", remedy="Save it as CSV (UTF-8).")) == "Save it as CSV (UTF-8)."
