from django.apps import AppConfig


class ExploreConfig(AppConfig):
    name = "saferplan.web.explore"
