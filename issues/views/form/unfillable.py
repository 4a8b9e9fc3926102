"""Messages for required fields that cannot be filled in here: unsupported types and empty lists."""

from django.utils.translation import gettext as _

from issues.forms import build_form
from issues.forms.report_place import Place
from issues.views.form.blank_form import BlankForm


def reasons(form: build_form.IssueForm | BlankForm, place: Place) -> list[str]:
    """Sentences that say why the form cannot be sent and who can help. Empty where it can be sent."""
    unknown = [name for name in form.unsupported if name not in form.empty]
    said = []
    if unknown:
        told = _("Jira asks for “%(names)s” here, which Lodge cannot fill in.")
        said.append(told % {"names": _listed(unknown)})
    if form.empty:
        told = _("Jira asks for “%(names)s” here, and there is nothing in it to choose from.")
        said.append(told % {"names": _listed(form.empty)})
        helps = _(
            "Tell an administrator of the project %(project)s: they can add something, or no longer require it."
        )
        said.append(helps % {"project": place.project.name})
    return said


def way_on(form: build_form.IssueForm | BlankForm, *, kept: bool) -> str:
    """What the user can do. *kept*: the text is already saved as a draft."""
    if form.unsupported != form.empty:
        if kept:
            return _(
                "What you typed is kept. Finish it in Jira: your text goes along as far as an address can carry it."
            )
        return _("What you type is kept; you finish it in Jira.")
    then = _("Once that is done, press “Ask Jira again” below, and file it here.")
    return f"{_('What you typed is kept.') if kept else _('What you type is kept.')} {then}"


def _listed(names: "tuple[str, ...] | list[str]") -> str:
    return "”, “".join(names)
