from django.urls import path

from saferplan.web.groups import views

app_name = "groups"
urlpatterns = [
    path("", views.the_tree, name="tree"),
    path("add", views.add, name="add"),
    path("<int:group>/", views.group, name="group"),
    path("<int:group>/add", views.add_below, name="add-below"),
    path("<int:group>/edit", views.edit, name="edit"),
    path("<int:group>/rename", views.rename, name="rename"),
    path("<int:group>/move", views.move, name="move"),
    path("<int:group>/merge", views.merge, name="merge"),
    path("<int:group>/close", views.close, name="close"),
    path("<int:group>/terms/write", views.write_terms, name="write-terms"),
    path("<int:group>/terms/<int:number>", views.read_terms, name="terms"),
    path("<int:group>/seats/add", views.add_seat, name="add-seat"),
    path("<int:group>/seats/<int:seat>", views.seat, name="seat"),
    path("<int:group>/seats/<int:seat>/end", views.end_seat, name="end-seat"),
]
