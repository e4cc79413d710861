"""What keeps the site from being started, and what an administrator is told of it."""

import ipaddress

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import ERROR, Error, Tags, register, run_checks
from django.db import connections

from saferplan.errors import UsageError
from saferplan.web.operations.assets import are_collected
from saferplan.web.operations.readiness import answers, is_migrated

UPGRADE = "Run: saferplan site migrate"
OWN_NAMES = ("localhost", "testserver")


@register(Tags.security)
def demo_is_for_ones_own_machine(app_configs: list[AppConfig] | None, **_options) -> list[Error]:
    """In demo mode anyone becomes anyone with one click."""
    public = [host for host in settings.ALLOWED_HOSTS if not _own(host)]
    if not settings.DEMO or not (public or settings.BASE_URL.startswith("https://")):
        return []
    return [
        Error(
            "the demo signs people in without a password, and this site can be reached by others",
            hint="Leave SAFERPLAN_DEMO unset, or SAFERPLAN_HOSTS and SAFERPLAN_URL at localhost.",
            id="saferplan.E010",
        )
    ]


def _own(host: str) -> bool:
    if host in OWN_NAMES or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def refuse_what_is_unsafe() -> None:
    """Raises UsageError. A database that does not answer is no reason: the site says so on its pages, and waits."""
    found = what_is_wrong(database=False)
    if answers() and not is_migrated():
        found.append(f"the database is of another version. {UPGRADE}")
    connections["default"].close_pool()
    if found:
        raise UsageError("; ".join(found), remedy="Nothing is served until this is mended.")


def what_is_wrong(*, database: bool = True) -> list[str]:
    found = [f"{fault.msg}. {fault.hint or ''}".strip() for fault in run_checks(include_deployment_checks=True)
             if fault.level >= ERROR or (fault.id or "").startswith("security.")]  # fmt: skip
    if not are_collected():
        found.append(f"styles and scripts are not those of this version. {UPGRADE}")
    if database and not answers():
        found.append("the database does not answer. DATABASE_URL says where it is")
    elif database and not is_migrated():
        found.append(f"the database is of another version. {UPGRADE}")
    return found
