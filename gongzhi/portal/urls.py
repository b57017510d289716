"""Addresses of the portal."""

from django.urls import path, re_path

from gongzhi.portal.web import finding, reading, today, village

app_name = "portal"
urlpatterns = [
    path("", finding.home, name="home"),
    path("a/<int:pk>/", village.village, name="village"),
    path("search/", finding.search, name="search"),
    re_path(r"^elder/(?P<mode>on|off)$", reading.elder, name="elder"),
    re_path(r"^language/(?P<code>zh-hans|en)$", reading.language, name="language"),
    path("today/", today.today, name="today"),
    path("more/", reading.more, name="more"),
]
