from django.urls import path

from saferplan.web.duties import calendar_views

app_name = "calendar"
urlpatterns = [path("<str:token>.ics", calendar_views.feed, name="feed")]
