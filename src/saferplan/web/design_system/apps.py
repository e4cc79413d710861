"""Layouts, components, form fields, and the pages about the site."""

from django.apps import AppConfig


class DesignSystemConfig(AppConfig):
    name = "saferplan.web.design_system"

    def ready(self) -> None:
        from saferplan.web.design_system import checks  # noqa: F401 registers itself
