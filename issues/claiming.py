"""Somebody says that a report is in Jira already, under a key: it is looked up before that is written down."""

import re

from django.utils.translation import gettext as _

from integrations import jira
from issues.models import Submission
from issues.outbox.states import record_filed

KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*-[1-9][0-9]*")


def claim(report: Submission, text: str, *, what: str) -> str:
    """Record *report* as filed under the key, or the address that ends with it, in *text*; why not, or nothing.

    Asks Jira as the report's own account, so that a slip of the pen does not hide a lost report. *what* names the
    line on the receipt.
    """
    key = text.strip().rstrip("/").rpartition("/")[2].upper()
    if not KEY.fullmatch(key):
        return _("“%(text)s” is not a key. It looks like %(project)s-312") % {
            "text": text[:40],
            "project": report.project_key,
        }
    known = Submission.objects.filter(owner=report.owner_id, cloud_id=report.cloud_id, issue_key=key)
    if known.exclude(pk=report.pk).exists():
        told = (
            _("%(key)s is another report of yours")
            if what == "told"
            else _("%(key)s is another of their reports")
        )
        return told % {"key": key}
    try:
        issue = jira.get_issue(report.account_id, report.cloud_id, key)
    except jira.Denied:
        return _("There is no %(key)s in Jira that the report's account can see") % {"key": key}
    except jira.IntegrationError:
        return _("Jira does not answer, so we could not look. Try again in a minute")
    record_filed(report.pk, issue.id, issue.key, what=what)
    return ""
