from django.urls import path

from saferplan.web.audit.views import subject_access

app_name = "subject-access"
urlpatterns = [
    path("", subject_access.requests, name="requests"),
    path("new/", subject_access.find, name="find-person"),
    path("answers/<int:answer>/", subject_access.answer, name="answer"),
    path("answers/<int:answer>/download/", subject_access.download, name="download"),
]
