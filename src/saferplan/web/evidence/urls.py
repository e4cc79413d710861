from django.urls import path

from saferplan.web.evidence import views

app_name = "evidence"
urlpatterns = [
    path("", views.evidence, name="evidence"),
    path("load/", views.load, name="load"),
    path("loads/<int:load>/", views.loaded, name="loaded"),
    path("assessments/build/", views.build, name="build"),
    path("assessments/<int:job>/<path:page>", views.assessment, name="assessment"),
]
