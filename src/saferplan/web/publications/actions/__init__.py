"""Writes about a document's way from its final version to its editions."""

from saferplan.web.publications.actions.approving import approve, send_for_approval, take_back
from saferplan.web.publications.actions.ordering import add_step, remove_step
from saferplan.web.publications.actions.publishing import give_notice, publish

__all__ = ["add_step", "approve", "give_notice", "publish", "remove_step", "send_for_approval", "take_back"]
