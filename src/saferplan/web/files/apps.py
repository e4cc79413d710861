from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "saferplan.web.files"
