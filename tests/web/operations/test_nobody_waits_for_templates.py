"""Before there are processes every template is read, so the first visitor does not pay for it."""

from django.template import engines

from saferplan.web.operations.serving import warm


def test_every_template_of_the_site_can_be_read_and_is_kept():
    templates = engines["jinja2"].env
    templates.cache.clear()

    warm()

    assert len(templates.cache) == len(templates.list_templates(extensions=["html"])) > 50
