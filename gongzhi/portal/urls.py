"""Addresses of the portal."""

from django.urls import path, re_path

from gongzhi.portal.web import area, changed, changing, finding, journal, reading, system, today, village

app_name = "portal"
urlpatterns = [
    path("", finding.home, name="home"),
    path("a/<int:pk>/", village.village, name="village"),
    path("search/", finding.search, name="search"),
    re_path(r"^elder/(?P<mode>on|off)$", reading.elder, name="elder"),
    re_path(r"^language/(?P<code>zh-hans|en)$", reading.language, name="language"),
    path("areas/", area.home, name="areas"),
    path("areas/<int:pk>/", area.area, name="area"),
    path("areas/<int:pk>/new/", area.draw, name="area_draw"),
    path("areas/<int:pk>/name/", area.rename, name="area_rename"),
    path("areas/<int:pk>/end/", area.end, name="area_end"),
    path("areas/<int:pk>/change/", changing.change, name="area_change"),
    path("areas/changes/<int:pk>/", changed.changed, name="area_changed"),
    path("areas/changes/<int:pk>/notice/", changed.notice, name="change_notice"),
    path("today/", today.today, name="today"),
    path("journal/", journal.entries, name="journal"),
    path("journal/export/", journal.export, name="journal_export"),
    path("journal/<int:pk>/", journal.entry, name="entry"),
    path("system/", system.system, name="system"),
    path("more/", reading.more, name="more"),
]
