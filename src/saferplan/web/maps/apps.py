from django.apps import AppConfig


class MapsConfig(AppConfig):
    name = "saferplan.web.maps"
