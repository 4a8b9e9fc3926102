"""Finds out where a posted form belongs and whose it is, without asking Jira."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from accounts.models import User
from issues.forms.drafts import Edit
from issues.models import BugForm
from issues.views.form.parse import Posted
from issues.views.form_address import Address, before


@dataclass(frozen=True)
class ToKeep:
    """A draft to save: the text of *edit* for the place in *columns*, and the files of *posted*.

    `texts`: the ends of long texts, which become files, as (name, text). `apart`: if the row was sent already, save
    text and files as a separate draft. With False the caller checks next whether the same was sent.
    """

    owner: User
    edit: Edit
    columns: Mapping[str, str]
    bug_form: BugForm | None = None
    posted: Posted | None = None
    texts: Sequence[tuple[str, str]] = ()
    apart: bool = True


@dataclass(frozen=True)
class Target:
    """The form at *address*, for *owner*. `gone`: they may not use it, and *address* is the place of its draft."""

    owner: User
    address: Address
    gone: bool = False

    def to_keep(self, edit: Edit, posted: Posted | None = None) -> ToKeep:
        """*edit* and the files of *posted* as a draft for this place. Does not ask Jira for names."""
        columns = self.address.columns(self.owner.pk, edit.submission_id)
        return ToKeep(self.owner, edit, columns, self.address.bug_form, posted)


def locate(request: HttpRequest, owner: User, submission_id: UUID) -> Target:
    """The form at the address of *request*, for *owner*, or else the place of the draft *submission_id*."""
    return target_at(owner, resolve_address(request, owner), submission_id)


def target_at(owner: User, address: Address | None, submission_id: UUID) -> Target:
    """Like `locate`, for an address that is already resolved. None: *owner* may not use the form."""
    if address is None:
        return Target(owner, before(owner, submission_id), gone=True)
    return Target(owner, address)


def resolve_address(request: HttpRequest, user: User | None) -> Address | None:
    """The form at the address of *request*. None where *user* may not use it."""
    match = request.resolver_match
    assert match is not None
    if "slug" in match.kwargs:
        return Address.prepared(user, match.kwargs["slug"])
    place = Address(**match.kwargs)
    slug = request.GET.get("form", "") if match.url_name == "report-similar" else ""
    return place.with_form(user, slug) if slug else place
