"""The list of reports, and the page of one with its receipt and actions."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from issues.admin import filing_plots, filters, state_wording
from issues.admin.outbox_overview import acts, added_files, by_site, comments
from issues.admin.read_only_admin import Outbox
from issues.admin.submissions import admin_actions, wording
from issues.filing.mark_filed import CLAIMABLE, claim
from issues.forms import drafts, values_as_text
from issues.models import Submission

# Parameters that a confirmation page repeats, so that the confirmed action is the one that was chosen.
_CARRIED = ("action", "index")


@admin.register(Submission)
class SubmissionAdmin(Outbox):
    """The list of reports, the page of one, and three actions on both."""

    heading = gettext_lazy("Reports")
    inspected = "report"

    change_list_template = "issues/admin/submission_list.html"
    change_form_template = "issues/admin/submission_detail.html"
    list_display = ("report", "how_it_stands", "writer", "waits")
    list_filter = (
        filters.StandingFilter,
        filters.WhyFilter,
        filters.WriterFilter,
        "site_name",
        "project_key",
    )
    search_fields = ("issue_key", "owner__username", "account_name", "account_id", "id")
    search_help_text = gettext_lazy("a key, a person, or the number of a receipt")
    fields = ("issue_key",)
    actions = ("try_now", "mark_filed", "withdraw")

    # The list

    @admin.display(description=gettext_lazy("report"), ordering="issue_key")
    def report(self, report: Submission) -> SafeString:
        """Its key or number, and its place."""
        return render_to_string("issues/admin/cells/report_destination.html", {"report": report})

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def how_it_stands(self, report: Submission) -> SafeString:
        """The state, the cause, and since when."""
        context = {"report": report, "standing": state_wording.of_report(report)}
        return render_to_string("issues/admin/cells/report_state.html", context)

    @admin.display(description=gettext_lazy("writer"), ordering="owner__username")
    def writer(self, report: Submission) -> SafeString:
        """The person, and the account that it is filed as."""
        return render_to_string("issues/admin/cells/owner.html", {"report": report})

    @admin.display(description=gettext_lazy("sent"), ordering="sent_at")
    def waits(self, report: Submission) -> SafeString:
        """When it was sent, and how often it was tried."""
        return render_to_string("issues/admin/cells/report_sent.html", {"report": report})

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, with the state of the outbox above it."""
        return super().changelist_view(
            request,
            {
                **(extra_context or {}),
                "queues": by_site(),
                "comments": comments(),
                "acts": acts(),
                "added_files": added_files(),
            },
        )

    @admin.action(description=gettext_lazy("Try now"), permissions=["operate"])
    def try_now(self, request: HttpRequest, queryset: QuerySet[Submission]) -> None:
        """Make waiting reports due."""
        chosen = list(queryset)
        done = admin_actions.try_now(queryset)
        self.tell(request, len(done), len(chosen))
        self.note(request, [each for each in chosen if each.pk in done], _("Put back on its way."))

    @admin.action(description=gettext_lazy("Mark as filed as …"), permissions=["operate"])
    def mark_filed(
        self, request: HttpRequest, queryset: QuerySet[Submission]
    ) -> HttpResponse | None:
        """Ask for the key of a report that is in Jira, although Lodge does not know it."""
        report = queryset.first() if queryset.count() == 1 else None
        if report is None or report.state not in CLAIMABLE:
            self.message_user(
                request, _("Choose one report that waits or needs attention."), messages.WARNING
            )
            return None
        return self._mark(request, report, reverse("admin:issues_submission_changelist"))

    @admin.action(
        description=gettext_lazy("Withdraw and tell the writer …"), permissions=["operate"]
    )
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Submission]) -> HttpResponse | None:
        """Ask for confirmation, then withdraw what is neither sent nor in doubt."""
        return self._withdraw(request, queryset, reverse("admin:issues_submission_changelist"))

    # The page of one

    def get_urls(self) -> list[URLPattern]:
        """Django's own addresses, and the actions of one page."""
        wrap, ask = self.admin_site.admin_view, require_http_methods(["GET", "HEAD", "POST"])
        own = [
            path(
                "plots/",
                wrap(lambda request: filing_plots.page(self, request)),
                name="filing-plots",
            ),
            path("<uuid:pk>/try/", wrap(require_POST(self.try_one)), name="report-try"),
            path("<uuid:pk>/filed/", wrap(ask(self.mark_one)), name="report-mark"),
            path("<uuid:pk>/withdraw/", wrap(ask(self.withdraw_one)), name="report-withdraw"),
        ]
        return own + super().get_urls()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page, in words."""
        report = self.get_object(request, object_id)
        told = self._told(request, report) if report is not None else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **told})

    def may_be_read(self, row: Submission) -> bool:
        """Nobody may read a draft."""
        return not drafts.is_private(row)

    def written(self, row: Submission) -> list[tuple[str, str]]:
        """All that was typed, and the names of files and links."""
        said = list(values_as_text.in_words(row.values, row.field_names))
        if not said:  # deleted already, except for the summary
            said = [(_("Summary"), row.summary)]
        return (
            said
            + [(_("File"), str(each)) for each in row.attachments.all()]
            + [(_("Link"), str(each)) for each in row.issue_links.all()]
        )

    def _told(self, request: HttpRequest, report: Submission) -> dict[str, Any]:
        private, parts = drafts.is_private(report), wording.parts(report)
        return {
            "title": wording.title(report),
            "subtitle": None,
            "report": report,
            "standing": state_wording.of_report(report),
            "acts": wording.acts(report) if self.has_operate_permission(request) else None,
            "lines": wording.lines(report),
            "parts": parts,
            "private": private,
            "size": wording.size(report, len(report.attachments.all())) if private else "",
            "may_read": not private and self.has_read_permission(request),
            "inspections": report.inspections.select_related("viewer"),
            "said": [] if private else report.messages,
            "refused": []
            if private
            else [
                (report.field_names.get(name, name), text)
                for name, text in report.field_errors.items()
            ],
            "issue_url": f"{report.site_url}/browse/{report.issue_key}" if report.issue_key else "",
        }

    def try_one(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """The list's action "Try now" for one report."""
        report = self._to_act_on(request, pk)
        if wording.acts(report).try_now:
            admin_actions.try_now(Submission.objects.filter(pk=pk))
            self.log_change(request, report, _("Put back on its way."))
            self.message_user(
                request,
                _("It is due now: the worker sends it within seconds, if it runs."),
                messages.SUCCESS,
            )
        else:
            self.message_user(
                request, _("There is nothing to try for it any more."), messages.WARNING
            )
        return redirect(_page_of(pk))

    def mark_one(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """The list's action "Mark as filed as …" for one report."""
        report = self._to_act_on(request, pk)
        if report.state not in CLAIMABLE:
            self.message_user(request, _("It does not wait any more."), messages.WARNING)
            return redirect(_page_of(pk))
        return self._mark(request, report, _page_of(pk)) or redirect(_page_of(pk))

    def withdraw_one(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """The list's action "Withdraw and tell the writer …" for one report."""
        report = self._to_act_on(request, pk)
        if not wording.acts(report).withdraw:
            self.message_user(request, _("It cannot be withdrawn any more."), messages.WARNING)
            return redirect(_page_of(pk))
        one = Submission.objects.filter(pk=pk)
        return self._withdraw(request, one, _page_of(pk)) or redirect(_page_of(pk))

    def _to_act_on(self, request: HttpRequest, pk: Any) -> Submission:
        if not self.has_operate_permission(request):
            raise PermissionDenied
        return get_object_or_404(Submission.objects.select_related("owner"), pk=pk)

    # What both do

    def _mark(self, request: HttpRequest, report: Submission, back: str) -> HttpResponse | None:
        key, error = request.POST.get("key", ""), ""
        if "confirmed" in request.POST:
            error = claim(report, key, what="told_by_admin")
            if not error:
                self.log_change(request, report, f"Marked as filed as {key}.")
                self.tell(request, 1, 1)
                return None
        context = {
            "title": _("Under which key is it in Jira?"),
            "report": report,
            "key": key,
            "error": error,
            "chosen": [report.pk],
        }
        return self._ask(request, "mark_filed", back, context)

    def _withdraw(
        self, request: HttpRequest, queryset: QuerySet[Submission], back: str
    ) -> HttpResponse | None:
        if "confirmed" not in request.POST:
            ids = list(queryset.values_list("pk", flat=True))
            count = len(ids)
            title = ngettext("Withdraw this report?", "Withdraw these %(n)d reports?", count) % {
                "n": count
            }
            context = {
                "title": title,
                "count": count,
                "reports": queryset.select_related("owner")[:20],
                "chosen": ids,
            }
            return self._ask(request, "withdraw_confirm", back, context)
        chosen = list(queryset)
        done = admin_actions.withdraw(queryset)
        self.note(request, [each for each in chosen if each.pk in done], _("Withdrawn."))
        self.tell(request, len(done), len(chosen))
        return None

    def _ask(
        self, request: HttpRequest, template: str, back: str, context: dict[str, Any]
    ) -> HttpResponse:
        carried = [(name, value) for name in _CARRIED for value in request.POST.getlist(name)]
        # The reports that the question was about, whatever the list holds by now.
        carried += [("_selected_action", str(pk)) for pk in context["chosen"]]
        everywhere = {**self.admin_site.each_context(request), "opts": self.opts}
        context = {**everywhere, "carried": carried, "back": back, **context}
        return TemplateResponse(request, f"issues/admin/{template}.html", context)


def _page_of(pk: Any) -> str:
    return reverse("admin:issues_submission_change", args=[pk])
