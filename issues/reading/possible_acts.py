"""What can be done to an issue by its viewer. What Jira would refuse for lack of rights is not offered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from integrations import jira

RIGHTS = (
    "ADD_COMMENTS",
    "ASSIGN_ISSUES",
    "ASSIGNABLE_USER",
    "CREATE_ATTACHMENTS",
    "EDIT_OWN_COMMENTS",
    "LINK_ISSUES",
    "TRANSITION_ISSUES",
)
# Jira's names for the entries of an issue's menus, with the right behind each.
MENUS = {
    "comment-issue": "ADD_COMMENTS",
    "assign-issue": "ASSIGN_ISSUES",
    "attach-file": "CREATE_ATTACHMENTS",
    "edit-issue": "EDIT_ISSUES",
    "link-issue": "LINK_ISSUES",
}


@dataclass(frozen=True)
class Offers:
    """The acts that are offered. `watch` and `vote`: the kind of act that the button does, or "".

    `assignee`: the account that the page shows, "" for nobody. `act_id`: for the buttons of this page, so that a double
    click does one thing.
    """

    comment: bool
    attach: bool
    edit_comment: bool
    edit: bool
    assign: bool
    link: bool
    transitions: tuple[jira.Transition, ...]
    watch: str
    vote: str
    assignee: str
    act_id: UUID

    @property
    def any(self) -> bool:
        """Whether there is anything."""
        told = (self.comment, self.attach, self.edit, self.assign, self.link, self.transitions)
        return any(told) or bool(self.watch or self.vote)


def offers_of(
    details: jira.IssueDetails,
    account_id: str,
    rights: Mapping[str, bool],
    *,
    takes_files: bool = True,
) -> Offers:
    """What *account_id* may do, whose *rights* on the issue are RIGHTS of "Get my permissions".

    *takes_files*: attachments are not off at the site, as far as Lodge knows.
    """

    def has(right: str) -> bool:
        return rights.get(right) is True

    assignee = str(_object(details.fields.get("assignee")).get("accountId") or "")
    assignable = has("ASSIGN_ISSUES") and rights.get("ASSIGNABLE_USER") is not False
    return Offers(
        comment=has("ADD_COMMENTS"),
        attach=has("CREATE_ATTACHMENTS") and takes_files,
        edit_comment=has("EDIT_OWN_COMMENTS"),
        edit=bool(details.raw_edit_fields),  # not `editable`, which reads each of them
        assign=assignable and assignee != account_id,
        link=has("LINK_ISSUES"),
        transitions=details.transitions if has("TRANSITION_ISSUES") else (),
        watch=_watch(details.fields),
        vote=_vote(details.fields, account_id),
        assignee=assignee,
        act_id=uuid4(),
    )


def of_issue(details: jira.IssueDetails, where: tuple[str, str, str]) -> Offers:
    """What the account of *where* may do."""
    return offers_of(
        details, where[0], rights_of(details, where), takes_files=site_takes_files(where[1])
    )


def site_takes_files(cloud_id: str) -> bool:
    """False where the site is known to have attachments switched off. Makes no call."""
    known = jira.known_attachment_limits(cloud_id)
    return known is None or known.enabled


def rights_of(details: jira.IssueDetails, where: tuple[str, str, str]) -> dict[str, bool]:
    """The RIGHTS of an account on an issue, from the menus that Jira shows it, without a call.

    Where Jira names none of these, it is asked. None at all where it does not answer.
    """
    known = details.operations & MENUS.keys()
    if known:
        rights = {right: name in known for name, right in MENUS.items()}
        return {
            **rights,
            "EDIT_OWN_COMMENTS": rights["ADD_COMMENTS"],
            "TRANSITION_ISSUES": bool(details.transitions),
        }
    try:
        return jira.permissions_on(*where, *RIGHTS)
    except jira.IntegrationError:
        return {}


def _watch(fields: Mapping[str, Any]) -> str:
    """Nothing where Jira sends no watchers: watching may be off."""
    watches = _object(fields.get("watches")).get("isWatching")
    return {True: "unwatch", False: "watch"}.get(watches, "") if watches is not None else ""


def _vote(fields: Mapping[str, Any], account_id: str) -> str:
    """Nobody votes for what they reported, nor for what is resolved."""
    voted = _object(fields.get("votes")).get("hasVoted")
    if voted is True:
        return "unvote"
    own = _object(fields.get("reporter")).get("accountId") == account_id
    return "vote" if voted is False and not own and not fields.get("resolution") else ""


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
