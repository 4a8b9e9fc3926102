"""Addresses of one's own link. `begin` and `complete` bear the names that social_django looks for."""

from django.urls import path, re_path

from integrations import views

app_name = "link"
urlpatterns = [
    path("", views.index, name="index"),
    re_path(r"^begin/(?P<backend>atlassian)/$", views.begin, name="begin"),
    re_path(r"^complete/(?P<backend>atlassian)/$", views.complete, name="complete"),
    path("failed/<slug:why>/", views.failed, name="failed"),
    path("site/", views.site, name="site"),
    path("account/", views.which_account, name="which-account"),
    path("sites/", views.lost_sites, name="lost-sites"),
    path("look/", views.look, name="look"),
    path("history/", views.history, name="history"),
    path("disconnect/", views.disconnect, name="disconnect"),
]
