"""Jira's JSON of the objects that issues refer to: users, options, priorities, projects, …

Each function returns JSON as the REST API answers it, which is richer than what a client sends.
"""

from typing import Any
from urllib.parse import quote

from sandbox.jira import standard_objects
from sandbox.jira.model import Attachment, Component, IssueType, Option, Project, Version
from sandbox.jira.request_context import Place
from sandbox.people import Account

SIZES = ("48x48", "24x24", "16x16", "32x32")


def _avatars(url: str) -> dict[str, str]:
    return dict.fromkeys(SIZES, url)


def _icon(place: Place, name: str) -> str:
    return f"{place.site.url}/images/icons/{name}.svg"


def user(place: Place, account: Account) -> dict[str, Any]:
    """A user as fields, comments and lists show them. The e-mail address may be missing."""
    shape: dict[str, Any] = {
        "self": f"{place.base}/user?accountId={account.id}",
        "accountId": account.id,
        "avatarUrls": _avatars(place.jira.world.base_url + account.picture),
        "displayName": account.name,
        "active": account.active,
        "timeZone": account.time_zone,
        "accountType": account.account_type,
    }
    if not account.email_hidden:
        shape["emailAddress"] = account.email
    if place.data_center:
        name = account.username
        shape |= {"self": f"{place.base}/user?username={quote(name)}", "name": name}
        shape["key"] = account.user_key
        del shape["accountId"], shape["accountType"]
    return shape


def option(place: Place, one: Option) -> dict[str, Any]:
    """A choice of a select field, without its children."""
    shape: dict[str, Any] = {
        "self": f"{place.base}/customFieldOption/{one.id}",
        "value": one.value,
        "id": one.id,
    }
    return shape | {"disabled": True} if one.disabled else shape


def priority(place: Place, one: standard_objects.Priority) -> dict[str, Any]:
    """A priority in a field or in createmeta."""
    return {
        "self": f"{place.base}/priority/{one.id}",
        "iconUrl": _icon(place, f"priorities/{one.name.lower()}"),
        "name": one.name,
        "id": one.id,
    }


def full_priority(place: Place, one: standard_objects.Priority) -> dict[str, Any]:
    """A priority as `GET /priority` lists it."""
    default = one.id == standard_objects.DEFAULT_PRIORITY
    return priority(place, one) | {
        "statusColor": one.colour,
        "description": one.description,
        "isDefault": default,
    }


def status(place: Place, one: standard_objects.Status) -> dict[str, Any]:
    """A status with its category."""
    number, key, colour, name = one.category
    return {
        "self": f"{place.base}/status/{one.id}",
        "description": "",
        "iconUrl": _icon(place, "status_generic"),
        "name": one.name,
        "id": one.id,
        "statusCategory": {
            "self": f"{place.base}/statuscategory/{number}",
            "id": number,
            "key": key,
            "colorName": colour,
            "name": name,
        },
    }


def resolution(place: Place, one: standard_objects.Resolution) -> dict[str, Any]:
    """A resolution."""
    return {
        "self": f"{place.base}/resolution/{one.id}",
        "id": one.id,
        "description": one.description,
        "name": one.name,
    }


def security_level(place: Place, number: str) -> dict[str, Any]:
    """A security level."""
    name = standard_objects.SECURITY_LEVELS[number]
    return {
        "self": f"{place.base}/securitylevel/{number}",
        "id": number,
        "description": "",
        "name": name,
    }


def issue_type(place: Place, one: IssueType) -> dict[str, Any]:
    """An issue type."""
    shape = {
        "self": f"{place.base}/issuetype/{one.id}",
        "id": one.id,
        "description": one.description,
        "iconUrl": _icon(place, f"issuetypes/{one.name.lower()}"),
        "name": one.name,
        "subtask": one.level < 0,
    }
    return shape if place.data_center else shape | {"hierarchyLevel": one.level}


def project(place: Place, one: Project) -> dict[str, Any]:
    """A project as fields and lists show it."""
    shape = {
        "self": f"{place.base}/project/{one.number}",
        "id": one.number,
        "key": one.key,
        "name": one.name,
        "projectTypeKey": one.kind,
        "avatarUrls": _avatars(_icon(place, f"projects/{one.number}")),
    }
    return shape if place.data_center else shape | {"simplified": False}


def component(place: Place, one: Component) -> dict[str, Any]:
    """A component in a field or in createmeta."""
    shape = {"self": f"{place.base}/component/{one.id}", "id": one.id, "name": one.name}
    return shape | {"description": one.description} if one.description else shape


def version(place: Place, one: Version) -> dict[str, Any]:
    """A version in a field or in createmeta."""
    return {
        "self": f"{place.base}/version/{one.id}",
        "id": one.id,
        "description": "",
        "name": one.name,
        "archived": one.archived,
        "released": one.released,
    }


def group(place: Place, name: str) -> dict[str, Any]:
    """A group in a field. On Data Center it has no id."""
    if place.data_center:
        return {"name": name, "self": f"{place.base}/group?groupname={quote(name)}"}
    group_id = place.jira.world.uuid("group", place.site.slug, name)
    return {"name": name, "groupId": group_id, "self": f"{place.base}/group?groupId={group_id}"}


def link_type(place: Place, one: standard_objects.LinkType) -> dict[str, Any]:
    """A kind of link."""
    return {
        "id": one.id,
        "name": one.name,
        "inward": one.inward,
        "outward": one.outward,
        "self": f"{place.base}/issueLinkType/{one.id}",
    }


def attachment(place: Place, one: Attachment) -> dict[str, Any]:
    """A file on an issue."""
    shape: dict[str, Any] = {
        "self": f"{place.base}/attachment/{one.number}",
        "id": one.number,
        "filename": one.filename,
        "created": place.stamp(one.created),
        "size": len(one.data) if one.declared_size is None else one.declared_size,
        "mimeType": one.mime_type,
        "content": f"{place.base}/attachment/content/{one.number}",
    }
    author = place.jira.account(one.author)
    if author is not None:
        shape["author"] = user(place, author)
    picture = one.mime_type.startswith("image/")
    if place.data_center:
        base, name = place.site.url, quote(one.filename)
        shape["content"] = f"{base}/secure/attachment/{one.number}/{name}"
        if picture:
            shape["thumbnail"] = f"{base}/secure/thumbnail/{one.number}/_thumb_{one.number}.png"
    elif picture:
        shape["thumbnail"] = f"{place.base}/attachment/thumbnail/{one.number}"
    return shape
