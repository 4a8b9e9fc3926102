"""How a comment is told: one sentence on where it stands, one on what happens next. No request."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from issues.models import Comment, State
from issues.outbox.states import Reason
from issues.views.words import Words

_BLOCKED: dict[str, Words] = {
    Reason.LINK: gettext_lazy("Your link to Jira has ended. The comment waits for %(key)s."),
    Reason.ACCOUNT: gettext_lazy("You linked another Atlassian account. The comment waits for %(key)s."),
    Reason.SCOPE: gettext_lazy("Lodge lacks a permission at Atlassian. The comment waits for %(key)s."),
    Reason.DENIED: gettext_lazy("Jira does not let you comment on %(key)s."),
    Reason.MISCONFIGURED: gettext_lazy("Lodge is set up wrong. The comment waits for %(key)s."),
    Reason.ASK: gettext_lazy("We can not tell whether your comment is on %(key)s."),
    Reason.GAVE_UP: gettext_lazy("Jira did not take the comment on %(key)s, often tried."),
}
_NEXT: dict[str, Words] = {
    Reason.LINK: gettext_lazy("Link again, as the same account: the comment then goes by itself."),
    Reason.ACCOUNT: gettext_lazy(
        "It was written as another account, and goes when that one is linked again."
    ),
    Reason.SCOPE: gettext_lazy("Link again and agree to everything that Lodge asks for, then try again."),
    Reason.DENIED: gettext_lazy("Ask an administrator of the project to let you comment, then try again."),
    Reason.MISCONFIGURED: gettext_lazy(
        "It is nothing that you did. The people who run Lodge have to set it right; the comment then goes by itself."
    ),
    Reason.ASK: gettext_lazy(
        "Look at the issue in Jira, then say what you found. Nothing is sent until you do."
    ),
    Reason.GAVE_UP: gettext_lazy("Your text is safe here. Try again when Jira works."),
}


def headline(comment: Comment) -> str:
    """Where it stands."""
    return str(_headline(comment)) % {"key": comment.issue_key}


def _headline(comment: Comment) -> Words:
    match comment.state:
        case State.FILED:
            return _("Your comment is on %(key)s.")
        case State.REJECTED:
            return _("Jira did not take your comment on %(key)s.")
        case State.WITHDRAWN:
            return _("Your comment on %(key)s was withdrawn.")
        case State.BLOCKED:
            return _BLOCKED.get(comment.blocked_reason, _("Your comment waits for %(key)s."))
        case State.UNCONFIRMED:
            return _("We look in Jira whether your comment is on %(key)s.")
        case State.QUEUED if comment.tries:
            return _("Jira does not answer. Your comment waits for %(key)s.")
        case _:
            return _("Your comment goes to %(key)s now.")


def what_next(comment: Comment) -> str:
    """What Lodge does with it, and what the reader can do now."""
    match comment.state:
        case State.FILED:
            return _("Whoever watches the issue is told by Jira.")
        case State.REJECTED:
            return _("Nothing was added. All that you typed is still here.")
        case State.WITHDRAWN:
            return _("Lodge does not send it.")
        case State.BLOCKED:
            return str(_NEXT.get(comment.blocked_reason, ""))
        case State.UNCONFIRMED:
            return _(
                "The connection broke, so it may or may not have arrived. Lodge looks before it sends anything "
                "again, so that nothing is there twice."
            )
        case State.QUEUED if comment.tries:
            return _("Nothing was added yet. Lodge tries again by itself; you need not keep this page open.")
        case _:
            return _("It takes a moment. You need not keep this page open.")
