from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "saferplan.web.cases"

    def ready(self) -> None:
        from saferplan.web.cases import checks  # noqa: F401 registers itself
