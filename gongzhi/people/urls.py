"""Addresses of persons."""

from django.urls import path

from gongzhi.people.web import asking, exporting, keeping, listing, person, rosters, slips, uses

app_name = "people"
urlpatterns = [
    path("people/", listing.list_persons, name="list"),
    path("people/new/", listing.new, name="new"),
    path("people/rosters/", rosters.rosters, name="rosters"),
    path("people/rosters/export/", exporting.export, name="roster_export"),
    path("people/rosters/<int:pk>/", rosters.roster, name="roster"),
    path("people/rosters/<int:pk>/columns/", rosters.columns, name="roster_columns"),
    path("people/rosters/<int:pk>/correct/", rosters.correct, name="roster_correct"),
    path("people/rosters/<int:pk>/take/", rosters.take, name="roster_take"),
    path("people/rosters/<int:pk>/drop/", rosters.drop, name="roster_drop"),
    path("people/rosters/<int:pk>/marked/", rosters.marked, name="roster_marked"),
    path("people/asked/", asking.asked, name="asked"),
    path("people/asked/<int:pk>/", asking.answer, name="answer"),
    path("people/<int:pk>/", person.person, name="person"),
    path("people/<int:pk>/phone/", person.phone, name="phone"),
    path("people/<int:pk>/number/", person.number, name="number"),
    path("people/<int:pk>/correct/", keeping.correct, name="correct"),
    path("people/<int:pk>/paper/", keeping.paper, name="paper"),
    path("people/<int:pk>/close/", keeping.close, name="close"),
    path("people/<int:pk>/reopen/", keeping.reopen, name="reopen"),
    path("people/<int:pk>/slip/", slips.slip, name="slip"),
    path("people/<int:pk>/ask/", asking.ask, name="ask"),
    path("people/<int:pk>/copy/", asking.copy, name="copy"),
    path("people/<int:pk>/uses/", uses.uses, name="uses"),
    path("people/<int:pk>/uses/<slug:key>/agree/", uses.agree, name="agree"),
    path("people/<int:pk>/uses/<slug:key>/withdraw/", uses.withdraw, name="withdraw"),
]
