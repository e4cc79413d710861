from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class AuditConfig(AppConfig):
    name = "saferplan.web.audit"

    def ready(self) -> None:
        """Finds what every app says of keeping its records (`keeping`), and of whom they tell (`about_people`)."""
        from saferplan.web.audit.acting import tell_new_connection
        from saferplan.web.audit.triggers import install

        connection_created.connect(tell_new_connection, dispatch_uid="audit.acting")
        post_migrate.connect(install, sender=self, dispatch_uid="audit.triggers")
        autodiscover_modules("keeping", "about_people")
