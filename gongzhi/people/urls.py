"""Addresses of persons."""

from django.urls import path

from gongzhi.people import web

app_name = "people"
urlpatterns = [
    path("people/", web.list_persons, name="list"),
    path("people/new/", web.new, name="new"),
    path("people/<int:pk>/", web.person, name="person"),
    path("people/<int:pk>/phone/", web.phone, name="phone"),
]
