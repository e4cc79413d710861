from django.urls import path

from saferplan.web.publications.views import approving, building, checking, ordering, publishing

app_name = "publications"
urlpatterns = [
    path("approval-order/", ordering.order, name="order"),
    path("approval-order/add/", ordering.add_step, name="add-step"),
    path("approval-order/<int:step>/remove/", ordering.remove_step, name="remove-step"),
    path("documents/<slug:document>/checks/", checking.check, name="check"),
    path("documents/<slug:document>/checks/begin/", checking.begin, name="begin-check"),
    path("documents/<slug:document>/builds/", building.builds, name="builds"),
    path("documents/<slug:document>/builds/begin/", building.begin, name="begin-build"),
    path("documents/<slug:document>/builds/<int:build>/", building.build, name="build"),
    path("documents/<slug:document>/builds/<int:build>/<slug:audience>/<path:file>", building.file, name="build-file"),
    path("documents/<slug:document>/approval/", approving.approval, name="approval"),
    path("documents/<slug:document>/approval/send/", approving.send, name="send"),
    path("documents/<slug:document>/approval/decide/", approving.decide, name="decide"),
    path("documents/<slug:document>/approval/take-back/", approving.take_back, name="take-back"),
    path("documents/<slug:document>/editions/", publishing.editions, name="editions"),
    path("documents/<slug:document>/editions/publish/", publishing.publish, name="publish"),
    path("documents/<slug:document>/editions/<int:edition>/notice/", publishing.notice, name="notice"),
]
