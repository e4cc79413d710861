from django.urls import path

from saferplan.web.duties import calendar_views, views

app_name = "duties"
urlpatterns = [
    path("", views.plan, name="plan"),
    path("add", views.add, name="add"),
    path("finished", views.finished, name="finished"),
    path("statutory", views.statutory, name="statutory"),
    path("statutory/<slug:template>/add", views.adopt, name="adopt"),
    path("calendar", calendar_views.calendar, name="calendar"),
    path("calendar/end", calendar_views.end, name="end-calendar"),
    path("calendar/duties.ics", calendar_views.download, name="download-calendar"),
    path("<int:duty>/", views.duty, name="duty"),
    path("<int:duty>/edit", views.edit, name="edit"),
    path("<int:duty>/status", views.status, name="status"),
    path("<int:duty>/evidence/add", views.add_evidence, name="add-evidence"),
    path("<int:duty>/evidence/<int:evidence>/file", views.evidence_file, name="evidence-file"),
    path("<int:duty>/sign-off", views.sign, name="sign"),
    path("<int:duty>/sign-off/add", views.add_step, name="add-step"),
    path("<int:duty>/sign-off/<int:step>/remove", views.remove_step, name="remove-step"),
]
