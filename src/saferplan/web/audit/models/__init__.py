from saferplan.web.audit.models.entries import Entry, Operation
from saferplan.web.audit.models.seals import Seal

__all__ = ["Entry", "Operation", "Seal"]
