"""One figure by its parts: crime types, wards and small areas."""

from specification import Rule

TITLE = "By crime type, ward and small area"

INCIDENTS = """
month   | lsoa | crime_type            | number
2024-01 | a1   | burglary              | 2
2024-01 | a2   | drugs                 | 3
2024-01 | a2   | anti-social-behaviour | 7
2024-01 | b1   | robbery               | 1
"""
BOXES = """
level  | code     | west  | south | east  | north
lsoa21 | a1       | -1.00 | 51.00 | -0.90 | 51.10
lsoa21 | a2       | -0.90 | 51.00 | -0.80 | 51.10
ward25 | new-west | -1.00 | 51.00 | -0.93 | 51.10
ward25 | new-east | -0.93 | 51.00 | -0.80 | 51.10
"""
POINTS = """
month   | lsoa | crime_type | longitude | latitude | number
2024-01 | a1   | burglary   | -0.97     | 51.05    | 5
2024-01 | a1   | burglary   | -0.91     | 51.05    | 2
2024-01 | a2   | burglary   | -0.85     | 51.05    | 1
2024-01 | a2   | burglary   | -0.798    | 51.05    | 1
2024-01 | a2   | burglary   | -0.70     | 51.05    | 1
2024-01 | a2   | burglary   | -         | -        | 1
"""
WARDS_OF_2025 = "wards of 2025 are counted by map point; their residents are those of the small areas that fit best"

RULES = [
    Rule(
        title="By crime type: every type of the measure that occurs anywhere, zero where it does not occur here",
        text="Robbery is in use, since B has one; A has none. Anti-social behaviour is not in all crime.",
        lake={"incidents": INCIDENTS},
        ask="all-crime --area A --period 2024-01 --by crime_type",
        answer="""
        area_code | crime_type | count
        A         | burglary   | 2
        A         | drugs      | 3
        A         | robbery    | 0
        """,
    ),
    Rule(
        title="By ward: each of the area's wards, with its own residents",
        text="The two wards add up to A's five crimes.",
        lake={"incidents": INCIDENTS},
        ask="all-crime --area A --period 2024-01 --by ward",
        answer="""
        area_code | count | denominator | rate
        north     | 2     | 1000        | 2.00
        south     | 3     | 3000        | 1.00
        """,
    ),
    Rule(
        title="By small area (LSOA), of a ward too",
        text="South holds one small area.",
        lake={"incidents": INCIDENTS},
        ask="all-crime --area south --period 2024-01 --by lsoa",
        answer="""
        area_code | count
        a2        | 3
        """,
    ),
    Rule(
        title="A force by ward: the wards of all its partnership areas",
        text="The force's code is that of its area.",
        lake={"incidents": INCIDENTS},
        ask="all-crime --area E23000029 --period 2024-01 --by ward",
        answer="""
        area_code | count
        north     | 2
        south     | 3
        east      | 1
        """,
    ),
    Rule(
        title="Wards of another year: by map point",
        text="Both small areas of A are given new wards. Two of the burglaries in a1 lie east of the new line, at"
        " -0.91 degrees. At -0.798, 140 metres outside, the outline is taken to be generalised; at -0.70 the point is"
        " in none of them, as is the burglary without a point. Residents go where the middle of their small area is.",
        lake={"boundaries": BOXES, "incidents": POINTS},
        ask="burglary --area A --period 2024-01 --by ward25",
        answer=f"""
        area_code | count | denominator | rate | note
        new-east  | 4     | 3000        | 1.33 | {WARDS_OF_2025}
        new-west  | 5     | 1000        | 5.00 | {WARDS_OF_2025}
        """,
    ),
    Rule(
        title="A ward of another year can be asked for by its code",
        text="It lies in the partnership area in which its small areas are.",
        lake={"boundaries": BOXES, "incidents": POINTS},
        ask="burglary --area new-west --period 2024-01 --compare A",
        answer=f"""
        area_code | count | compared_own_count | compared_ratio | note
        new-west  | 5     | -                  | -              | {WARDS_OF_2025}
        A         | 11    | 5                  | 2.5            | -
        """,
    ),
]
