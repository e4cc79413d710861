"""The site is not served while a restore has not ended, or has brought back what was erased since the backup."""

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Error, Tags, register

from saferplan.web.backup.restoring import begun, restored


@register(Tags.security, deploy=True)
def no_restore_is_unfinished(app_configs: list[AppConfig] | None, **_options) -> list[Error]:
    if begun(settings.HOME):
        return [Error("a restore has not ended", hint="Run it again: saferplan restore FOLDER", id="saferplan.E030")]
    if told := restored(settings.HOME):
        return [
            Error(
                f"this site was restored from a backup of {told['made_at']}, and who was erased since has come back",
                hint="Repeat those erasures, then run: saferplan restore --release",
                id="saferplan.E031",
            )
        ]
    return []
