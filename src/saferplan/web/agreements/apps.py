from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "saferplan.web.agreements"

    def ready(self) -> None:
        from saferplan.web.agreements.ownership import OwnedAgreements
        from saferplan.web.people import ownership

        ownership.register(OwnedAgreements())
