from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "saferplan.web.duties"

    def ready(self) -> None:
        from saferplan.web.duties.ownership import DutiesOwned, SignOffs
        from saferplan.web.people.ownership import register

        register(DutiesOwned())
        register(SignOffs())
