"""The name of each kind of row, and the words that only this kind uses."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from issues.models import ActKind, Comment, IssueAct, Submission

Words = str | Promise


@dataclass(frozen=True)
class Kind:
    """*it*: the row as the subject of a sentence, in lower case. The others are sentences and words of its own."""

    it: str
    filed: str
    filed_tag: str
    filed_next: str
    refused_tag: str
    refused_next: str
    withdrawn_tag: str
    denied: str
    not_found: str
    not_found_next: str
    # What an administrator of the project is asked to allow its owner.
    allow: str
    # The name of its Jira site.
    site: str
    # What else helps: where another account is linked now; where Jira refuses.
    as_another: str = ""
    otherwise: str = ""
    # What helps where it is too large for Jira, unless that is editing it.
    too_large_next: str = ""
    # For a file: that its site takes none, and what to do about that.
    no_files: str = ""
    no_files_next: str = ""


def report_kind(report: Submission) -> Kind:
    """The words for a report."""
    return Kind(
        it=_("your report"),
        filed=_("Your report is in Jira as %(key)s.") % {"key": report.issue_key},
        filed_tag=_("Filed %(key)s") % {"key": report.issue_key},
        filed_next=_(
            "Lodge follows it in Jira: its status and the last comment on it are shown here."
        ),
        refused_tag=_("Not filed"),
        refused_next=_(
            "Nothing was filed. All that you typed is still here: correct it and send it again."
        ),
        withdrawn_tag=_("Withdrawn"),
        denied=_("Jira does not let you file this report."),
        not_found=_("Jira does not find the project of this report, or does not show it to you."),
        not_found_next=_(
            "Look for the project in Jira. If you do not see it there, ask an administrator of Jira to let you in. "
            "Then try again. Nothing is lost."
        ),
        allow=_("create issues there"),
        site=report.site_name,
        as_another=_("Or file the same text under your present one."),
    )


def comment_kind(comment: Comment) -> Kind:
    """The words for a comment."""
    key = {"key": comment.issue_key}
    return Kind(
        it=_("your comment on %(key)s") % key,
        filed=_("Your comment is on %(key)s.") % key,
        filed_tag=_("On %(key)s") % key,
        filed_next=_("Answers to it are on the page of the issue, here and in Jira."),
        refused_tag=_("Not added"),
        refused_next=_("Nothing was added."),
        withdrawn_tag=_("Withdrawn"),
        denied=_("Jira does not let you comment on %(key)s.") % key,
        not_found=_("Jira does not find %(key)s, or does not show it to you.") % key,
        not_found_next=_(
            "It may have been moved or deleted. Look for it in Jira; once you see it there, try again. Nothing is lost."
        ),
        allow=_("comment"),
        site=comment.site_name,
    )


_ALLOW: dict[str, Words] = {
    ActKind.TRANSITION: gettext_lazy("change the status"),
    ActKind.ASSIGN: gettext_lazy("assign issues"),
    ActKind.EDIT_COMMENT: gettext_lazy("change comments"),
    ActKind.DELETE_COMMENT: gettext_lazy("delete your own comments"),
    ActKind.LINK: gettext_lazy("link issues"),
    ActKind.WATCH: gettext_lazy("watch issues"),
    ActKind.UNWATCH: gettext_lazy("watch issues"),
    ActKind.VOTE: gettext_lazy("vote"),
    ActKind.UNVOTE: gettext_lazy("vote"),
}


def act_kind(act: IssueAct, done: str) -> Kind:
    """The words for an act on an issue. *done*: that it is done, in a sentence."""
    key = {"key": act.issue_key}
    return Kind(
        it=_("your change of %(key)s") % key,
        filed=done,
        filed_tag=_("Done"),
        filed_next=_("Nothing more is to be done here."),
        refused_tag=_("Not done"),
        refused_next=_(
            "Nothing was changed. What you typed is kept here: correct it and send it again."
        ),
        withdrawn_tag=_("Withdrawn"),
        denied=_("Jira does not let you do this to %(key)s.") % key,
        not_found=_("Jira does not find %(key)s, or does not show it to you.") % key,
        not_found_next=_(
            "It may have been moved or deleted. Look for it in Jira; once you see it there, try again. Nothing is lost."
        ),
        allow=str(_ALLOW.get(act.kind, _("change issues"))),
        site=act.site_name,
    )


def part_kind(*, is_file: bool, site: str, named: str = "") -> Kind:
    """The words for a file, or for a link to an issue at *site*. *named*: its name is not shown beside them."""
    it = named or _("it")
    leave = _("Or leave it out.")
    return Kind(
        it=it,
        filed="",
        filed_tag=_("In Jira"),
        filed_next="",
        refused_tag=_("Not taken"),
        refused_next=_("Try again, or leave it out and add it in Jira."),
        withdrawn_tag=_("Left out"),
        denied=_("Jira does not let you add %(it)s.") % {"it": it},
        not_found=_(
            "Jira does not find the issue that %(it)s belongs to, or does not show it to you."
        )
        % {"it": it},
        not_found_next=_(
            "It may have been moved or deleted. Look for it in Jira; once you see it there, try again. %(leave)s"
        )
        % {"leave": leave},
        allow=_("attach files to the issue") if is_file else _("link the issue to others"),
        site=site,
        as_another=_("Or leave it out, and add it in Jira."),
        otherwise=leave,
        no_files=_("Jira cannot add %(it)s: %(site)s takes no files at present.")
        % {"it": it, "site": site},
        no_files_next=_(
            "Its administrators switched attachments off. Ask one to switch them on: Lodge looks now and then, and "
            "adds it by itself."
        ),
        too_large_next=_(
            "It is larger than Jira takes, or the issue has as many as Jira takes. Leave it out, and add a smaller "
            "one in Jira."
        ),
    )
