"""The app of agreements: what its owners hand over, and what waits for whom."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "saferplan.web.agreements"

    def ready(self) -> None:
        from saferplan.web.agreements.ownership import OwnedAgreements
        from saferplan.web.agreements.waiting import to_renew, to_sign
        from saferplan.web.partnerships import my_work
        from saferplan.web.people import ownership

        my_work.register("Agreements to sign", to_sign)
        my_work.register("Agreements that lapse soon", to_renew)

        ownership.register(OwnedAgreements())
