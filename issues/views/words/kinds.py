"""What each kind of row is called, and what is said of no other."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from issues.models import Comment, Submission


@dataclass(frozen=True)
class Kind:
    """*it*: the row as the subject of a sentence, without a capital. The rest are sentences and words of its own."""

    it: str
    filed: str
    filed_tag: str
    filed_next: str
    refused_tag: str
    refused_next: str
    withdrawn_tag: str
    denied: str
    # What an administrator of the project is asked to let its owner do.
    allow: str
    # What else helps where another account is linked now.
    as_another: str = ""


def report_kind(report: Submission) -> Kind:
    """A report's."""
    return Kind(
        it=_("your report"),
        filed=_("Your report is in Jira as %(key)s.") % {"key": report.issue_key},
        filed_tag=_("Filed %(key)s") % {"key": report.issue_key},
        filed_next=_("Jira tells you when somebody answers."),
        refused_tag=_("Not filed"),
        refused_next=_("Nothing was filed. All that you typed is still here: correct it and send it again."),
        withdrawn_tag=_("Withdrawn"),
        denied=_("Jira does not let you file this report."),
        allow=_("create issues there"),
        as_another=_("Or file the same text under your present one."),
    )


def comment_kind(comment: Comment) -> Kind:
    """A comment's."""
    key = {"key": comment.issue_key}
    return Kind(
        it=_("your comment on %(key)s") % key,
        filed=_("Your comment is on %(key)s.") % key,
        filed_tag=_("On %(key)s") % key,
        filed_next=_("Whoever watches the issue is told by Jira."),
        refused_tag=_("Not added"),
        refused_next=_("Nothing was added."),
        withdrawn_tag=_("Withdrawn"),
        denied=_("Jira does not let you comment on %(key)s.") % key,
        allow=_("comment"),
    )


def part_kind(named: str = "") -> Kind:
    """That of a file, or of a link to an issue; *named* where the words do not stand beside its name."""
    it = named or _("it")
    return Kind(
        it=it,
        filed="",
        filed_tag=_("In Jira"),
        filed_next="",
        refused_tag=_("Not taken"),
        refused_next=_("Why not stands beside it. Try again, or leave it out."),
        withdrawn_tag=_("Left out"),
        denied=_(
            "Jira does not let you add %(it)s. The issue may have been moved or deleted, or you may not change it."
        )
        % {"it": it},
        allow=_("change the issue"),
        as_another=_("Or leave it out, and add it in Jira."),
    )
