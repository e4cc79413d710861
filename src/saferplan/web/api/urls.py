from django.urls import path

from saferplan.web.api.views import api, nothing, openapi

app_name = "api"
urlpatterns = [
    *(one for one in api.urls[0] if one.name != "api-root"),
    path("openapi.json", openapi, name="openapi"),
    path("<path:rest>", nothing, name="nothing"),
]
