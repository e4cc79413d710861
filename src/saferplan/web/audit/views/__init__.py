"""Pages for a data protection officer: the audit, the retention schedule, answers to people who ask."""
