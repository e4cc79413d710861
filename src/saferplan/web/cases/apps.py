"""The app of cases: what its owners hand over, what waits for whom, and what happens before access closes."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "saferplan.web.cases"

    def ready(self) -> None:
        from saferplan.web.agreements.closing import register as before_closing
        from saferplan.web.cases import checks  # noqa: F401 registers itself
        from saferplan.web.cases.emergencies import escalate_before_closing
        from saferplan.web.cases.ownership import OwnedCases
        from saferplan.web.cases.waiting import to_decide, to_review
        from saferplan.web.partnerships import my_work
        from saferplan.web.people import ownership

        my_work.register("Cases to decide on", to_decide)
        my_work.register("Break-glass access to review", to_review)
        ownership.register(OwnedCases())
        before_closing(escalate_before_closing)
