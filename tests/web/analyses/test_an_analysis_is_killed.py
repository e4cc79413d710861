"""A real worker, killed where an answer was about to be put in its place: the next one answers, whole and once."""

import signal
from pathlib import Path

import pytest

import gridham
from saferplan.documents.analyses.question import Question
from saferplan.evidence.periods import parse_period
from saferplan.web.analyses import answers
from saferplan.web.analyses.actions import ask
from site_people import a_member
from waiting import until

PROGRAM = Path(__file__).parents[1] / "analysing_worker.py"
pytestmark = pytest.mark.django_db(transaction=True)


def test_killed_before_its_answer_is_in_its_place_it_is_answered_whole_by_the_next_worker(worker, gridhams, tmp_path):
    period = parse_period(f"{gridham.MONTHS[-3]}..{gridham.MONTHS[-1]}")
    analysis = ask(
        partnership=gridhams, question=Question("repeat-locations", period), by=a_member(gridhams, "analyst")
    )
    victim = worker()
    until((tmp_path / f"begun-{victim.pid}").exists)
    victim.send_signal(signal.SIGKILL)
    victim.wait()

    assert answers.answer_of(analysis) is None, "nobody opens half an answer"
    assert not analysis.outcomes.exists()
    (tmp_path / "go").touch()
    worker()
    until(analysis.outcomes.exists)

    (outcome,) = analysis.outcomes.all()
    answer = answers.answer_of(analysis)
    assert outcome.finding.startswith(answer["title"][:100])
    assert [one.name for one in answers.folder_of(analysis).parent.iterdir()] == [str(analysis.pk)], "and no rest of it"
    assert all((answers.folder_of(analysis) / f"{one['id']}.csv").is_file() for one in answer["exhibits"])
