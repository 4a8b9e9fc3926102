"""Projects, types, fields, file limits and link types in Django's cache: a warm form costs no call. No secrets."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from django.core.cache import cache

from integrations.errors import Denied, Rejected, Unavailable
from integrations.jira import (
    attachments,
    client,
    createmeta,
    issue_links,
    projects,
    request_forms,
)
from integrations.jira.answer_cache import SECONDS, cache_key, kept
from integrations.jira.api_call import Call
from integrations.jira.attachments import AttachmentLimits
from integrations.jira.createmeta import FieldMeta, IssueType, Page
from integrations.jira.data_center import is_data_center
from integrations.jira.issue_links import LinkType
from integrations.jira.projects import Project, ProjectPage

# The size limit of files is one setting of a site and rarely changes. It is read while a user sends a file, who
# waits. Without an answer the upload goes on.
LIMITS_SECONDS, LIMITS_DEADLINE = 3600, 5.0
MOST_PAGES = 25
# Projects change more often than the fields of a form, and are searched while a user types.
PROJECT_SECONDS, PROJECTS_AT_ONCE = 300, 100
TYPES_READ = 10  # projects of a Data Center whose types are read along with a list of projects
T = TypeVar("T")


def issue_types(
    account_id: str, cloud_id: str, project_id: str, *, fresh: bool = False
) -> tuple[IssueType, ...]:
    """The types that this account may create in the project. *fresh* asks Jira again. Raises Denied without any."""

    def read() -> tuple[IssueType, ...]:
        return _all(account_id, cloud_id, lambda start: createmeta.issue_types(project_id, start))

    return kept(cache_key("types", cloud_id, project_id, "", account_id), read, fresh=fresh)


def form_types(
    account_id: str, cloud_id: str, project_id: str, issue_type_id: str
) -> tuple[IssueType, ...]:
    """The types of the project among which *issue_type_id* is, if it exists: issue types, or request types."""
    if request_forms.is_one(issue_type_id):
        return request_forms.types(account_id, cloud_id, project_id)
    return issue_types(account_id, cloud_id, project_id)


def projects_found(
    account_id: str, cloud_id: str, query: str = "", start: int = 0, *, fresh: bool = False
) -> ProjectPage:
    """Up to 100 projects from *start* in which this account may create issues, by name, with their types.

    *query*: a part of key or name. Each query is cached for five minutes. Where the complete result of a shorter
    query is cached, that one is returned instead, although it holds more than what matches. *fresh* asks Jira again.
    """
    if query and not start and not fresh:
        shorter = [_projects_key(account_id, cloud_id, query[:end]) for end in range(len(query))]
        known: list[ProjectPage] = list(cache.get_many(shorter).values())
        complete = next((page for page in known if page.is_last), None)
        if complete is not None:
            return complete

    def read() -> ProjectPage:
        wanted = projects.search(query, start, PROJECTS_AT_ONCE, types=True)
        page = client.call(account_id, cloud_id, wanted)
        return _with_types(account_id, cloud_id, page) if is_data_center(cloud_id) else page

    key = _projects_key(account_id, cloud_id, query, start)
    return kept(key, read, fresh=fresh, seconds=PROJECT_SECONDS)


def _with_types(account_id: str, cloud_id: str, page: ProjectPage) -> ProjectPage:
    """*page* with the types of its first projects, which Data Center tells one project at a time.

    One in which nothing may be created, or whose types cannot be read now, stays without.
    """
    found = list(page.projects)
    for number, project in enumerate(found[:TYPES_READ]):
        try:
            types = issue_types(account_id, cloud_id, project.id)
        except (Denied, Rejected, Unavailable):
            continue
        found[number] = replace(
            project, types=tuple(replace(each, description="") for each in types)
        )
    return replace(page, projects=tuple(found))


def _projects_key(account_id: str, cloud_id: str, query: str, start: int = 0) -> str:
    asked = hashlib.sha256(query.casefold().encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return cache_key("projects", cloud_id, asked, str(start), account_id)


def project_with_form(
    account_id: str, cloud_id: str, key_or_id: str, issue_type_id: str
) -> Project:
    """The project that a create form is for. Raises Denied when there is none that this account sees.

    The form's own fields name the project, and they are cached. So a cold form needs no call for the project, unless
    the form cannot be read or does not name it.
    """
    if request_forms.is_one(issue_type_id):
        return request_forms.project_of(account_id, cloud_id, key_or_id)
    try:
        metas = _all(
            account_id, cloud_id, lambda start: createmeta.fields(key_or_id, issue_type_id, start)
        )
    except (Denied, Rejected):
        return client.call(account_id, cloud_id, projects.get(key_or_id))
    found = projects.of_form(metas, key_or_id) or client.call(
        account_id, cloud_id, projects.get(key_or_id)
    )
    cache.set(cache_key("fields", cloud_id, found.id, issue_type_id, account_id), metas, SECONDS)
    return found


def create_fields(
    account_id: str, cloud_id: str, project_id: str, issue_type_id: str, *, fresh: bool = False
) -> tuple[FieldMeta, ...]:
    """The fields of the create form. *fresh* asks Jira again. Raises Denied where nothing may be created."""

    def read() -> tuple[FieldMeta, ...]:
        if request_forms.is_one(issue_type_id):
            return request_forms.fields(account_id, cloud_id, issue_type_id)
        return _all(
            account_id, cloud_id, lambda start: createmeta.fields(project_id, issue_type_id, start)
        )

    key = cache_key("fields", cloud_id, project_id, issue_type_id, account_id)
    return kept(key, read, fresh=fresh)


def forget_fields(account_id: str, cloud_id: str, project_id: str, issue_type_id: str) -> None:
    """Drop the form's fields and the project's types from the cache, because they may have changed."""
    cache.delete_many(
        [
            cache_key("fields", cloud_id, project_id, issue_type_id, account_id),
            cache_key("types", cloud_id, project_id, "", account_id),
        ]
    )


def link_types(account_id: str, cloud_id: str) -> tuple[LinkType, ...]:
    """The link types of issues, in this account's language. Raises Denied where links are off."""
    key = cache_key("links", cloud_id, "", "", account_id)
    return kept(key, lambda: client.call(account_id, cloud_id, issue_links.types()))


def attachment_limits(account_id: str, cloud_id: str, *, fresh: bool = False) -> AttachmentLimits:
    """Whether the site takes files, and the largest size: the same for all users. *fresh* asks Jira again."""
    key = cache_key("files", cloud_id)
    found: AttachmentLimits | None = None if fresh else cache.get(key)
    if found is None:
        found = client.call(account_id, cloud_id, attachments.limits(), deadline=LIMITS_DEADLINE)
        # Users who are told that a site takes no files ask its administrator and try again soon.
        cache.set(key, found, LIMITS_SECONDS if found.enabled else SECONDS)
    return found


def known_attachment_limits(cloud_id: str) -> AttachmentLimits | None:
    """The cached `attachment_limits`. Never calls Jira. None: not cached."""
    known: AttachmentLimits | None = cache.get(cache_key("files", cloud_id))
    return known


def _all(
    account_id: str, cloud_id: str, page_from: Callable[[int], Call[Page[T]]]
) -> tuple[T, ...]:
    items: list[T] = []
    for _page_number in range(MOST_PAGES):
        page = client.call(account_id, cloud_id, page_from(len(items)))
        last = page.is_last(len(items))
        items.extend(page.items)
        if last:
            break
    else:
        raise Unavailable("Jira's create metadata has no end")
    if not items:  # without the permission to create, Jira answers 404 or an empty list
        raise Denied(status=404)
    return tuple(items)
