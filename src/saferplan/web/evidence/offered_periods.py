"""Years that forms offer, as people call them, each with how much of it is known."""

from collections.abc import Collection, Iterable

from saferplan.evidence.periods import Period, financial_year_of, parse_period

Choices = list[tuple[str, str]]


def years_offered(months: Collection[str]) -> Choices:
    """Financial years, then calendar years, of which any of `months` is known; of each the latest first."""
    financial = {financial_year_of(month) for month in months}
    calendar = {parse_period(f"CY{month[:4]}") for month in months}
    return [*_said("Financial year", financial, months), *_said("Year", calendar, months)]


def _said(kind: str, years: Iterable[Period], months: Collection[str]) -> Choices:
    latest_first = sorted(years, key=lambda year: year.first, reverse=True)
    return [(year.code, f"{kind} {year.short_title}{_how_much(year, months)}") for year in latest_first]


def _how_much(year: Period, months: Collection[str]) -> str:
    known = len(set(year.months).intersection(months))
    return "" if known == len(year.months) else f", {known} of {len(year.months)} months known"
