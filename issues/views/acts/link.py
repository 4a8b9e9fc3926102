"""Links an issue to another one."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from integrations import jira
from issues.fieldkinds import Choice
from issues.filing import store_act
from issues.forms.build_form import FIND
from issues.models import ActKind
from issues.views.acts.carry_out import carry_out, keeps_typed, typed, typed_before
from issues.views.acts.issue_in_address import IssueAt, issue_at, posted_id
from issues.views.signed_in_request import SignedIn


class LinkForm(forms.Form):
    """How the issue is related to which other one."""

    relation = forms.ChoiceField(
        label=gettext_lazy("This issue"),
        error_messages={"required": gettext_lazy("Choose one")},
    )
    other = forms.RegexField(
        r"\A\s*[A-Za-z][A-Za-z0-9_]{0,63}-[1-9][0-9]{0,17}\s*\Z",
        label=gettext_lazy("The other issue"),
        help_text=gettext_lazy("Its key, such as DEMO-12."),
        error_messages={
            "required": gettext_lazy("Fill this in"),
            "invalid": gettext_lazy("This is no key of an issue. A key looks like DEMO-12"),
        },
        max_length=90,
    )

    def clean_other(self) -> str:
        """The key in capitals."""
        return str(self.cleaned_data["other"]).strip().upper()


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@keeps_typed(ActKind.LINK)
def link(request: SignedIn, cloud_id: str, key: str) -> HttpResponse:
    """The form; a POST links the two, where the account sees both."""
    issue = issue_at(request.user, cloud_id, key)
    relations = list(issue.lookup().relations())
    before, act = typed_before(request)
    initial = {name: texts[0] for name, texts in before.items() if texts}
    bound = request.method == "POST" and FIND not in request.POST
    form = LinkForm(request.POST if bound else None, initial=initial)
    choices = [("", _("Choose one")), *((each.value, each.label) for each in relations)]
    form.fields["relation"].choices = choices  # type: ignore[attr-defined]
    if bound and form.is_valid() and _sees_other(form, issue):
        return carry_out(request, _wish(request, issue, form, relations))
    context = {
        "issue": issue,
        "form": form,
        "act_id": posted_id(request),
        "refused": act.messages if act is not None else [],
    }
    return render(request, "issues/acts/link.html", context, status=422 if bound else 200)


def _sees_other(form: LinkForm, issue: IssueAt) -> bool:
    """Whether the account sees the other issue, which must not be this one. Says why not beside the field."""
    other = form.cleaned_data["other"]
    if other == issue.key:
        form.add_error("other", _("An issue cannot be linked to itself"))
        return False
    try:
        found = jira.get_issue(issue.account.account_id, issue.site.cloud_id, other)
    except jira.Denied:
        form.add_error("other", _("Jira does not find this issue, or does not show it to you"))
        return False
    form.cleaned_data["other"] = found.key
    return True


def _wish(
    request: SignedIn, issue: IssueAt, form: LinkForm, relations: list[Choice]
) -> store_act.Wish:
    chosen = form.cleaned_data["relation"]
    type_id, _colon, direction = chosen.partition(":")
    payload = {
        "type_id": type_id,
        "words": next(each.label for each in relations if each.value == chosen),
        "outward": direction == "outward",
        "other_key": form.cleaned_data["other"],
    }
    return store_act.Wish(
        request.user, issue.acted_on(), ActKind.LINK, payload, typed(request), posted_id(request)
    )
