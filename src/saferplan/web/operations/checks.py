"""What keeps the site from being started, and what an administrator is told of it."""

import ipaddress

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import ERROR, CheckMessage, Error, Tags, register, run_checks
from django.db import connections

from saferplan.errors import UsageError
from saferplan.web.operations.assets import are_collected
from saferplan.web.operations.readiness import answers, is_migrated

UPGRADE = "Run: saferplan site migrate"
WEAK = "security.W009"  # Django's number; the one check that a site on one's own machine is held to as well


@register(Tags.security)
def demo_is_for_ones_own_machine(app_configs: list[AppConfig] | None, **_options) -> list[Error]:
    """In demo mode anyone becomes anyone with one click."""
    if not settings.DEMO or is_on_own_machine():
        return []
    return [
        Error(
            "the demo signs people in without a password, and this site can be reached by others",
            hint="Leave SAFERPLAN_DEMO unset, or SAFERPLAN_HOSTS and SAFERPLAN_URL at localhost.",
            id="saferplan.E010",
        )
    ]


@register(Tags.security)
def others_come_by_https(app_configs: list[AppConfig] | None, **_options) -> list[Error]:
    if is_on_own_machine() or settings.BASE_URL.startswith("https://"):
        return []
    return [
        Error(
            "SAFERPLAN_HOSTS lets others in, and SAFERPLAN_URL is not an address of https",
            hint="Put a proxy with a certificate in front, and its address into SAFERPLAN_URL.",
            id="saferplan.E011",
        )
    ]


@register(Tags.security)
def hosts_are_named(app_configs: list[AppConfig] | None, **_options) -> list[Error]:
    """Links, passkeys and forms are bound to the name by which the site is asked for."""
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        Error(
            "SAFERPLAN_HOSTS lets the site be asked for by any name",
            hint="Write the names by which people reach it.",
            id="saferplan.E012",
        )
    ]


def is_on_own_machine() -> bool:
    return not settings.BASE_URL.startswith("https://") and all(map(_is_own, settings.ALLOWED_HOSTS))


def _is_own(host: str) -> bool:
    if host in ("localhost", "testserver") or host.endswith(".localhost"):
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
    connections["default"].close_pool()  # its threads would not be there in the processes that serve
    if found:
        raise UsageError("; ".join(one.rstrip(".") for one in found), remedy="Nothing is begun until this is mended.")


def what_is_wrong(*, database: bool = True) -> list[str]:
    is_there = database and answers()
    is_ready = is_there and is_migrated()
    asked = ["default"] if is_ready else None  # what looks into the tables needs those of this version
    faults = run_checks(include_deployment_checks=True, databases=asked)
    found = [_sentence(fault) for fault in faults if _counts(fault)]
    if not are_collected():
        found.append(f"styles and scripts are not those of this version. {UPGRADE}")
    if database and not is_there:
        found.append("the database does not answer. DATABASE_URL says where it is")
    elif database and not is_ready:
        found.append(f"the database is of another version. {UPGRADE}")
    return found


def _counts(fault: CheckMessage) -> bool:
    """On one's own machine there is no certificate, and what Django says of a site that others reach is beside it."""
    return fault.level >= ERROR or fault.id == WEAK or not is_on_own_machine()


def _sentence(fault: CheckMessage) -> str:
    if fault.id == WEAK:
        return "SAFERPLAN_SECRET is too short or too plain. Put 50 random characters or more into it"
    return " ".join(part for part in (f"{fault.msg.rstrip('.')}.", fault.hint) if part).rstrip(".")
