"""The outcomes of a posted form. `answer` turns them into responses."""

from dataclasses import dataclass

from issues.forms.drafts import Edit
from issues.models import Attachment, Submission
from issues.views.form.page_data import Page
from issues.views.form.parse import Posted
from issues.views.form_address import Address


@dataclass(frozen=True)
class GoTo:
    """Redirect to *url*, which shows *warnings*."""

    url: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShowReport:
    """Redirect to the page of *report*, a sent report or a draft, which shows *info* and *warnings*."""

    report: Submission
    warnings: tuple[str, ...] = ()
    info: str = ""


@dataclass(frozen=True)
class Reopen:
    """Redirect to the form with *draft* in it, which shows *info* and *warnings*."""

    draft: Submission
    warnings: tuple[str, ...] = ()
    info: str = ""


@dataclass(frozen=True)
class ShowForm:
    """Show the form again, as *page*."""

    page: Page
    status: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class AskWhetherNew:
    """Ask whether to file *draft* besides *sent*, which came from the same form. *edit*: the text of the draft."""

    sent: Submission
    draft: Submission
    files: tuple[Attachment, ...]
    edit: Edit
    posted: Posted
    address: Address
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Autosaved:
    """An autosave: saved in *draft* (*other* holds another text), already *sent*, or not saved because of *trouble*."""

    draft: Submission | None = None
    other: Submission | None = None
    sent: Submission | None = None
    trouble: str = ""


@dataclass(frozen=True)
class NothingToSave:
    """An autosave without anything new."""


@dataclass(frozen=True)
class FileReceived:
    """*file* is stored with the draft. None where files were only deleted."""

    file: Attachment | None


@dataclass(frozen=True)
class FileRefused:
    """The file was not stored. *words* say why."""

    words: str
    status: int


@dataclass(frozen=True)
class TooOld:
    """Nothing was saved, because the form does not prove its writer or is too large."""


Outcome = (
    GoTo
    | ShowReport
    | Reopen
    | ShowForm
    | AskWhetherNew
    | Autosaved
    | NothingToSave
    | FileReceived
    | FileRefused
    | TooOld
)
