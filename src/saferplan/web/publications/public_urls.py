"""Outside sign-in, for good: an address that was published once always answers."""

from django.urls import path

from saferplan.web.publications.views import published

app_name = "published"
urlpatterns = [
    path("<slug:partnership>/", published.documents, name="documents"),
    path("<slug:partnership>/<slug:document>/", published.newest, name="newest"),
    path("<slug:partnership>/<slug:document>/<int:edition>/", published.edition, name="edition"),
    path("<slug:partnership>/<slug:document>/<int:edition>/<path:file>", published.file, name="file"),
]
