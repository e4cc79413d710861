from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "saferplan.web.publications"

    def ready(self) -> None:
        from saferplan.web.partnerships import my_work
        from saferplan.web.publications.my_work import documents_to_approve

        my_work.register("Documents to approve", documents_to_approve)
