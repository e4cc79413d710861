"""E-mails about deliveries. What a file is called may name somebody, so none leaves the site."""

from django.conf import settings
from django.urls import reverse

from saferplan.web.evidence.models import Delivery
from saferplan.web.jobs.mail import send_later
from saferplan.web.people.models import Member


def tell_rejected(delivery: Delivery, *, by: Member) -> None:
    """Whoever sent it, unless they rejected it themselves."""
    if delivery.sent_by_id == by.pk:
        return
    send_later(
        to=delivery.sent_by.user,
        subject="A file that you sent was not accepted",
        text=(
            f"A file that you sent to {delivery.partnership.name} on {delivery.sent_at:%d/%m/%Y} was not accepted, and"
            f" is no longer kept. Why, and what to do:\n{settings.BASE_URL}{address(delivery)}\n"
        ),
        partnership=delivery.partnership,
        by=by,
    )


def address(delivery: Delivery) -> str:
    return reverse("evidence:delivery", kwargs={"partnership": delivery.partnership.slug, "delivery": delivery.pk})
