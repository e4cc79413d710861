from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "saferplan.web.groups"

    def ready(self) -> None:
        from saferplan.web.groups.ownership import Seats
        from saferplan.web.people.ownership import register

        register(Seats())
