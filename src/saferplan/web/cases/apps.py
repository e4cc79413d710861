from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "saferplan.web.cases"

    def ready(self) -> None:
        from saferplan.web.agreements.closing import register as before_closing
        from saferplan.web.cases import checks  # noqa: F401 registers itself
        from saferplan.web.cases.emergencies import escalate_before_closing
        from saferplan.web.cases.ownership import OwnedCases
        from saferplan.web.people import ownership

        ownership.register(OwnedCases())
        before_closing(escalate_before_closing)
