"""Pages about the site, open to anyone."""

from django.urls import path

from saferplan.web.design_system import views

app_name = "design_system"
urlpatterns = [
    path("accessibility/", views.accessibility, name="accessibility"),
    path("cookies/", views.cookies, name="cookies"),
    path("privacy/", views.privacy, name="privacy"),
]
