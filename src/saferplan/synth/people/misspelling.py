"""How a word goes wrong under a hand or in an ear. Each function takes the random numbers that decide."""

from collections.abc import Sequence

from saferplan.synth.people import names

# Keys beside each other on a British keyboard.
_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
VOWELS = "aeiou"
# Sounds and their spellings, by which names are taken down by ear; the first that occurs in the word is tried.
SOUNDS = (
    ("ph", "f"),
    ("ck", "k"),
    ("gh", "g"),
    ("sch", "sh"),
    ("mac", "mc"),
    ("mc", "mac"),
    ("ie", "ei"),
    ("ei", "ie"),
    ("ee", "ea"),
    ("ea", "ee"),
    ("ou", "oo"),
    ("ay", "ey"),
    ("ey", "y"),
    ("ll", "l"),
    ("tt", "t"),
    ("nn", "n"),
    ("rr", "r"),
    ("ss", "s"),
    ("th", "t"),
    ("wh", "w"),
    ("ks", "x"),
    ("x", "ks"),
    ("c", "k"),
    ("k", "c"),
    ("y", "i"),
    ("i", "y"),
    ("z", "s"),
    ("v", "w"),
    ("er", "ar"),
    ("on", "en"),
)


def _neighbours() -> dict[str, str]:
    """Keys beside a key in its own row."""
    return {key: row[max(at - 1, 0) : at] + row[at + 1 : at + 2] for row in _ROWS for at, key in enumerate(row)}


NEIGHBOURS = _neighbours()


def mistyped(word: str, chance: Sequence[float]) -> str:
    """The word with one error of typing. `chance`: four numbers from 0 to 1: kind, place, first letter, letter."""
    rates = names.data("noise")["single_error"]
    if len(word) < 2:
        return word
    kind, place, first, letter = chance
    least = 1 if first < rates["first_letter_spared"] else 0
    at = least + int(place * (len(word) - least))
    if kind < rates["wrong_letter"]:
        return word[:at] + _like(word[at], letter) + word[at + 1 :]
    kind -= rates["wrong_letter"]
    if kind < rates["missing_letter"]:
        return word[:at] + word[at + 1 :] if len(word) > 2 else word
    kind -= rates["missing_letter"]
    if kind < rates["extra_letter"]:
        return word[:at] + (word[at] if letter < 0.5 else _like(word[at], letter)) + word[at:]
    at = min(at, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _like(letter: str, chance: float) -> str:
    """Another vowel for a vowel, else a key beside; in the letter's own case. A sign with neither stays."""
    plain = letter.lower()
    others = VOWELS.replace(plain, "") if plain in VOWELS else NEIGHBOURS.get(plain, plain)
    other = others[int(chance * len(others))]
    return other.upper() if letter.isupper() else other


def heard(word: str, chance: float) -> str:
    """The word as somebody spells it who only heard it; unchanged where no rule fits."""
    plain = word.lower()
    fitting = [(sound, spelt) for sound, spelt in SOUNDS if sound in plain]
    if not fitting:
        return word
    sound, spelt = fitting[int(chance * len(fitting))]
    wrong = plain.replace(sound, spelt, 1)
    return wrong.capitalize() if word[:1].isupper() else wrong


def another_digit(text: str, chance: Sequence[float]) -> str:
    """The text with one of its digits changed. `chance`: two numbers: which digit, to what."""
    digits = [at for at, letter in enumerate(text) if letter.isdigit()]
    if not digits:
        return text
    at = digits[int(chance[0] * len(digits))]
    other = str((int(text[at]) + 1 + int(chance[1] * 9)) % 10)
    return text[:at] + other + text[at + 1 :]
