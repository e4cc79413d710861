"""Rows of restricted tables that go for good: at the end of their retention, by erasure, or under another key."""

from saferplan.evidence.forgetting.rekeying import pseudonyms_in, rekey

__all__ = ["pseudonyms_in", "rekey"]
