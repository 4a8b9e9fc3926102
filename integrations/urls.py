"""Addresses of the pages about the user's own link. social_django looks up the names `begin` and `complete`."""

from django.urls import path, re_path

from integrations.views import (
    choose_site,
    consent,
    doctor,
    failure_page,
    lost_sites,
    other_account,
    own_link,
    renewal_history,
)

app_name = "link"
urlpatterns = [
    path("", own_link.index, name="index"),
    re_path(r"^begin/(?P<backend>atlassian)/$", consent.begin, name="begin"),
    re_path(r"^begin/(?P<backend>data-center)/$", consent.begin, name="begin"),
    re_path(r"^complete/(?P<backend>atlassian)/$", consent.complete, name="complete"),
    re_path(r"^complete/(?P<backend>data-center)/$", consent.complete, name="complete"),
    path("failed/<slug:why>/", failure_page.failed, name="failed"),
    path("site/", choose_site.site, name="site"),
    path("account/", other_account.which_account, name="confirm-other-account"),
    path("sites/", lost_sites.lost_sites, name="lost-sites"),
    path("look/", lost_sites.look, name="check-lost-sites"),
    path("history/", renewal_history.history, name="history"),
    path("doctor/", doctor.doctor, name="doctor"),
    path("disconnect/", own_link.disconnect, name="disconnect"),
]
