"""Kinds for people and groups."""

from typing import Any

from sandbox.jira import object_json
from sandbox.jira.fields.base import Kind, member
from sandbox.jira.messages import Refused
from sandbox.jira.model import JSON, Field
from sandbox.jira.request_context import Place
from sandbox.people import Account


class User(Kind):
    """A member of the site: `{"accountId"}` or `{"id"}`; on Data Center `{"name"}`. Stored: account id."""

    type = "user"

    def details(self, field: Field, place: Place) -> dict[str, Any]:
        """An internal address of the site, as real Jira gives it."""
        project = f"&projectId={place.project.number}" if place.project else ""
        picker = f"users/picker?fieldName={field.field_id}{project}&showAvatar=true&query="
        return {"autoCompleteUrl": f"{place.site.url}/rest/api/1.0/{picker}"}

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Raises Refused for an account that is not on the site."""
        account = find(value, place)
        if account is None or not account.active:
            raise Refused("user_invalid", name=field.name)
        return account.id

    def read(self, field: Field, stored: JSON, place: Place) -> JSON:
        """User with displayName, avatarUrls, active and self."""
        account = place.jira.account(stored)
        return object_json.user(place, account) if account else None


class Assignee(User):
    """Only members who can be assigned: people, not apps, who see the project."""

    def details(self, field: Field, place: Place) -> dict[str, Any]:
        """The assignable search at the site's own host."""
        key = place.project.key if place.project else ""
        search = f"user/assignable/search?project={key}&query="
        return {"autoCompleteUrl": f"{place.site.url}/rest/api/latest/{search}"}

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """`{"id": null}` leaves it unassigned. Raises Refused for an account that cannot be assigned."""
        if isinstance(value, dict) and value and all(one is None for one in value.values()):
            return None
        account_id: str = super().check(field, value, place)
        account = place.jira.account(account_id)
        if account is None or not assignable(place, account):
            raise Refused("not_assignable", value=account.name if account else account_id)
        return account_id


class Group(Kind):
    """A group by name or id. A bare name is taken too: Atlassian's own example shows one."""

    type = "group"

    def details(self, field: Field, place: Place) -> dict[str, Any]:
        """The group picker at the site's own host."""
        return {"autoCompleteUrl": f"{place.site.url}/rest/api/latest/groups/picker?query="}

    def check(self, field: Field, value: JSON, place: Place) -> JSON:
        """Raises Refused for an unknown group."""
        named = ("name", value) if isinstance(value, str) else member(value, "name", "groupId")
        if named is None:
            raise Refused("group_invalid", value="")
        by, wanted = named
        for name in place.config.groups:
            if wanted == (name if by == "name" else object_json.group(place, name).get("groupId")):
                return name
        raise Refused("group_invalid", value=wanted)

    def read(self, field: Field, stored: JSON, place: Place) -> JSON:
        """Group with name, groupId and self."""
        return object_json.group(place, stored)


def assignable(place: Place, account: Account) -> bool:
    """Whether an account may be assigned issues in the project at hand."""
    return (
        account.active and account.account_type == "atlassian" and account.id in place.site.members
    )


def find(value: JSON, place: Place) -> Account | None:
    """The member of the site in `value`. Raises Refused when it names nobody."""
    ours = ("name", "key") if place.data_center else ("accountId", "id")
    named = member(value, *ours)
    for account in place.jira.members(place.site.id) if named else ():
        names = {"name": account.username, "key": account.user_key}
        if named is not None and named[1] == names.get(named[0], account.id):
            return account
    return None
