from django.urls import path

from saferplan.web.explore import partner_views, views

app_name = "explore"
urlpatterns = [
    path("", views.explore, name="explore"),
    path("figures.csv", views.figures, name="figures"),
    path("chart.<slug:form>", views.chart, name="chart"),
    path("partners/", partner_views.partner_records, name="partners"),
    path("partners/figures.csv", partner_views.partner_figures, name="partner-figures"),
    path("partners/chart.<slug:form>", partner_views.partner_chart, name="partner-chart"),
    path("why/", views.why, name="why"),
]
