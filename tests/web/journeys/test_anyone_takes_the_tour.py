"""A visitor takes the tour of the year, with everything as real processes."""

import pytest

from saferplan.web.tour.cycle import steps

pytestmark = pytest.mark.browser


def test_from_the_first_page_through_every_stop(someone):
    visitor = someone()
    visitor.is_on("Run your Community Safety Partnership’s year")
    visitor.finds_it_accessible()

    visitor.presses("Start the tour")
    for step in steps():
        visitor.is_on(step.title)
        if step is not steps()[-1]:
            visitor.follows(steps()[steps().index(step) + 1].title)


@pytest.mark.parametrize("step", [step for step in steps() if step.is_on_the_site], ids=lambda step: step.word)
def test_a_stop_opens_its_page_as_the_person_it_names(step, someone):
    visitor = someone()
    visitor.opens(f"/tour/{step.word}/")
    visitor.presses("Open this page as")

    visitor.sees("Buckinghamshire demo partnership")
    visitor.finds_it_accessible()
