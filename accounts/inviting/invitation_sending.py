"""Carries out a plan: stores invitations and queues their mails. Also withdraws and sends again."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import zip_longest

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from accounts import mailing
from accounts.inviting.invitation_mail import INVITATION
from accounts.inviting.plan import Outcome, Step
from accounts.mailing import account_mails
from accounts.models import Invitation, InvitationState, Mail, User


def carry_out(
    steps: Iterable[Step],
    *,
    by: User | None = None,
    groups: Sequence[Group] = (),
    mail: bool = True,
) -> list[Invitation]:
    """Invite, remind, or send a password link. Returns the invitations that wait.

    *groups*: assigned to everyone who gets a mail. Without *mail*, the admin hands out the links. The number of
    statements does not depend on the number of entries.
    """
    todo = [step for step in steps if step.is_mailed]
    known = [step.invitation for step in todo if step.invitation is not None]
    with transaction.atomic():
        invitations = (
            _made([step for step in todo if step.user is None and step.invitation is None], by)
            + known
        )
        mails = [Mail(kind=INVITATION, about=str(row.pk)) for row in invitations]
        _prolong(invitations, mails if mail else None)
        if groups:
            _give(groups, invitations)
        if mail:
            locked = [step.user for step in todo if step.outcome is Outcome.NO_PASSWORD]
            mailing.post_all(
                [*mails, *(Mail(kind=account_mails.WELCOME, person=user) for user in locked)]
            )
    return invitations


def _made(steps: Iterable[Step], by: User | None) -> list[Invitation]:
    """Create invitations, except for addresses that somebody else invited meanwhile."""
    now = timezone.now()
    rows = [
        Invitation(
            address=step.address, full_name=step.entry.name[:150], invited_by=by, expires_at=now
        )
        for step in steps
    ]
    Invitation.objects.bulk_create(rows, ignore_conflicts=True)
    stored = set(
        Invitation.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
    )
    return [row for row in rows if row.pk in stored]


def _prolong(invitations: Sequence[Invitation], mails: Sequence[Mail] | None) -> int:
    """Restart their expiry. Returns how many wait. The mails may be stored later in the same transaction."""
    now = timezone.now()
    for invitation, mail in zip_longest(invitations, mails or ()):
        invitation.asked_at, invitation.expires_at = (
            now,
            now + timedelta(days=settings.INVITATION_DAYS),
        )
        invitation.mail_id = mail.pk if mail else None
    waiting = Invitation.objects.filter(state=InvitationState.WAITING)
    return waiting.bulk_update(invitations, ["asked_at", "expires_at", "mail"], batch_size=200)


def _give(groups: Sequence[Group], invitations: Sequence[Invitation]) -> None:
    """Replace their groups."""
    belongs = Invitation.groups.through
    belongs._default_manager.filter(invitation__in=invitations).delete()
    rows = [
        belongs(invitation_id=row.pk, group_id=group.pk) for row in invitations for group in groups
    ]
    belongs._default_manager.bulk_create(rows)


def send_again(invitation: Invitation) -> bool:
    """Queue another mail and restart the expiry. False where it no longer waits. Earlier links work, too."""
    mail = Mail(kind=INVITATION, about=str(invitation.pk))
    with transaction.atomic():
        if not _prolong([invitation], [mail]):
            return False
        mailing.post_all([mail])
    return True


def withdraw(invitation: Invitation) -> bool:
    """Withdraw: its links stop working. False where it was accepted or withdrawn already."""
    waits = Invitation.objects.filter(pk=invitation.pk, state=InvitationState.WAITING)
    return bool(waits.update(state=InvitationState.WITHDRAWN, state_since=timezone.now()))
