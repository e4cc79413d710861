from django.urls import path

from saferplan.web.analyses import tasking_views, views

app_name = "analyses"
urlpatterns = [
    path("", views.analyses, name="analyses"),
    path("taskings/", tasking_views.taskings, name="taskings"),
    path("taskings/<int:tasking>/", tasking_views.tasking, name="tasking"),
    path("taskings/<int:tasking>/result/", tasking_views.add_result, name="add-result"),
    path("taskings/<int:tasking>/correct/", tasking_views.correct_tasking, name="correct-tasking"),
    path("results/<int:analysis>/", views.result, name="result"),
    path("results/<int:analysis>/files/<str:name>", views.file, name="file"),
    path("results/<int:analysis>/again/", views.ask_again, name="ask-again"),
    path("results/<int:analysis>/taskings/add/", tasking_views.add_tasking, name="add-tasking"),
    path("<slug:kind>/", views.kind, name="kind"),
    path("<slug:kind>/method/", views.method, name="method"),
]
