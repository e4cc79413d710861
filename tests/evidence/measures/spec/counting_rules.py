"""Counts, rates, and months that are there or not."""
# ruff: noqa: E501 - a drawn table is as wide as its columns

from specification import Rule

TITLE = "Counts and rates"

INCIDENTS = """
month   | lsoa | crime_type            | number
2024-01 | a1   | burglary              | 1
2024-01 | a2   | burglary              | 3
2024-02 | a2   | burglary              | 4
2024-02 | a2   | anti-social-behaviour | 9
2024-02 | b1   | drugs                 | 2
"""

RETIRED = """
month   | lsoa | crime_type                   | number
2013-03 | a1   | violent-crime                | 1
2013-04 | a1   | violent-crime                | 4
2013-04 | a1   | burglary                     | 1
2013-05 | a1   | violence-and-sexual-offences | 5
2013-05 | a1   | burglary                     | 2
"""

RULES = [
    Rule(
        title="A rate is what was counted, per 1,000 residents",
        text="A has 4,000 residents. Eight burglaries in two months are 2 per 1,000 in those months, and 12 a year at"
        " the same pace. Chance alone can make 8 out of anything from 3.45 to 15.76 (Garwood's exact interval).",
        lake={"incidents": INCIDENTS},
        ask="burglary --area A --period 2024-01..2024-02",
        answer="""
        area_code | count | denominator | rate | ci_low | ci_high | rate_annualised | months_present | status
        A         | 8     | 4000        | 2.00 | 0.863  | 3.941   | 12.00           | 2              | ok
        """,
    ),
    Rule(
        title="A delivered month without such an incident is a zero",
        text="The force delivered January: there were no drug offences in A then. Zero has an interval too: up to"
        " 3.69 offences among 4,000 people.",
        lake={"incidents": INCIDENTS},
        ask="drugs --area A --period 2024-01",
        answer="""
        area_code | count | rate | ci_low | ci_high | status
        A         | 0     | 0.00 | 0.00   | 0.922   | ok
        """,
    ),
    Rule(
        title="A month that the area's own force did not deliver is unknown, even if neighbours report rows there",
        text="Thames Valley delivered January and March. In February only Bedfordshire reports one burglary in A: that"
        " is not a fall to one. The period is partial, its rate is of two months, and the note names the month.",
        lake={
            "incidents": """
            month   | publisher     | lsoa | crime_type | number
            2024-01 | thames-valley | a1   | burglary   | 5
            2024-02 | bedfordshire  | a1   | burglary   | 1
            2024-03 | thames-valley | a1   | burglary   | 3
            """,
        },
        ask="burglary --area A --period 2024-01..2024-03",
        answer="""
        area_code | count | months_present | months_expected | rate | rate_annualised | status  | note
        A         | 8     | 2              | 3               | 2.00 | 12.00           | partial | months missing: 2024-02
        """,
    ),
    Rule(
        title="An area's figures are the rows of its own police force",
        text="Bedfordshire's files are loaded for February alone, and hold two burglaries in A. If they counted, A would"
        " seem to rise by two, only because a neighbour's file was there.",
        lake={
            "incidents": """
            month   | publisher     | lsoa | crime_type | number
            2024-01 | thames-valley | a1   | burglary   | 5
            2024-02 | thames-valley | a1   | burglary   | 5
            2024-02 | bedfordshire  | a1   | burglary   | 2
            """,
        },
        ask="burglary --area A --period 2024-01..2024-02 --by month",
        answer="""
        period  | count | months_present | status
        2024-01 | 5     | 1              | ok
        2024-02 | 5     | 1              | ok
        """,
    ),
    Rule(
        title="By month, a missing month has no count",
        text="The same three months one by one. Of the missing one nothing is said but which months there are.",
        lake={
            "incidents": """
            month   | publisher     | lsoa | crime_type | number
            2024-01 | thames-valley | a1   | burglary   | 5
            2024-02 | bedfordshire  | a1   | burglary   | 1
            2024-03 | thames-valley | a1   | burglary   | 3
            """,
        },
        ask="burglary --area A --period 2024-01..2024-03 --by month",
        answer="""
        period  | count | months_present | rate | status  | note
        2024-01 | 5     | 1              | 1.25 | ok      |
        2024-02 | -     | 0              | -    | missing | no data of this period is loaded for A: there are 2024-01, 2024-03
        2024-03 | 3     | 1              | 0.75 | ok      |
        """,
    ),
    Rule(
        title="A period of which nothing is loaded is answered, with what there is",
        text="Not an error: the question was sound. The status says missing, and the note which months are loaded.",
        lake={"delivered": "publisher | first | last\nthames-valley | 2023-11 | 2024-02", "incidents": INCIDENTS},
        ask="burglary --area A --period CY2030",
        answer="""
        period | count | months_present | months_expected | rate | rate_annualised | status  | note
        CY2030 | -     | 0              | 12              | -    | -               | missing | no data of this period is loaded for A: there are 2023-11..2024-02
        """,
    ),
    Rule(
        title="All crime leaves anti-social behaviour out",
        text="Anti-social behaviour is no crime in itself, and has a measure of its own.",
        lake={"incidents": INCIDENTS},
        ask="all-crime --area A --period 2024-02",
        answer="""
        crime_type | count
        all-crime  | 4
        """,
    ),
    Rule(
        title="A single crime type is named by its type",
        text="The measure asb counts the type anti-social-behaviour alone.",
        lake={"incidents": INCIDENTS},
        ask="asb --area A --period 2024-02",
        answer="""
        crime_type            | count
        anti-social-behaviour | 9
        """,
    ),
    Rule(
        title="Identical rows are separate incidents",
        text="Points are made anonymous and days left out, so two rows that are the same are two incidents.",
        lake={
            "incidents": """
            month   | lsoa | crime_type            | number
            2024-01 | a1   | anti-social-behaviour | 1
            2024-01 | a1   | anti-social-behaviour | 1
            """
        },
        ask="asb --area A --period 2024-01",
        answer="""
        count
        2
        """,
    ),
    Rule(
        title="An incident without a place belongs to no area",
        text="About two rows in a hundred have no small area: they are in no count of any area.",
        lake={
            "incidents": """
            month   | lsoa | crime_type | number
            2024-01 | a1   | burglary   | 1
            2024-01 | -    | burglary   | 5
            """
        },
        ask="burglary --area E92000001 --period 2024-01",
        answer="""
        area_code | count
        E92000001 | 1
        """,
    ),
    Rule(
        title="A crime type is no 0 before the publisher had it, nor after it was given up",
        text="Violent crime was published to April 2013, violence and sexual offences from May. All crime has both.",
        lake={"incidents": RETIRED},
        ask="all-crime --area A --period 2013-04..2013-05 --by crime_type",
        answer="""
        crime_type                   | count | months_present | months_expected | status  | note
        burglary                     | 3     | 2              | 2               | ok      | -
        violence-and-sexual-offences | 5     | 1              | 2               | partial | crime type not in use: 2013-04
        violent-crime                | 4     | 1              | 2               | partial | crime type not in use: 2013-05
        """,
    ),
    Rule(
        title="A crime type that was not published in any month of a period is missing",
        text="A rate of it would be of nothing.",
        lake={"incidents": RETIRED},
        ask="violence-and-sexual-offences --area A --period 2013-03..2013-04",
        answer="""
        count | months_present | rate | status  | note
        -     | 0              | -    | missing | crime type not in use: 2013-03..2013-04
        """,
    ),
    Rule(
        title="A change is over the months in which the crime type was published",
        text="Of April and May the earlier year has May alone, and is set against May.",
        lake={
            "incidents": RETIRED
            + "2014-04 | a1 | violence-and-sexual-offences | 9\n2014-05 | a1 | violence-and-sexual-offences | 6\n"
        },
        ask="violence-and-sexual-offences --area A --period 2014-04..2014-05 --against 2013-04..2013-05",
        answer="""
        count | months_compared | count_compared | against_count
        15    | 1               | 6              | 5
        """,
    ),
    Rule(
        title="Two areas are set side by side over the months in which the crime type was published",
        text="B has 7 in May.",
        lake={"incidents": RETIRED + "2013-05 | b1 | violence-and-sexual-offences | 7\n"},
        ask="violence-and-sexual-offences --area A --period 2013-04..2013-05 --compare B",
        answer="""
        area_code | count | compared_months | compared_own_count | compared_count
        A         | 5     | -               | -                  | -
        B         | 7     | 1               | 5                  | 7
        """,
    ),
]
