from django.urls import path

from saferplan.web.jobs import views

app_name = "jobs"
urlpatterns = [path("", views.jobs, name="jobs"), path("<int:job>/", views.job, name="job")]
