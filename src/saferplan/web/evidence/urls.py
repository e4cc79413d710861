from django.urls import path

from saferplan.web.evidence import delivery_views, load_views, mapping_views, month_views, views

app_name = "evidence"
urlpatterns = [
    path("", views.evidence, name="evidence"),
    path("months/", month_views.months, name="months"),
    path("deliveries/", delivery_views.deliveries, name="deliveries"),
    path("deliveries/send/", delivery_views.send, name="send"),
    path("deliveries/<int:delivery>/", delivery_views.delivery, name="delivery"),
    path("deliveries/<int:delivery>/rejected.csv", delivery_views.rejected_rows, name="rejected-rows"),
    path("deliveries/<int:delivery>/accept/", delivery_views.accept, name="accept"),
    path("deliveries/<int:delivery>/reject/", delivery_views.reject, name="reject"),
    path("deliveries/<int:delivery>/withdraw/", delivery_views.withdraw, name="withdraw"),
    path("deliveries/<int:delivery>/mapping/", mapping_views.mapping, name="mapping"),
    path("deliveries/<int:delivery>/mapping/text/", mapping_views.mapping_text, name="mapping-text"),
    path("deliveries/<int:delivery>/try/", delivery_views.try_anew, name="try"),
    path("loads/<int:load>/", load_views.loaded, name="loaded"),
    path("loads/<int:load>/back/", load_views.go_back, name="go-back"),
    path("assessments/build/", views.build, name="build"),
    path("assessments/<int:job>/<path:page>", views.assessment, name="assessment"),
]
