"""Measures: what is counted, of whom, over which months, and how sure the figure is."""
