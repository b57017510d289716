"""Addresses of the kernel."""

from django.urls import path

from gongzhi.kernel import web

app_name = "kernel"
urlpatterns = [
    path("healthz", web.healthz, name="healthz"),
    path("readyz", web.readyz, name="readyz"),
]
