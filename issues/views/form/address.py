"""Where a form is: known from the address alone, before Jira is asked anything."""

from collections.abc import Container
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from accounts.models import User
from integrations import jira
from issues import bugforms
from issues.models import BugForm, Submission
from issues.views.account import account_or_none

# Names a report that was sent, whose text a new one begins with.
COPY = "copy"


@dataclass(frozen=True)
class Address:
    """Site, project and type; and the BugForm that is laid over them, if the address is one's."""

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
        """The address of the BugForm called *slug*; None where *user* may not use it, or there is none."""
        if user is None or "\0" in slug:  # which PostgreSQL does not store
            return None
        bug_form = BugForm.objects.filter(slug=slug).first()
        return cls.of_form(bug_form) if bug_form is not None and bugforms.may_use(user, bug_form) else None

    def with_form(self, user: User | None, slug: str) -> "Address":
        """With the BugForm called *slug* over it, where it is this place's and *user* may use it."""
        found = self.prepared(user, slug)
        return found if found is not None and found.place == self.place else self

    @property
    def place(self) -> tuple[str, str, str]:
        """What `place_of` and `digest` take."""
        return self.cloud_id, self.project_key, self.issue_type_id

    @property
    def url(self) -> str:
        """Where the form is shown."""
        if self.bug_form is not None:
            return reverse("bug-form", args=[self.bug_form.slug])
        return reverse("report-form", args=self.place)

    def draft_url(self, number: UUID) -> str:
        """Where the draft *number* is taken up again. It is saved here, too: a browser forgets its copy of the very
        address that it posts to (RFC 9111, 4.4), so that going back shows the draft as it was saved last."""
        return f"{self.url}?{urlencode({'report': number})}"

    def post_url(self, number: UUID) -> str:
        """Where the form of the draft *number* is posted to. Not where it is shown: a browser that forgot its copy of
        an untouched form would show another one, under a new number, to who goes back to send it again."""
        return f"{self.draft_url(number)}&post"

    @property
    def suggest_url(self) -> str:
        """Where fields look for what may be chosen; a field's id follows."""
        return f"{reverse('report-form', args=self.place)}suggest/"

    def columns(self, user_id: int, submission_id: UUID) -> dict[str, str]:
        """The place of a draft as far as it is known without Jira; of an earlier place of it nothing stays."""
        # Whatever stands in the address: no longer than the columns, and without NUL, which PostgreSQL does not store.
        cloud_id, project_key, issue_type_id = (part.replace("\0", "") for part in self.place)
        columns = {
            "cloud_id": cloud_id[:64],
            "project_key": project_key[:64],
            "issue_type_id": issue_type_id[:32],
        }
        if not Submission.objects.filter(pk=submission_id, **columns).exists():
            columns |= dict.fromkeys(("project_id", "issue_type_name", "site_name", "site_url"), "")
            if self.bug_form is not None:
                columns |= {"issue_type_name": self.bug_form.issue_type_name}
        account = account_or_none(user_id)
        return columns if account is None else columns | _as(account, cloud_id)


def _as(account: jira.Account, cloud_id: str) -> dict[str, str]:
    site = next((site for site in account.sites if site.cloud_id == cloud_id), None)
    known = {"site_name": site.name, "site_url": site.url} if site is not None else {}
    return {"account_id": account.account_id, "account_name": account.name, **known}


def form_of(row: Submission, user: User, usable: Container[int] | None = None) -> str:
    """The form that *row* was written in: its own BugForm while *user* may use that, or else the plain one.

    *usable*: ids of the BugForms that they may use, where that is known for many rows at once.
    """
    form, place = row.bug_form, (row.cloud_id, row.project_key, row.issue_type_id)
    if form is not None and Address.of_form(form).place == place and _may_use(user, form, usable):
        return Address.of_form(form).url
    return reverse("report-form", args=place) if all(place) else reverse("report")


def _may_use(user: User, form: BugForm, usable: Container[int] | None) -> bool:
    return bugforms.may_use(user, form) if usable is None else form.pk in usable


def before(user: User, submission_id: UUID) -> Address:
    """Where a draft belonged whose form is not there any more: known from the draft alone, or not at all."""
    row = Submission.objects.filter(pk=submission_id, owner=user).select_related("bug_form").first()
    if row is None:
        return Address("", "", "")
    return Address(row.cloud_id, row.project_key, row.issue_type_id, row.bug_form)


def reopened_at(row: Submission, user: User, usable: Container[int] | None = None) -> str:
    """Where *row* is taken up again."""
    return f"{form_of(row, user, usable)}?{urlencode({'report': row.pk})}"


def copied_at(row: Submission, user: User) -> str:
    """Where the text of *row*, which was sent and came to nothing, is filed as a new report."""
    return f"{form_of(row, user)}?{urlencode({COPY: row.pk})}"
