from django.urls import path

from saferplan.web.maps import views

app_name = "maps"
urlpatterns = [
    path("<slug:stamp>/<slug:kind>.json", views.outlines, name="outlines"),
]
