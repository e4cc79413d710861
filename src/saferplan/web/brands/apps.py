"""A partnership's colours and logo."""

from django.apps import AppConfig


class BrandsConfig(AppConfig):
    name = "saferplan.web.brands"
