"""The addresses of filing. The header needs `home`, `report` and `reports`."""

from django.urls import path

from issues.views import answer, form, home, preview, reports, start

urlpatterns = [
    path("", home.home, name="home"),
    path("report/", start.start, name="report"),
    path("report/<str:cloud_id>/<str:project_key>/", start.types, name="report-type"),
    path("report/<str:cloud_id>/<str:project_key>/<str:issue_type_id>/", form.report, name="report-form"),
    path("preview/", preview.preview, name="preview"),
    path("reports/", reports.report_list, name="reports"),
    path("reports/<uuid:submission_id>/", reports.report_detail, name="report-detail"),
    path("reports/<uuid:submission_id>/answer/", answer.answer, name="report-answer"),
]
