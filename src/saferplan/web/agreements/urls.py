"""Addresses of agreements."""

from django.urls import path

from saferplan.web.agreements import access_views, views
from saferplan.web.agreements.standing import Act

app_name = "agreements"
urlpatterns = [
    path("", views.register, name="register"),
    path("new/", views.draft, name="draft"),
    path("what-i-may-see/", access_views.may_see, name="may-see"),
    path("why-not/", access_views.why_not, name="why-not"),
    path("<int:agreement>/", views.agreement, name="agreement"),
    path("<int:agreement>/versions/<int:number>/", views.version, name="version"),
    path("<int:agreement>/edit/", views.edit, name="edit"),
    path("<int:agreement>/attach/", views.attach, name="attach"),
    path("<int:agreement>/documents/<int:document>/", views.document, name="document"),
    path("<int:agreement>/documents/<int:document>/detach/", views.detach, name="detach"),
    path("<int:agreement>/send/", views.send, name="send"),
    path("<int:agreement>/sign/", views.sign, name="sign"),
    path("<int:agreement>/renew/", views.renew, name="renew"),
    *(
        path(f"<int:agreement>/{act}/", views.halt, {"act": act}, name=act)
        for act in (Act.SUSPEND, Act.RESUME, Act.END)
    ),
]
