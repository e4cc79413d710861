from django.urls import path

from saferplan.web.partnerships import views

app_name = "partnerships"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("edit", views.edit, name="edit"),
    path("places", views.places, name="places"),
    path("places/<int:place>/remove", views.remove_place, name="remove-place"),
    path("agencies/add", views.add_agency, name="add-agency"),
    path("agencies/<int:agency>/", views.agency, name="agency"),
    path("agencies/<int:agency>/change", views.change_agency, name="change-agency"),
    path("agencies/<int:agency>/contact", views.contact, name="contact"),
    path("agencies/<int:agency>/end", views.end_agency, name="end-agency"),
]
