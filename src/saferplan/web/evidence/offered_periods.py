"""Years that forms offer, as people call them, each with how much of it is known."""

from collections.abc import Collection

from saferplan.evidence.periods import Period, financial_years, parse_period

Choices = list[tuple[str, str]]


def years_offered(months: Collection[str]) -> Choices:
    """Financial years, then calendar years, of which any of `months` is known; of each the latest first."""
    calendar = [parse_period(f"CY{year}") for year in sorted({month[:4] for month in months})]
    return [*_said("Financial year", financial_years(months), months), *_said("Year", calendar, months)]


def _said(kind: str, years: list[Period], months: Collection[str]) -> Choices:
    return [(year.code, f"{kind} {year.short_title}{_how_much(year, months)}") for year in years[::-1]]


def _how_much(year: Period, months: Collection[str]) -> str:
    known = len(set(year.months).intersection(months))
    return "" if known == len(year.months) else f", {known} of {len(year.months)} months known"
