from django.apps import AppConfig


class BackupConfig(AppConfig):
    name = "saferplan.web.backup"

    def ready(self) -> None:
        from saferplan.web.backup import checks  # noqa: F401 registers itself
