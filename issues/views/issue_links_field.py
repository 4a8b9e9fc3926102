"""The opened field for links to other issues, with which htmx replaces its button."""

from typing import cast

from django.forms.boundfield import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from integrations import jira
from issues.fieldkinds.issue_links import LinksInput
from issues.forms import build_form
from issues.forms.picker_search import JiraLookup
from issues.views.picker_suggestions import why_nothing
from issues.views.place_from_address import UnknownPlaceError, account_in_use, project_of, site_of
from issues.views.signed_in_request import SignedIn


@require_safe
def relations(
    request: HttpRequest, cloud_id: str, project_key: str, issue_type_id: str, field_id: str
) -> HttpResponse:
    """The relations and the picker of issues. Where there are none, the button again, with the reason.

    Raises Http404 for an unknown place, and for a field that takes no links.
    """
    if not request.user.is_authenticated:
        said = _(
            "You are signed out. What you typed is still here: sign in in another tab, then go on."
        )
        return _shut(request, field_id, said)
    try:
        field = _field(cast("SignedIn", request), (cloud_id, project_key, issue_type_id), field_id)
    except UnknownPlaceError as error:
        raise Http404 from error
    except jira.SiteLost as error:
        return _shut(request, field_id, why_nothing(error))
    except (jira.NotConnected, jira.ReconnectRequired):
        said = _("Your link to Jira has ended. What you typed is kept; link again to go on.")
        return _shut(request, field_id, said)
    except jira.IntegrationError:
        return _shut(request, field_id, _("Jira does not answer. Try again in a minute."))
    return HttpResponse(str(field))


def _field(request: SignedIn, place: tuple[str, str, str], field_id: str) -> BoundField:
    """The empty field. Raises Http404, UnknownPlaceError and errors of integrations.jira."""
    account = account_in_use(request.user)
    site = site_of(account, place[0])
    project = project_of(account, site, place[1], place[2])
    metas = jira.create_fields(account.account_id, site.cloud_id, project.id, place[2])
    own = [meta for meta in metas if meta.field_id == field_id]
    lookup = JiraLookup(account.account_id, site.cloud_id, project.key)
    form = build_form.build(own, time_zone="UTC", lookup=lookup)
    widget = form.fields[field_id].widget if field_id in form.fields else None
    if not isinstance(widget, LinksInput):
        raise Http404
    widget.opened, widget.address = True, request.path
    return form[field_id]


def _shut(request: HttpRequest, field_id: str, said: str) -> HttpResponse:
    """The button, and why it opened nothing."""
    widget = {
        "name": field_id,
        "attrs": {"id": f"id_{field_id}"},
        "address": request.path,
        "begun": True,
    }
    return render(
        request, "django/forms/widgets/issue_links.html", {"widget": widget, "said": said}
    )
