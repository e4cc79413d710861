from django.apps import AppConfig


class BrandsConfig(AppConfig):
    name = "saferplan.web.brands"
