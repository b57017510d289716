"""Addresses of bodies."""

from django.urls import path

from gongzhi.bodies.web import body, covering, register, staffing, ties

app_name = "bodies"
urlpatterns = [
    path("bodies/", register.home, name="home"),
    path("bodies/new/", register.new, name="new"),
    path("bodies/counts/", register.counts, name="counts"),
    path("bodies/coverage/", covering.coverages, name="coverages"),
    path("bodies/coverage/<slug:key>/", covering.coverage, name="coverage"),
    path("bodies/areas/<int:pk>/", register.area, name="area"),
    path("bodies/areas/<int:pk>/resources/new/", ties.resource, name="resource"),
    path("bodies/<int:pk>/", body.body, name="body"),
    path("bodies/<int:pk>/fields/", body.edit, name="edit"),
    path("bodies/<int:pk>/place/", body.move, name="move"),
    path("bodies/<int:pk>/closing/", body.close, name="close"),
    path("bodies/<int:pk>/posts/new/", staffing.post, name="post"),
    path("bodies/<int:pk>/appointments/new/", staffing.appoint, name="appoint"),
    path("bodies/<int:pk>/members/new/", staffing.member, name="member"),
    path("bodies/<int:pk>/relations/<slug:kind>/new/", ties.relate, name="relate"),
    path("bodies/<int:pk>/households/new/", ties.tie, name="tie"),
    path("bodies/<int:pk>/tasks/new/", ties.task, name="task"),
    path("bodies/appointments/<int:pk>/end", staffing.end_appointment, name="end_appointment"),
    path("bodies/members/<int:pk>/end", staffing.end_member, name="end_member"),
    path("bodies/relations/<int:pk>/end", ties.end_relation, name="end_relation"),
    path("bodies/households/<int:pk>/end", ties.end_tie, name="end_tie"),
    path("bodies/tasks/<int:pk>/result", ties.finish_task, name="finish_task"),
    path("bodies/resources/<int:pk>/end", ties.withdraw, name="withdraw"),
    path("my/contact/", ties.contact, name="contact"),
]
