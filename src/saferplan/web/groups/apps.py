from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "saferplan.web.groups"
