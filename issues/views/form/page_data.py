"""The data of a form's page, before it is rendered."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from issues.forms import build_form
from issues.forms.drafts import Edit
from issues.forms.drift import Drift
from issues.models import Submission
from issues.views.form.blank_form import BlankForm
from issues.views.form.definition import FormDefinition


@dataclass(frozen=True)
class Moved:
    """What changed since the page was rendered: the account that files, or the destination."""

    account: bool
    place: bool


@dataclass(frozen=True)
class Page:
    """The content of a form's page besides its fields.

    `draft`: the row that holds the text now. `other`: a row with another text, saved by another tab or already sent.
    `source`: a sent report whose text and files this one starts with. `file_errors`: why files were refused, by name.
    `drafts_here`: earlier drafts for the same place. `after`: the id of the report that was sent from this form before.
    `pinned`: the user has just chosen the visible fields.
    """

    definition: FormDefinition
    form: build_form.IssueForm | BlankForm
    edit: Edit
    drift: Drift = field(default_factory=Drift)
    moved: Moved | None = None
    draft: Submission | None = None
    other: Submission | None = None
    source: Submission | None = None
    file_errors: dict[str, str] = field(default_factory=dict)
    drafts_here: Sequence[Submission] = ()
    after: str = ""
    preview: bool = False
    pinned: bool = False

    @property
    def tells(self) -> bool:
        """Whether the page has news that the user must see first."""
        return bool(
            self.moved or self.other or self.drift.added or self.drift.removed or self.pinned
        )
