"""The demo's site, as `make demo` starts it."""

import pytest
from django.test import Client

from saferplan.demo.partnership import make_partnership
from saferplan.web.partnerships.models import Partnership


@pytest.fixture
def demo_mode(settings) -> None:
    settings.DEMO = True
    settings.ROOT_URLCONF = "demo_site_urls"


@pytest.fixture
def demo(db: None, demo_mode: None) -> Partnership:
    return make_partnership("buckinghamshire", "Buckinghamshire demo partnership", "E06000060")


@pytest.fixture
def visitor(client: Client, demo_mode: None) -> Client:
    return client
