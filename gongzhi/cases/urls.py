"""Addresses of requests."""

from django.urls import path, re_path

from gongzhi.cases.web import asking, working

app_name = "cases"
urlpatterns = [
    path("ask/", asking.ask, name="ask"),
    path("follow/", asking.follow, name="follow"),
    path("follow/<int:pk>/", asking.followed, name="followed"),
    path("follow/<int:pk>/files/<int:file>", asking.followed_file, name="followed_file"),
    path("follow/<int:pk>/rating", asking.rate, name="rate"),
    path("follow/<int:pk>/reopening", asking.reopen, name="reopen"),
    re_path(r"^follow/(?P<pk>\d+)/paper/(?P<kind>receipt|reply)$", asking.followed_paper, name="followed_paper"),
    path("cases/", working.list_cases, name="list"),
    path("cases/new/", working.new, name="new"),
    path("cases/export", working.export, name="export"),
    path("cases/times/", working.times, name="times"),
    path("cases/<int:pk>/", working.detail, name="detail"),
    path("cases/<int:pk>/files/<int:file>", working.file, name="file"),
    path("cases/<int:pk>/acceptance", working.accept, name="accept"),
    path("cases/<int:pk>/decline", working.decline, name="decline"),
    path("cases/<int:pk>/assignment", working.assign, name="assign"),
    path("cases/<int:pk>/result", working.report, name="report"),
    path("cases/<int:pk>/return", working.give_back, name="return"),
    path("cases/<int:pk>/ruling", working.ruling, name="ruling"),
    path("cases/<int:pk>/reply", working.reply, name="reply"),
    path("cases/<int:pk>/call-back", working.call_back, name="call_back"),
    path("cases/<int:pk>/phone", working.phone, name="phone"),
    path("cases/<int:pk>/receipt", working.receipt, name="receipt"),
    re_path(r"^cases/(?P<pk>\d+)/paper/(?P<kind>receipt|transfer|reply)$", working.paper, name="paper"),
]
