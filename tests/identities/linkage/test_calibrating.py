"""A labelled sample of the user's own: what is read of it, and what a threshold is said to do."""

from pathlib import Path

import pytest

from saferplan.cli import main
from saferplan.errors import FileRefused
from saferplan.identities.linkage.calibrating import Target, calibrate, read_labelled

LABELLED = """person,forenames,surname,date_of_birth,address,postcode
1,Rowena,Tindleford,1980-03-12,12 High Street,ZZ1 2AB
1,ROWENA,Tindlefrod,1980-03-12,3 Low Road,ZZ9 9XY
2,Jack,Hallow,1990-05-01,12 High Street,ZZ1 2AB
2,Jack,Hallow,1990-05-01,12 High Street,ZZ1 2AB
3,Harry,Hallow,1990-05-01,12 High Street,ZZ1 2AB
4,David,Smith,1966-07-07,3 Low Road,ZZ5 5AA
4,David,Smith,,,ZZ5 9ZZ
,Mona,Nobody,,,
"""


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    return written(tmp_path, LABELLED)


def written(folder: Path, text: str) -> Path:
    path = folder / "labelled.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_pairs_are_counted_by_hand(labelled: Path) -> None:
    """Three pairs of one person; at 7 bits two of them are found, and nobody is taken for another."""
    found = calibrate(read_labelled(labelled), Target(0.5, 0.1), thresholds=(7,))
    (point,) = found.curve
    assert (found.records, found.true_pairs) == (8, 3)
    assert (point.wrong, point.missed) == (0, 1)
    assert (point.precision, point.recall) == (1, pytest.approx(2 / 3))


def test_a_target_is_met_with_its_interval_or_not_at_all(labelled: Path) -> None:
    found = calibrate(read_labelled(labelled), Target(0.995, 0.95), thresholds=(7,))
    assert found.meeting == ()
    assert found.advice() == [
        "No threshold meets a precision of 0.995 and recall of 0.95, intervals included: more records, or another"
        " target."
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "there is no column forenames, person, surname"),
        ("person,forenames\n1,Ann\n", "there is no column surname"),
        (LABELLED.replace("1966-07-07", "7/7/66"), "row 6: date_of_birth is not a date. Write dates as 1980-05-31."),
    ],
)
def test_files_that_are_no_sample_are_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_labelled(written(tmp_path, text))
    assert words in refused.value.message
    assert "Ann" not in refused.value.message


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "labelled.csv").write_bytes(b"person,forenames,surname\n1,\xff\xfe,b\n")
    with pytest.raises(FileRefused, match="it is no CSV file in UTF-8"):
        read_labelled(tmp_path / "labelled.csv")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="No such file"):
        read_labelled(tmp_path / "none.csv")


def test_the_command_prints_the_curve_and_the_parameters(labelled: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["linkage", "calibrate", str(labelled), "--parameters"]) == 0
    out = capsys.readouterr().out
    assert "8 records, 3 pairs of one person" in out
    assert "No threshold meets a precision of 0.995" in out
    assert "date_of_birth" in out
    assert "Tindle" not in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "name a file or --synthetic N, one of the two"),
        (["x.csv", "--synthetic", "5000"], "name a file or --synthetic N, one of the two"),
        (["--synthetic", "10"], "--synthetic wants at least 1,000 people"),
        (["x.csv", "--precision", "2"], "--precision is a share above 0 and up to 1"),
    ],
)
def test_options_that_do_not_go_together(arguments: list, words: str, capsys: pytest.CaptureFixture) -> None:
    assert main(["linkage", "calibrate", *arguments]) == 2
    assert words in capsys.readouterr().err
