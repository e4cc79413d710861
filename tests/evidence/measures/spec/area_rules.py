"""Areas whose codes changed, overlap, or stand for another."""
# ruff: noqa: E501 - a drawn table is as wide as its columns

from specification import Rule

TITLE = "Areas and their codes over time"

SPLIT = {
    "former": """
    child_level | child | parent_level | parent | change_code
    lsoa11      | old   | lsoa21       | a1     | S
    lsoa11      | old   | lsoa21       | a2     | S
    """,
    "incidents": """
    month   | lsoa | crime_type | number
    2022-01 | old  | burglary   | 4
    2022-01 | a1   | burglary   | 1
    2022-02 | a1   | burglary   | 1
    """,
}
RULES = [
    Rule(
        title="A small area that was split in 2021 goes to the ward of the part with the most residents",
        text="Old, a code of 2011, became a1 and a2. Files up to 2022 use it; a2 has more residents than a1. Wards with"
        " a part of it say that they are off by that.",
        lake=SPLIT,
        ask="burglary --area A --period 2022-01 --by ward",
        answer="""
        area_code | count | status | note
        north     | 1     | ok     | old, split in 2021 between this and other areas: incidents of 2022-01 are all counted in one of them
        south     | 4     | ok     | old, split in 2021 between this and other areas: incidents of 2022-01 are all counted in one of them
        """,
    ),
    Rule(
        title="Of the parts of a split small area nothing is known in months whose files name the whole, least of all 0",
        text="In February the files use the new codes: a1 has one burglary, and a2 none.",
        lake=SPLIT,
        ask="burglary --area A --period 2022-01..2022-02 --by lsoa",
        answer="""
        area_code | count | months_present | months_expected | status  | note
        a1        | 1     | 1              | 2               | partial | of 2022-01 there are only figures for all of old, of which it was a part until 2021
        a2        | 0     | 1              | 2               | partial | of 2022-01 there are only figures for all of old, of which it was a part until 2021
        """,
    ),
    Rule(
        title="A split small area can be asked for by its older code, and is the sum of its parts",
        text="In January 4 under its own code and 1 under a part's, in February 1 under a part's; all of its residents.",
        lake=SPLIT,
        ask="burglary --area old --period 2022-01..2022-02 --by month",
        answer="""
        area_code | period  | count | denominator | note
        old       | 2022-01 | 5     | 4000        | old (old) was split in 2021; the figures are for all of its parts: a1 and a2
        old       | 2022-02 | 1     | 4000        | old (old) was split in 2021; the figures are for all of its parts: a1 and a2
        """,
    ),
    Rule(
        title="Where the files name the new codes alone, the parts of a split small area are as any other",
        text="A part without an incident is then 0, and that is known.",
        lake={"former": SPLIT["former"], "incidents": "month | lsoa | crime_type\n2024-01 | a1 | burglary"},
        ask="burglary --area A --period 2024-01 --by lsoa",
        answer="""
        area_code | count | status | note
        a1        | 1     | ok     | -
        a2        | 0     | ok     | -
        """,
    ),
    Rule(
        title="A split small area stays out of a part that is mostly others' land",
        text="Corner, in A, lost a strip to b1, which also took in all of old-b. Most of b1's 4,000 residents were never"
        " Corner's: it goes to a1, although a1 has fewer.",
        lake={
            "former": """
            child_level | child  | parent_level | parent | change_code
            lsoa11      | corner | lsoa21       | a1     | X
            lsoa11      | corner | lsoa21       | b1     | X
            lsoa11      | old-b  | lsoa21       | b1     | X
            """,
            "incidents": "month | lsoa | crime_type | number\n2022-01 | corner | burglary | 3\n2022-01 | old-b | burglary | 2",
        },
        ask="burglary --area A --period 2022-01 --compare B",
        answer="""
        area_code | count
        A         | 3
        B         | 2
        """,
    ),
    Rule(
        title="Small areas that were merged are one",
        text="Both old codes became b1, and their residents of 2020 are added up.",
        lake={
            "former": """
            child_level | child | parent_level | parent | change_code
            lsoa11      | old-1 | lsoa21       | b1     | M
            lsoa11      | old-2 | lsoa21       | b1     | M
            """,
            "population": """
            date       | level  | code  | residents
            2020-06-30 | lsoa11 | old-1 | 1500
            2020-06-30 | lsoa11 | old-2 | 2000
            """,
            "incidents": """
            month   | lsoa  | crime_type | number
            2020-06 | old-1 | burglary   | 3
            2020-06 | old-2 | burglary   | 4
            """,
        },
        ask="burglary --area B --period 2020-06",
        answer="""
        count | denominator | rate
        7     | 3500        | 2.00
        """,
    ),
    Rule(
        title="A small area of 2011 that was merged is answered by the one in its place",
        text="The note says so.",
        lake={
            "former": """
            child_level | child | parent_level | parent | change_code
            lsoa11      | old-1 | lsoa21       | b1     | M
            lsoa11      | old-2 | lsoa21       | b1     | M
            """,
            "incidents": "month | lsoa | crime_type\n2022-01 | old-1 | burglary\n2022-01 | old-2 | burglary",
        },
        ask="burglary --area old-1 --period 2022-01",
        answer="""
        area_code | count | note
        b1        | 2     | old-1 (old-1) was split or merged in 2021; the figures are for b1
        """,
    ),
    Rule(
        title="An abolished authority is answered by the one in its place, through every change on the way",
        text="Hilltop became Vale in 2019, and Vale became A in 2023.",
        lake={
            "former": """
            child_level | child | parent_level | parent
            ltla18      | D1    | ltla19       | D2
            ltla19      | D2    | ltla23       | A
            """,
            "names": "code | name\nD1 | Hilltop\nA | Newshire",
            "incidents": "month | lsoa | crime_type\n2024-01 | a1 | burglary",
        },
        ask="burglary --area D1 --period 2024-01",
        answer="""
        area_code | area_name | count | note
        A         | Newshire  | 1     | Hilltop (D1) no longer exists; the figures are for Newshire
        """,
    ),
    Rule(
        title="Partnerships that share an authority are one partnership area, called by the authority",
        text="Two partnerships remain from before a merger; incidents cannot be told apart between them.",
        lake={
            "places": """
            lsoa21 | ward24 | ltla24 | csp24 | pfa24
            a1     | north  | A      | CSP-1 | thames-valley
            a2     | south  | A      | CSP-2 | thames-valley
            """,
            "names": "code | name\nCSP-1 | Hilltop\nA | Newshire",
            "incidents": "month | lsoa | crime_type\n2024-01 | a1 | burglary\n2024-01 | a2 | burglary",
        },
        ask="burglary --area CSP-1 --period 2024-01",
        answer="""
        area_code | area_name | count | note
        A         | Newshire  | 2     | Hilltop (CSP-1) shares its authority with other partnerships; the figures are for all of Newshire
        """,
    ),
    Rule(
        title="Authorities that share a partnership are one partnership area, called by the partnership",
        text="Its force is that of its authorities.",
        lake={
            "places": """
            lsoa21 | ward24 | ltla24 | csp24 | pfa24
            a1     | north  | A      | CSP-1 | thames-valley
            b1     | east   | B      | CSP-1 | thames-valley
            """,
            "names": "code | name\nCSP-1 | Safer Valley",
            "incidents": "month | lsoa | crime_type\n2024-01 | a1 | burglary\n2024-01 | b1 | burglary",
        },
        ask="burglary --area CSP-1 --period 2024-01 --compare B",
        answer="""
        area_code | area_name    | count | denominator
        CSP-1     | Safer Valley | 2     | 5000
        B         | B            | 1     | 4000
        """,
    ),
    Rule(
        title="A partnership of one authority is that authority",
        text="There is one partnership area, and its code is the authority's.",
        lake={"incidents": "month | lsoa | crime_type\n2024-01 | b1 | burglary"},
        ask="burglary --area CSP-B --period 2024-01",
        answer="""
        area_code | count | note
        B         | 1     | -
        """,
    ),
    Rule(
        title="Capitals in a code do not matter",
        text="E92000001 is England.",
        lake={"incidents": "month | lsoa | crime_type\n2024-01 | b1 | burglary"},
        ask="burglary --area e92000001 --period 2024-01",
        answer="""
        area_code | area_name
        E92000001 | England
        """,
    ),
]
