"""What programs are told, and that it is what the pages and the command say."""

import io
import json

import pandas
import pyarrow.parquet as pq
import pytest

import anyshire
from saferplan.evidence.basis import Basis
from saferplan.evidence.measures.calculate import measure_area
from saferplan.evidence.measures.definition import all_measures, measure_named
from saferplan.evidence.periods import parse_period
from saferplan.web.api import views
from saferplan.web.api.figures import MOST_OPEN_ROWS, MOST_ROWS
from saferplan.web.api.schemas import Figure
from saferplan.web.evidence.lake import lake_of

FIRST_MONTH, LAST_MONTH = anyshire.MONTHS["thames-valley"][0], anyshire.MONTHS["thames-valley"][-1]


def plain(partnership, name, period, **more):
    """As the plain basis works them out."""
    basis = Basis(lake_of(partnership).snapshot())
    area = basis.geography.area(partnership.area_code)
    against = parse_period(more.pop("against")) if "against" in more else None
    return measure_area(basis, measure_named(name), area, parse_period(period), against=against, **more)


@pytest.mark.django_db
class TestTheDescription:
    """openapi.json: worked out once, told alike to all."""

    def test_it_is_the_same_each_time_and_may_be_kept(self, client):
        first = client.get("/api/v1/openapi.json")
        assert first.json()["components"]["securitySchemes"]["token"] == {"type": "http", "scheme": "bearer"}
        assert first["Content-Type"] == "application/json"
        assert "max-age" in first["Cache-Control"]

        again = client.get("/api/v1/openapi.json")
        assert again.content == first.content

    def test_it_is_worked_out_once(self, client, monkeypatch):
        client.get("/api/v1/openapi.json")
        monkeypatch.setattr(views.api, "get_openapi_schema", None)
        assert client.get("/api/v1/openapi.json").status_code == 200


class TestPartnerships:
    def test_all_are_listed(self, client, partnership, other_partnership):
        told = client.get("/api/v1/partnerships").json()

        assert [(one["slug"], one["area_code"]) for one in told] == [
            ("chalkshire", "E06000060"),
            ("fenmoor", "E06000060"),
        ]

    def test_one_says_what_is_known_and_from_which_load(self, ask, anyshires):
        told = ask().json()

        assert (told["name"], told["first_month"], told["last_month"]) == (anyshires.name, FIRST_MONTH, LAST_MONTH)
        assert told["provenance"]["load"] == lake_of(anyshires).snapshot().load.load_id
        assert told["provenance"]["licence"] == "Open Government Licence v3.0"
        assert "incidents" in told["provenance"]["tables"]

    def test_before_the_first_load_nothing_is_known(self, ask, partnership):
        told = ask().json()

        assert (told["first_month"], told["last_month"], told["provenance"]) == (None, None, None)
        assert ask("figures").status_code == 404
        assert ask("figures").json()["problem"]

    def test_one_that_there_is_not(self, ask):
        answer = ask(slug="nowhere")

        assert (answer.status_code, answer.json()["problem"]) == (404, "there is no such partnership")


class TestMeasures:
    def test_every_definition_is_told(self, client, db):
        told = client.get("/api/v1/measures").json()

        assert [one["name"] for one in told] == list(all_measures())
        assert told[0]["unit"] == "per 1,000 residents"

    def test_one_by_its_name(self, client, db):
        assert client.get("/api/v1/measures/burglary").json()["crime_types"] == ["burglary"]

    def test_one_that_there_is_not_offers_the_nearest(self, client, db):
        answer = client.get("/api/v1/measures/burglry")

        assert answer.status_code == 404
        assert "burglary" in answer.json()["remedy"]


class TestAreas:
    @pytest.mark.parametrize(("kind", "count"), [("unit", 1), ("ward", 12), ("lsoa", 24)])
    def test_of_a_kind(self, ask, anyshires, kind, count):
        told = ask("areas", kind=kind).json()

        assert len(told) == count
        assert {one["kind"] for one in told} == {kind}

    def test_a_small_area_names_its_ward(self, ask, anyshires):
        wards = {one["code"] for one in ask("areas", kind="ward").json()}

        assert {one["ward_code"] for one in ask("areas", kind="lsoa").json()} == wards

    def test_a_kind_that_there_is_not(self, ask, anyshires):
        answer = ask("areas", kind="parish")

        assert (answer.status_code, answer.json()["remedy"]) == (422, "Ask for unit, ltla, ward, lsoa.")


class TestFigures:
    def test_a_figure_is_that_of_the_plain_basis_to_the_last_digit(self, ask, anyshires):
        (told,) = ask("figures", measure="burglary", period="FY2024").json()["figures"]
        (record,) = plain(anyshires, "burglary", "FY2024")

        assert {name: told[name] for name in record.as_record()} == record.as_record()
        assert told["unit"] == "per 1,000 residents"

    def test_months_that_are_missing_are_not_zero(self, ask, anyshires):
        told = ask("figures", measure="asb", period="FY2024", monthly="true").json()["figures"]
        by_month = {one["period"]: one for one in told}

        assert len(by_month) == 12
        assert (by_month["2024-09"]["count"], by_month["2024-09"]["status"]) == (None, "missing")
        assert by_month["2024-10"]["count"] is not None

    @pytest.mark.parametrize(("by", "rows"), [("ward", 12), ("lsoa", 24), ("whole", 1)])
    def test_broken_down_by_places(self, ask, anyshires, by, rows):
        told = ask("figures", measure="asb", period="FY2024", by=by).json()["figures"]
        records = plain(anyshires, "asb", "FY2024", by=None if by == "whole" else by)

        assert len(told) == rows
        assert [one["count"] for one in told] == [record.count for record in records]

    def test_by_crime_type_in_months_is_one_tidy_table(self, ask, anyshires):
        told = ask("figures", measure="all-crime", period="FY2024", by="crime_type", monthly="true").json()["figures"]

        keys = [(one["crime_type"], one["period"]) for one in told]
        assert len(set(keys)) == len(keys)
        assert {period for _, period in keys} == set(parse_period("FY2024").months)

    def test_several_measures_and_all_of_them(self, ask, anyshires):
        several = ask("figures", measure=["burglary", "asb", "burglary"], period="FY2024").json()["figures"]
        every = ask("figures", period="FY2024").json()["figures"]

        assert [one["measure"] for one in several] == ["burglary", "asb"]
        assert [one["measure"] for one in every] == list(all_measures())

    def test_a_change_is_told_with_its_q(self, ask, anyshires):
        told = ask("figures", measure="burglary", period="FY2024", by="ward", against="FY2023").json()["figures"]
        records = plain(anyshires, "burglary", "FY2024", by="ward", against="FY2023")

        assert [(one["ratio"], one["q"], one["verdict"]) for one in told] == [
            (record.against.ratio, record.against.q, record.against.verdict) for record in records
        ]

    def test_without_a_period_the_latest_twelve_months(self, ask, anyshires):
        (told,) = ask("figures", measure="asb").json()["figures"]

        assert told["period"] == f"R12:{LAST_MONTH}"

    def test_the_force_for_comparison(self, ask, anyshires):
        (told,) = ask("figures", measure="asb", area="E23000029", period="FY2024").json()["figures"]

        assert told["area_name"] == "Thames Valley"

    @pytest.mark.parametrize(
        ("query", "status", "said"),
        [
            ({"measure": "burglry"}, 404, "there is no measure"),
            ({"area": "E99999999"}, 404, "there is no area"),
            ({"period": "last year"}, 422, "is not a period"),
            ({"period": "1000-01..2999-12"}, 422, "the period has 24,000 months"),
            ({"period": "2000-01..2026-01"}, 422, "the period has 313 months"),
            ({"by": "street"}, 422, "by: input should be"),
            ({"monthly": "perhaps"}, 422, "monthly: "),
            ({"area": "E23000029", "by": "ward"}, 422, "cannot be broken down"),
            ({"period": "FY2024", "against": "2023-04"}, 422, ""),
            ({"against": "FY2023", "monthly": "true"}, 422, "a change is of whole periods"),
            ({"area": "E" * 41}, 422, "area: "),
            ({"by": "lsoa", "monthly": "true", "period": "2006-04..2026-03"}, 422, "are given at once"),
        ],
    )
    def test_what_cannot_be_answered_says_why(self, ask, anyshires, query, status, said):
        answer = ask("figures", **query)

        assert answer.status_code == status
        assert said in answer.json()["problem"]
        assert answer["Cache-Control"] == "private, no-store"

    def test_who_has_no_token_is_given_fewer_at_once(self, ask, anyshires, a_token):
        """Just more than that: each ward in so many measures by month, over twenty years."""
        wards = len(ask("areas", kind="ward").json())
        measures = list(all_measures())[: MOST_OPEN_ROWS // (240 * wards) + 1]
        asked = {"monthly": "true", "period": "2006-04..2026-03", "by": "ward", "measure": measures}
        refused, given = ask("figures", **asked), ask("figures", token=a_token("duties"), **asked)

        assert refused.status_code == 422
        assert "5,000 are given at once" in refused.json()["problem"]
        assert "With a token 20,000 are given." in refused.json()["remedy"]
        assert MOST_OPEN_ROWS < len(given.json()["figures"]) <= MOST_ROWS


QUERY = {"measure": ["burglary", "asb"], "period": "FY2024", "by": "ward", "monthly": "true", "against": ""}


class TestTables:
    def test_csv_is_read_by_pandas_as_the_json(self, ask, anyshires):
        told = ask("figures", **QUERY).json()["figures"]
        answer = ask("figures.csv", **QUERY)
        table = pandas.read_csv(io.BytesIO(answer.content), encoding="utf-8-sig")

        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert answer["Content-Disposition"] == 'attachment; filename="chalkshire-figures.csv"'
        assert list(table.columns) == list(Figure.model_fields)
        assert len(table) == len(told) == 2 * 12 * 12
        assert table["count"].isna().sum() == sum(one["count"] is None for one in told) > 0
        assert table["rate"].dropna().tolist() == [one["rate"] for one in told if one["rate"] is not None]

    def test_parquet_is_typed_and_says_where_it_is_from(self, ask, anyshires):
        told = ask("figures", **QUERY).json()
        table = pq.read_table(io.BytesIO(ask("figures.parquet", **QUERY).content))

        rows = [{name: one[name] for name in Figure.model_fields} for one in told["figures"]]
        assert table.to_pylist() == rows
        assert str(table.schema.field("count").type) == "int64"
        assert str(table.schema.field("ratio").type) == "double"
        assert json.loads(table.schema.metadata[b"saferplan"]) == told["provenance"]

    def test_parquet_is_read_by_pandas(self, ask, anyshires):
        frame = pandas.read_parquet(io.BytesIO(ask("figures.parquet", measure="asb", by="lsoa").content))

        assert len(frame) == 24
        assert frame["area_kind"].unique().tolist() == ["lsoa"]

    @pytest.mark.parametrize("what", ["areas", "coverage"])
    def test_lists_are_tables_too(self, ask, anyshires, what):
        told = ask(what).json()
        frame = pandas.read_csv(io.BytesIO(ask(f"{what}.csv").content), encoding="utf-8-sig")
        table = pq.read_table(io.BytesIO(ask(f"{what}.parquet").content))

        assert len(frame) == len(told)
        assert table.to_pylist() == told

    def test_a_name_that_a_spreadsheet_would_run_is_text(self):
        from saferplan.web.api.schemas import AreaOut
        from saferplan.web.api.tables import as_csv

        row = AreaOut(code="X", name='=HYPERLINK("http://example.org")', kind="ward", ward_code=None)

        assert b"'=HYPERLINK" in as_csv("a", AreaOut, [row]).content


class TestCoverage:
    def test_months_that_are_missing_are_told(self, ask, anyshires):
        told = ask("coverage").json()

        assert {one["publisher"] for one in told} == {"thames-valley"}
        assert [one["month"] for one in told if one["presence"] == "missing"] == list(anyshire.MISSING)


class TestAnswersAsSuch:
    def test_open_answers_may_be_kept_and_hold_no_cookie(self, ask, anyshires):
        answer = ask("figures", measure="asb")

        assert answer["Cache-Control"] == "public, max-age=300"
        assert "Authorization" in answer["Vary"]
        assert not answer.cookies

    def test_who_is_signed_in_is_no_one_to_it(self, ask, anyshires, sign_in, member):
        sign_in(member)
        answer = ask("figures", measure="asb")

        assert answer["Cache-Control"] == "public, max-age=300"
        assert "Cookie" not in answer["Vary"]

    def test_no_page_of_another_site_may_read_it(self, client, anyshires):
        answer = client.get("/api/v1/measures", headers={"Origin": "https://example.org"})

        assert not [name for name in answer.headers if name.lower().startswith("access-control")]

    def test_a_program_may_ask_for_the_head_alone(self, client, anyshires):
        answer = client.head("/api/v1/partnerships/chalkshire/figures.csv", {"measure": "asb"})

        assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8")

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_nothing_can_be_changed(self, client, anyshires, method):
        assert getattr(client, method)("/api/v1/partnerships/chalkshire/figures").status_code == 405

    @pytest.mark.parametrize("rest", ["nothing", "partnerships/chalkshire/people", "partnerships/chalkshire/figures/"])
    def test_other_addresses_answer_as_json(self, client, anyshires, rest):
        answer = client.get(f"/api/v1/{rest}")

        assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")

    def test_figures_take_few_queries(self, ask, anyshires, django_assert_max_num_queries):
        ask("figures", by="lsoa")
        with django_assert_max_num_queries(16):
            ask("figures", by="lsoa")
