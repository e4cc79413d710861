from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "saferplan.web.api"
