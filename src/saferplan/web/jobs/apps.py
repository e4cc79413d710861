from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "saferplan.web.jobs"

    def ready(self) -> None:
        """Finds every app's jobs, in its module `work`, and puts those of the clock on procrastinate's."""
        from saferplan.web.jobs import mail  # noqa: F401 declares its own
        from saferplan.web.jobs.tasks import by_the_clock
        from saferplan.web.jobs.work import periodics

        autodiscover_modules("work")
        for periodic in periodics().values():
            by_the_clock(periodic)
