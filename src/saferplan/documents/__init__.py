"""Findings and narrative in; documents out."""
