from django.urls import path

from saferplan.web.tour import views

app_name = "tour"
urlpatterns = [path("", views.start, name="start")]
