"""What the site ships with: roles, and the duties by statute."""

from datetime import date

from parts.grid import grid
from saferplan.web.duties.statutory import Template as Duty
from saferplan.web.duties.statutory import templates
from saferplan.web.people.roles import Role, roles

LEAP_YEAR = 2028  # has every day of the year


def roles_part() -> str:
    """What a role is for, and what it may do, in the words of the code."""
    return "\n\n".join(f"## {role.name}\n\n{role.description}\n\n{_permissions(role)}" for role in roles().values())


def _permissions(role: Role) -> str:
    return ", ".join(f"`{one}`" for one in sorted(role.permissions)) or "No permission beyond a member's."


def duties_part() -> str:
    return "\n\n".join(_duty(duty) for duty in templates().values())


def _duty(duty: Duty) -> str:
    laws = [(nation, law.citation, f"{law.applies_from:%Y-%m-%d}") for nation, law in duty.laws.items()]
    where = "Only where a council of the area is of tier one. " if duty.tier_one else ""
    where += "Only in a county with districts. " if duty.two_tier else ""
    first = f" First due on {date(LEAP_YEAR, duty.first.month, duty.first.day):%-d %B}." if duty.first else ""
    checked = f"Checked on {duty.checked:%Y-%m-%d}: {duty.certainty.in_words}."
    return "\n\n".join(
        [
            f"### {duty.title}",
            f"{duty.what} {where}{duty.note}".strip(),
            f"{duty.when}.{first} {checked}",
            grid(("nation", "citation", "applies from"), laws),
        ]
    )
