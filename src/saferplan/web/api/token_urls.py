from django.urls import path

from saferplan.web.api import token_views

app_name = "tokens"
urlpatterns = [
    path("", token_views.data, name="data"),
    path("tokens/issue", token_views.issue, name="issue"),
    path("tokens/<int:token>/revoke", token_views.revoke, name="revoke"),
]
