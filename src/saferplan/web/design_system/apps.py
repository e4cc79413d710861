from django.apps import AppConfig


class DesignSystemConfig(AppConfig):
    name = "saferplan.web.design_system"
