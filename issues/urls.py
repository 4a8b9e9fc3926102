"""The addresses of filing. The header needs `home`, `report` and `reports`."""

from django.urls import path

from issues.views import (
    answer,
    comments,
    drafts,
    files,
    form,
    home,
    keys,
    numbers,
    preview,
    relations,
    reports,
    similar,
    start,
    suggest,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("keys/", keys.keys, name="keys"),
    path("report/", start.start, name="report"),
    path("report/find/", start.find, name="report-find"),
    path("report/last/", start.last, name="report-last"),
    path("report/<str:cloud_id>/<str:project_key>/", start.types, name="report-type"),
    path("report/<str:cloud_id>/<str:project_key>/<str:issue_type_id>/", form.report, name="report-form"),
    path(
        "report/<str:cloud_id>/<str:project_key>/<str:issue_type_id>/suggest/<str:field_id>/",
        suggest.suggest,
        name="report-suggest",
    ),
    path(
        "report/<str:cloud_id>/<str:project_key>/<str:issue_type_id>/links/<str:field_id>/",
        relations.relations,
        name="report-relations",
    ),
    # rule view-open: reads a number in the address, and nothing else
    path("number/", numbers.number_understood, name="number-understood"),
    path("preview/", preview.preview, name="preview"),
    path("f/<slug:slug>/", form.bug_form, name="bug-form"),
    path("drafts/", drafts.draft_list, name="drafts"),
    path("drafts/<uuid:submission_id>/version/", drafts.version, name="draft-version"),
    path("drafts/<uuid:submission_id>/discard/", drafts.discard, name="draft-discard"),
    path("drafts/<uuid:submission_id>/restore/", drafts.restore, name="draft-restore"),
    path(
        "report/<str:cloud_id>/<str:project_key>/<str:issue_type_id>/similar/",
        similar.similar,
        name="report-similar",
    ),
    path("drafts/<uuid:draft_id>/similar/", similar.draft_similar, name="draft-similar"),
    path("drafts/<uuid:draft_id>/comment/<str:key>/", comments.compose, name="comment-new"),
    path("comments/", comments.comment_list, name="comments"),
    path("comments/<uuid:comment_id>/", comments.detail, name="comment"),
    path("comments/<uuid:comment_id>/answer/", comments.answer, name="comment-answer"),
    path("watch/<str:cloud_id>/<str:key>/", similar.watch, name="issue-watch"),
    path("reports/", reports.report_list, name="reports"),
    path("reports/<uuid:submission_id>/", reports.report_detail, name="report-detail"),
    path("reports/<uuid:submission_id>/files/<uuid:attachment_id>/", files.download, name="report-file"),
    path("reports/<uuid:submission_id>/parts/<str:kind>/<uuid:part_id>/", files.answer, name="report-part"),
    path("reports/<uuid:submission_id>/answer/", answer.answer, name="report-answer"),
]
