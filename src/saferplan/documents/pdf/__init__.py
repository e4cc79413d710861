"""A document as PDF/UA-1."""
