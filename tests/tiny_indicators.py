"""Indicators for tests, written from tables as people draw them."""

from datetime import date

from saferplan.evidence.periods import parse_period
from tiny_lake import Row, rows_of


def indicator_rows(drawn: str) -> list[Row]:
    """Rows of the table `indicators`: indicator area period value, and whatever else of the template's columns."""
    numbers = {"numerator": int, "denominator": float, "per": float}
    return [
        {
            "title": f"About {row['indicator']}",
            "source": "A yearbook",
            "kind": "other",
            "unit": "points",
            "published": date(2026, 1, 1),
            **row,
            "period": "{0.first}..{0.last}".format(parse_period(row["period"])),
            "area_code": row["area"],
            "value": float(row["value"]),
            **{name: kind(row[name]) for name, kind in numbers.items() if row.get(name)},
            **({"published": date.fromisoformat(row["published"])} if row.get("published") else {}),
            "lower_is_better": {"yes": True, "no": False}.get(row.get("lower_is_better")),
        }
        for row in rows_of(drawn)
    ]
