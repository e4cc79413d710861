from django.urls import path

from saferplan.web.people import views

app_name = "people"
urlpatterns = [path("", views.members, name="members")]
