"""Areas whose codes changed, overlap, or stand for another."""
# ruff: noqa: E501 - a drawn table is as wide as its columns

from specification import Rule

TITLE = "Areas and their codes over time"

RULES = [
    Rule(
        title="A small area that was split in 2021 goes to the part with the most residents",
        text="Old, a code of 2011, became a1 and a2. Files up to 2022 use it; a2 has more residents than a1.",
        lake={
            "former": """
            child_level | child | parent_level | parent | change_code
            lsoa11      | old   | lsoa21       | a1     | S
            lsoa11      | old   | lsoa21       | a2     | S
            """,
            "incidents": """
            month   | lsoa | crime_type | number
            2022-01 | old  | burglary   | 4
            2022-01 | a1   | burglary   | 1
            """,
        },
        ask="burglary --area A --period 2022-01 --by ward",
        answer="""
        area_code | count
        north     | 1
        south     | 4
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
        title="A small area of 2011 that is no more is answered by the one that fits it best",
        text="The note says so.",
        lake={
            "former": """
            child_level | child | parent_level | parent | change_code
            lsoa11      | old   | lsoa21       | a1     | S
            lsoa11      | old   | lsoa21       | a2     | S
            """,
            "incidents": "month | lsoa | crime_type\n2022-01 | old | burglary",
        },
        ask="burglary --area old --period 2022-01",
        answer="""
        area_code | count | note
        a2        | 1     | old (old) was split or merged in 2021; the figures are for a2
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
