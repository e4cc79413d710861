"""Where a partnership's look is chosen, and where browsers get it."""

from django.urls import path

from saferplan.web.brands import views

app_name = "brands"
urlpatterns = [
    path("", views.edit, name="edit"),
    path("logo/", views.logo, name="logo"),
    path("logo/change/", views.change_logo, name="change-logo"),
    path("logo/remove/", views.remove_logo, name="remove-logo"),
    path("stylesheet/", views.stylesheet, name="stylesheet"),
]
