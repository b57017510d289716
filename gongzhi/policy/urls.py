"""Addresses of packs."""

from django.urls import path, re_path

from gongzhi.policy import web

app_name = "policy"
urlpatterns = [
    path("packs/", web.packs, name="packs"),
    path("packs/slot/<slug:room>/<slug:name>/", web.slot, name="slot"),
    re_path(r"^packs/(?P<pack_id>[a-z][a-z0-9-]*(?:/[a-z][a-z0-9-]*)?)/$", web.pack, name="pack"),
]
