from django.urls import path

from saferplan.web.people import joining

app_name = "invitations"
urlpatterns = [
    path("", joining.accept, name="accept"),
    path("<str:token>/", joining.open_link, name="open"),
]
