"""Addresses of requests."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from gongzhi.cases.web import asking, following, intake, listing, working


class Paper(StringConverter):
    """A paper that staff print."""

    regex = "receipt|transfer|reply"


class OwnPaper(StringConverter):
    """A paper for who asked; the transfer slip goes from office to office."""

    regex = "receipt|reply"


register_converter(Paper, "paper")
register_converter(OwnPaper, "own_paper")

app_name = "cases"
urlpatterns = [
    path("ask/", asking.ask, name="ask"),
    path("follow/", following.follow, name="follow"),
    path("ask/<int:pk>/", following.filed, name="filed"),
    path("follow/<int:pk>/", following.followed, name="followed"),
    path("follow/<int:pk>/files/<int:file>", following.followed_file, name="followed_file"),
    path("follow/<int:pk>/rating", following.rate, name="rate"),
    path("follow/<int:pk>/reopening", following.reopen, name="reopen"),
    path("follow/<int:pk>/paper/<own_paper:kind>", following.followed_paper, name="followed_paper"),
    path("cases/", listing.list_cases, name="list"),
    path("cases/new/", intake.new, name="new"),
    path("cases/export", listing.export, name="export"),
    path("cases/times/", listing.times, name="times"),
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
    path("cases/<int:pk>/receipt", intake.receipt, name="receipt"),
    path("cases/<int:pk>/paper/<paper:kind>", working.paper, name="paper"),
]
