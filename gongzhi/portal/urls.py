"""Addresses of the portal."""

from django.urls import path, re_path

from gongzhi.portal import web

app_name = "portal"
urlpatterns = [
    path("", web.home, name="home"),
    re_path(r"^elder/(?P<mode>on|off)$", web.elder, name="elder"),
    re_path(r"^language/(?P<code>zh-hans|en)$", web.language, name="language"),
    path("more/", web.more, name="more"),
]
