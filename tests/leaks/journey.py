"""One partnership's year with canaries in its files: everything is done that a user does, right and wrong, and kept."""

import csv
import io
import json
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from canaries import PEOPLE, SUSPECT, Canary

from anyshire import ANYSHIRE, LATER
from restricted import OTHER_KEY, TEST_KEY
from saferplan.cli import main

HARBOUR = """
feed = "harbour-homes-asb"
version = 1
agency = "Harbour Homes"
agency_kind = "landlord"
kind = "asb"
title = "ASB cases of Harbour Homes"
source = "Harbour Homes, monthly list of ASB cases"
retention_months = 60

[file]
name = "harbour*"

[columns]
reference = "Case Ref"
reported_time = { column = "Reported", format = "%d/%m/%Y %H:%M" }
asb_category = { column = "Type", values = "asb_type" }
category = "Nature"
outcome = "Result"
"victim.full_name" = { column = "Complainant", order = "surname-first" }
"victim.date_of_birth" = { column = "DOB", format = "%d/%m/%Y" }
"victim.address" = "Address"
"victim.postcode" = "Post Code"
"victim.uprn" = "UPRN"
"victim.phone" = "Tel"
"victim.email" = "Email"
"victim.person_reference" = "Tenant No"
"suspect.full_name" = { column = "Alleged perpetrator", order = "surname-first" }
"suspect.date_of_birth" = { column = "Alleged DOB", format = "%d/%m/%Y" }
"place.address" = "Location"
"place.postcode" = "Location Post Code"

[values.asb_type]
"Noise nuisance" = "nuisance"
"""
COUNCIL = HARBOUR.replace("harbour-homes-asb", "council-asb").replace("Harbour Homes", "Anyshire Council")
COUNCIL = COUNCIL.replace('"landlord"', '"council"').replace("harbour*", "council*")
PURPOSE = """
name = "repeat-victims"
title = "Who is victimised again, and by whom it is known"
what_for = "Counts of repeat victims for the strategic assessment"
gateway = "cda-1998-s115"
feeds = ["harbour-homes-asb", "council-asb"]
groups = ["adult-victims"]
result = "{result}"
retention_months = 12
dpia = "DPIA 12"
decided_by = "Chair of the data group"

[agreement]
name = "Anyshire information sharing agreement"
parties = ["Anyshire Council", "Harbour Homes"]
signed = 2024-01-20
from = 2024-02-01
until = 2099-01-31
review = 2026-12-01
"""
HEADINGS = tuple(Canary(0).row("x"))
REFERENCES = ("Case Ref", "Tenant No")


@dataclass
class Journey:
    """`printed`: what each command wrote, to either stream or to a log; `codes`: how each ended."""

    folder: Path
    printed: dict[str, str] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)

    # What the lake held of canaries before anybody was erased; an erasure takes old versions with it.
    in_the_lake: dict[str, set[str]] = field(default_factory=dict)

    @property
    def lake(self) -> Path:
        return self.folder / "lake"

    def run(self, *words: str, typed: str = "", told_as: str = "") -> int:
        """A command as the user types it; a bug's traceback is printed text as well."""
        streams, log = io.StringIO(), io.StringIO()
        handler = logging.StreamHandler(log)
        logging.getLogger().addHandler(handler)
        with redirect_stdout(streams), redirect_stderr(streams), pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdin", io.StringIO(typed))
            try:
                code = main(list(words))
            except SystemExit as ended:
                code = int(ended.code or 0)
            finally:
                logging.getLogger().removeHandler(handler)
        name = told_as or " ".join(words[:2])
        self.codes[name] = code
        self.printed[name] = streams.getvalue() + log.getvalue()
        return code

    def load(self, *files: Path, told_as: str) -> int:
        return self.run("load", *map(str, files), told_as=told_as)


def write_csv(file: Path, rows: Iterable[dict[str, str]], headings: Iterable[str] = HEADINGS) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(headings), extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    file.write_text(text.getvalue(), encoding="utf-8")
    return file


def rows_of_harbour() -> Iterator[dict[str, str]]:
    """Every canary twice, one with a suspect."""
    for one in PEOPLE:
        yield one.row(f"HH-{one.number}")
        yield one.row(f"HH-{one.number}b", Reported="03/12/2024 09:00")
    yield PEOPLE[0].row(
        "HH-99",
        **{"Alleged perpetrator": f"{SUSPECT.surname}, {SUSPECT.forename}", "Alleged DOB": f"{SUSPECT.born:%d/%m/%Y}"},
    )


@contextmanager
def begun(folder: Path, url: str) -> Iterator[Journey]:
    """Everything that the programs write lies below the folder: temporary files, cache, home, working folder."""
    journey = Journey(folder)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("cache", "tmp", "work", "home"):
            (folder / name).mkdir()
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        patch.setenv("HOME", str(folder / "home"))
        patch.setenv("TMPDIR", str(folder / "tmp"))
        patch.setattr("tempfile.tempdir", str(folder / "tmp"))
        patch.setenv("SAFERPLAN_LAKE", str(journey.lake))
        patch.setenv("SAFERPLAN_KEY", TEST_KEY)
        patch.setenv("DATABASE_URL", url)
        patch.chdir(folder / "work")
        level = logging.getLogger().level
        logging.getLogger().setLevel(logging.DEBUG)
        try:
            yield journey
        finally:
            logging.getLogger().setLevel(level)


def load_and_link(journey: Journey, files: Path) -> None:
    """What goes well."""
    for name, text in (("harbour", HARBOUR), ("council", COUNCIL)):
        profile = journey.folder / "work" / f"{name}.toml"
        profile.write_text(text)
        assert journey.run("profile", "keep", str(profile), told_as=f"keep {name}") == 0, journey.printed
    harbour = write_csv(files / "harbour-2024.csv", rows_of_harbour())
    council = write_csv(files / "council-2024.csv", (one.row(f"AC-{one.number}") for one in PEOPLE[:9]))
    assert journey.load(harbour, council, told_as="load") == 0, journey.printed["load"]
    for result in ("counts", "casework"):
        purpose = journey.folder / "work" / f"{result}.toml"
        purpose.write_text(PURPOSE.format(result=result).replace("repeat-victims", f"repeat-{result}"))
        assert journey.run("purpose", "record", str(purpose), told_as=f"purpose {result}") == 0, journey.printed
        run = ("linkage", "run", "--purpose", f"repeat-{result}")
        assert journey.run(*run, told_as=f"linkage {result}") == 0, journey.printed
    journey.run("findings", ANYSHIRE, "--period", LATER, "--purpose", "repeat-counts", told_as="findings")
    journey.run("case-review", "cases", "--purpose", "repeat-casework", "--agency", "Harbour Homes", told_as="cases")


def show_everything(journey: Journey, files: Path) -> None:
    out = journey.folder / "work"
    journey.run("coverage", "--rejected", told_as="coverage")
    journey.run("profile", "list", told_as="profile list")
    journey.run("identities", "check", told_as="identities check")
    journey.run("identities", "log", told_as="identities log")
    journey.run("retention", "show", told_as="retention show")
    journey.run("profile", "check", str(out / "harbour.toml"), str(files / "harbour-2024.csv"), told_as="profile check")
    journey.run("quality", "harbour-homes-asb", "--out", str(out / "quality.xlsx"), told_as="quality")
    asked = ("quality", str(files / "harbour-2024.csv"), "--out", str(out / "quality-of-file.xlsx"))
    journey.run(*asked, told_as="quality of a file")
    assessed = ("assess", ANYSHIRE, "--period", LATER, "--out", str(out / "assessment"))
    assert journey.run(*assessed, told_as="assess") == 0, journey.printed["assess"]


def do_it_wrong(journey: Journey, files: Path) -> None:
    """A canary in the place of whatever else a column should hold; files that do not fit, break off or are hostile."""
    wrong, one = files / "wrong", Canary(5)
    name, born = f"{one.surname}, {one.forename}", f"{one.born:%d/%m/%Y}"
    for number, heading in enumerate(HEADINGS):
        # A name among references stops its file, so that nothing else in it would be tried.
        for at, cells in enumerate([("", name), ("", born)] if heading in REFERENCES else [("", name, born)]):
            rows = [one.row(f"W{number}-{n}", **({heading: cell} if cell else {})) for n, cell in enumerate(cells * 3)]
            file = f"harbour-{at}-in-{heading.lower().replace(' ', '-')}.csv"
            journey.load(write_csv(wrong / file, rows), told_as=f"load {file}")
    renamed = [heading if heading != "DOB" else f"{one.forename} born" for heading in HEADINGS]
    spoilt = {
        "harbour-renamed.csv": write_csv(wrong / "harbour-renamed.csv", [one.row("R1")], renamed).read_bytes(),
        "harbour-quote.csv": b'Case Ref,Complainant\n"1,' + f"{one.surname}, {one.forename}\n".encode() * 9,
        "harbour-cut.xlsx": b"PK\x03\x04" + f"{one.surname}".encode() * 50,
        "harbour-nul.csv": f"Case Ref,Complainant\n1,{one.surname}\0{one.forename}\n".encode(),
        "harbour-names-for-headings.csv": f"{one.surname},{one.forename},{one.email}\n1,2,3\n".encode(),
        "harbour-latin.csv": f"Case Ref,Complainant\n1,{one.surname}".encode() + b"\xff\xfe\n",
        "no-profile.csv": f"Who,When\n{one.surname} {one.forename},{one.born}\n".encode(),
    }  # fmt: skip
    for name, content in spoilt.items():
        (wrong / name).write_bytes(content)
        journey.load(wrong / name, told_as=f"load {name}")
    rows = write_csv(wrong / "harbour-other-key.csv", [one.row("K1")])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SAFERPLAN_KEY", OTHER_KEY)
        journey.load(rows, told_as="load with another key")
        patch.setenv("SAFERPLAN_KEY", "Zyxandra Quillwander")
        journey.load(rows, told_as="load with a name for a key")
        patch.delenv("SAFERPLAN_KEY")
        journey.load(rows, told_as="load without a key")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL")
        journey.load(rows, told_as="load without a database")
        patch.setenv("DATABASE_URL", f"postgresql://zyxandra:{one.surname}@localhost:1/x")
        journey.load(rows, told_as="load with a database that is not there")


def forget_one(journey: Journey) -> Canary:
    """The erasure of somebody, which asks for the name."""
    one = PEOPLE[2]
    typed = f"{one.forename}\n{one.surname}\n{one.born}\nerase\n"
    words = ("erase", "person", "--ground", "Article 17(1)(c)", "--decided-by", "data protection officer")
    assert journey.run(*words, typed=typed, told_as="erase") == 0, journey.printed["erase"]
    journey.run("erase", "person", *words[2:], typed=typed, told_as="erase again")
    journey.run("erase", "list", told_as="erase list")
    journey.run("retention", "run", told_as="retention run")
    return one


def summary(journey: Journey) -> str:
    return json.dumps(journey.codes, indent=1) + os.linesep
