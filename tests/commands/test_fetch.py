"""`saferplan fetch` as a user meets it: what it prints, what it leaves in the folder, and its exit code."""

import argparse
import io
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

# The imitation of the publishers lives with the tests of the library.
sys.path.insert(0, str(Path(__file__).parents[1] / "evidence" / "fetching"))
from imitation import DataPoliceUk, GovUk, Imitation, Nomis, OnsSite, Portal, cut, police_archive, workbook, zip_of

from saferplan.commands import fetch
from saferplan.errors import FetchError, UnknownName, UsageError
from saferplan.evidence.fetching.politeness import Pace
from saferplan.evidence.fetching.publishers import catalogue
from saferplan.evidence.periods import month_range

MONTHS = month_range("2022-01", "2022-03")
POLICE = ["police-uk", "--force", "gwent", "--from", "2022-02", "--to", "2022-03"]


@pytest.fixture
def server():
    with Imitation() as imitation:
        yield imitation


@pytest.fixture
def police(server):
    site = DataPoliceUk(server)
    site.archive("2022-03", police_archive(list(MONTHS), ["gwent", "thames-valley"]))
    return site


@pytest.fixture
def run(server, tmp_path, monkeypatch):
    monkeypatch.delenv("NOMIS_API_KEY", raising=False)

    def call(*words: str, base_url: str | None = None) -> int:
        given = parser().parse_args(
            ["fetch", *words, "--out", str(tmp_path / "downloads"), "--base-url", base_url or server.base_url]
        )
        return given.run(given, pace=Pace(sleep=lambda _: None))

    return call


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(prog="saferplan")
    fetch.add_parser(whole.add_subparsers())
    return whole


def help_of(*words: str, capsys) -> str:
    with pytest.raises(SystemExit) as left:
        parser().parse_args(["fetch", *words, "--help"])
    assert left.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("source", ["police-uk", "geography", "population", "deprivation", "recorded-crime"])
def test_help_ends_in_an_example_that_parses(source, capsys):
    lines = help_of(source, capsys=capsys).rstrip().splitlines()
    assert lines[-2] == "Example:"
    words = lines[-1].split()
    assert words[:3] == ["saferplan", "fetch", source]
    assert parser().parse_args(words[1:]).run is fetch.run


def test_help_of_the_command_itself_names_every_source(capsys):
    told = help_of(capsys=capsys)
    assert all(name in told for name in ("police-uk", "geography", "population", "deprivation", "recorded-crime"))
    assert told.rstrip().splitlines()[-2] == "Example:"


def test_it_tells_what_it_did_and_what_to_do_next(police, run, capsys, tmp_path):
    assert run(*POLICE) == 0
    printed = capsys.readouterr()
    first, last = printed.out.splitlines()
    assert first.startswith("2 fetched; 0.0 MB received; in ")
    assert last == f"Next: saferplan load {tmp_path / 'downloads'}"
    assert printed.err == ""
    assert run(*POLICE, "--lake", "mine") == 0
    assert capsys.readouterr().out.splitlines()[0].startswith("2 unchanged")


def test_json_is_one_document_and_nothing_else(police, run, capsys, tmp_path):
    assert run(*POLICE, "--json") == 0
    printed = capsys.readouterr()
    told = json.loads(printed.out)
    assert printed.err == ""
    assert list(told) == [
        "out",
        "files",
        "fetched",
        "unchanged",
        "not_published",
        "failed",
        "bytes_received",
        "seconds",
    ]
    assert (told["fetched"], told["failed"], told["out"]) == (2, 0, str(tmp_path / "downloads"))
    assert [file["path"] for file in told["files"]] == [f"{m}/{m}-gwent-street.csv" for m in MONTHS[1:]]
    assert list(told["files"][0]) == ["path", "status", "url", "bytes", "sha256", "problem", "remedy"]


def test_a_month_that_is_not_published_is_exit_code_8_and_told_once(police, run, capsys):
    words = ["police-uk", "--force", "gwent", "--force", "thames-valley", "--from", "2022-03", "--to", "2022-04"]
    assert run(*words, "--what", "street,outcomes") == 8
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("not published: 2022-04/2022-04-gwent-outcomes.csv, 2022-04/2022-04-gwent-street.csv, ")
    assert told[0].endswith("April 2022 is not published; the newest month is March 2022.")
    assert told[1].startswith("4 fetched, 4 not published; ")


def test_all_forces_can_be_asked_for(police, run, capsys):
    assert run("police-uk", "--force", "all", "--from", "2022-03", "--to", "2022-03", "--json") == 8
    told = json.loads(capsys.readouterr().out)
    assert (told["fetched"], told["not_published"]) == (2, 43)


def test_an_unknown_force_is_answered_with_near_names(run, server):
    with pytest.raises(UnknownName, match="thames-valley") as raised:
        run("police-uk", "--force", "thames", "--from", "2022-03", "--to", "2022-03")
    assert raised.value.exit_code == 5
    assert server.requests == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from", "2022-03", "--to", "2022-01"], "ends before it begins"),
        (["--from", "2022-03", "--to", "2022-03", "--what", "street,streets"], "'streets' is no kind of file"),
    ],
)
def test_words_that_make_no_sense_are_told_before_anything_is_asked_for(run, server, words, said):
    with pytest.raises(UsageError, match=said):
        run("police-uk", "--force", "gwent", *words)
    assert server.requests == []


@pytest.mark.parametrize("month", ["2022-13", "2022-3", "March", "2022-03-01"])
def test_a_month_must_be_a_month(month, capsys):
    with pytest.raises(SystemExit) as left:
        parser().parse_args(["fetch", "police-uk", "--force", "gwent", "--from", month, "--to", "2022-03"])
    assert left.value.code == 2
    assert "is not a month; write it as 2021-04" in capsys.readouterr().err


def test_offline_is_an_error_with_a_way_out(run):
    with pytest.raises(FetchError, match=r"data\.police\.uk cannot be reached") as raised:
        run(*POLICE, base_url="http://127.0.0.1:1")
    assert "https://data.police.uk/data/" in raised.value.message
    assert "saferplan load" in raised.value.message
    assert raised.value.exit_code == 8


def test_offline_is_told_once_for_all_files_of_a_publisher(run, capsys):
    assert run("deprivation", base_url="http://127.0.0.1:1") == 8
    first, second = capsys.readouterr().out.splitlines()
    assert "MHCLG on GOV.UK cannot be reached" in first
    assert "saferplan load" in first
    assert second.startswith("2 failed; ")


def test_the_address_of_a_mirror_can_come_from_the_environment(police, server, tmp_path, monkeypatch):
    monkeypatch.setenv("SAFERPLAN_FETCH_BASE_URL", server.base_url)
    given = parser().parse_args(["fetch", *POLICE, "--out", str(tmp_path)])
    assert given.run(given, pace=Pace(sleep=lambda _: None)) == 0


def test_progress_is_for_terminals_and_is_wiped(police, server, run, monkeypatch, capsys):
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    run(*POLICE)
    assert "2022-02/2022-02-gwent-street.csv: " in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")
    assert "\x1b" not in capsys.readouterr().out


def test_deprivation_and_recorded_crime(server, run, capsys):
    told, gov_uk, ons = catalogue(), GovUk(server), OnsSite(server)
    gov_uk.publication(told.deprivation[0].pages[0], {"File_7_-_All_IoD2019_Scores.csv": b"LSOA code (2011)\nE\n"})
    gov_uk.publication(told.deprivation[1].pages[0], {"File_7_IoD2025_All.csv": b"LSOA code (2021)\nE\n"})
    gov_uk.publication(told.home_office_crime[0].pages[0], {"prc-csp-mar21-mar26.ods": workbook("2024_25")})
    ons.dataset(told.ons_crime[0].pages[0], "yearendingjune2025", "tables.xlsx", workbook("Table C2"))
    assert (run("deprivation"), run("recorded-crime", "--json")) == (0, 0)
    printed = capsys.readouterr().out
    assert printed.startswith("2 fetched; ")
    assert [file["path"] for file in json.loads(printed[printed.index("{") :])["files"]] == [
        "prc-csp-mar21-mar26.ods",
        "tables.xlsx",
    ]


def test_one_publication_that_fails_is_told_with_what_to_do(server, run, capsys):
    told, gov_uk = catalogue(), GovUk(server)
    gov_uk.publication(told.deprivation[1].pages[0], {"File_7_IoD2025_All.csv": b"LSOA code (2021)\nE\n"})
    assert run("deprivation") == 8
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith("not published: English Indices of Deprivation 2019")
    assert "download it from https://www.gov.uk/" in first


# ---- what is fetched is what `saferplan load` takes


def load(folder: Path, lake: Path):
    from saferplan.evidence.lake import Lake
    from saferplan.evidence.loading.load import load as load_files

    return load_files([folder], Lake(lake), now=datetime(2026, 11, 22, tzinfo=UTC))


def statuses(report, folder: Path) -> dict[str, str]:
    return {Path(file.path).relative_to(folder).as_posix(): file.status for file in report.files}


def real_street(month: str) -> bytes:
    heading = (
        "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
        "Last outcome category,Context"
    )
    row = (
        f"{'a' * 64},{month},Gwent Police,Gwent Police,-2.99,51.58,On or near A Road,W01001598,Newport 001A,Burglary,,"
    )
    return f"{heading}\n{row}\n".encode()


def test_fetched_months_load_and_what_lies_beside_them_does_not_disturb(server, run, tmp_path, capsys):
    site = DataPoliceUk(server)
    stored = site.archive("2022-03", zip_of({f"{m}/{m}-gwent-street.csv": real_street(m) for m in MONTHS}))
    assert run(*POLICE) == 0
    stored.ranges = False
    server.faults["/s3/archive/2022-03.zip"] = [cut(200)] * 60
    assert run("police-uk", "--force", "gwent", "--from", "2022-01", "--to", "2022-03") == 8  # leaves parts behind
    folder = tmp_path / "downloads"
    assert list(folder.rglob("*.part"))
    report = load(folder, tmp_path / "lake")
    assert statuses(report, folder) == {
        "2022-02/2022-02-gwent-street.csv": "loaded",
        "2022-03/2022-03-gwent-street.csv": "loaded",
        "fetched.json": "ignored",
    }


def test_fetched_geography_and_population_load(server, run, tmp_path):
    portal, nomis = Portal(server), Nomis(server, most_rows=25_000)
    square = {"type": "Polygon", "coordinates": [[[-3.0, 51.5], [-2.9, 51.5], [-2.9, 51.6], [-3.0, 51.5]]]}
    values = {
        "LSOA11CD": "W01001598",
        "LSOA21CD": "W01001598",
        "CHGIND": "U",
        "RUC21CD": "UN1",
        "Urban_rural_flag": "Urban",
    }
    values |= {"RUC21NM": "Urban: Nearer to a major town or city", "WD24CD": "W05001534", "WD22CD": "W05001534"}
    values |= {"LAD22CD": "W06000022", "LAD24CD": "W06000022", "CSP24CD": "W14000022", "FRA24CD": "W25000003"}
    values |= {"PFA24CD": "W15000002", "PFA23CD": "W15000002", "RGN24CD": "E12000001"}
    for table in catalogue().geography:
        row = {column: values.get(column, "Newport") for column in table.columns}
        name = table.services.format(detail="BGC").replace("(EW|EN)", "EW").replace("(UK|GB)", "UK")
        portal.service(name, [{**row, **({"geometry": square} if table.boundaries else {})}])
    area = {"GEOGRAPHY_CODE": "W01001598", "GEOGRAPHY_NAME": "Newport 001A"}
    nomis.dataset("NM_2014_1", [{**area, "C_AGE": 101 + age, "OBS_VALUE": 10} for age in range(91)])
    nomis.dataset("NM_2021_1", [{**area, "OBS_VALUE": 910, "DATE_NAME": 2021}])
    tenures = (
        {"C2021_TENURE_9": 0, "C2021_TENURE_9_NAME": "Total: All households", "OBS_VALUE": 400},
        *({"C2021_TENURE_9": n, "C2021_TENURE_9_NAME": name, "OBS_VALUE": 50} for n, name in enumerate(TENURES, 1)),
    )
    nomis.dataset("NM_2072_1", [{**area, "DATE_NAME": 2021, **tenure} for tenure in tenures])
    assert run("geography") == 0
    assert run("population") == 0
    folder = tmp_path / "downloads"
    report = load(folder, tmp_path / "lake")
    told = statuses(report, folder)
    assert told.pop("fetched.json") == "ignored"
    assert {name: status for name, status in told.items() if status != "loaded"} == {}
    assert len(told) == len(catalogue().geography) + 3
    assert report.rejected == []


TENURES = (
    "Owned: Owns outright",
    "Owned: Owns with a mortgage or loan",
    "Shared ownership: Shared ownership",
    "Social rented: Rents from council or Local Authority",
    "Social rented: Other social rented",
    "Private rented: Private landlord or letting agency",
    "Private rented: Other private rented",
    "Lives rent free",
)


# ---- the documentation


DOCS = Path(__file__).parents[2] / "docs"


def test_the_reference_names_every_option_file_and_key(police, run, capsys, tmp_path):
    written = (DOCS / "reference" / "fetch.md").read_text(encoding="utf-8")
    sources = parser()._actions[-1].choices["fetch"]._actions[-1].choices
    options = {option for source in sources.values() for option in source._option_string_actions}
    assert [option for option in options - {"-h", "--help"} if f"`{option}" not in written] == []
    files = [f"{table.file}.{'geojson' if table.boundaries else 'csv'}" for table in catalogue().geography]
    files += [f"{table.file.replace('{year}', 'YEAR')}.csv" for table in catalogue().population]
    assert [file for file in files if f"`{file}`" not in written] == []
    run(*POLICE, "--json")
    told = json.loads(capsys.readouterr().out)
    manifest = json.loads((tmp_path / "downloads" / "fetched.json").read_text())
    keys = {*told, *told["files"][0], *manifest["files"][0]}
    assert [key for key in keys if f"`{key}`" not in written] == []


def test_the_commands_of_the_how_to_parse():
    written = (DOCS / "how-to" / "fetch-open-data.md").read_text(encoding="utf-8")
    commands = [line.split() for line in written.splitlines() if line.startswith("saferplan fetch ")]
    assert len(commands) == 5
    for words in commands:
        assert parser().parse_args(words[1:]).run is fetch.run
