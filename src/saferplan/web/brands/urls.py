from django.urls import path

from saferplan.web.brands import views

app_name = "brands"
urlpatterns = [
    path("", views.edit, name="edit"),
    path("logo", views.logo, name="logo"),
    path("stylesheet", views.stylesheet, name="stylesheet"),
]
