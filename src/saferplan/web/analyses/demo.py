"""The demo's analyses: the questions that every load is asked, for the worker to answer when it starts."""

from saferplan.web.analyses.standing import ask_standing
from saferplan.web.partnerships.models import Partnership
from saferplan.web.people.models import Member


def make_demo(partnership: Partnership, people: dict[str, Member]) -> None:
    ask_standing(partnership, by=people["analyst"])
