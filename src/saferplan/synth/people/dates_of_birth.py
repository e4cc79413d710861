"""Dates of birth as they get into files: day and month swapped, a digit wrong, 1 January for the year alone."""

import numpy as np

from saferplan.synth.people import names

# Errors of one digit: so much earlier or later.
DAYS_OFF = (1, 10)
YEARS_OFF = (1, 10)


def recorded(born: np.ndarray, random: np.random.Generator, noise: float) -> np.ndarray:
    """Dates of birth in days since 1970-01-01, with faults at the rates of noise.toml times `noise`."""
    rates = names.data("noise")["rates"]
    days = born.astype("datetime64[D]")
    months, years = days.astype("datetime64[M]"), days.astype("datetime64[Y]")
    day, month = (days - months).astype(int) + 1, (months - years).astype(int) + 1
    chance = random.random((3, len(born)))
    swapped = (chance[0] < rates["day_and_month_swapped"] * noise) & (day <= 12)
    found = np.where(swapped, _date(years, day, month), days)
    wrong = chance[1] < rates["date_digit_wrong"] * noise
    found = np.where(wrong, _one_digit_off(found, random), found)
    placeholder = chance[2] < rates["date_is_placeholder"] * noise
    return np.where(placeholder, years.astype("datetime64[D]"), found).astype(np.int64)


def _date(years: np.ndarray, month: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Dates of year, month and day; a month past 12 is not looked at by the caller."""
    return (years.astype("datetime64[M]") + (np.minimum(month, 12) - 1)).astype("datetime64[D]") + (day - 1)


def _one_digit_off(days: np.ndarray, random: np.random.Generator) -> np.ndarray:
    n = len(days)
    sign = np.where(random.random(n) < 0.5, -1, 1)
    of_year = random.random(n) < 0.5
    off = np.where(random.random(n) < 0.7, 0, 1)
    by_days = np.array(DAYS_OFF)[off] * sign
    by_years = np.array(YEARS_OFF)[off] * sign
    months = days.astype("datetime64[M]")
    other_year = (months + by_years * 12).astype("datetime64[D]") + np.minimum((days - months).astype(int), 27)
    return np.where(of_year, other_year, days + by_days)
