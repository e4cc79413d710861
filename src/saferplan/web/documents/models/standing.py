"""What is taken out stays, and can be put back."""

from django.db import models


class StandingQuerySet(models.QuerySet):
    def standing(self) -> "StandingQuerySet":
        """Not taken out."""
        return self.filter(is_removed=False)

    def removed(self) -> "StandingQuerySet":
        return self.filter(is_removed=True)
