"""Kinds on the screen that are not set through `fields`: files, links, comments, work logs."""

from typing import Any

from sandbox.jira.fields.base import Kind
from sandbox.jira.messages import Refused
from sandbox.jira.model import JSON, Field
from sandbox.jira.request_context import Place


class Elsewhere(Kind):
    """Refused in `fields`; `update` or another endpoint is the way."""

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Always raises Refused."""
        raise Refused("not_on_screen", field=field.field_id)


class Attachments(Elsewhere):
    """Uploaded after the issue exists."""

    type = "array"
    items = "attachment"
    operations = ()


class IssueLinks(Elsewhere):
    """`"update": {"issuelinks": [{"add": …}]}`."""

    type = "array"
    items = "issuelinks"
    operations = ("add",)

    def details(self, field: Field, place: Place) -> dict[str, Any]:
        """The issue picker at the site's own host."""
        project = place.project.number if place.project else ""
        search = f"issue/picker?currentProjectId={project}&showSubTaskParent=true&showSubTasks=true&query="
        return {"autoCompleteUrl": f"{place.site.url}/rest/api/2/{search}"}


class Comments(Elsewhere):
    """`"update": {"comment": [{"add": {"body": …}}]}`."""

    type = "comments-page"
    operations = ("add",)


class Worklogs(Elsewhere):
    """`"update": {"worklog": [{"add": {"timeSpent": …}}]}`."""

    type = "array"
    items = "worklog"
    operations = ("add",)
