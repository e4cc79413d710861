from django.urls import path

from saferplan.web.people import views

app_name = "people"
urlpatterns = [
    path("", views.members, name="members"),
    path("<int:member>/", views.member, name="member"),
    path("<int:member>/roles/", views.change_roles, name="change-roles"),
    path("<int:member>/agency/", views.change_agency, name="change-agency"),
    path("<int:member>/leave/", views.end_membership, name="end-membership"),
    path("invite/", views.invite, name="invite"),
    path("invitations/", views.invitations, name="invitations"),
    path("invitations/<int:invitation>/send/", views.send_invitation, name="send-invitation"),
    path("invitations/<int:invitation>/withdraw/", views.withdraw_invitation, name="withdraw-invitation"),
]
