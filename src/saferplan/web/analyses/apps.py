from django.apps import AppConfig


class AnalysesConfig(AppConfig):
    name = "saferplan.web.analyses"

    def ready(self) -> None:
        from saferplan.web.analyses.my_work import taskings_owned
        from saferplan.web.analyses.ownership import TaskingsOwned
        from saferplan.web.partnerships import my_work
        from saferplan.web.people import ownership

        ownership.register(TaskingsOwned())
        my_work.register("Taskings", taskings_owned)
