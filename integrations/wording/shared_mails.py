"""Mails about shared credentials, to who entered one and to ADMINS: before it ends, and when it has ended.

A person's link is mended by its owner. A shared one has none, so these mails go to who can make a new secret. The rows
record what was told: a conditional UPDATE decides which worker writes the mails, in the same transaction.
"""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import mailing
from accounts.email_addresses import reachable
from accounts.models import Mail
from integrations.models import PERSONAL_KINDS, Connection, ConnectionState

ENDS, ENDED = "credential-ends", "shared-link-needs-you"
# Days before the end on which it is announced. After the last one: GONE.
ANNOUNCED, GONE = (30, 7, 1), 0
AT_ONCE = 200


def announce_ends() -> int:
    """Announce credentials whose typed end comes near, each of 30, 7 and 1 days before once, and once the end itself.

    Returns of how many it told. One query finds what is near, however many there are.
    """
    today = timezone.now().date()
    near = Connection.objects.filter(
        credential_expires_on__lte=today + timedelta(days=max(ANNOUNCED)),
    ).exclude(Q(state=ConnectionState.DISCONNECTED) | Q(expiry_told=GONE))
    rows = near.order_by("credential_expires_on").only("pk", "credential_expires_on", "expiry_told")
    told = 0
    for row in rows[:AT_ONCE]:
        assert row.credential_expires_on is not None
        stage = stage_of(row.credential_expires_on, today)
        if row.expiry_told is None or stage < row.expiry_told:
            told += _announce(row.pk, row.expiry_told, stage)
    return told


def stage_of(ends_on: date, today: date) -> int:
    """The announcement that is due: 30, 7 or 1 days before, or GONE."""
    left = (ends_on - today).days
    if left < 0:
        return GONE
    return min(each for each in ANNOUNCED if left <= each)


@transaction.atomic
def _announce(connection_id: int, before: int | None, stage: int) -> bool:
    row = Connection.objects.filter(pk=connection_id, expiry_told=before)
    if not row.update(expiry_told=stage):
        return False
    return _post(ENDS, connection_id, str(stage))


def tell_ended(connection: Connection) -> bool:
    """Tell that a shared link needs a new secret, unless the end of its credential was told.

    That end is then not told any more. Runs in the caller's transaction, which has marked the row as told.
    """
    rows = Connection.objects.filter(pk=connection.pk)
    if rows.filter(expiry_told=GONE).exists():
        return False
    rows.filter(credential_expires_on__lt=timezone.now().date()).update(expiry_told=GONE)
    return _post(ENDED, connection.pk, "")


def _post(kind: str, connection_id: int, stage: str) -> bool:
    about = f"{connection_id}:{stage}"
    connection = Connection.objects.select_related("entered_by").get(pk=connection_id)
    by = connection.entered_by
    if by is not None and by.is_active and reachable(by):
        mailing.post(kind, person=by, about=about)
    mailing.post(kind, about=about)
    return True


def _letter(mail: Mail, template: str, rows: Any) -> mailing.Letter | None:
    """To the person of the mail, or to ADMINS. None where there is nothing to say any more."""
    connection_id, _sign, stage = mail.about.partition(":")
    connection = rows.filter(pk=int(connection_id)).select_related("entered_by").first()
    if connection is None:
        return None
    context = {"connection": connection, "stage": stage, "gone": stage == str(GONE)}
    if mail.person is not None:
        return mailing.letter_to(mail.person, template, {**context, "owner": mail.person})
    return mailing.letter_to_admins(template, context)


def _about_end(mail: Mail) -> mailing.Letter | None:
    """None where a new secret with a later end was entered meanwhile."""
    stage = int(mail.about.partition(":")[2])
    rows = Connection.objects.exclude(state=ConnectionState.DISCONNECTED).filter(expiry_told=stage)
    return _letter(mail, "integrations/mail/credential_ends", rows)


def _about_dead_link(mail: Mail) -> mailing.Letter | None:
    """None where it works again."""
    rows = Connection.objects.exclude(kind__in=PERSONAL_KINDS).filter(
        state__in=(ConnectionState.RECONNECT, ConnectionState.BLOCKED)
    )
    return _letter(mail, "integrations/mail/shared_link_ended", rows)


mailing.register(
    mailing.Kind(ENDS, _("a credential that ends"), _about_end, lifetime=timedelta(days=3))
)
mailing.register(
    mailing.Kind(
        ENDED, _("a shared link without a secret"), _about_dead_link, lifetime=timedelta(days=3)
    )
)
