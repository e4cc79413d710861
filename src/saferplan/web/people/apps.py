from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "saferplan.web.people"

    def ready(self) -> None:
        from saferplan.web.people.own_invitations import OpenInvitations
        from saferplan.web.people.ownership import register

        register(OpenInvitations())
