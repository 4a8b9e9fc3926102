"""The addresses of the pages for filing. The page header needs `home`, `report` and `reports`."""

from django.urls import include, path

from issues.views import (
    choose_form,
    drafts,
    form,
    home,
    issue_links_field,
    keyboard_shortcuts,
    notifications,
    number_preview,
    picker_suggestions,
    report_actions,
    report_files,
    reports,
    similar_issues,
    text_preview,
    webhook_delivery,
)
from issues.views.acts.urls import urlpatterns as act_patterns
from issues.views.comments import comment_actions, compose, detail
from issues.views.issue import files
from issues.views.issue.page import issue
from issues.views.queries import (
    edit,
    export,
    file_progress,
    htmx_parts,
    query_list,
    run,
    suggestions,
)

# Below `issue/<cloud id>/<key>/`: reverse them as "issues:…".
issue_patterns = [
    path("", issue, name="issue"),
    path("files/<str:file_id>/", files.download, name="file"),
    path("files/<str:file_id>/small/", files.thumbnail, name="thumbnail"),
]
urlpatterns = [
    path("issue/<str:cloud_id>/<str:key>/", include((issue_patterns, "issues"))),
    path("", home.home, name="home"),
    path("keys/", keyboard_shortcuts.keys, name="keyboard-shortcuts"),
    path("report/", choose_form.start, name="report"),
    path("report/find/", choose_form.find, name="form-search"),
    path("report/last/", choose_form.last, name="last-form"),
    path("report/<str:cloud_id>/<str:project_key>/", choose_form.types, name="report-type"),
    path(
        "report/<str:cloud_id>/<str:project_key>/<str:issue_type_id>/",
        form.report,
        name="report-form",
    ),
    path(
        "report/<str:cloud_id>/<str:project_key>/<str:issue_type_id>/suggest/<str:field_id>/",
        picker_suggestions.suggest,
        name="report-suggest",
    ),
    path(
        "report/<str:cloud_id>/<str:project_key>/<str:issue_type_id>/links/<str:field_id>/",
        issue_links_field.relations,
        name="issue-links-field",
    ),
    # rule view-open: reads only a number in the address
    path("number/", number_preview.number_understood, name="number-as-read"),
    # rule view-open: a delivery proves itself by a signature
    path("webhooks/jira/", webhook_delivery.deliver, name="webhook-delivery"),
    path("preview/", text_preview.preview, name="preview"),
    path("f/<slug:slug>/", form.bug_form, name="bug-form"),
    path(
        "f/<slug:slug>/suggest/<str:field_id>/",
        picker_suggestions.suggest_in_form,
        name="bug-form-suggest",
    ),
    path("drafts/", drafts.draft_list, name="drafts"),
    path("drafts/<uuid:submission_id>/version/", drafts.version, name="draft-version"),
    path("drafts/<uuid:submission_id>/discard/", drafts.discard, name="draft-discard"),
    path("drafts/<uuid:submission_id>/restore/", drafts.restore, name="draft-restore"),
    path(
        "report/<str:cloud_id>/<str:project_key>/<str:issue_type_id>/similar/",
        similar_issues.similar,
        name="report-similar",
    ),
    path("drafts/<uuid:draft_id>/similar/", similar_issues.draft_similar, name="draft-similar"),
    path("drafts/<uuid:draft_id>/comment/<str:key>/", compose.compose, name="comment-new"),
    path("comments/", detail.comment_list, name="comments"),
    path("comments/<uuid:comment_id>/", detail.detail, name="comment"),
    path("comments/<uuid:comment_id>/answer/", comment_actions.answer, name="comment-answer"),
    path("watch/<str:cloud_id>/<str:key>/", similar_issues.watch, name="issue-watch"),
    path("news/", notifications.notifications, name="notifications"),
    path("news/seen/", notifications.seen, name="notifications-seen"),
    # rule view-open: the signed token says whose mails end, and mail programs have no session
    path("news/stop/<str:token>/", notifications.unsubscribe, name="unsubscribe"),
    path("reports/", reports.report_list, name="reports"),
    path("reports/seen/", reports.seen, name="reports-seen"),
    path("reports/<uuid:submission_id>/", reports.report_detail, name="report-detail"),
    path(
        "reports/<uuid:submission_id>/files/<uuid:attachment_id>/",
        report_files.download,
        name="report-file",
    ),
    path(
        "reports/<uuid:submission_id>/parts/<str:kind>/<uuid:part_id>/",
        report_files.answer,
        name="report-part",
    ),
    path("reports/<uuid:submission_id>/answer/", report_actions.answer, name="report-answer"),
    path("queries/", query_list.query_list, name="queries"),
    path("queries/new/", edit.new, name="query-new"),
    path("queries/check/", htmx_parts.check, name="query-check"),
    path("queries/suggest/", suggestions.suggest, name="query-suggest"),
    path("queries/values/", htmx_parts.values, name="query-values"),
    path("queries/<uuid:query_id>/", run.run, name="query"),
    path("queries/<uuid:query_id>/edit/", edit.edit, name="query-edit"),
    path("queries/<uuid:query_id>/delete/", edit.delete, name="query-delete"),
    path("queries/<uuid:query_id>/csv/", export.csv, name="query-csv"),
    path("queries/<uuid:query_id>/xlsx/", export.xlsx, name="query-xlsx"),
    path(
        "queries/<uuid:query_id>/csv/progress/",
        file_progress.begin,
        {"kind": "csv"},
        name="query-csv-progress",
    ),
    path(
        "queries/<uuid:query_id>/xlsx/progress/",
        file_progress.begin,
        {"kind": "xlsx"},
        name="query-xlsx-progress",
    ),
    path("queries/files/<uuid:export_id>/", file_progress.show, name="query-file"),
    path("queries/files/<uuid:export_id>/stop/", file_progress.stop, name="query-file-stop"),
    path("queries/<uuid:query_id>/answer/", run.raw, name="query-answer"),
    *act_patterns,
]
