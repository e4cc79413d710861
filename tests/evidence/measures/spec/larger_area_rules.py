"""Forces, regions and countries: sets of partnership areas, not all of which have every month."""
# ruff: noqa: E501 - a drawn table is as wide as its columns

from specification import Rule

TITLE = "Areas made of many partnerships"

TWO_FORCES = """
month   | publisher     | lsoa | crime_type | number
2024-01 | thames-valley | a1   | burglary   | 4
2024-01 | thames-valley | b1   | burglary   | 4
2024-01 | bedfordshire  | c1   | burglary   | 2
2024-02 | thames-valley | a1   | burglary   | 8
2024-03 | bedfordshire  | c1   | burglary   | 6
"""

RULES = [
    Rule(
        title="A set of partnership areas is counted over those that have all of its months, and the rest are named",
        text="England has 10,000 residents here. In February only Thames Valley is there, with 8,000 of them: enough."
        " So C is left out of the count and of the residents.",
        lake={"incidents": TWO_FORCES},
        ask="burglary --area E92000001 --period 2024-01..2024-02",
        answer="""
        count | denominator | months_present | months_expected | rate | status  | note
        16    | 8000        | 2              | 2               | 2.00 | partial | without C, for which months are missing
        """,
    ),
    Rule(
        title="A month that less than half of the residents have is missing for the whole",
        text="In March only C is there, with 2,000 of 10,000 residents.",
        lake={"incidents": TWO_FORCES},
        ask="burglary --area E92000001 --period 2024-01..2024-03 --by month",
        answer="""
        period  | count | denominator | status
        2024-01 | 10    | 10000       | ok
        2024-02 | 8     | 8000        | partial
        2024-03 | -     | -           | missing
        """,
    ),
    Rule(
        title="Partnership areas whose records are not loaded can have ready counts",
        text="S is known by counts alone, and its residents are stated. England is A, B, C and S.",
        lake={
            "stated_units": "unit | pfa\nS | bedfordshire",
            "ready_counts": "month | code | crime_type | number\n2024-01 | S | burglary | 10",
            "stated": "date | code | feature | value\n2021-03-21 | S | residents | 10000",
            "incidents": TWO_FORCES,
        },
        ask="burglary --area E92000001 --period 2024-01 --compare S",
        answer="""
        area_code | count | denominator
        E92000001 | 20    | 20000
        S         | 10    | 10000
        """,
    ),
    Rule(
        title="A ready count stands where only neighbours' rows are",
        text="Thames Valley did not deliver March: the one burglary that Bedfordshire reports in B is not B's count.",
        lake={
            "ready_counts": """
            month   | code | crime_type | number
            2024-01 | B    | burglary   | 99
            2024-03 | B    | burglary   | 7
            """,
            "incidents": TWO_FORCES + "2024-03 | bedfordshire | b1 | burglary | 1\n",
        },
        ask="burglary --area B --period 2024-01..2024-03 --by month",
        answer="""
        period  | count
        2024-01 | 4
        2024-02 | 0
        2024-03 | 7
        """,
    ),
    Rule(
        title="Parts of a partnership area need records: a ready count of the whole does not make their month",
        text="The ward's March is missing, not nought.",
        lake={
            "ready_counts": "month | code | crime_type | number\n2024-03 | B | burglary | 7",
            "incidents": TWO_FORCES,
        },
        ask="burglary --area east --period 2024-01..2024-03 --by month",
        answer="""
        period  | count | status
        2024-01 | 4     | ok
        2024-02 | 0     | ok
        2024-03 | -     | missing
        """,
    ),
]
