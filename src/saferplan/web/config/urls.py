"""Every address of the site. Who may open which stands in `access/access.toml`."""

from django.conf import settings
from django.urls import include, path

OF_A_PARTNERSHIP = [
    path("", include("saferplan.web.partnerships.urls")),
    path("agreements/", include("saferplan.web.agreements.urls")),
    path("analyses/", include("saferplan.web.analyses.urls")),
    path("audit/", include("saferplan.web.audit.urls")),
    path("retention/", include("saferplan.web.audit.retention_urls")),
    path("subject-access/", include("saferplan.web.audit.subject_access_urls")),
    path("cases/", include("saferplan.web.cases.urls")),
    path("jobs/", include("saferplan.web.jobs.urls")),
    path("brand/", include("saferplan.web.brands.urls")),
    path("documents/", include("saferplan.web.documents.urls")),
    path("duties/", include("saferplan.web.duties.urls")),
    path("evidence/", include("saferplan.web.evidence.urls")),
    path("evidence/explore/", include("saferplan.web.explore.urls")),
    path("evidence/map/", include("saferplan.web.maps.urls")),
    path("evidence/own-areas/", include("saferplan.web.own_areas.urls")),
    path("evidence/places/", include("saferplan.web.places.urls")),
    path("evidence/links/", include("saferplan.web.linkage.urls")),
    path("groups/", include("saferplan.web.groups.urls")),
    path("data/", include("saferplan.web.api.token_urls")),
    path("people/", include("saferplan.web.people.urls")),
    path("", include("saferplan.web.publications.urls")),
]

urlpatterns = [
    path("", include("saferplan.web.tour.urls")),
    path("account/", include("saferplan.web.people.account_urls")),
    path("api/v1/", include("saferplan.web.api.urls")),
    path("about/", include("saferplan.web.design_system.urls")),
    path("calendar/", include("saferplan.web.duties.feed_urls")),
    path("health/", include("saferplan.web.operations.urls")),
    path("sign-in/", include("saferplan.web.directories.urls")),
    path("invitations/", include("saferplan.web.people.invitation_urls")),
    path("partnerships/<slug:partnership>/", include(OF_A_PARTNERSHIP)),
    path("published/", include("saferplan.web.publications.public_urls")),
]

if settings.DEMO:
    urlpatterns.append(path("demo/", include("saferplan.web.tour.demo_urls")))

handler403 = "saferplan.web.access.faults.forbidden"
handler404 = "saferplan.web.access.faults.not_found"
handler500 = "saferplan.web.access.faults.fault"
