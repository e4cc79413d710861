"""The page that says which month of which list is there, late, missing, or waiting."""

import re
from datetime import date

import pytest
from sent_files import FILE, accepted, cases, sent

from police_files import csv_text, name_of, street_rows
from saferplan.web.evidence import month_views
from saferplan.web.partnerships.models import AgencyKind
from site_people import a_member, an_agency

FEED = "ASB cases of Harbour Homes"


@pytest.fixture
def on(monkeypatch):
    def day(year: int, month: int) -> None:
        monkeypatch.setattr(month_views, "_today", lambda: date(year, month, 15))

    day(2025, 6)
    return day


def months(client, partnership, to: str = "") -> dict[str, dict[str, str]]:
    """By the name of the list, what is said of each month."""
    content = _content(client, partnership, to)
    table = content.split("<table")[1].split("</table>")[0] if "<table" in content else ""
    head, *rows = [
        [_words(one) for one in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    ] or [[]]
    return {name: dict(zip(head[1:], said, strict=True)) for name, *said in rows}


def _content(client, partnership, to: str = "") -> str:
    answer = client.get(f"/partnerships/{partnership.slug}/evidence/months/", {"to": to} if to else {})
    assert answer.status_code == 200
    return answer.content.decode()


def _words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_before_the_first_load_it_says_that_there_is_nothing(sign_in, member, partnership):
    content = _content(sign_in(member), partnership)

    assert "No month of any list has been loaded yet." in content
    assert "What the words mean" not in content


def test_the_own_force_s_months_are_there_late_or_due(sign_in, member, anyshires, on):
    shown = months(sign_in(member), anyshires)

    assert list(shown) == ["Thames Valley Police: crime"], "other forces are not this partnership's to ask"
    said = shown["Thames Valley Police: crime"]
    assert (next(iter(said)), list(said)[-1]) == ("May 2025", "Jun 2024")
    assert (said["Aug 2024"], said["Sep 2024"], said["Oct 2024"]) == ("Loaded", "Missing", "Loaded")
    assert (said["Mar 2025"], said["Apr 2025"], said["May 2025"]) == ("Loaded", "Due", "Due")


def test_a_month_is_late_when_it_has_not_come_in_time(sign_in, member, anyshires, on):
    on(2025, 7)
    said = months(sign_in(member), anyshires)["Thames Valley Police: crime"]

    assert (said["Apr 2025"], said["May 2025"], said["Jun 2025"]) == ("Late", "Due", "Due")


def test_it_is_a_section_of_its_own_and_marked_alone(sign_in, member, partnership):
    sections = _content(sign_in(member), partnership).split('aria-label="Evidence"')[1].split("</nav>")[0]

    assert re.findall(r'aria-current="\w+">(\w+)<', sections) == ["Months"]


def test_only_words_that_are_on_the_page_are_explained(sign_in, member, anyshires, on):
    content = _content(sign_in(member), anyshires)

    assert "It has not come, though later months have" in content
    assert "The file may be cut off" not in content


def test_twelve_months_before_and_after_are_a_link_away(sign_in, member, anyshires, on):
    client = sign_in(member)
    newest, oldest = _content(client, anyshires), _content(client, anyshires, "2023-05")

    assert "?to=2024-05" in newest
    assert "Twelve months after" not in newest
    assert "?to=2024-05" in oldest
    assert "Twelve months before" not in oldest
    assert months(client, anyshires, "2024-05")["Thames Valley Police: crime"]["Jul 2023"] == "Missing"


@pytest.mark.parametrize("to", ["2099-01", "x", "2025-13", "' OR 1=1", "0001-01", "１９９９-０１", "2025-05\n"])
def test_nonsense_and_what_is_to_come_show_what_there_is(sign_in, member, anyshires, on, to):
    said = months(sign_in(member), anyshires, to)["Thames Valley Police: crime"]

    assert "May 2025" in said or "Apr 2023" in said


def test_a_partner_s_list_stands_below_with_its_own_months(sign_in, analyst, officer, kept, partnership, on):
    on(2026, 1)
    accepted(sent(officer, cases(month="08")), analyst)
    accepted(sent(officer, cases(month="10"), "harbour-homes-2.csv"), analyst)

    said = months(sign_in(analyst), partnership)[FEED]

    assert [said[f"{one} 2025"] for one in ("Jul", "Aug", "Sep", "Oct", "Nov", "Dec")] == [
        "",
        "Loaded",
        "Missing",
        "Loaded",
        "Due",
        "Due",
    ]


def test_a_list_with_a_mapping_of_which_nothing_came_is_named_below(
    sign_in, member, analyst, officer, kept, partnership
):
    client = sign_in(analyst)
    told = "Lists of which nothing has been loaded"

    before, for_a_reader = _content(client, partnership), _content(sign_in(member), partnership)
    accepted(sent(officer, cases()), analyst)
    after = _content(sign_in(analyst), partnership)

    assert FEED in before.split(told)[1]
    assert told not in for_a_reader
    assert told not in after


def test_who_only_reads_is_told_of_no_partner_s_list(sign_in, member, analyst, officer, kept, partnership):
    accepted(sent(officer, cases()), analyst)

    assert months(sign_in(member), partnership) == {}
    assert "harbour" not in _content(sign_in(member), partnership).lower()


def test_a_month_that_was_sent_leads_to_the_file_that_waits(sign_in, analyst, officer, kept, partnership, on):
    on(2026, 1)
    accepted(sent(officer, cases(month="08")), analyst)
    waits = sent(officer, cases(month="09"), "harbour-homes-2.csv")
    client = sign_in(analyst)

    assert months(client, partnership)[FEED]["Sep 2025"] == "Waits"
    assert f"deliveries/{waits.pk}/" in _content(client, partnership, "2025-12")


def test_a_month_of_the_police_that_waits_leads_to_its_file(sign_in, anyshires, on):
    robin = a_member(anyshires, "analyst")
    text = csv_text(street_rows(3, month="2025-04", force="Thames Valley Police"))
    waits = sent(robin, text, name_of("2025-04", "thames-valley"))
    other = sent(robin, csv_text(street_rows(3, month="2025-05")), name_of("2025-05"))
    client = sign_in(robin)

    said = months(client, anyshires)["Thames Valley Police: crime"]

    assert (said["Mar 2025"], said["Apr 2025"], said["May 2025"]) == ("Loaded", "Waits", "Due")
    content = _content(client, anyshires)
    assert f"deliveries/{waits.pk}/" in content
    assert f"deliveries/{other.pk}/" not in content, "that is another force's"


def test_another_agency_s_officer_is_not_led_to_a_file_that_waits(sign_in, analyst, officer, kept, partnership, on):
    on(2026, 1)
    accepted(sent(officer, cases(month="08")), analyst)
    sent(officer, cases(month="09"), "harbour-homes-2.csv")
    stranger = a_member(partnership, "agency-officer", agency=an_agency(partnership, AgencyKind.LANDLORD, "Red Homes"))

    said = months(sign_in(stranger), partnership)[FEED]

    assert (said["Aug 2025"], said["Sep 2025"]) == ("Loaded", "Late")


def test_files_that_cannot_be_loaded_are_listed_with_what_is_wrong(sign_in, officer, partnership):
    sent(officer, cases())

    content = _content(sign_in(officer), partnership)

    assert "Files that cannot be loaded as they are" in content
    assert FILE in content
    assert "Needs a mapping" in content


def test_how_many_files_wait_does_not_make_it_ask_more(
    sign_in, analyst, officer, kept, partnership, django_assert_max_num_queries
):
    client = sign_in(analyst)
    sent(officer, cases())
    _content(client, partnership)
    with django_assert_max_num_queries(30) as first:
        _content(client, partnership)
    for number in range(3):
        sent(officer, cases(month=f"0{number + 1}"), f"harbour-homes-{number}.csv")

    with django_assert_max_num_queries(len(first)):
        _content(client, partnership)
