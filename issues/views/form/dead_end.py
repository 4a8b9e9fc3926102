"""What is said where Jira demands what cannot be filled in here: unknown kinds of fields, empty lists."""

from django.utils.translation import gettext as _

from issues import forms
from issues.filing import Place


def reasons(form: forms.IssueForm, place: Place) -> list[str]:
    """Why the form cannot be sent, and who can help, in sentences; none where it can."""
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


def way_on(form: forms.IssueForm, *, kept: bool) -> str:
    """What its writer can do; *kept*: it is a draft already."""
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
