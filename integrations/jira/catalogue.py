"""What may be created, with which fields, files and links, in Django's cache: a warm form costs no call. No secrets."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

from integrations.errors import Denied, Rejected, Unavailable
from integrations.jira import attachments, client, createmeta, links, projects
from integrations.jira.attachments import AttachmentLimits
from integrations.jira.calls import Call
from integrations.jira.createmeta import FieldMeta, IssueType, Page
from integrations.jira.links import LinkType
from integrations.jira.projects import Project, ProjectPage

SECONDS = 600
# How large a file may be is one setting for a whole site, and hardly ever changes. Whoever asks is sending a file
# and waits for it; without an answer it goes on all the same.
LIMITS_SECONDS, LIMITS_DEADLINE = 3600, 5.0
# Part of every key: raised whenever the dataclasses that are kept change their shape.
VERSION = 1
MOST_PAGES = 25
# Projects come and go more often than the fields of a form; who types a name asks for them at each pause.
PROJECT_SECONDS, PROJECTS_AT_ONCE = 300, 100

T = TypeVar("T")


def issue_types(
    account_id: str, cloud_id: str, project_id: str, *, fresh: bool = False
) -> tuple[IssueType, ...]:
    """The types that this account may create in the project; *fresh* asks Jira again. Raises Denied without any."""

    def read() -> tuple[IssueType, ...]:
        return _all(account_id, cloud_id, lambda start: createmeta.issue_types(project_id, start))

    return _kept(_key("types", cloud_id, project_id, "", account_id), read, fresh=fresh)


def projects_found(
    account_id: str, cloud_id: str, query: str = "", start: int = 0, *, fresh: bool = False
) -> ProjectPage:
    """Up to 100 projects from *start* in which this account may create issues, by name, with their types.

    *query*: a part of key or name. The same is asked once in five minutes; and nothing where all that match a shorter
    part, or all projects there are, were told already: then these are given, more than match. *fresh* asks Jira again.
    """
    if query and not start and not fresh:
        shorter = [_projects_key(account_id, cloud_id, query[:end]) for end in range(len(query))]
        known: list[ProjectPage] = list(cache.get_many(shorter).values())
        complete = next((page for page in known if page.is_last), None)
        if complete is not None:
            return complete
    return _kept(
        _projects_key(account_id, cloud_id, query, start),
        lambda: client.call(
            account_id, cloud_id, projects.search(query, start, PROJECTS_AT_ONCE, types=True)
        ),
        fresh=fresh,
        seconds=PROJECT_SECONDS,
    )


def _projects_key(account_id: str, cloud_id: str, query: str, start: int = 0) -> str:
    asked = hashlib.sha256(query.casefold().encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return _key("projects", cloud_id, asked, str(start), account_id)


def project_with_form(account_id: str, cloud_id: str, key_or_id: str, issue_type_id: str) -> Project:
    """The project that a create form is for. Raises Denied when there is none that this account sees.

    The form itself names its project, and its fields stay in the cache: a cold form costs no call for the project.
    Only where the form cannot be had, or does not name it, the project is asked for.
    """
    try:
        metas = _all(account_id, cloud_id, lambda start: createmeta.fields(key_or_id, issue_type_id, start))
    except (Denied, Rejected):
        return client.call(account_id, cloud_id, projects.get(key_or_id))
    found = projects.of_form(metas, key_or_id) or client.call(account_id, cloud_id, projects.get(key_or_id))
    cache.set(_key("fields", cloud_id, found.id, issue_type_id, account_id), metas, SECONDS)
    return found


def create_fields(
    account_id: str, cloud_id: str, project_id: str, issue_type_id: str, *, fresh: bool = False
) -> tuple[FieldMeta, ...]:
    """The fields of the create form; *fresh* asks Jira again. Raises Denied where nothing may be created."""

    def read() -> tuple[FieldMeta, ...]:
        return _all(account_id, cloud_id, lambda start: createmeta.fields(project_id, issue_type_id, start))

    key = _key("fields", cloud_id, project_id, issue_type_id, account_id)
    return _kept(key, read, fresh=fresh)


def forget_fields(account_id: str, cloud_id: str, project_id: str, issue_type_id: str) -> None:
    """Have the form's fields, and the project's types, read again when they are next wanted: they may have changed."""
    cache.delete_many(
        [
            _key("fields", cloud_id, project_id, issue_type_id, account_id),
            _key("types", cloud_id, project_id, "", account_id),
        ]
    )


def link_types(account_id: str, cloud_id: str) -> tuple[LinkType, ...]:
    """The relations that issues may have, in this account's language. Raises Denied where links are off."""
    key = _key("links", cloud_id, "", "", account_id)
    return _kept(key, lambda: client.call(account_id, cloud_id, links.types()))


def attachment_limits(account_id: str, cloud_id: str, *, fresh: bool = False) -> AttachmentLimits:
    """Whether the site takes files, and how large one may be; *fresh* asks Jira again. The same for everybody there."""
    key = _key("files", cloud_id)
    found: AttachmentLimits | None = None if fresh else cache.get(key)
    if found is None:
        found = client.call(account_id, cloud_id, attachments.limits(), deadline=LIMITS_DEADLINE)
        # Who is told that a site takes no files asks its administrator, and tries again.
        cache.set(key, found, LIMITS_SECONDS if found.enabled else SECONDS)
    return found


def known_attachment_limits(cloud_id: str) -> AttachmentLimits | None:
    """The same as far as somebody asked for it lately: never a call. None: nobody did."""
    known: AttachmentLimits | None = cache.get(_key("files", cloud_id))
    return known


def _key(
    kind: str, cloud_id: str, project_id: str = "", issue_type_id: str = "", account_id: str = ""
) -> str:
    """Per account: permissions, and the language of names, are the account's own. Without one: of the whole site."""
    return f"jira:{VERSION}:{kind}:{cloud_id}:{project_id}:{issue_type_id}:{account_id}"


def _kept(key: str, read: Callable[[], T], *, fresh: bool = False, seconds: int = SECONDS) -> T:
    found: T | None = None if fresh else cache.get(key)
    if found is None:
        found = read()
        cache.set(key, found, seconds)
    return found


def _all(account_id: str, cloud_id: str, page_from: Callable[[int], Call[Page[T]]]) -> tuple[T, ...]:
    items: list[T] = []
    for _page_number in range(MOST_PAGES):
        page = client.call(account_id, cloud_id, page_from(len(items)))
        last = page.is_last(len(items))
        items.extend(page.items)
        if last:
            break
    else:
        raise Unavailable("Jira's create metadata has no end")
    if not items:  # Jira answers an empty list as well as 404 without the permission to create
        raise Denied(status=404)
    return tuple(items)
