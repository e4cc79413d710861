"""What every template may call: components, the summary of a form's errors, the navigation, Markdown."""

from django import forms
from markupsafe import Markup

from saferplan.web.design_system.bound import errors_with_places
from saferplan.web.design_system.components import govuk
from saferplan.web.design_system.lists import pagination
from saferplan.web.design_system.markdown import prose
from saferplan.web.design_system.navigation import navigation, sections, ways_back


def error_summary(form: forms.BaseForm) -> Markup:
    return govuk("error-summary", {"titleText": "There is a problem", "errorList": errors_with_places(form)})


GLOBALS = {
    "govuk": govuk,
    "error_summary": error_summary,
    "navigation": navigation,
    "pagination": pagination,
    "prose": prose,
    "sections": sections,
    "ways_back": ways_back,
}
