"""The mapping of a file on screen: proposed, put right, tried again, kept; and what it shows of the file."""

import re

import pytest
from sent_files import accepted, as_it_is, cases, last_trial, profile, sent

from saferplan.evidence.partners.keeping import keep, kept_versions
from saferplan.evidence.partners.profile_file import read_profile
from saferplan.evidence.partners.profile_text import declared_in
from saferplan.web.evidence.lake import lake_of
from saferplan.web.evidence.mapping_forms import SAYS_NOTHING, MappingForm, MappingTextForm
from saferplan.web.evidence.models import State
from saferplan.web.evidence.reports import read_report
from saferplan.web.partnerships.models import AgencyKind
from site_jobs import run_jobs
from site_people import a_member, an_agency


@pytest.fixture
def robin(partnership):
    return a_member(partnership, "analyst", name="Robin Figures")


@pytest.fixture
def drew(partnership):
    homes = an_agency(partnership, AgencyKind.LANDLORD, "Harbour Homes")
    return a_member(partnership, "agency-officer", agency=homes)


@pytest.fixture
def client_of_robin(sign_in, robin):
    return sign_in(robin)


def place(delivery, rest: str = "mapping/") -> str:
    return f"/partnerships/{delivery.partnership.slug}/evidence/deliveries/{delivery.pk}/{rest}"


def form_of(delivery, data=None) -> MappingForm:
    told = read_report(last_trial(delivery))
    newest = delivery.mappings.last()
    return MappingForm(
        data,
        declared=declared_in(newest.text),
        columns=told["columns"],
        values=told["values"],
        version=lambda feed: 1,
        initial={"based_on": newest.pk},
    )


def as_shown(delivery) -> dict[str, str]:
    """What a browser would send of the form as it is shown."""
    form = form_of(delivery)
    return {name: "" if (value := form[name].value()) is None else str(value) for name in form.fields}


def words_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


class TestTheProposal:
    def test_each_column_says_what_it_is_proposed_for_and_looks_like(self, client_of_robin, drew):
        text = words_of(client_of_robin.get(place(sent(drew, cases()))))

        assert "Case Ref" in text
        assert "100% filled" in text
        assert "Looks like 99/99/9999 99:99" in text
        assert "Proposed: Reference" in text

    def test_what_is_missing_is_asked_for_in_words(self, client_of_robin, drew):
        delivery = sent(drew, cases())

        answer = client_of_robin.post(place(delivery), as_shown(delivery) | {"retention_months": ""})

        assert "Enter how many months rows are kept" in words_of(answer)
        assert as_it_is(delivery).state == State.TO_MAP


class TestSaving:
    @pytest.fixture
    def delivery(self, drew):
        return sent(drew, cases())

    def column(self, delivery, heading: str) -> str:
        columns = [one["heading"] for one in read_report(last_trial(delivery))["columns"]]
        return f"column-{columns.index(heading)}"

    def test_it_is_tried_by_it_and_kept_once_it_is_accepted(self, client_of_robin, delivery, robin, partnership):
        given = as_shown(delivery) | {"retention_months": "36", "kind": "asb"}
        for heading, name in (("Officer", ""), ("Tenant", "")):
            given[self.column(delivery, heading)] = name

        answer = client_of_robin.post(place(delivery), given)
        assert answer.url == place(delivery, "")
        run_jobs()

        delivery = as_it_is(delivery)
        assert delivery.state == State.TO_DECIDE, delivery.state_note
        assert last_trial(delivery).mapping == delivery.mappings.last()
        accepted(delivery, robin)
        (kept,) = kept_versions(lake_of(partnership).root, given["feed"])
        assert kept.rules["reference"].headings == ("Case Ref",)
        assert kept.retention_months == 36

    @pytest.mark.parametrize(
        ("heading", "becomes", "said"),
        [
            ("Case Ref", "", "Choose the column of “Reference”"),
            ("Reported", "", "Choose the column of “Reported time”"),
            ("Officer", "reference", "“Reference” is told by one column"),
        ],
    )
    def test_what_cannot_be_is_told_in_words(self, client_of_robin, delivery, heading, becomes, said):
        given = as_shown(delivery) | {"retention_months": "36", self.column(delivery, heading): becomes}

        answer = client_of_robin.post(place(delivery), given)

        assert said in words_of(answer)
        assert "Error:" in answer.content.decode()
        assert delivery.mappings.count() == 1

    def test_two_people_at_once(self, client_of_robin, delivery):
        given = as_shown(delivery) | {"retention_months": "36"}
        client_of_robin.post(place(delivery), given)
        run_jobs()

        answer = client_of_robin.post(place(delivery), given)

        assert "Robin Figures has changed this mapping meanwhile" in words_of(answer)

    def test_names_in_the_place_of_references_are_refused_and_not_repeated(self, client_of_robin, delivery):
        given = as_shown(delivery) | {"retention_months": "36"}
        given |= {self.column(delivery, "Case Ref"): "", self.column(delivery, "Officer"): "reference"}
        client_of_robin.post(place(delivery), given)
        run_jobs()

        delivery = as_it_is(delivery)
        assert delivery.state == State.FAULTY
        assert "look like names of people" in delivery.state_note
        assert client_of_robin.get(place(delivery)).status_code == 200, "and it can be put right"

    def test_not_of_a_file_that_is_gone(self, client_of_robin, delivery):
        client_of_robin.post(place(delivery, "reject/"), {"why": "No."})

        assert client_of_robin.get(place(delivery)).url == place(delivery, "")


class TestValues:
    @pytest.fixture
    def delivery(self, drew, partnership, client_of_robin):
        """Mapped to a field with a list of what it may say."""
        delivery = sent(drew, cases())
        text = profile() + 'asb_category = { column = "Case Type", values = "types" }\n'
        text += '\n[values.types]\n"Noise" = "nuisance"\n"Litter" = "environmental"\n"Threats" = ""\n'
        based_on = delivery.mappings.get().pk
        client_of_robin.post(place(delivery, "mapping/text/"), {"text": text, "based_on": based_on})
        run_jobs()
        return as_it_is(delivery)

    def test_values_that_many_rows_share_are_shown_with_what_they_mean(self, client_of_robin, delivery):
        text = words_of(client_of_robin.get(place(delivery)))

        assert "What the values of “Anti-social behaviour category” mean" in text
        for value in ("“Noise”", "“Litter”", "“Threats”", "Every other value"):
            assert value in text

    def test_what_was_said_of_them_is_shown_and_can_be_changed(self, client_of_robin, delivery):
        shown = as_shown(delivery)
        meanings = {name: one for name, one in shown.items() if name.startswith("value-")}
        assert sorted(meanings.values()) == ["environmental", "nuisance", SAYS_NOTHING]

        threats = next(name for name, one in meanings.items() if one == SAYS_NOTHING)
        client_of_robin.post(place(delivery), shown | {threats: "personal", "other-asb_category": SAYS_NOTHING})
        run_jobs()

        told = declared_in(as_it_is(delivery).mappings.last().text)
        assert told["values"]["asb_category"] == {
            "Noise": "nuisance",
            "Litter": "environmental",
            "Threats": "personal",
            "*": "",
        }
        assert as_it_is(delivery).state == State.TO_DECIDE

    def test_values_of_few_rows_are_counted_and_not_shown(self, client_of_robin, drew):
        text = cases(30).replace("Threats", "Noise", 7).replace("Threats", "About Perpetua", 3)
        delivery = sent(drew, text)
        mapping = profile() + 'asb_category = { column = "Case Type", values = "types" }\n[values.types]\n"*" = ""\n'
        given = {"text": mapping, "based_on": delivery.mappings.get().pk}
        client_of_robin.post(place(delivery, "mapping/text/"), given)
        run_jobs()

        page = client_of_robin.get(place(as_it_is(delivery)))
        assert "About Perpetua" not in page.content.decode()
        assert "1 value stands in fewer than five rows" in words_of(page)


class TestAKeptProfile:
    def test_a_file_that_it_reads_can_be_mapped_otherwise_as_the_next_version(self, client_of_robin, drew, partnership):
        keep(lake_of(partnership), read_profile(profile(), "test"))
        delivery = sent(drew, cases())
        page = client_of_robin.get(place(delivery)).content.decode()
        assert 'value="harbour-homes-asb"' in page

        given = dict.fromkeys(("kind", "file_name"), "") | _sent_by(page)
        client_of_robin.post(place(delivery), given | {"title": "Cases"})
        run_jobs()

        told = declared_in(as_it_is(delivery).mappings.last().text)
        assert (told["version"], told["title"]) == (2, "Cases")
        assert as_it_is(delivery).state == State.TO_DECIDE


def _sent_by(page: str) -> dict[str, str]:
    """What a browser would send of the page's form."""
    found = dict(
        re.findall(r'<input class="govuk-input[^"]*" id="[^"]*" name="([^"]+)" type="text"[^>]* value="([^"]*)"', page)
    )
    found |= dict(re.findall(r'<input type="hidden" name="(based_on)" value="(\d+)"', page))
    for name, options in re.findall(
        r'<select class="govuk-select" id="[^"]*" name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL
    ):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found | {"delivers": "months"}


class TestTheText:
    @pytest.mark.parametrize(
        ("text", "said"),
        [("", "Enter"), ("feed = ", "not TOML"), ('feed = "x"', "things are wrong"), ("\x00", "Null characters")],
    )
    def test_what_is_no_profile_is_refused(self, text, said):
        form = MappingTextForm({"text": text, "based_on": 0})

        assert not form.is_valid()
        assert said in " ".join(form.errors["text"])

    def test_it_is_kept_as_it_was_written(self):
        form = MappingTextForm({"text": profile().replace("\n", "\r\n"), "based_on": 0})

        assert form.is_valid(), form.errors
        assert form.cleaned_data["text"] == profile()
