"""Does what was planned: rows, and mails that wait to leave. Withdraws, and asks again."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import letters, mailing
from accounts.inviting.planning import Outcome, Step
from accounts.models import Invitation, InvitationState, Mail, User


def carry_out(
    steps: Iterable[Step], *, by: User | None = None, groups: Sequence[Group] = (), mail: bool = True
) -> list[Invitation]:
    """Invite, remind, or send a link to choose a password; the invitations that wait for somebody now.

    *groups*: what those who are mailed will belong to. Without *mail*, whoever asked hands on the links themselves.
    """
    invitations, mails = [], []
    with transaction.atomic():
        for step in steps:
            if step.outcome is Outcome.NO_PASSWORD and step.user is not None:
                mails.append(Mail(kind=letters.WELCOME, person=step.user))
            elif step.is_mailed and (invitation := step.invitation or _made(step, by)) is not None:
                if groups:
                    invitation.groups.set(groups)
                mails.append(Mail(kind=letters.INVITATION, about=str(invitation.pk)))
                _prolong(invitation, mails[-1] if mail else None)
                invitations.append(invitation)
        if mail:
            mailing.post_all(mails)
    return invitations


def _made(step: Step, by: User | None) -> Invitation | None:
    """A new one; None where somebody else invited them in this very moment."""
    name = step.entry.name[:150]
    row = Invitation(address=step.address, full_name=name, invited_by=by, expires_at=timezone.now())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return None
    return row


def _prolong(invitation: Invitation, mail: Mail | None) -> bool:
    """Begin its days anew. The mail may be stored later in the same transaction."""
    now = timezone.now()
    invitation.asked_at, invitation.expires_at = now, now + timedelta(days=settings.INVITATION_DAYS)
    waits = Invitation.objects.filter(pk=invitation.pk, state=InvitationState.WAITING)
    return bool(waits.update(asked_at=now, expires_at=invitation.expires_at, mail_id=mail and mail.pk))


def send_again(invitation: Invitation) -> bool:
    """Another mail, and as many days from now on; False where it waits no longer. The links of before work, too."""
    mail = Mail(kind=letters.INVITATION, about=str(invitation.pk))
    with transaction.atomic():
        if not _prolong(invitation, mail):
            return False
        mailing.post_all([mail])
    return True


def withdraw(invitation: Invitation) -> bool:
    """Its links open nothing any more; False where it was accepted, or withdrawn already."""
    waits = Invitation.objects.filter(pk=invitation.pk, state=InvitationState.WAITING)
    return bool(waits.update(state=InvitationState.WITHDRAWN, state_since=timezone.now()))
