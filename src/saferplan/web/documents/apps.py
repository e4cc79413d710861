from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "saferplan.web.documents"
