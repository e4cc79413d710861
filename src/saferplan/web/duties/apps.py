from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "saferplan.web.duties"
