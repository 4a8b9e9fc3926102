"""The words for an act on an issue."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from issues.models import ALREADY, ActKind, IssueAct, State
from issues.outbox.outcomes import CHANGED, NOT_POSSIBLE
from issues.wording import next_step, state_wording
from issues.wording.common import Tag
from issues.wording.row_kind_words import Words, act_kind


def tag(act: IssueAct) -> Tag:
    """The state, in a few words."""
    return state_wording.tag(act, act_kind(act, done(act)))


def headline(act: IssueAct) -> str:
    """The state, as one plain sentence."""
    key = {"key": act.issue_key}
    if act.state == State.DRAFT:
        return _("What you typed for %(key)s is kept.") % key
    if act.state == State.REJECTED and act.blocked_reason == CHANGED:
        return _("Somebody changed %(key)s meanwhile. Nothing was overwritten.") % key
    if act.state == State.REJECTED and act.blocked_reason == NOT_POSSIBLE:
        return _("This is no longer possible for %(key)s.") % key
    return state_wording.headline(act, act_kind(act, done(act)))


def what_next(act: IssueAct) -> str:
    """What Lodge does next, and what the reader can do now."""
    if act.state == State.DRAFT:
        return _(
            "Jira could not be asked when you sent it, so nothing was changed. Go on when you like."
        )
    if act.state == State.REJECTED and act.blocked_reason == CHANGED:
        if act.kind == ActKind.TRANSITION:
            said = _("It has another status now. Look at it, and decide what to do.")
            left = _("Your comment was not added. It is kept here, to copy.")
            return f"{said} {left}" if act.wanted.get("comment") else said
        if act.kind == ActKind.ASSIGN:
            return _("It is assigned to somebody else now. Look at it, and decide what to do.")
        if act.kind == ActKind.DELETE_COMMENT:
            return _("It says something else now. Look at it, and decide what to do.")
        return _("Look at both, then send yours again if it is still right.")
    if act.state == State.REJECTED and act.blocked_reason == NOT_POSSIBLE:
        return _("Nothing was changed. Open the issue to see what is possible now.")
    return next_step.what_next(act, act_kind(act, done(act)))


def said(act: IssueAct) -> list[tuple[str, str]]:
    """What the user asked for, as (name, text), to read and to copy. Empty once it was deleted."""
    wanted = act.wanted
    match act.kind:
        case ActKind.TRANSITION if wanted.get("to_name"):
            comment = (wanted.get("comment") or {}).get("text")
            own = [(_("Your comment"), str(comment))] if comment else []
            return [(_("Status"), str(wanted["to_name"])), *_typed(act, "text"), *own]
        case ActKind.EDIT_COMMENT if wanted.get("text"):
            return [(_("Your text"), str(wanted["text"]))]
        case ActKind.LINK if wanted.get("other_key"):
            return [(str(wanted["words"]), str(wanted["other_key"]))]
        case _:
            return _typed(act)


def _typed(act: IssueAct, *left_out: str) -> list[tuple[str, str]]:
    """The values of the fields that were changed, as typed, without those *left_out*."""
    names = act.wanted.get("names") or {}
    changed = act.wanted.get("fields") or dict.fromkeys(act.typed, "")
    return [
        (str(names.get(name, "")), text.rpartition("|")[2] if name in names else text)
        for name in changed
        if name not in left_out
        for text in act.typed.get(name, [])
        if text
    ]


def done(act: IssueAct) -> str:
    """That it is done, as one plain sentence."""
    wanted, key = act.wanted, {"key": act.issue_key}
    already = act.remote_id == ALREADY
    match act.kind:
        case ActKind.TRANSITION if wanted.get("to_name"):
            words = {**key, "status": wanted["to_name"]}
            if already:
                return _("%(key)s was “%(status)s” already: somebody was faster.") % words
            if wanted.get("comment"):
                return _("%(key)s is now “%(status)s”, with your comment.") % words
            return _("%(key)s is now “%(status)s”.") % words
        case ActKind.EDIT if wanted.get("names"):
            words = {**key, "fields": ", ".join(map(str, wanted["names"].values()))}
            if already:
                return _("%(key)s was as you wanted it already: %(fields)s.") % words
            return _("Changed in %(key)s: %(fields)s.") % words
        case ActKind.LINK if wanted.get("other_key"):
            words = {**key, "words": wanted["words"], "other": wanted["other_key"]}
            return _("Linked: %(key)s %(words)s %(other)s.") % words
        case ActKind.DELETE_COMMENT if already:
            return _("Your comment on %(key)s was deleted already.") % key
        case _:
            return str(_DONE.get(act.kind, _IN_JIRA)) % key


_IN_JIRA = gettext_lazy("It is done in %(key)s.")
_DONE: dict[str, Words] = {
    ActKind.ASSIGN: gettext_lazy("%(key)s is assigned to you."),
    ActKind.EDIT_COMMENT: gettext_lazy("Your comment on %(key)s is changed."),
    ActKind.DELETE_COMMENT: gettext_lazy("Your comment on %(key)s is deleted."),
    ActKind.WATCH: gettext_lazy("You watch %(key)s now."),
    ActKind.UNWATCH: gettext_lazy("You no longer watch %(key)s."),
    ActKind.VOTE: gettext_lazy("You voted for %(key)s."),
    ActKind.UNVOTE: gettext_lazy("Your vote for %(key)s is taken back."),
}
