from django.apps import AppConfig


class DirectoriesConfig(AppConfig):
    """Agencies' own directories, by which their people sign in. django-allauth finds `provider` by itself."""

    name = "saferplan.web.directories"

    def ready(self) -> None:
        from saferplan.web.directories import checks  # noqa: F401 registers itself
