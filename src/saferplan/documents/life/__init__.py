"""A document from its first page to the next year's: begun, built, checked, compared and frozen."""
