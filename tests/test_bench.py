"""The benchmarks run on a handful of generated rows, and what they hold against each other is the same thing."""

import json
import re
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from saferplan import cli

# The benchmarks are no part of the package that is installed.
sys.path.append(str(Path(__file__).parents[1]))

from bench import __main__ as command
from bench import (
    assessing,
    documents,
    everywhere,
    generated,
    hotspots,
    linkage,
    loading,
    material,
    near_repeats,
    recorded,
    report,
    site,
    site_intake,
    tasks,
)
from bench.child import Watch
from bench.measuring import BenchError, Runner, Sample, Spread, in_turn, ratios, spread
from bench.site_links import Page

ROWS = 600


class InThisProcess(Runner):
    """Runs what a child would run, without the seconds that each child takes to start."""

    def task(self, name: str, **arguments: Any) -> Sample:
        watch = Watch(time.monotonic())
        facts = tasks.TASKS[name](watch, **json.loads(json.dumps(arguments)))
        return Sample(watch.seconds, watch.seconds, watch.startup, watch.seconds, 1, facts)

    def command(self, *arguments: str) -> Sample:
        assert cli.main(list(arguments)) == 0
        return sample(1)


def sample(seconds: float, **facts: Any) -> Sample:
    return Sample(seconds, seconds, 0, seconds, 1, facts)


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    return InThisProcess(tmp_path_factory.mktemp("bench"))


@pytest.fixture(scope="module")
def files(runner: Runner) -> material.Material:
    return material.gathered(runner, ROWS)


@pytest.fixture(scope="module")
def lake(runner: Runner, files: material.Material) -> str:
    folder = str(runner.work / "national")
    assert runner.task("load_saferplan", paths=files.everything, lake=folder).facts == {"rows": ROWS, "refused": []}
    return folder


def rows_of(section: report.Section, starting: str) -> list[list[str]]:
    """Cells of the rows of a section's tables whose first cell starts so."""
    lines = (line for paragraph in section.paragraphs for line in paragraph.splitlines() if line.startswith("| "))
    cells = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return [row for row in cells if row[0].startswith(starting)]


def test_jobs_run_in_turn_and_warm_ups_are_not_counted() -> None:
    order: list[str] = []

    def job(name: str) -> Sample:
        order.append(name)
        return sample(len(order))

    found = in_turn({"A": lambda: job("A"), "B": lambda: job("B")}, rounds=2, warm_ups=1)
    assert order == ["A", "B"] * 3
    assert {name: [one.seconds for one in samples] for name, samples in found.items()} == {"A": [3, 5], "B": [4, 6]}


def test_spread_is_median_least_and_most() -> None:
    assert spread([sample(3), sample(1), sample(10)]) == Spread(3, 1, 10)


def test_ratios_are_taken_pair_by_pair() -> None:
    """A machine twice as slow in the second round moves no ratio; medians of each side apart would give 4 / 3."""
    assert ratios([sample(2), sample(4)], [sample(1), sample(2)]) == Spread(2, 2, 2)


def test_a_child_tells_time_memory_and_facts(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Crime ID,Month\n1,2022-01\n2,2022-01\n")
    arguments = {"paths": [str(tmp_path)], "parquet": str(tmp_path / "a.parquet")}
    found = Runner(tmp_path).task("load_duckdb", **arguments)
    assert found.facts == {"rows": 2}
    assert 0 < found.seconds < found.whole
    assert 0 < found.startup < found.whole
    assert found.peak > 10_000_000


def test_a_child_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="no data is loaded"):
        Runner(tmp_path).command("areas", "Kent", "--lake", str(tmp_path / "no-lake"))


@pytest.mark.parametrize(
    ("month", "months", "later"), [("2022-01", 3, "2022-04"), ("2022-11", 3, "2023-02"), ("2022-12", 12, "2023-12")]
)
def test_copies_are_of_later_months_and_otherwise_the_same(tmp_path: Path, month: str, months: int, later: str) -> None:
    path = tmp_path / "street" / month / f"{month}-kent-street.csv"
    path.parent.mkdir(parents=True)
    path.write_text(f"Crime ID,Month,Location\nab,{month},Near {month}\n,{month},\n")
    runner = InThisProcess(tmp_path)
    runner.task("later_months", source=str(tmp_path / "street"), folder=str(tmp_path / "later"), months=months)
    copies = {str(one.relative_to(tmp_path)): one.read_text() for one in (tmp_path / "later").rglob("*.csv")}
    expected = f"Crime ID,Month,Location\nab,{later},Near {month}\n,{later},\n"
    assert copies == {f"later/{later}/{later}-kent-street.csv": expected}


def test_a_country_of_full_size_is_as_large_as_the_real_one() -> None:
    country = generated.Country.of_size(material.REAL_ROWS)
    assert (len(country.forces), country.partnerships, len(country.small_areas)) == (41, 300, 35_000)
    assert sorted(set(country.partnership_of)) == list(range(300))
    assert sorted(set(country.force_of)) == list(range(41))


def test_generated_files_load_whole(files: material.Material, lake: str) -> None:
    assert files.files == len(generated.MONTHS) * 2
    assert not files.judged
    assert Path(lake).is_dir()


def test_the_lake_and_pandas_count_the_same(runner: Runner, files: material.Material, lake: str) -> None:
    in_force = runner.task("files_in_force", lake=lake, unpacked=files.unpacked).facts["files"]
    ours = runner.task("group_lake", lake=lake).facts
    assert ours["rows"] == ROWS
    assert runner.task("group_pandas", files=in_force).facts == ours
    assert runner.task("group_pandas", files=in_force[1:]).facts != ours


def test_a_count_that_differs_stops_the_comparison() -> None:
    ours, theirs = (sample(1, rows=2, groups=2, digest=digest) for digest in ("a", "b"))
    with pytest.raises(BenchError, match="do not count the same"):
        assessing._check_equal([ours], [theirs])


def test_files_of_an_archive_are_found_unpacked() -> None:
    assert tasks._unpacked("data/a.zip!2022-01/x.csv", Path("u")) == Path("u/a/2022-01/x.csv")
    assert tasks._unpacked("data/x.csv", Path("u")) == Path("data/x.csv")


def test_loading_is_measured_at_every_size(runner: Runner, files: material.Material) -> None:
    section = loading.measure(runner, files, rounds=1, times=(2, 3))
    assert [len(rows_of(section, name)) for name in (loading.OURS, loading.DUCKDB)] == [1, 1]
    assert [row[0] for row in rows_of(section, "")][-3:] == ["600", "1,200", "1,800"]
    assert not (runner.work / "lake").exists()


def test_an_assessment_is_measured(runner: Runner, files: material.Material, lake: str) -> None:
    section = assessing.measure(runner, files, lake, rounds=1)
    named = (assessing.TABLES, assessing.WHOLE, assessing.GROUPED, assessing.PANDAS)
    assert [len(rows_of(section, name)) for name in named] == [1, 1, 1, 1]


def test_a_whole_document_is_measured_first_and_again(
    runner: Runner, files: material.Material, lake: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(runner.cache))
    section = documents.measure(runner, files, lake, rounds=1)
    assert [len(rows_of(section, name)) for name in (documents.FIRST, documents.AGAIN)] == [1, 1]
    written = [row[0] for row in rows_of(section, "assessment.")]
    assert written == [f"assessment.{ending}" for ending in ("docx", "html", "json", "odt", "pdf")]
    first = next((runner.work / "document").glob("01-*.md"))
    assert first.read_text(encoding="utf-8").endswith("A sentence more.\n")


def test_partnerships_are_counted_once_where_there_are_fewer_than_asked(
    runner: Runner, files: material.Material, lake: str
) -> None:
    section = everywhere.measure(runner, files, lake, rounds=1, areas=(1, 3, 10, 20))
    assert [row[0] for row in rows_of(section, "")][2:] == ["1", "3", "4"]


def test_report_names_no_machine_and_no_folder(tmp_path: Path) -> None:
    import platform

    section = report.Section("load", "Loading", ["Some text.", report.table(["", "Seconds"], [["one", "1.0"]])])
    text = report.render([section], date(2026, 11, 22), quick=True)
    assert "22 November 2026" in text
    assert "### Loading" in text
    assert "| one | 1.0 |" in text
    for secret in (platform.node(), str(Path.home()), str(tmp_path)):
        assert secret not in text


def reported(day: int, **sections: str) -> str:
    found = [report.Section(name, name.capitalize(), [text]) for name, text in sections.items()]
    return report.render(found, date(2026, 11, day), quick=False)


@pytest.fixture
def documented(tmp_path: Path) -> Path:
    page = tmp_path / "benchmarks.md"
    page.write_text(f"# Benchmarks\n\nWhat is measured.\n\n{recorded.MARK}")
    return page


def test_recording_replaces_the_last_report_and_keeps_what_stands_before(documented: Path) -> None:
    for text in (reported(1, load="Slow."), reported(2, load="Fast.")):
        recorded.record(documented, text)
        assert documented.read_text() == f"# Benchmarks\n\nWhat is measured.\n\n{recorded.MARK}\n{text}"


def test_a_part_that_was_not_measured_keeps_its_last_figures_below_its_own_run(documented: Path) -> None:
    recorded.record(documented, reported(1, load="Old.", site="Kept.", linkage="Kept as well."))
    recorded.record(documented, reported(2, load="New.", hotspots="Never before."))

    lines = [line for line in documented.read_text().splitlines() if line.startswith(("#", "Old", "New", "Kept"))]
    assert lines[1:] == [
        *("### Measured on 2 November 2026", "#### Load", "New.", "#### Hotspots"),
        *("### Measured on 1 November 2026", "#### Site", "Kept.", "#### Linkage", "Kept as well."),
    ]


def test_a_run_of_which_nothing_is_left_goes(documented: Path) -> None:
    for text in (reported(1, load="1"), reported(2, site="2"), reported(3, load="3"), reported(4, site="4")):
        recorded.record(documented, text)
    assert re.findall("Measured on .", documented.read_text()) == ["Measured on 4", "Measured on 3"]


def test_recorded_again_nothing_changes(documented: Path) -> None:
    recorded.record(documented, reported(1, load="1", site="1"))
    recorded.record(documented, reported(2, site="2"))
    once = documented.read_text()
    recorded.record(documented, reported(2, site="2"))
    assert documented.read_text() == once


def test_a_page_without_room_for_a_report_is_left_as_it_is(tmp_path: Path) -> None:
    page = tmp_path / "other.md"
    page.write_text("# Another page\n")
    with pytest.raises(BenchError, match=r"other\.md has no place"):
        recorded.record(page, reported(1, load="1"))
    assert page.read_text() == "# Another page\n"


def test_the_report_in_the_docs_is_kept_where_nothing_is_measured_anew() -> None:
    _, mark, text = command.DOCS.read_text(encoding="utf-8").partition(recorded.MARK)
    assert mark
    *_, kept = recorded.renewed(text, reported(1, load="Only this.")).partition("Only this.")
    assert kept.strip() == text.strip()


def test_kernel_density_is_measured_beside_scikit_learn(runner: Runner) -> None:
    section = hotspots.density(runner, rounds=1, events=300, side=4_000.0, judged=False)
    assert [row[0] for row in rows_of(section, "")[2:]] == [hotspots.BINNED, hotspots.EXACT, hotspots.SKLEARN]
    assert "300 events on 1,681 cells of 100 m" in section.paragraphs[0]
    assert "not judged on so few rows" in section.paragraphs[2]


def test_gi_star_is_timed_and_held_against_itself(runner: Runner) -> None:
    file = str(runner.work / "few")
    facts = runner.task("gi_material", boundaries="", areas=400, file=file).facts
    assert (facts["areas"], facts["most"]) == (400, 6)
    for name in ("one", "other"):
        runner.task("gi_saferplan", file=file, permutations=99, result=f"{file}-{name}.npz")
    compared = {"ours": f"{file}-one.npz", "theirs": f"{file}-other.npz"}
    facts = runner.task("gi_compared", permutations=99, **compared).facts
    assert facts == {"g": 0.0, "z": 0.0, "p_within_two": 1.0, "p_furthest": 0.0, "p_mean": 0.0}


def test_another_statistic_stops_the_benchmark() -> None:
    with pytest.raises(BenchError, match="not what esda finds"):
        hotspots._check_equal({"g": 0.0, "z": 1e-6})


def test_esda_is_taken_at_its_best() -> None:
    found = {hotspots.OURS: [sample(0.2)], "esda, 1 job": [sample(4.0)], "esda, 2 jobs": [sample(9.0)]}
    material = {"areas": 35_672, "neighbours": 5.9, "most": 25}
    compared = {"g": 0.0, "z": 0.0, "p_within_two": 0.95, "p_furthest": 3.0, "p_mean": 0.0}
    text = hotspots._about_gi(found, material, compared, "small areas")[2]
    assert "At most 1.5 s: met" in text
    assert "as fast as esda, 1 job, its best: 20 (20–20) times, met" in text


def test_linkage_is_measured_beside_splink_on_the_same_records(runner: Runner) -> None:
    section = linkage.measure(runner, rounds=1, people=1_500, judged=False)
    ours, theirs, common = rows_of(section, "")[2:]
    assert [ours[0], theirs[0], common[0]] == [linkage.OURS, linkage.THEIRS, linkage.COMMON]
    assert float(ours[4]) >= float(theirs[4])  # guards only ever make links more precise
    assert "not judged on so few rows" in section.paragraphs[2]


def test_near_repeats_are_measured_three_ways_on_the_same_pairs(runner: Runner) -> None:
    section = near_repeats.measure(runner, rounds=1, events=300, permutations=19, judged=False)
    assert [row[0] for row in rows_of(section, "")[2:]] == [near_repeats.OURS, near_repeats.CLOSE, near_repeats.ALL]
    assert "All three found the same number of pairs in every cell." in section.paragraphs[0]
    assert "not judged on so few rows" in section.paragraphs[2]


def test_near_repeats_that_differ_stop_the_benchmark() -> None:
    same = [sample(1, observed=[[1]], means=[[1.0]])]
    found = {
        near_repeats.OURS: same,
        near_repeats.CLOSE: same,
        near_repeats.ALL: [sample(1, observed=[[2]], means=[[1.0]])],
    }
    with pytest.raises(BenchError, match="do not find the same pairs"):
        near_repeats._check_equal(found, 99)
    found = {
        near_repeats.OURS: same,
        near_repeats.CLOSE: [sample(1, observed=[[1]], means=[[5.0]])],
        near_repeats.ALL: same,
    }
    with pytest.raises(BenchError, match="means too far apart"):
        near_repeats._check_equal(found, 99)


def test_few_permutations_stand_for_the_rest() -> None:
    same = {"observed": [[1]], "means": [[1.0]]}
    found = {
        near_repeats.OURS: [sample(2, **same)],
        near_repeats.CLOSE: [sample(24, **same)],
        near_repeats.ALL: [sample(3, **same)],
    }
    text = near_repeats._text(found, 11_000, 999, 2, judged=True)[2]
    assert "Under 20 s: met" in text
    assert "would take 500 (500–500) times as long" in text  # 3 s for 1 + 2 tables are 1,000 s for 1 + 999
    assert "alone takes 12.0 (12.0–12.0) times as long." in text


MADE = {"partnerships": 300, "records": 1_000_000, "people": 3_600, "seconds": 30.0}


def test_a_site_is_judged_page_by_page() -> None:
    times = {"duties:plan": [10.0] * 599, "cases:case": [99.0, *[150.0] * 20], "groups:tree": [900.0]}
    text = site._text(times, MADE, site.Size())
    assert "Of the 2 pages with 20 visits or more, 1 have a 95th percentile above 100 ms: cases:case." in text[2]
    assert "None was asked: **missed**. The 95th percentile of all 621 visits is 10 ms." in text[2]
    assert text[1].splitlines()[2].startswith("| groups:tree | 1 | 900 | 900 | 900 |")  # the slowest comes first
    assert "None was asked: met." in site._text({"duties:plan": [100.0] * 20}, MADE, site.Size())[2]


def test_a_page_that_fails_stops_the_benchmark(tmp_path: Path) -> None:
    line = {"from": "saferplan.requests", "route": "duties:plan", "milliseconds": 5.0, "status": 500}
    (tmp_path / "log").write_text(f"not a line of the log\n{json.dumps(line)}\n")
    with pytest.raises(BenchError, match="duties:plan answered 500"):
        site.times(tmp_path / "log")


def test_visitors_follow_links_narrow_lists_down_and_say_what_they_need_a_case_for() -> None:
    text = (
        '<a href="/partnerships/x/duties/#top"></a><a href="/account/"></a><a href="/partnerships/x/cases/export/"></a>'
        '<a href="/partnerships/y/"></a><form method="post"><input name="away"></form><form method="get">'
        '<select name="kind"><option value="asb"></select><input name="word" type="text"></form>'
    )
    offered = Page("/partnerships/x/cases/?kind=", text).offered("/partnerships/x/")
    assert offered == ["/partnerships/x/duties/", "/partnerships/x/cases/?kind=asb&word="]
    asks = '<form method="post"><input type="hidden" name="t" value="1"><input type="radio" name="purpose" value="asb">'
    assert Page("/partnerships/x/cases/7/purpose/", asks).purpose() == {"t": "1", "purpose": "asb"}
    assert Page("/partnerships/x/cases/7/", asks).purpose() is None


def test_the_extract_that_is_sent_is_as_large_as_it_should_be_and_no_row_is_like_another(tmp_path: Path) -> None:
    rows = site_intake.write_extract(tmp_path / "list.csv", 100_000)

    heading, *lines = (tmp_path / "list.csv").read_text(encoding="utf-8").splitlines()
    assert 100_000 <= (tmp_path / "list.csv").stat().st_size < 200_000
    assert len(set(lines)) == rows
    assert {line.count(",") for line in lines} == {heading.count(",")}


def test_intake_tells_each_step_and_judges_the_pages_meanwhile() -> None:
    taken = site_intake.Taken(1_400_000, 2.0, 61.0, 44.4)

    text = site_intake._text(taken, {"evidence:months": [30.0] * 20, "evidence:send": [900.0]}, site_intake.Size())

    assert "1,400,000 rows (100 MB of CSV)" in text[0]
    assert "| Tried | 61 |" in text[1]
    assert "None was asked: met." in text[-1], "one person's upload is no page of twenty visits"
    blocked = site_intake._text(taken, {"evidence:months": [30.0] * 18 + [5_000.0] * 2}, site_intake.Size())
    assert "evidence:months. None was asked: **missed**" in blocked[-1]
