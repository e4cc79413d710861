"""`saferplan case-review` and `saferplan findings` over a restricted store: what three agencies could not see alone."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from people_lake import HOME, YEAR, Row, lake_of, many, record
from restricted import TEST_KEY
from saferplan.cli import main
from saferplan.evidence.access import READS
from saferplan.evidence.lake import Lake
from saferplan.evidence.partners.mentions import PERSONS, PLACES, Feed
from saferplan.evidence.people import newest
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.linkage.model import people_model
from saferplan.identities.linkage.runs import run as link
from saferplan.identities.purpose_files import read_purpose
from saferplan.identities.purpose_records import record as record_purpose
from saferplan.identities.store import opened

NOW = datetime(2025, 1, 10, 12, tzinfo=UTC)
AGENCIES = ("police", "council", "landlord")
ANN = {"forenames": "Ann", "surname": "Synthetic", "date_of_birth": date(1980, 5, 4), "postcode": "ZZ1 1AA"}
BEN = {"forenames": "Ben", "surname": "Invented", "date_of_birth": date(1991, 2, 3), "postcode": "ZZ1 2AB"}
PURPOSE = """
name = "{name}"
title = "Reviews of anti-social behaviour"
what_for = "Offering case reviews"
gateway = "cda-1998-s115"
feeds = ["police", "council", "landlord"]
groups = ["adult-victims"]
result = "{result}"
retention_months = 12
dpia = "DPIA 12"
decided_by = "Chair of the data group"

[agreement]
name = "Anyshire agreement"
parties = ["police", "council", "landlord"]
signed = 2024-01-20
from = 2024-02-01
until = 2099-01-31
review = 2026-12-01
"""


@pytest.fixture
def lake(tmp_path: Path, store_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ann told three agencies, once each, in three months; Ben the council twice. Linked under two purposes."""
    monkeypatch.setenv("SAFERPLAN_KEY", TEST_KEY)
    monkeypatch.setenv("DATABASE_URL", store_url)
    incidents: list[Row] = many(100, agency="other")
    with opened(store_url, PartnershipKey.of(TEST_KEY)) as store:
        for month, agency in zip((10, 11, 12), AGENCIES, strict=True):
            mentions = [
                {"row": at, "subject": "victim", "expires_on": date(2030, 1, 1)} | one
                for at, one in enumerate((ANN, BEN))
            ]
            feed = Feed(agency, agency, agency, 1)
            keys = store.register(feed, pa.Table.from_pylist(mentions, PERSONS), PLACES.empty_table(), now=NOW)
            ann, ben = keys.persons.to_pylist()
            incidents.append(complaint(agency, f"{agency}-1", f"2024-{month}-05T22:00", ann))
            if agency == "council":
                incidents += [
                    complaint(agency, f"ben-{day}", f"2024-12-{day}T22:00", ben, case_reference="C-8")
                    for day in (10, 12)
                ]
        for name, result in (("asb-casework", "casework"), ("repeat-victims", "counts")):
            file = tmp_path / f"{name}.toml"
            file.write_text(PURPOSE.format(name=name, result=result))
            record_purpose(store.connection, read_purpose(file), by="tests", now=NOW)
            link(store, name, people_model(), now=NOW)
    return lake_of(tmp_path / "lake", incidents).root


def complaint(agency: str, reference: str, day: str, key: str, **more) -> Row:
    own = {"victim_key": key, "from_time": datetime.fromisoformat(day)}
    return record(agency, "asb", reference, day, **more) | own | more


@pytest.fixture
def asked(lake: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def ask(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([*words, "--lake", str(lake)])
        told = capsys.readouterr()
        return code, told.out, told.err

    return ask


CASES = ("case-review", "cases", "--purpose", "asb-casework", "--on", "2025-01-10")


def test_an_agency_sees_its_own_case_and_how_many_complaints_others_hold(asked):
    code, out, err = asked(*CASES, "--agency", "landlord", "--json")
    assert (code, err) == (0, "")
    (case,) = json.loads(out)
    assert (case["case"], case["nearness"], case["number"], case["elsewhere"]) == ("landlord-1", "reached", 3, 2)
    assert (case["own"], case["apply_by"], case["rule"]) == ("landlord-1 of 2024-12-05", "2025-04-04", "statutory-2014")


def test_no_name_no_key_and_no_other_agencys_reference_is_printed(asked):
    _, out, err = asked(*CASES, "--agency", "council")
    for secret in ("Ann", "Ben", "Synthetic", "ZZ1", "landlord", "police"):
        assert secret not in out + err
    assert "C-8" in out
    assert "one short" in out
    assert "explain the review; weigh persistence and harm" in out
    assert "a person decides" in err


def test_without_an_agency_only_numbers_are_told(asked):
    code, out, _ = asked(*CASES, "--json")
    assert code == 0
    assert json.loads(out) == [
        {"agency": "council", "reached": 1, "one_short": 1},
        {"agency": "landlord", "reached": 1, "one_short": 0},
        {"agency": "police", "reached": 1, "one_short": 0},
    ]


@pytest.mark.parametrize(
    ("words", "whose"), [(("--agency", "landlord"), " of landlord"), ((), "")], ids=["an agency", "all agencies"]
)
def test_where_no_case_qualifies_it_says_so(asked, words: tuple[str, ...], whose: str):
    code, out, err = asked(*CASES[:-1], "2026-01-10", *words)
    assert (code, out) == (0, "")
    said = f"on 2026-01-10 no case{whose} holds a victim who has reached the threshold, or stands one short"
    assert said in err
    assert "Offer the review" not in err
    assert asked(*CASES[:-1], "2026-01-10", *words, "--json")[1] == "[]\n"


def test_the_day_of_the_application_decides(asked):
    _, out, _ = asked(*CASES[:-1], "2025-04-05", "--agency", "landlord", "--json")
    (case,) = json.loads(out)
    assert (case["nearness"], case["number"]) == ("one short", 2)


def test_local_rules_take_the_place_of_the_shipped_ones(asked, tmp_path: Path):
    _, shipped, _ = asked("case-review", "cases", "--purpose", "asb-casework", "--on", "2025-01-10", "--json")
    rules = tmp_path / "ours.toml"
    rules.write_text(
        '[[rule]]\nversion = "ours"\nfrom = 2020-01-01\nchecked = 2026-11-22\ncitation = "ours"\ncomplaints = 2\n'
        "months_to_complain = 1\nmonths_to_apply = 6\nexplain_after = 2\none_day_counts_once = false\n"
        "hate_alone = false\n"
    )
    _, out, _ = asked(*CASES, "--rules", str(rules), "--json")
    assert shipped != out
    assert {row["agency"]: row["reached"] for row in json.loads(out)} == {"council": 2, "landlord": 1, "police": 1}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--purpose", "repeat-victims"), 10, "gives counts alone"),
        (("--purpose", "nothing"), 10, "no purpose 'nothing'"),
        (("--purpose", "asb-casework", "--agency", "landlard"), 5, "Did you mean landlord?"),
        (("--purpose", "asb-casework", "--on", "soon"), 2, "'soon' is not a date"),
        (("--purpose", "asb-casework", "--on", "2010-01-01"), 5, "no rule of the Case Review is in force"),
        (("--purpose", "asb-casework", "--rules", "absent.toml"), 2, "absent.toml: the rules cannot be read"),
    ],
)
def test_what_is_not_allowed_or_not_there_is_refused(asked, words: tuple[str, ...], code: int, said: str):
    found, out, err = asked("case-review", "cases", *words)
    assert (found, out) == (code, "")
    assert said in err


def test_the_logs_name_the_agency_whose_cases_were_listed(asked, lake: Path, store_url: str):
    asked(*CASES, "--agency", "landlord")
    asked(*CASES)
    told = ["saferplan case-review cases, landlord", "saferplan case-review cases, numbers by agency"]
    lines = [json.loads(line) for line in (lake / READS).read_text().splitlines()]
    assert list(dict.fromkeys(line["command"] for line in lines if line["purpose"] == "casework")) == told
    with opened(store_url, PartnershipKey.of(TEST_KEY)) as store:
        read = [command for (command,) in store.connection.execute("SELECT command FROM reads").fetchall()]
    assert [command for command in read if command in told] == told


def test_findings_of_a_purpose_use_its_linkage_and_its_feeds_alone(asked, lake: Path):
    code, _, err = asked("findings", HOME, "--period", "FY2024", "--purpose", "repeat-victims")
    assert code == 0
    assert "figures released" in err
    rows = newest(Lake(lake).snapshot(), HOME, YEAR)
    assert {(row["purpose"], row["feeds"]) for row in rows} == {("repeat-victims", "council, landlord, police")}
    assert all(row["run"] for row in rows)


def test_findings_without_a_purpose_need_no_store(asked, lake: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("SAFERPLAN_KEY")
    code, out, _ = asked("findings", HOME, "--period", "FY2024", "--csv")
    assert code == 0
    assert "repeat-victims-unlinked,all,all,victims,100.0" in out


def test_a_purpose_that_was_never_recorded_releases_nothing(asked, lake: Path):
    code, _, err = asked("findings", HOME, "--period", "FY2024", "--purpose", "nothing")
    assert (code, "no purpose 'nothing'" in err) == (10, True)
    assert newest(Lake(lake).snapshot(), HOME, YEAR) == []


def test_the_rule_is_shown_with_its_source(capsys: pytest.CaptureFixture[str]):
    assert main(["case-review", "rules", "--on", "2026-01-01"]) == 0
    out = capsys.readouterr().out
    assert "section 104(4), (5) and (11)" in out
    assert main(["case-review", "rules", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["complaints"] == 3
