"""Names as django-allauth asks for them."""

from allauth.socialaccount import views as allauth
from django.urls import path

from saferplan.web.directories import views

urlpatterns = [
    path("cancelled/", allauth.login_cancelled, name="socialaccount_login_cancelled"),
    path("<slug:provider_id>/", views.sign_in, name="openid_connect_login"),
    path("<slug:provider_id>/answer/", views.answered, name="openid_connect_callback"),
]
