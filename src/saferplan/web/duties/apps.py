from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "saferplan.web.duties"

    def ready(self) -> None:
        from saferplan.web.duties.my_work import duties_owned, duties_to_sign
        from saferplan.web.duties.ownership import DutiesOwned, SignOffs
        from saferplan.web.partnerships import my_work
        from saferplan.web.people import ownership

        ownership.register(DutiesOwned())
        ownership.register(SignOffs())
        my_work.register("Duties", duties_owned)
        my_work.register("To sign off", duties_to_sign)
