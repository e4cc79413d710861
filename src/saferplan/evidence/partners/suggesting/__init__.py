"""Proposes a mapping profile for a file that none is kept for, by rules and by likeness of words; a person decides."""
