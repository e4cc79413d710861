from django.urls import path

from saferplan.web.maps import views

app_name = "maps"
urlpatterns = [
    path("<slug:state>/<slug:kind>.json", views.outlines, name="outlines"),
]
