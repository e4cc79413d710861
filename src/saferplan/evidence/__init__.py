"""Data in, findings out. Pure: no web framework, no settings, no clock and no network at import."""
