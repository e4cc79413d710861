from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "saferplan.web.access"

    def ready(self) -> None:
        from saferplan.web.access import checks  # noqa: F401 registers itself
