"""Background tasks for users: mails, erasures, retention. The rows say what is due."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from accounts import sign_in_throttle
from accounts.erasing import erasure_steps
from accounts.mailing import delivery
from accounts.models import Invitation, InvitationState, Mail, MailState

# Well below a task's time limit. The next task continues.
_SECONDS = 120.0


@shared_task
def carry_out_erasures() -> int:
    """Carry out requested erasures. Returns how many are done."""
    return sum(
        erasure_steps.carry_out(each, seconds=_SECONDS) for each in erasure_steps.unfinished()
    )


@shared_task
def deliver_mails() -> int:
    """Send due mails. Returns how many."""
    return delivery.deliver()


@shared_task
def clean_up() -> int:
    """Delete old mails, expired invitations and past counters. Returns how many."""
    before = timezone.now() - timedelta(days=settings.MAILS_KEPT_DAYS)
    mails, _each = (
        Mail.objects.exclude(state=MailState.WAITING).filter(state_since__lt=before).delete()
    )
    before = timezone.now() - timedelta(days=settings.INVITATIONS_KEPT_DAYS)
    over = Q(state=InvitationState.WITHDRAWN, state_since__lt=before)
    over |= Q(state=InvitationState.WAITING, expires_at__lt=before)
    over |= Q(state=InvitationState.ACCEPTED, person=None)
    invitations, _each = Invitation.objects.filter(over).delete()
    return mails + invitations + sign_in_throttle.forget_past()
