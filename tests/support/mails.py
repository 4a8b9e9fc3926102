"""Mails as the worker sends them: what waits in rows is sent, and is then in Django's outbox."""

from threading import Event

from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from accounts import task_dispatch
from accounts.mailing import delivery, mail_server_lease
from accounts.models import Mail, MailState


def delivered() -> list[EmailMessage]:
    """All mails that have left so far, those that wait now included."""
    done = Event()
    task_dispatch.in_thread(done.set)  # what was left to that thread before
    done.wait(30)
    delivery.deliver()
    return list(mail.outbox)


def forget() -> None:
    """Send what waits, and forget all that was sent."""
    delivered()
    mail.outbox.clear()


def try_again() -> None:
    """As after a while: nothing is put off any more."""
    mail_server_lease.try_now()
    Mail.objects.filter(state=MailState.WAITING).update(next_attempt_at=timezone.now())
