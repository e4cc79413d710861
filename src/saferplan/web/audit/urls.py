from django.urls import path

from saferplan.web.audit.views import log, retention, seals, subject_access

app_name = "audit"
urlpatterns = [
    path("", log.search, name="search"),
    path("export/", log.export, name="export"),
    path("entries/<int:entry>/", log.entry, name="entry"),
    path("seals/", seals.seals, name="seals"),
    path("retention/", retention.retention, name="retention"),
    path("retention/hold/", retention.hold, name="hold"),
    path("retention/holds/<int:hold>/release/", retention.release, name="release"),
    path("retention/deletions/<int:deletion>/", retention.deletion, name="deletion"),
    path("subject-access/", subject_access.requests, name="requests"),
    path("subject-access/new/", subject_access.find, name="find-person"),
    path("subject-access/answers/<int:answer>/", subject_access.answer, name="answer"),
    path("subject-access/answers/<int:answer>/download/", subject_access.download, name="download-answer"),
]
