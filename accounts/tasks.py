"""What runs in the background for people: their mails, their erasure. The rows say what is due."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from accounts import guesses
from accounts.erasing import carrying_out
from accounts.mailing import delivery
from accounts.models import Invitation, InvitationState, Mail, MailState

# Well within what a task may last; what is left is gone on with by the next one.
_SECONDS = 120.0


@shared_task
def carry_out_erasures() -> int:
    """Go on with the erasures that were asked for; how many are done."""
    return sum(carrying_out.carry_out(each, seconds=_SECONDS) for each in carrying_out.unfinished())


@shared_task
def deliver_mails() -> int:
    """Send the mails that are due; how many."""
    return delivery.deliver()


@shared_task
def clean_up() -> int:
    """Forget old mails that were sent or given up, invitations that nobody followed, and tries; how many."""
    before = timezone.now() - timedelta(days=settings.MAILS_KEPT_DAYS)
    mails, _each = Mail.objects.exclude(state=MailState.WAITING).filter(state_since__lt=before).delete()
    before = timezone.now() - timedelta(days=settings.INVITATIONS_KEPT_DAYS)
    over = Q(state=InvitationState.WITHDRAWN, state_since__lt=before)
    over |= Q(state=InvitationState.WAITING, expires_at__lt=before)
    over |= Q(state=InvitationState.ACCEPTED, person=None)
    invitations, _each = Invitation.objects.filter(over).delete()
    return mails + invitations + guesses.forget_past()
