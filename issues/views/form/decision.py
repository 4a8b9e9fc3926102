"""The decisions on a posted form. `decide` makes them and `act` carries them out."""

from dataclasses import dataclass
from enum import Enum, auto

from issues.forms.build_form import IssueForm
from issues.models import Submission
from issues.views.form.definition import FormDefinition
from issues.views.form.locate import Target, ToKeep
from issues.views.form.outcome import Outcome
from issues.views.form.page_data import Page
from issues.views.form.parse import Posted


class Next(Enum):
    """The page after a draft is saved."""

    CHOOSE_PLACE = auto()
    SEE_SIMILAR = auto()
    FORM = auto()
    REPORT = auto()


@dataclass(frozen=True)
class SaveTyped:
    """Save the text while the user types. Whether it is new, and whose row it is for, shows when it is saved."""

    target: Target
    posted: Posted


@dataclass(frozen=True)
class ReceiveFile:
    """Store the uploaded file with the draft, or delete the files that *posted* names."""

    target: Target
    posted: Posted


@dataclass(frozen=True)
class KeepAndGo:
    """Save the draft, then go to the page *then*, which shows *warnings*.

    `messages`: the new messages of the draft; None keeps the present ones. `comment_on`: the key of the similar report
    to comment on.
    """

    wanted: ToKeep
    then: Next
    warnings: tuple[str, ...] = ()
    messages: tuple[str, ...] | None = None
    comment_on: str = ""


@dataclass(frozen=True)
class ShowAgain:
    """Save the draft if one is *wanted*, then show *page* with *status*. *pins*: the fields to show from now on."""

    target: Target
    page: Page
    status: int
    wanted: ToKeep | None
    pins: tuple[str, ...] | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class AskFirst:
    """Save a separate draft, and ask whether to file it besides the report *sent*."""

    target: Target
    sent: Submission
    posted: Posted
    wanted: ToKeep


@dataclass(frozen=True)
class Send:
    """File the valid *form*. *content*: the digest of *posted*.

    `used`: the optional fields in use; None where they are the same as the page knew.
    """

    target: Target
    posted: Posted
    definition: FormDefinition
    form: IssueForm
    content: str
    used: tuple[str, ...] | None = None


# An Outcome means that there is nothing to do.
Decision = Outcome | SaveTyped | ReceiveFile | KeepAndGo | ShowAgain | AskFirst | Send
