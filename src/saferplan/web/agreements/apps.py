from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "saferplan.web.agreements"
