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

THREE_FORCES = {
    "places": """
    lsoa21 | ward24 | ltla24 | csp24 | pfa24
    a1     | north  | A      | CSP-A | thames-valley
    b1     | east   | B      | CSP-B | cheshire
    c1     | west   | C      | CSP-C | bedfordshire
    """,
    "population": """
    date       | code | residents
    2021-03-21 | a1   | 4500
    2021-03-21 | b1   | 3500
    2021-03-21 | c1   | 2000
    """,
    "incidents": """
    month   | publisher     | lsoa | crime_type | number
    2024-01 | cheshire      | b1   | burglary   | 3
    2024-01 | bedfordshire  | c1   | burglary   | 3
    2024-02 | thames-valley | a1   | burglary   | 2
    2024-02 | bedfordshire  | c1   | burglary   | 1
    2024-03 | thames-valley | a1   | burglary   | 2
    2024-03 | bedfordshire  | c1   | burglary   | 2
    """,
}

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
        title="The months of a set are those that the same half of its residents has, and not one half and then another",
        text="Of 10,000 residents B and C have January, A and C February and March. C alone has all three, with 2,000."
        " January, which fewest residents have, is given up; 6,500 have the other two.",
        lake=THREE_FORCES,
        ask="burglary --area E92000001 --period 2024-01..2024-03",
        answer="""
        count | denominator | months_present | status  | note
        7     | 6500        | 2              | partial | months missing: 2024-01; without B, for which months are missing
        """,
    ),
    Rule(
        title="By month, each half stands for itself",
        text="No month has to go with another.",
        lake=THREE_FORCES,
        ask="burglary --area E92000001 --period 2024-01..2024-03 --by month",
        answer="""
        period  | count | denominator | status
        2024-01 | 6     | 5500        | partial
        2024-02 | 3     | 6500        | partial
        2024-03 | 4     | 6500        | partial
        """,
    ),
    Rule(
        title="An area is set beside a set over months that the same half of the set's residents has",
        text="C has every month. Beside England it stands in February and March.",
        lake=THREE_FORCES,
        ask="burglary --area C --period 2024-01..2024-03 --compare E92000001",
        answer="""
        area_code | count | compared_months | compared_own_count | compared_count
        C         | 6     | -               | -                  | -
        E92000001 | 7     | 2               | 3                  | 7
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
