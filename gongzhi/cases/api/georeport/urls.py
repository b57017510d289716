"""Addresses of GeoReport v2; the format is the suffix."""

from django.urls import re_path

from gongzhi.cases.api.georeport import views

SUFFIX = r"\.(?P<suffix>json|xml)$"
app_name = "open311"
urlpatterns = [
    re_path(rf"^discovery{SUFFIX}", views.discovery, name="discovery"),
    re_path(rf"^services{SUFFIX}", views.services, name="services"),
    re_path(rf"^services/(?P<code>[a-z0-9_]+){SUFFIX}", views.definition, name="definition"),
    re_path(rf"^requests{SUFFIX}", views.requests, name="requests"),
    re_path(rf"^requests/(?P<number>[0-9]{{8}}-[0-9]{{6,18}}){SUFFIX}", views.one_request, name="request"),
]
