"""Which population or number of households a count is related to."""

from specification import Rule

TITLE = "Residents and households"

SEVERAL_YEARS = """
date       | code | residents
2017-06-30 | a1   | 1000
2017-06-30 | a2   | 1000
2020-06-30 | a1   | 1000
2020-06-30 | a2   | 2000
2021-03-21 | a1   | 1000
2021-03-21 | a2   | 3000
"""
BURGLARIES = """
month   | lsoa | crime_type | number
2018-06 | a1   | burglary   | 12
2020-06 | a1   | burglary   | 12
2021-09 | a1   | burglary   | 12
"""

RULES = [
    Rule(
        title="The estimate nearest to the middle of the period is taken (the census for 2021/22)",
        text="The middle of FY2021 is 30 September 2021: 193 days from the census, 457 from mid-2020.",
        lake={"population": SEVERAL_YEARS, "incidents": BURGLARIES},
        ask="burglary --area A --period FY2021",
        answer="""
        denominator | rate | denominator_source
        4000        | 3.00 | Census, residents on 21 March 2021
        """,
    ),
    Rule(
        title="The estimate nearest to the middle of the period is taken (mid-2020 for 2020)",
        text="The middle of 2020 is 1 July.",
        lake={"population": SEVERAL_YEARS, "incidents": BURGLARIES},
        ask="burglary --area A --period CY2020",
        answer="""
        denominator | rate | denominator_source
        3000        | 4.00 | Estimates 2020, residents on 30 June 2020
        """,
    ),
    Rule(
        title="The estimate nearest to the middle of the period is taken (mid-2017 for 2018)",
        text="The middle of 2018 is 2 July: 367 days from mid-2017, 729 from mid-2020.",
        lake={"population": SEVERAL_YEARS, "incidents": BURGLARIES},
        ask="burglary --area A --period CY2018",
        answer="""
        denominator | rate | denominator_source
        2000        | 6.00 | Estimates 2017, residents on 30 June 2017
        """,
    ),
    Rule(
        title="Of two estimates equally near, the earlier is taken",
        text="1 December 2020 and 31 December 2020 are both 15 days from 16 December, the middle of that month.",
        lake={
            "population": """
            date       | code | residents
            2020-12-01 | a1   | 1000
            2020-12-31 | a1   | 2000
            """,
            "incidents": "month | lsoa | crime_type\n2020-12 | a1 | burglary",
        },
        ask="burglary --area north --period 2020-12",
        answer="""
        denominator | denominator_source
        1000        | Estimates 2020, residents on 1 December 2020
        """,
    ),
    Rule(
        title="An estimate that lacks the area is passed over",
        text="The table of 2023 is of B alone: for A the census still answers.",
        lake={
            "population": """
            date       | code | residents
            2021-03-21 | a1   | 1000
            2021-03-21 | a2   | 3000
            2023-06-30 | b1   | 4500
            """,
            "incidents": "month | lsoa | crime_type\n2023-06 | a1 | burglary",
        },
        ask="burglary --area A --period CY2023",
        answer="""
        area_code | denominator | denominator_source
        A         | 4000        | Census, residents on 21 March 2021
        """,
    ),
    Rule(
        title="Of two editions of one date, one is taken, in the newer codes",
        text="Mid-2020 was published in 2011 codes and again in 2021 codes: adding both would count everyone twice.",
        lake={
            "former": """
            child_level | child | parent_level | parent
            lsoa11      | old   | lsoa21       | a1
            """,
            "population": """
            date       | level  | code | residents
            2020-06-30 | lsoa11 | old  | 900
            2020-06-30 | lsoa21 | a1   | 1000
            """,
            "incidents": "month | lsoa | crime_type\n2020-06 | a1 | burglary",
        },
        ask="burglary --area north --period 2020-06",
        answer="""
        denominator
        1000
        """,
    ),
    Rule(
        title="Burglary falls on homes: related to households, it is another rate of the same count",
        text="Eight burglaries among 2,000 households. Only the total counts, not the tenures that make it up.",
        lake={
            "households": """
            date       | code | tenure | households
            2021-03-21 | a1   | all    | 500
            2021-03-21 | a1   | owned  | 400
            2021-03-21 | a2   | all    | 1500
            """,
            "incidents": "month | lsoa | crime_type | number\n2021-03 | a1 | burglary | 8",
        },
        ask="burglary-households --area A --period 2021-03",
        answer="""
        crime_type | count | denominator | rate | denominator_source
        burglary   | 8     | 2000        | 4.00 | Census, households on 21 March 2021
        """,
    ),
    Rule(
        title="Without a population there is a count and no rate",
        text="The count is known all the same.",
        lake={"population": "", "incidents": BURGLARIES},
        ask="burglary --area A --period 2021-09",
        answer="""
        count | denominator | denominator_source      | rate | ci_low | ci_high | rate_annualised | status
        12    | -           | no population is loaded | -    | -      | -       | -               | ok
        """,
    ),
    Rule(
        title="Residents stated for a whole area stand back behind the sum of its small areas on the same day",
        text="A's two small areas have 4,000 residents between them; that A was stated to have 9,999 does not matter.",
        lake={
            "stated": "date | code | feature | value\n2021-03-21 | A | residents | 9999",
            "incidents": BURGLARIES,
        },
        ask="burglary --area A --period 2021-09",
        answer="""
        count | denominator | denominator_source
        12    | 4000        | Census, residents on 21 March 2021
        """,
    ),
]
