"""The addresses of acts: below an issue, and of each act."""

from django.urls import path

from issues.views.acts import (
    add_files,
    buttons,
    comment,
    delete_comment,
    detail,
    edit,
    edit_comment,
    link,
    people,
    request,
    transition,
)

_ISSUE = "issue/<str:cloud_id>/<str:key>"

urlpatterns = [
    path(f"{_ISSUE}/acts/", buttons.menu, name="issue-acts"),
    path(f"{_ISSUE}/do/", buttons.press, name="issue-act"),
    path(f"{_ISSUE}/edit/", edit.edit, name="issue-edit"),
    path(f"{_ISSUE}/link/", link.link, name="issue-link"),
    path(f"{_ISSUE}/add-files/", add_files.add, name="issue-add-files"),
    path(f"{_ISSUE}/people/", people.people, name="issue-people"),
    path(f"{_ISSUE}/comment/", comment.write, name="issue-comment"),
    path(
        f"{_ISSUE}/comment/<str:comment_id>/", edit_comment.edit_comment, name="issue-comment-edit"
    ),
    path(
        f"{_ISSUE}/comment/<str:comment_id>/delete/",
        delete_comment.delete_comment,
        name="issue-comment-delete",
    ),
    path(
        f"{_ISSUE}/transition/<str:transition_id>/", transition.transition, name="issue-transition"
    ),
    path("requests/<str:cloud_id>/<str:key>/", request.request_types, name="request-types"),
    path("acts/", detail.act_list, name="acts"),
    path("acts/files/", add_files.all_files, name="added-file-list"),
    path("acts/files/<uuid:file_id>/", add_files.download, name="added-file"),
    path("acts/files/<uuid:file_id>/answer/", add_files.answer, name="added-file-answer"),
    path("acts/files/<str:cloud_id>/<str:key>/", add_files.of_issue, name="added-files"),
    path("acts/<uuid:act_id>/", detail.detail, name="act"),
    path("acts/<uuid:act_id>/answer/", detail.answer, name="act-answer"),
]
