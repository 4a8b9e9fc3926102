"""The address of a form, known without asking Jira."""

from collections.abc import Container
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from accounts.models import User
from integrations import jira
from issues import bugforms
from issues.models import Author, BugForm, Submission
from issues.views.linked_account import author_or_none

# The parameter that names a sent report, whose text a new one begins with.
COPY = "copy"


@dataclass(frozen=True)
class Address:
    """Site, project and type, and the BugForm of the address, if any."""

    cloud_id: str
    project_key: str
    issue_type_id: str
    bug_form: BugForm | None = None

    @classmethod
    def of_form(cls, bug_form: BugForm) -> "Address":
        """The address of *bug_form*."""
        return cls(bug_form.cloud_id, bug_form.project_key, bug_form.issue_type_id, bug_form)

    @classmethod
    def prepared(cls, user: User | None, slug: str) -> "Address | None":
        """The address of the BugForm *slug*. None where there is none, or *user* may not use it."""
        if user is None or "\0" in slug:  # PostgreSQL cannot store NUL
            return None
        bug_form = BugForm.objects.filter(slug=slug).first()
        return (
            cls.of_form(bug_form)
            if bug_form is not None and bugforms.may_use(user, bug_form)
            else None
        )

    def with_form(self, user: User | None, slug: str) -> "Address":
        """This address with the BugForm *slug*, where it belongs to this place and *user* may use it."""
        found = self.prepared(user, slug)
        return found if found is not None and found.place == self.place else self

    @cached_property
    def place(self) -> tuple[str, str, str]:
        """The arguments of `place_of` and `digest`."""
        return self.cloud_id, self.project_key, self.issue_type_id

    @property
    def url(self) -> str:
        """The address that shows the form."""
        if self.bug_form is not None:
            return reverse("bug-form", args=[self.bug_form.slug])
        return reverse("report-form", args=self.place)

    def draft_url(self, number: UUID) -> str:
        """The address that opens the draft *number*, and saves it.

        A browser drops its cached copy of an address that it posts to (RFC 9111, 4.4), so going back shows the draft
        as it was last saved.
        """
        return f"{self.url}?{urlencode({'report': number})}"

    def post_url(self, number: UUID) -> str:
        """The address to which the form of the draft *number* is posted.

        It differs from the address that shows the form. Otherwise a browser would drop its cached copy of a new form,
        and going back to send it again would show another form with a new number.
        """
        return f"{self.draft_url(number)}&post"

    @property
    def suggest_url(self) -> str:
        """The address of suggestions for a field, without the field's id. A prepared form searches as its author."""
        if self.bug_form is not None and self.bug_form.author != Author.PERSON:
            return f"{reverse('bug-form', args=[self.bug_form.slug])}suggest/"
        return f"{reverse('report-form', args=self.place)}suggest/"

    @property
    def place_columns(self) -> dict[str, str]:
        """The columns of `place` in a draft."""
        # Any text may be in the address: cut it to the columns, and remove NUL, which PostgreSQL cannot store.
        cloud_id, project_key, issue_type_id = (part.replace("\0", "") for part in self.place)
        return {
            "cloud_id": cloud_id[:64],
            "project_key": project_key[:64],
            "issue_type_id": issue_type_id[:32],
        }

    def columns(self, user_id: int, submission_id: UUID | None) -> dict[str, str]:
        """The place of a draft, as far as known without Jira. Overwrites an earlier place.

        *submission_id*: None for a new draft.
        """
        columns = self.place_columns
        is_there = submission_id is not None and (
            Submission.objects.filter(pk=submission_id, **columns).exists()
        )
        if not is_there:
            columns |= dict.fromkeys(("project_id", "issue_type_name", "site_name", "site_url"), "")
            if self.bug_form is not None:
                columns |= {"issue_type_name": self.bug_form.issue_type_name}
        account = author_or_none(user_id, self.bug_form)
        return columns if account is None else columns | _as(account, columns["cloud_id"])


def _as(account: jira.Account, cloud_id: str) -> dict[str, str]:
    site = next((site for site in account.sites if site.cloud_id == cloud_id), None)
    known = {"site_name": site.name, "site_url": site.url} if site is not None else {}
    return {"account_id": account.account_id, "account_name": account.name, **known}


def form_of(row: Submission, user: User, usable: Container[int] | None = None) -> str:
    """The form that *row* was written in: its BugForm while *user* may use that, otherwise the plain form.

    *usable*: the ids of BugForms that they may use, if already known.
    """
    form, place = row.bug_form, (row.cloud_id, row.project_key, row.issue_type_id)
    if form is not None and Address.of_form(form).place == place and _may_use(user, form, usable):
        return Address.of_form(form).url
    return reverse("report-form", args=place) if all(place) else reverse("report")


def _may_use(user: User, form: BugForm, usable: Container[int] | None) -> bool:
    return bugforms.may_use(user, form) if usable is None else form.pk in usable


def before(user: User, submission_id: UUID) -> Address:
    """The last address of a draft whose form no longer exists, from the draft alone. May be empty."""
    row = Submission.objects.filter(pk=submission_id, owner=user).select_related("bug_form").first()
    if row is None:
        return Address("", "", "")
    return Address(row.cloud_id, row.project_key, row.issue_type_id, row.bug_form)


def reopened_at(row: Submission, user: User, usable: Container[int] | None = None) -> str:
    """The address that opens *row* again."""
    return f"{form_of(row, user, usable)}?{urlencode({'report': row.pk})}"


def copied_at(row: Submission, user: User, usable: Container[int] | None = None) -> str:
    """The address that files the text of *row* again, after it was sent without a result."""
    return f"{form_of(row, user, usable)}?{urlencode({COPY: row.pk})}"
