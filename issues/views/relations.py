"""The field for links to other issues, opened: what htmx puts in the place of its button."""

from typing import cast

from django.forms.boundfield import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from integrations import jira
from issues import forms
from issues.fieldkinds.links import LinksInput
from issues.lookup import JiraLookup
from issues.views.place import UnknownPlaceError, account_in_use, project_of, site_of
from issues.views.request import SignedIn
from issues.views.suggest import why_nothing


@require_safe
def relations(
    request: HttpRequest, cloud_id: str, project_key: str, issue_type_id: str, field_id: str
) -> HttpResponse:
    """Relations to choose from and the picker of issues; the button again, with the reason, where there are none.

    Raises Http404 for a place that is none for this user, and for a field that takes no links.
    """
    if not request.user.is_authenticated:
        said = _("You are signed out. What you typed is still here: sign in in another tab, then go on.")
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
    """The field with nothing in it. Raises Http404, UnknownPlaceError and the door's errors."""
    account = account_in_use(request.user)
    site = site_of(account, place[0])
    project = project_of(account, site, place[1], place[2])
    metas = jira.create_fields(account.account_id, site.cloud_id, project.id, place[2])
    own = [meta for meta in metas if meta.field_id == field_id]
    lookup = JiraLookup(account.account_id, site.cloud_id, project.key)
    form = forms.build(own, time_zone="UTC", lookup=lookup)
    widget = form.fields[field_id].widget if field_id in form.fields else None
    if not isinstance(widget, LinksInput):
        raise Http404
    widget.opened, widget.address = True, request.path
    return form[field_id]


def _shut(request: HttpRequest, field_id: str, said: str) -> HttpResponse:
    """The button, and why it opened nothing."""
    widget = {"name": field_id, "attrs": {"id": f"id_{field_id}"}, "address": request.path, "begun": True}
    return render(request, "django/forms/widgets/links.html", {"widget": widget, "said": said})
