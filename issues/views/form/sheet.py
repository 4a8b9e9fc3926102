"""One form to fill in: its address, its place in Jira and its fields. All that page and post need to know of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.number_format import decimal_sign
from integrations import jira
from issues import bugforms, drift, forms
from issues.drafts import Typed
from issues.filing import Place
from issues.lookup import JiraLookup
from issues.views.form.address import Address
from issues.views.place import place_of


@dataclass(frozen=True)
class Moved:
    """What is no longer as the page said: whose account files it, or where it goes."""

    account: bool = False
    place: bool = False

    def __bool__(self) -> bool:
        """Whether somebody has to look before this is sent."""
        return self.account or self.place


@dataclass(frozen=True)
class Sheet:
    """What is asked. `metas` are the fields on this form: Jira's own, or those that a BugForm leaves of them."""

    address: Address
    place: Place
    metas: tuple[jira.FieldMeta, ...]
    overlay: bugforms.Overlay | None = None

    @property
    def fingerprint(self) -> str:
        """Of the form as it is now."""
        return drift.fingerprint(self.metas)

    @property
    def aim(self) -> str:
        """Where it goes, as the page carries it along."""
        return "/".join(self.address.place)

    def moved(self, account_id: str, aim: str) -> Moved:
        """Hold it against what a page said: somebody linked another account since, or an admin moved the BugForm.

        What the page did not say (empty) has not moved.
        """
        mine = self.place.account.account_id
        return Moved(bool(account_id) and account_id != mine, bool(aim) and aim != self.aim)

    @property
    def fixed(self) -> frozenset[str]:
        """Ids of the fields that nobody fills in."""
        return frozenset(self.overlay.fixed) if self.overlay else frozenset()

    @property
    def begins(self) -> dict[str, Any]:
        """What stands in it before anybody typed."""
        return dict(self.overlay.initial) if self.overlay else {}

    def build(
        self,
        values: Typed | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
        find: str | None = None,
    ) -> forms.IssueForm:
        """The Django form: bound to what was typed, or beginning with *initial*, or with what the BugForm sets.

        *find*: the field whose "Find" was pressed.
        """
        data: dict[str, Any] | None = None if values is None else dict(drift.returned(values, self.metas))
        if data is not None and find is not None:
            data[forms.FIND] = find
        more: dict[str, Any] = {"decimal_sign": decimal_sign()}
        if self.overlay:
            more |= {"help": self.overlay.help, "order": self.overlay.order, "fixed": self.overlay.fixed}
        place = self.place
        lookup = JiraLookup(place.account.account_id, place.site.cloud_id, place.project.key)
        zone = jira.time_zone_of(place.account, place.site.cloud_id)
        begin = self.begins if initial is None else drift.returned(initial, self.metas)
        return forms.build(self.metas, data=data, initial=begin, time_zone=zone, lookup=lookup, **more)


def sheet_at(account: jira.Account, address: Address, *, fresh: bool = False) -> Sheet:
    """The form at *address* for *account*; *fresh* asks Jira again. Raises UnknownPlaceError and the door's errors."""
    return sheet_of(place_of(account, *address.place), address, fresh=fresh)


def sheet_of(place: Place, address: Address, *, fresh: bool = False) -> Sheet:
    """The form of *place*, whose names are known. Raises the door's errors."""
    account_id, cloud_id = place.account.account_id, place.site.cloud_id
    metas = jira.create_fields(account_id, cloud_id, place.project.id, place.issue_type.id, fresh=fresh)
    if address.bug_form is None:
        return Sheet(address, place, metas)
    overlay = bugforms.overlay(address.bug_form, metas)
    return Sheet(address, place, overlay.metas, overlay)
