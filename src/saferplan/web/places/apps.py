from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "saferplan.web.places"
