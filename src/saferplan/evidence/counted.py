"""Numbers with their nouns, as messages say them."""


def counted(number: int, noun: str, plural: str = "") -> str:
    """'1 row', '1,234 rows'."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"
