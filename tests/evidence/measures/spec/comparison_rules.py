"""Change over time and difference between areas, over months that both sides have."""
# ruff: noqa: E501 - a drawn table is as wide as its columns

from specification import Rule

TITLE = "Change and comparison"

TWO_YEARS = """
month   | lsoa | crime_type | number
2021-04 | a1   | burglary   | 10
2021-05 | a1   | burglary   | 50
2022-03 | a1   | burglary   | 20
2024-04 | a1   | burglary   | 5
2025-03 | a1   | burglary   | 10
2025-02 | a1   | burglary   | 80
"""
TWO_WARDS = """
month   | lsoa | crime_type | number
2023-01 | a1   | burglary   | 5
2024-01 | a1   | burglary   | 20
2023-01 | a2   | burglary   | 10
2024-01 | a2   | burglary   | 12
"""
SIDE_BY_SIDE = """
month   | publisher     | lsoa | crime_type | number
2024-01 | thames-valley | a1   | burglary   | 24
2024-01 | thames-valley | b1   | burglary   | 8
2024-02 | thames-valley | a1   | burglary   | 40
2024-01 | bedfordshire  | c1   | burglary   | 24
"""

UNPLACED = """
month   | lsoa | crime_type | number
2023-01 | a1   | burglary   | 300
2023-01 | -    | burglary   | 100
2024-01 | a1   | burglary   | 400
2023-01 | a1   | drugs      | 300
2024-01 | a1   | drugs      | 100
"""

RULES = [
    Rule(
        title="Two years are compared over the months of the year that both have",
        text="FY2021 has April, May and March; FY2024 has April, February and March. Only April and March are in"
        " both: 30 burglaries against 15, twice the rate. If the rates were equal, a split of 45 burglaries as uneven"
        " as 30 to 15 would come about 3.6 times in a hundred.",
        lake={"incidents": TWO_YEARS},
        ask="burglary --area A --period FY2021 --against FY2024",
        answer="""
        count | against_period | months_compared | count_compared | against_count | ratio | ratio_low | ratio_high | p     | q     | verdict
        80    | FY2024         | 2               | 30             | 15            | 2.00  | 1.043     | 4.000      | 0.036 | 0.036 | rise
        """,
    ),
    Rule(
        title="A calendar year and a financial year go together by the month of the year",
        text="January 2022 is set against January 2024, December 2022 against December 2023.",
        lake={
            "incidents": """
            month   | lsoa | crime_type | number
            2022-01 | a1   | burglary   | 6
            2022-12 | a1   | burglary   | 4
            2023-12 | a1   | burglary   | 4
            2024-01 | a1   | burglary   | 3
            """
        },
        ask="burglary --area A --period CY2022 --against FY2023",
        answer="""
        months_compared | count_compared | against_count | ratio | verdict
        2               | 10             | 7             | 1.43  | no clear change
        """,
    ),
    Rule(
        title="Each period has its own population",
        text="The same 20 burglaries, among 2,000 residents and among 4,000: half the rate.",
        lake={
            "population": """
            date       | code | residents
            2021-06-30 | a1   | 2000
            2023-06-30 | a1   | 4000
            """,
            "incidents": """
            month   | lsoa | crime_type | number
            2021-06 | a1   | burglary   | 20
            2023-06 | a1   | burglary   | 20
            """,
        },
        ask="burglary --area north --period 2023-06 --against 2021-06",
        answer="""
        denominator | count_compared | against_count | ratio | verdict
        4000        | 20             | 20            | 0.50  | fall
        """,
    ),
    Rule(
        title="A change relates both periods to one series of populations",
        text="Mid-2020 was rolled forward from the census of 2011 and is 1,000 too high; the census of 2021 put that"
        " right. The rate of 2021 is by the census. The change is not by one on either side: that would be a rise of a"
        " third that no burglary made.",
        lake={
            "population": """
            date       | code | residents
            2020-06-30 | a1   | 4000
            2021-03-21 | a1   | 3000
            """,
            "incidents": """
            month   | lsoa | crime_type | number
            2020-06 | a1   | burglary   | 300
            2021-06 | a1   | burglary   | 300
            """,
        },
        ask="burglary --area north --period 2021-06 --against 2020-06",
        answer="""
        denominator | count_compared | against_count | ratio | verdict
        3000        | 300            | 300           | 1.00  | no clear change
        """,
    ),
    Rule(
        title="Of two series of populations the one nearer to both periods together is taken",
        text="The series of 2011 ends in June 2020: no day from the one period, two years from the other. That of 2021"
        " begins in June 2021: a year from the one, no day from the other.",
        lake={
            "population": """
            date       | code | residents
            2020-06-30 | a1   | 2000
            2021-06-30 | a1   | 3000
            2022-06-30 | a1   | 6000
            """,
            "incidents": """
            month   | lsoa | crime_type | number
            2020-06 | a1   | burglary   | 100
            2022-06 | a1   | burglary   | 100
            """,
        },
        ask="burglary --area north --period 2022-06 --against 2020-06",
        answer="""
        denominator | count_compared | against_count | ratio | verdict
        6000        | 100            | 100           | 0.50  | fall
        """,
    ),
    Rule(
        title="A change that incidents without a place could have made is no clear change",
        text="The force's burglaries are 400 in each year. Of the earlier ones 100 have no place, of the later ones none:"
        " a third more in A, in figures alone. Were those 100 spread like the others, there would be 400 on both sides."
        " Drugs fell from 300 to 100, and fell so whichever way.",
        lake={"incidents": UNPLACED},
        ask="all-crime --area A --period 2024-01 --against 2023-01 --by crime_type",
        answer="""
        crime_type | count_compared | against_count | ratio | q      | verdict         | note
        burglary   | 400            | 300           | 1.33  | 0.0002 | no clear change | the rise may be made by placing alone: 0.0% of the force's such incidents have no place, and 25.0% in 2023-01
        drugs      | 100            | 300           | 0.33  | 0.0000 | fall            | -
        """,
    ),
    Rule(
        title="A change larger than incidents without a place could have made stays clear",
        text="Burglaries doubled; one in ten of the earlier ones had no place.",
        lake={
            "incidents": """
            month   | lsoa | crime_type | number
            2023-01 | a1   | burglary   | 90
            2023-01 | -    | burglary   | 10
            2024-01 | a1   | burglary   | 200
            """
        },
        ask="burglary --area A --period 2024-01 --against 2023-01",
        answer="""
        count_compared | against_count | ratio | verdict | note
        200            | 90            | 2.22  | rise    | -
        """,
    ),
    Rule(
        title="Placing of another force, of other crime types and of other months does not matter",
        text="Of the force's burglaries of January all have a place.",
        lake={
            "incidents": """
            month   | publisher     | lsoa | crime_type | number
            2023-01 | thames-valley | a1   | burglary   | 90
            2023-01 | bedfordshire  | -    | burglary   | 900
            2023-01 | thames-valley | -    | drugs      | 900
            2023-02 | thames-valley | -    | burglary   | 900
            2024-01 | thames-valley | a1   | burglary   | 150
            """
        },
        ask="burglary --area A --period 2024-01 --against 2023-01",
        answer="""
        count_compared | against_count | verdict
        150            | 90            | rise
        """,
    ),
    Rule(
        title="Without a month in common nothing can be said",
        text="Only May is loaded of one period, only April of the other.",
        lake={
            "incidents": """
            month   | lsoa | crime_type | number
            2022-05 | a1   | burglary   | 6
            2023-04 | a1   | burglary   | 4
            """
        },
        ask="burglary --area A --period FY2022 --against FY2023",
        answer="""
        count | months_compared | count_compared | against_count | ratio | p | q | verdict
        6     | 0               | -              | -             | -     | - | - | cannot say
        """,
    ),
    Rule(
        title="Of several changes in one table, the q counts them all",
        text="Two tests: the smaller p is doubled, the larger stays (Benjamini and Hochberg). North's rise from 5 to 20"
        " is clear; south's from 10 to 12 is not.",
        lake={"incidents": TWO_WARDS},
        ask="burglary --area A --period 2024-01 --against 2023-01 --by ward",
        answer="""
        area_code | count_compared | against_count | ratio | p      | q      | verdict
        north     | 20             | 5             | 4.00  | 0.0041 | 0.0082 | rise
        south     | 12             | 10            | 1.20  | 0.832  | 0.832  | no clear change
        """,
    ),
    Rule(
        title="By month, every month is set against its fellow of the other year",
        text="April against April, March against March; May 2021 has no fellow.",
        lake={"incidents": TWO_YEARS},
        ask="burglary --area A --period 2021-04..2021-05 --against 2024-04..2024-05 --by month",
        answer="""
        period  | count | against_period | against_count | months_compared | verdict
        2021-04 | 10    | 2024-04        | 5             | 1               | no clear change
        2021-05 | 50    | 2024-05        | -             | 0               | cannot say
        """,
    ),
    Rule(
        title="An area is set beside the rest of its force, not beside a whole that holds it",
        text="The force has 72 burglaries in two months: 64 in A, whose 4,000 residents are the rest of the force,"
        " and 8 among B's 4,000.",
        lake={"incidents": SIDE_BY_SIDE},
        ask="burglary --area B --period 2024-01..2024-02 --compare force",
        answer="""
        area_code | count | compared_months | compared_own_count | compared_count | compared_ratio | compared_verdict
        B         | 8     | -               | -                  | -              | -              | -
        E23000029 | 72    | 2               | 8                  | 72             | 0.125          | lower
        """,
    ),
    Rule(
        title="Two areas are set side by side over the months that both have",
        text="C has January alone: A's 24 among 4,000 residents against 24 among 2,000. A's own record keeps both"
        " months.",
        lake={"incidents": SIDE_BY_SIDE},
        ask="burglary --area A --period 2024-01..2024-02 --compare C",
        answer="""
        area_code | count | compared_months | compared_own_count | compared_count | compared_own_rate_annualised | compared_rate_annualised | compared_ratio | compared_verdict
        A         | 64    | -               | -                  | -              | -                            | -                        | -              | -
        C         | 24    | 1               | 24                 | 24             | 72.00                        | 144.00                   | 0.50           | lower
        """,
    ),
    Rule(
        title="A ward is set beside the rest of its partnership area",
        text="North has 12 among 1,000 residents; the rest of A, which is south, 18 among 3,000.",
        lake={
            "incidents": """
            month   | lsoa | crime_type | number
            2024-01 | a1   | burglary   | 12
            2024-01 | a2   | burglary   | 18
            """
        },
        ask="burglary --area north --period 2024-01 --compare A",
        answer="""
        area_code | count | compared_own_count | compared_count | compared_ratio | compared_verdict
        north     | 12    | -                  | -              | -              | -
        A         | 30    | 12                 | 30             | 2.00           | no clear difference
        """,
    ),
    Rule(
        title="A force is set beside one of its partnership areas without that area",
        text="The rest of the force: 64 among 4,000 residents; B: 8 among 4,000.",
        lake={"incidents": SIDE_BY_SIDE},
        ask="burglary --area E23000029 --period 2024-01..2024-02 --compare B",
        answer="""
        area_code | count | compared_own_count | compared_count | compared_ratio | compared_verdict
        E23000029 | 72    | -                  | -              | -              | -
        B         | 8     | 72                 | 8              | 8.00           | higher
        """,
    ),
    Rule(
        title="Change and comparison in one table share one q for the changes",
        text="A and C are both set against the year before; so is nothing else.",
        lake={
            "incidents": """
            month   | publisher     | lsoa | crime_type | number
            2023-01 | thames-valley | a1   | burglary   | 5
            2024-01 | thames-valley | a1   | burglary   | 20
            2023-01 | bedfordshire  | c1   | burglary   | 10
            2024-01 | bedfordshire  | c1   | burglary   | 12
            """
        },
        ask="burglary --area A --period 2024-01 --against 2023-01 --compare C",
        answer="""
        area_code | against_count | p      | q      | verdict         | compared_area_code
        A         | 5             | 0.0041 | 0.0082 | rise            | -
        C         | 10            | 0.832  | 0.832  | no clear change | A
        """,
    ),
]
