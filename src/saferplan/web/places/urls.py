from django.urls import path

from saferplan.web.places import views

app_name = "places"
urlpatterns = [
    path("", views.places, name="places"),
    path("compare/", views.compare, name="compare"),
    path("<slug:code>/", views.place, name="place"),
]
