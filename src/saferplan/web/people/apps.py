from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "saferplan.web.people"
