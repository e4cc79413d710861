"""A document as DOCX and ODT, for publishers who finish it in a word processor."""
