"""Findings about people out of partners' records: counted, released under disclosure control, kept as open figures."""

from saferplan.evidence.people.register import newest
from saferplan.evidence.people.writing import write_findings

__all__ = ["newest", "write_findings"]
