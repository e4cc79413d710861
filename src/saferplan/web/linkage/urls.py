from django.urls import path

from saferplan.web.linkage import views

app_name = "linkage"
urlpatterns = [
    path("", views.purposes, name="purposes"),
    path("<int:sitting>/", views.pair, name="pair"),
    path("<int:sitting>/answer", views.answer, name="answer"),
    path("<int:sitting>/undo", views.undo, name="undo"),
    path("<int:sitting>/keys", views.keys, name="keys"),
    path("<int:sitting>/end", views.end, name="end"),
    path("<int:sitting>/ended", views.ended, name="ended"),
]
