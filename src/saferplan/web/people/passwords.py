"""What a password may not be, beside short or common."""

import re

from django.core.exceptions import ValidationError

from saferplan.web.people.models import User

LEAST_OTHERWISE = 8  # characters that are left without one's own name; half of what a guesser has to find is no help


class NotOneself:
    """Refuses a password that is little more than the person's name or address.

    Django's own likeness counts shared letters, and so refuses whole sentences that have nothing to do with a name.
    """

    def validate(self, password: str, user: User | None = None) -> None:
        rest = _without(password, f"{user.name} {user.email}") if user else password.casefold()
        if rest != password.casefold() and len(rest) < LEAST_OTHERWISE:
            raise ValidationError("The password is little more than your name or address")

    def get_help_text(self) -> str:
        return "Not your name or address"


def _without(password: str, told: str) -> str:
    rest = password.casefold()
    for word in sorted(re.findall(r"\w{3,}", told.casefold()), key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest
