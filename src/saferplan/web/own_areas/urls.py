from django.urls import path

from saferplan.web.own_areas import views

app_name = "own_areas"
urlpatterns = [
    path("", views.areas, name="areas"),
    path("outlines.geojson", views.outlines, name="outlines"),
    path("add/", views.ways, name="ways"),
    path("add/<slug:way>/", views.add, name="add"),
    path("<int:number>/", views.area, name="area"),
    path("<int:number>/change/", views.rename, name="rename"),
    path("<int:number>/change/<slug:way>/", views.change, name="change"),
    path("<int:number>/remove/", views.remove, name="remove"),
    path("<int:number>/versions/<int:version>/", views.version, name="version"),
    path("<int:number>/versions/<int:version>/outline.geojson", views.outline, name="outline"),
]
