from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "saferplan.web.partnerships"

    def ready(self) -> None:
        from saferplan.web.partnerships.ownership import Contacts
        from saferplan.web.people.ownership import register

        register(Contacts())
