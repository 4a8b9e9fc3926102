"""`/rest/api/2` of an instance, its files, and its personal access tokens."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response

from sandbox.data_center import operations, own_pages
from sandbox.data_center.serving import passed, place_of
from sandbox.jira.operation import DATA_CENTER, OPERATIONS, PLATFORM, Operation, performed
from sandbox.people import Account, DataCenter

VERSIONS = ("2", "latest")
SHARED = frozenset(
    {
        "add_attachment",
        "add_comment",
        "add_vote",
        "create_issue",
        "create_or_update_remote_issue_link",
        "do_transition",
        "edit_issue",
        "find_groups",
        "get_all_projects",
        "get_all_statuses",
        "get_attachment",
        "get_attachment_meta",
        "get_comment",
        "get_comments",
        "get_create_meta_fields",
        "get_create_meta_issue_types",
        "get_current_user",
        "get_edit_issue_meta",
        "get_field_auto_complete",
        "get_fields",
        "get_issue",
        "get_issue_link_types",
        "get_issue_picker",
        "get_issue_property",
        "get_issue_property_keys",
        "get_my_permissions",
        "get_priorities",
        "get_project",
        "get_project_components",
        "get_project_versions",
        "get_remote_issue_links",
        "get_resolutions",
        "get_server_info",
        "get_statuses",
        "get_transitions",
        "get_user",
        "get_votes",
        "link_issues",
        "remove_vote",
        "set_issue_property",
        "update_comment",
    }
)
"""The operations of Cloud that its document has too. The others are answered 404."""


def blueprint(slug: str) -> Blueprint:
    """All calls of an instance but those of OAuth."""
    assert operations.SEARCH  # importing the module registers its operations
    new = Blueprint("data-center", __name__)
    for one in OPERATIONS:
        if one.api == DATA_CENTER or (one.api == PLATFORM and one.function.__name__ in SHARED):
            name, view = one.function.__name__, served(slug, one)
            for version in VERSIONS:
                new.add_url_rule(
                    f"/rest/api/{version}{one.rule}",
                    endpoint=name if version == "2" else f"{name}_{version}",
                    view_func=view,
                    methods=[one.method],
                )
    own_pages.register(new, slug)
    return new


def served(slug: str, one: Operation) -> Callable[..., Response]:
    """The Flask view of an operation at this instance."""

    def handle(**path: str) -> Response:
        def answer(site: DataCenter, account: Account) -> Response:
            return performed(one, place_of(site, account), path)

        return passed(slug, one.function.__name__, answer)

    return handle
