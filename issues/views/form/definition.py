"""The definition of one form: its address, its place in Jira and its fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from accounts.number_format import decimal_sign
from integrations import jira
from issues import bugforms
from issues.fieldkinds import Lookup
from issues.forms import build_form, drift
from issues.forms.drafts import Edit, Typed
from issues.forms.drift import Drift
from issues.forms.outline import Outline, outline_of
from issues.forms.picker_search import JiraLookup
from issues.forms.report_place import Place
from issues.views.form.locate import ToKeep
from issues.views.form.parse import Posted
from issues.views.form_address import Address
from issues.views.place_from_address import place_of


@dataclass(frozen=True)
class FormDefinition:
    """What a form asks. `metas`: its fields, which are those of Jira or the part that a BugForm keeps."""

    address: Address
    place: Place
    metas: tuple[jira.FieldMeta, ...]
    overlay: bugforms.Overlay | None = None

    @cached_property
    def outline(self) -> Outline:
        """What the fields are. Those of Jira are the same object for a while; those of a BugForm are made each time."""
        return (
            outline_of(self.metas)
            if self.overlay is None
            else Outline(self.metas, self.overlay.order)
        )

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the fields now."""
        return self.outline.fingerprint

    @cached_property
    def destination(self) -> str:
        """Site, project and type, as the page posts them back."""
        return "/".join(self.address.place)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of the times that the user types. Reads it from the Jira profile where nothing else tells."""
        return jira.time_zone_of(self.place.account, self.place.site.cloud_id)

    @property
    def fixed(self) -> frozenset[str]:
        """Ids of the fields whose values the BugForm sets."""
        return frozenset(self.overlay.fixed) if self.overlay else frozenset()

    @property
    def begins(self) -> dict[str, Any]:
        """The initial values that the BugForm sets."""
        return dict(self.overlay.initial) if self.overlay else {}

    def all_metas(self) -> tuple[jira.FieldMeta, ...]:
        """All fields of Jira's form, those included that a BugForm leaves out. Cached, as the form was just drawn."""
        account_id, cloud_id = self.place.account.account_id, self.place.site.cloud_id
        return jira.create_fields(
            account_id, cloud_id, self.place.project.id, self.place.issue_type.id
        )

    def to_keep(self, owner: User, edit: Edit, posted: Posted | None = None) -> ToKeep:
        """*edit* and the files of *posted* as a draft for this place. All names are known."""
        return ToKeep(owner, edit, self.place.columns(), self.address.bug_form, posted)

    def changed_since(
        self, before: str, named: Mapping[str, str], left_over: Mapping[str, Any]
    ) -> Drift:
        """How the form has changed since one with the fingerprint *before*. Arguments as of `drift.compare`."""
        now = self.fingerprint
        return drift.compare(self.metas, before=before, now=now, named=named, left_over=left_over)

    def build(
        self,
        values: Typed | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
        find: str | None = None,
        lookup: Lookup | None = None,
        to_send: bool = False,
    ) -> build_form.IssueForm:
        """The Django form: bound to *values*, or unbound with *initial* or the initial values of the BugForm.

        *find*: the field whose "Find" was pressed. *lookup*: instead of that of the account. *to_send*: without the
        fields that are empty and need not be filled in.
        """
        data: dict[str, Any] | None = (
            None if values is None else dict(drift.returned(values, self.metas))
        )
        if data is not None and find is not None:
            data[build_form.FIND] = find
        more: dict[str, Any] = {"decimal_sign": decimal_sign(), "outline": self.outline}
        if self.overlay:
            more |= {"help": self.overlay.help, "fixed": self.overlay.fixed}
        place = self.place
        lookup = lookup or JiraLookup(
            place.account.account_id, place.site.cloud_id, place.project.key
        )
        begin = self.begins if initial is None else drift.returned(initial, self.metas)
        return build_form.build(
            self.metas,
            data=data,
            initial=begin,
            time_zone=self.zone,
            lookup=lookup,
            to_send=to_send,
            **more,
        )


def definition_at(
    account: jira.Account, address: Address, *, fresh: bool = False
) -> FormDefinition:
    """The form at *address* for *account*. *fresh* skips the cache. Raises UnknownPlaceError, jira.IntegrationError."""
    return definition_of(place_of(account, *address.place), address, fresh=fresh)


def definition_of(place: Place, address: Address, *, fresh: bool = False) -> FormDefinition:
    """The form of a resolved *place*. Raises jira.IntegrationError."""
    account_id, cloud_id = place.account.account_id, place.site.cloud_id
    metas = jira.create_fields(
        account_id, cloud_id, place.project.id, place.issue_type.id, fresh=fresh
    )
    if address.bug_form is None:
        return FormDefinition(address, place, metas)
    overlay = bugforms.overlay(address.bug_form, metas)
    return FormDefinition(address, place, overlay.metas, overlay)
