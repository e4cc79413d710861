from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "saferplan.web.evidence"
