from django.urls import path

from saferplan.web.tour import views

app_name = "tour"
urlpatterns = [
    path("", views.start, name="start"),
    path("tour/", views.open_tour, name="tour"),
    path("tour/<slug:word>/", views.step, name="step"),
]
