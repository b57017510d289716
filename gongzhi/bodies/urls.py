"""Addresses of bodies."""

from django.urls import path

from gongzhi.bodies.web import body, covering, held, posts, register, staffing, terms, ties

app_name = "bodies"
urlpatterns = [
    path("bodies/", register.home, name="home"),
    path("bodies/new/", register.new, name="new"),
    path("bodies/counts/", register.counts, name="counts"),
    path("bodies/coverage/", covering.coverages, name="coverages"),
    path("bodies/coverage/<slug:key>/", covering.coverage, name="coverage"),
    path("bodies/posts/", posts.posts, name="posts"),
    path("bodies/posts/<slug:key>/", posts.pair, name="pair"),
    path("bodies/areas/<int:pk>/", register.area, name="area"),
    path("bodies/areas/<int:pk>/resources/new/", ties.resource, name="resource"),
    path("bodies/<int:pk>/", body.body, name="body"),
    path("bodies/<int:pk>/fields/", body.edit, name="edit"),
    path("bodies/<int:pk>/place/", body.move, name="move"),
    path("bodies/<int:pk>/closing/", body.close, name="close"),
    path("bodies/<int:pk>/posts/new/", staffing.post, name="post"),
    path("bodies/<int:pk>/appointments/new/", staffing.appoint, name="appoint"),
    path("bodies/<int:pk>/terms/new/", terms.term, name="term"),
    path("bodies/<int:pk>/roll/", terms.roll, name="roll"),
    path("bodies/<int:pk>/members/new/", staffing.member, name="member"),
    path("bodies/<int:pk>/relations/<slug:kind>/new/", ties.relate, name="relate"),
    path("bodies/<int:pk>/households/new/", ties.tie, name="tie"),
    path("bodies/<int:pk>/tasks/new/", ties.task, name="task"),
    path("bodies/terms/<int:pk>/end", terms.extend, name="extend_term"),
    path("bodies/terms/<int:pk>/hand-over", terms.hand_over, name="hand_over_term"),
    path("bodies/appointments/<int:pk>/", held.held, name="held"),
    path("bodies/appointments/<int:pk>/end", held.end_appointment, name="end_appointment"),
    path("bodies/appointments/<int:pk>/absences", held.absence, name="absence"),
    path("bodies/appointments/<int:pk>/log", held.service, name="log"),
    path("bodies/appointments/<int:pk>/hand-over", held.hand_over, name="hand_over"),
    path("bodies/absences/<int:pk>/end", held.end_absence, name="end_absence"),
    path("bodies/hand-overs/<int:pk>/confirmation", held.confirm, name="confirm_hand_over"),
    path("bodies/members/<int:pk>/end", staffing.end_member, name="end_member"),
    path("bodies/relations/<int:pk>/log", ties.activity, name="joint_log"),
    path("bodies/relations/<int:pk>/end", ties.end_relation, name="end_relation"),
    path("bodies/households/<int:pk>/end", ties.end_tie, name="end_tie"),
    path("bodies/tasks/<int:pk>/result", ties.finish_task, name="finish_task"),
    path("bodies/resources/<int:pk>/end", ties.withdraw, name="withdraw"),
    path("my/contact/", ties.contact, name="contact"),
]
