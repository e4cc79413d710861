from django.urls import path

from saferplan.web.explore import views

app_name = "explore"
urlpatterns = [
    path("", views.explore, name="explore"),
    path("figures.csv", views.figures, name="figures"),
    path("chart.<slug:form>", views.chart, name="chart"),
    path("partners/", views.partner_records, name="partners"),
    path("why/", views.why, name="why"),
]
