from django.urls import path

from saferplan.web.audit.views import retention

app_name = "retention"
urlpatterns = [
    path("", retention.schedule_page, name="schedule"),
    path("hold/", retention.hold, name="hold"),
    path("holds/<int:hold>/release/", retention.release, name="release"),
    path("deletions/<int:deletion>/", retention.deletion, name="deletion"),
]
