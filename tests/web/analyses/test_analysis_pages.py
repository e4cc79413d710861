"""A question is asked, worked out by a job, and its answer stays at its address for all of the partnership."""

import pytest

from saferplan.web.analyses.models import Analysis
from site_jobs import run_jobs

QUARTER = {"first": "2025-01", "last": "2025-03", "against": "1"}


def ask(client, address, kind: str, **told):
    return client.post(address(f"{kind}/"), told)


@pytest.fixture
def asked(analyst, gridhams, address) -> Analysis:
    """Hotspots of the first months of 2025, worked out."""
    ask(analyst, address, "hotspots", **QUARTER)
    run_jobs()
    return gridhams.analyses.with_outcome().get()


class TestAsking:
    def test_from_the_question_to_the_answer(self, analyst, gridhams, address, words):
        answer = ask(analyst, address, "hotspots", **QUARTER)
        analysis = gridhams.analyses.get()
        assert answer.url == address(f"results/{analysis.pk}/")
        assert "Being worked out" in words(analyst.get(answer.url))

        run_jobs()

        text = words(analyst.get(answer.url))
        assert "of crimes are recorded in hotspots that make up" in text
        assert "January 2025 to March 2025" in text
        assert "January 2024 to March 2024" in text, "what it is compared with"
