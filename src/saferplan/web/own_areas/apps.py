from django.apps import AppConfig


class OwnAreasConfig(AppConfig):
    name = "saferplan.web.own_areas"
    verbose_name = "Own areas"
