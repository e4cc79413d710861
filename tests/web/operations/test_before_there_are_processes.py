"""Before there are processes everything is read that all pages need, so the first visitor does not pay for it."""

import gc
import sys

import pytest
from django.template import engines
from django.urls import clear_url_caches, reverse
from django.urls.resolvers import get_ns_resolver

from saferplan.web.design_system import components
from saferplan.web.operations.serving import WORDS_OF_CHAPTERS, Serving, warm


@pytest.fixture
def garbage():
    yield
    gc.unfreeze()


def test_every_template_of_the_site_can_be_read_and_is_kept():
    templates = engines["jinja2"].env
    templates.cache.clear()

    warm()

    assert len(templates.cache) == len(templates.list_templates(extensions=["html"])) > 50


def test_every_component_is_read_and_kept():
    templates = components.environment()
    templates.cache.clear()

    warm()

    assert len(templates.cache) == len(templates.list_templates(extensions=["html"])) > 20


def test_addresses_are_read_also_those_that_want_more_words():
    clear_url_caches()

    warm()

    looked_up = get_ns_resolver.cache_info().misses
    reverse("duties:plan", kwargs={"partnership": "chalkshire"})
    assert get_ns_resolver.cache_info().misses == looked_up


def test_whoever_first_writes_in_a_document_waits_for_no_engine(monkeypatch):
    monkeypatch.delitem(sys.modules, WORDS_OF_CHAPTERS, raising=False)

    warm()

    assert WORDS_OF_CHAPTERS in sys.modules


def test_what_lives_as_long_as_the_site_is_never_looked_at_again_for_garbage(garbage):
    gc.collect()
    before = len(gc.get_objects())

    Serving(bind="127.0.0.1:0", processes=1, threads=1).load()

    assert gc.get_freeze_count() > 0.9 * before
    assert gc.get_count()[2] == 0
    assert len(gc.get_objects()) < 0.1 * before
