from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "saferplan.web.operations"

    def ready(self) -> None:
        from saferplan.web.operations import checks  # noqa: F401 registers itself
