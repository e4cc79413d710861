"""What the file of directories names and the database does not have: said at a check, skipped at a sign-in."""

from collections.abc import Iterator

from django.conf import settings
from django.core.checks import Tags, Warning, register

from saferplan.web.directories.configured import Directory, GroupRule
from saferplan.web.partnerships.models import Agency


@register(Tags.database)
def rules_lead_to_agencies(app_configs, databases=None, **options) -> list[Warning]:
    if not databases:
        return []
    return [
        Warning(
            f"directory {directory.word}: {rule.partnership} has no agency {rule.agency}",
            hint="Nobody of the group gets in. Mend the name in the file of directories, or add the agency.",
            id="saferplan.W060",
        )
        for directory, rule in _rules()
        if not Agency.objects.in_force().filter(partnership__slug=rule.partnership, name=rule.agency).exists()
    ]


def _rules() -> Iterator[tuple[Directory, GroupRule]]:
    for directory in settings.DIRECTORIES.values():
        for rule in directory.groups:
            yield directory, rule
