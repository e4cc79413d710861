"""Addresses that exist in demo mode alone."""

from django.urls import path

from saferplan.web.design_system.views import components
from saferplan.web.tour import demo

app_name = "demo"
urlpatterns = [
    path("components/", components, name="components"),
    path("sign-in/<slug:role>/", demo.sign_in, name="sign-in"),
    path("outbox/", demo.outbox, name="outbox"),
    path("assessment/<path:page>", demo.assessment, name="assessment"),
]
