"""A document of an invented partnership, and the people who write it."""

from collections.abc import Callable

import pytest

import anyshire
from saferplan.documents.kinds.kind import kind_named
from saferplan.evidence.lake import Lake
from saferplan.web.documents.beginning import begin_document
from saferplan.web.documents.keeping_figures import KeptFigures, figures_of, keep_figures
from saferplan.web.documents.models import Block, Document
from saferplan.web.evidence.lake import lake_of
from saferplan.web.people.models import Member
from site_people import a_member


@pytest.fixture
def analyst(partnership) -> Member:
    return a_member(partnership, "analyst", name="Ana Lyst")


@pytest.fixture
def colleague(partnership) -> Member:
    return a_member(partnership, "analyst", name="Col League")


@pytest.fixture
def reader(partnership) -> Member:
    """Who holds no role."""
    return a_member(partnership, name="Rea Der")


@pytest.fixture
def a_document(partnership, analyst) -> Callable[..., Document]:
    def begun(kind: str = "problem-profile", title: str = "Burglary in Chalkshire", **more) -> Document:
        about = {"measure": "burglary"} if kind == "problem-profile" else {}
        told = {"partnership": partnership, "period": "FY2024", "by": analyst} | about | more
        return begin_document(kind=kind_named(kind), title=title, **told)

    return begun


@pytest.fixture
def document(a_document) -> Document:
    return a_document()


@pytest.fixture
def block(document) -> Block:
    """The first of the first chapter."""
    return document.chapters.first().blocks.first()


@pytest.fixture
def lake(anyshires) -> Lake:
    """Anyshire's, which is the partnership's area."""
    return lake_of(anyshires)


@pytest.fixture
def of_anyshire(lake, a_document) -> Document:
    return a_document(period=anyshire.LATER, against=anyshire.EARLIER)


@pytest.fixture
def kept(of_anyshire) -> KeptFigures:
    keep_figures(of_anyshire)
    return figures_of(of_anyshire).kept
