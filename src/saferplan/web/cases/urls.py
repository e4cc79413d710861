"""Addresses of cases."""

from django.urls import path

from saferplan.web.cases import emergency_views, views
from saferplan.web.cases.models import Open

app_name = "cases"
urlpatterns = [
    path("", views.register, name="register"),
    path("export/", views.export, name="export"),
    path("open/", views.open_case, name="open"),
    path("break-glass/", emergency_views.break_glass, name="break-glass"),
    path("break-glass/uses/", emergency_views.uses, name="break-glass-uses"),
    path("break-glass/uses/<int:use>/", emergency_views.review, name="review-break-glass"),
    path("escalations/<int:escalation>/", emergency_views.decide_escalation, name="decide-escalation"),
    path("<int:number>/", views.case, name="case"),
    path("<int:number>/purpose/", views.purpose, name="purpose"),
    path("<int:number>/edit/", views.edit, name="edit"),
    path("<int:number>/risk/", views.judge_risk, name="judge-risk"),
    path("<int:number>/close/", views.set_status, {"status": Open.CLOSED}, name="close"),
    path("<int:number>/reopen/", views.set_status, {"status": Open.OPEN}, name="reopen"),
    path("<int:number>/note/", views.add_note, name="add-note"),
    path("<int:number>/people/new/", views.add_person, name="add-person"),
    path("<int:number>/people/<int:person>/", views.edit_person, name="edit-person"),
]
