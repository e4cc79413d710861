"""The addresses of a site in demo mode."""

from django.urls import include, path

from saferplan.web.config import urls

urlpatterns = [*urls.urlpatterns, path("demo/", include("saferplan.web.tour.demo_urls"))]
