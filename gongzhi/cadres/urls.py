"""Addresses of cadres."""

from django.urls import path

from gongzhi.cadres.web import establishment, files, overview, paths, posting

app_name = "cadres"
urlpatterns = [
    path("cadres/", overview.home, name="home"),
    path("cadres/postings/", overview.postings, name="postings"),
    path("cadres/postings/new/", posting.new, name="plan"),
    path("cadres/postings/<int:pk>/", posting.posting, name="posting"),
    path("cadres/postings/<int:pk>/step", posting.step, name="step"),
    path("cadres/postings/<int:pk>/end/", posting.end, name="end"),
    path("cadres/postings/<int:pk>/place/", posting.move, name="move"),
    path("cadres/postings/<int:pk>/void/", posting.void, name="void"),
    path("cadres/postings/<int:pk>/pair", posting.pair, name="pair"),
    path("cadres/coverage/<slug:key>/", overview.coverage, name="coverage"),
    path("cadres/counts/", overview.counts, name="counts"),
    path("cadres/counts/<slug:key>/", overview.count, name="count"),
    path("cadres/pairs/<slug:key>/", overview.pairs, name="pairs"),
    path("cadres/pairs/<int:pk>/mark", overview.mark, name="mark"),
    path("cadres/files/", files.files, name="files"),
    path("cadres/files/new/", files.new, name="open_file"),
    path("cadres/files/<int:pk>/", files.file, name="file"),
    path("cadres/files/<int:pk>/sorting/", files.sort, name="sort"),
    path("cadres/files/<int:pk>/records/<slug:kind>/new/", files.record, name="record"),
    path("cadres/files/<int:pk>/leader/", files.leader, name="leader"),
    path("cadres/records/<int:pk>/void", files.void_record, name="void_record"),
    path("cadres/leaders/<int:pk>/end", files.end_lead, name="end_lead"),
    path("my/file/", files.own, name="own"),
    path("cadres/paths/", paths.paths, name="paths"),
    path("cadres/paths/<slug:key>/", paths.path, name="path"),
    path("cadres/paths/<slug:key>/new/", paths.new, name="enter"),
    path("cadres/posts/", establishment.posts, name="posts"),
    path("cadres/posts/<slug:key>/allot/", establishment.allot, name="allot"),
    path("cadres/allotments/<int:pk>/fill/", establishment.fill, name="fill"),
    path("cadres/fillings/<int:pk>/end", establishment.end, name="end_filling"),
]
