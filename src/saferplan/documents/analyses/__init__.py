"""Analyses as answers in their own right: a question, the figures that answer it, and how it was done."""
