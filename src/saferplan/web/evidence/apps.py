from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "saferplan.web.evidence"

    def ready(self) -> None:
        from saferplan.web.evidence.my_work import deliveries_to_look_at
        from saferplan.web.partnerships import my_work

        my_work.register("Files to look at", deliveries_to_look_at)
