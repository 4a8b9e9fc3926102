"""Forms as code in the browser: download, and upload with a preview before anything is stored."""

from collections.abc import Iterable

from django import forms
from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from issues.admin.bugforms.base_view import note, page, staff_view
from issues.bugforms import as_code
from issues.models import BugForm
from issues.views.signed_in_request import SignedIn


class FileForm(forms.Form):
    """A file of forms, and whether it is only checked."""

    file = forms.FileField(
        error_messages={
            "required": gettext_lazy("Choose a file"),
            "empty": gettext_lazy("The file is empty"),
        },
        label=gettext_lazy("YAML file"),
        widget=forms.FileInput({"accept": ".yaml,.yml,application/yaml"}),
    )
    check = forms.BooleanField(
        label=gettext_lazy("Only say what would happen"), required=False, initial=True
    )


def download(forms: Iterable[BugForm]) -> HttpResponse:
    """These forms as a file."""
    answer = HttpResponse(
        as_code.write(map(as_code.code_of, forms)), content_type="application/yaml"
    )
    answer.headers["Content-Disposition"] = 'attachment; filename="bug-forms.yaml"'
    return answer


@require_safe
@staff_view("view")
def export(request: SignedIn) -> HttpResponse:
    """Every form as a file."""
    return download(BugForm.objects.order_by("slug").prefetch_related("groups", "fields"))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_view("add", "change")
def upload(request: SignedIn) -> HttpResponse:
    """Store the forms of a file: all of them or none."""
    posted = request.method == "POST"
    form = FileForm(request.POST, request.FILES) if posted else FileForm()
    if not form.is_valid():
        return page(request, "bugform_import", status=422 if form.is_bound else 200, form=form)
    check = form.cleaned_data["check"]
    try:
        changes = as_code.store(_read(form.cleaned_data["file"]), by=request.user, check=check)
    except as_code.Refused as refused:
        return page(request, "bugform_import", status=422, form=form, problems=refused.problems)
    if check:
        unchecked = FileForm(initial={"check": False})
        return page(request, "bugform_import", form=unchecked, changes=changes)
    _tell(request, changes)
    return redirect("admin:issues_bugform_changelist")


def _read(file: UploadedFile[bytes]) -> as_code.Read:
    """Raises Refused. Reads no more than Lodge accepts."""
    return as_code.read(file.read(as_code.LARGEST + 1))


def _tell(request: SignedIn, changes: list[as_code.Change]) -> None:
    stored = {change.slug: change.what for change in changes if change.what != "same"}
    for form in BugForm.objects.filter(slug__in=stored):
        note(
            request,
            form,
            ADDITION if stored[form.slug] == "new" else CHANGE,
            _("Taken from a file."),
        )
    said = ngettext("%(n)d form was stored.", "%(n)d forms were stored.", len(stored)) % {
        "n": len(stored)
    }
    messages.success(
        request, said if stored else _("All forms are as the file says; nothing had to change.")
    )
