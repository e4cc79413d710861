"""Invented streets, houses and flats; nothing of them can be found on a real map."""
