from django.urls import path

from saferplan.web.audit.views import log, seals

app_name = "audit"
urlpatterns = [
    path("", log.search, name="search"),
    path("export/", log.export, name="export"),
    path("entries/<int:entry>/", log.entry, name="entry"),
    path("seals/", seals.seals, name="seals"),
]
