"""Mails about followed issues: each notice is told once, and all that are due to one user share a mail.

Every mail can be ended by one press in the mail program (RFC 2369, RFC 8058).
"""

import uuid
from collections import defaultdict
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import mailing
from accounts.email_addresses import reachable, reachable_by
from accounts.models import Mail, User
from issues.models import Delivery, Notice, NoticeKind, NoticeSettings
from issues.wording import notice_words

ISSUE_NEWS = "issue-news"
AT_ONCE, SHOWN = 500, 20
_SIGNER = Signer(salt="issues.unsubscribe")


def tell_followers() -> int:
    """Queue the mails that are due. Returns how many."""
    now = timezone.now()
    due = Notice.objects.filter(
        reachable_by("user__"), mail_at__lte=now, mailed_at=None, seen_at=None
    )
    by_user: dict[User, list[int]] = defaultdict(list)
    for each in due.select_related("user").order_by("mail_at")[:AT_ONCE]:
        by_user[each.user].append(each.pk)
    return sum(_tell(user, keys) for user, keys in by_user.items())


def _tell(user: User, keys: list[int]) -> int:
    """The process that claims notices first mails them."""
    batch = uuid.uuid4()
    with transaction.atomic():
        claimed = Notice.objects.filter(pk__in=keys, mailed_at=None, seen_at=None)
        if not claimed.update(mailed_at=timezone.now(), batch=batch):
            return 0
        mailing.post(ISSUE_NEWS, person=user, about=str(batch))
    return 1


def token_of(user: User) -> str:
    """What a link needs to end the mails of *user*. It stays valid: RFC 8058 lets old mails end them, too."""
    return _SIGNER.sign(str(user.pk))


def user_of(token: str) -> User | None:
    """Whose token it is. None for any other text, and where the user is gone."""
    try:
        return User.objects.filter(pk=int(_SIGNER.unsign(token)), is_active=True).first()
    except (BadSignature, ValueError):
        return None


def unsubscribe(user: User) -> None:
    """End all mails about issues."""
    off = dict.fromkeys(NoticeKind.values, Delivery.OFF)
    NoticeSettings.objects.update_or_create(user=user, defaults=off)
    keys = list(
        Notice.objects.filter(user=user, mailed_at=None, mail_at__isnull=False).values_list(
            "pk", flat=True
        )
    )
    Notice.objects.filter(pk__in=keys).update(mail_at=None)


def _written(mail: Mail) -> mailing.Letter | None:
    """The mail about what is still news, and still wanted."""
    rows = Notice.objects.filter(batch=UUID(mail.about), seen_at=None)
    notices = list(rows.select_related("event__issue", "user").order_by("created_at", "pk"))
    if not notices or not reachable(notices[0].user):
        return None
    user = notices[0].user
    wishes = NoticeSettings.objects.filter(user=user).first() or NoticeSettings(user=user)
    wanted = [each for each in notices if wishes.delivery_of(each.kind) != Delivery.OFF]
    if not wanted:
        return None
    with mailing.in_their_language(user):
        lines = notice_words.lines(wanted)
        shown, first = lines[:SHOWN], lines[0]
        context = {
            "owner": user,
            "lines": shown,
            "more": len(lines) - len(shown),
            "one": first if len({each.key for each in lines}) == 1 else None,
            "count": len({each.key for each in lines}),
            "stop": reverse("unsubscribe", args=[token_of(user)]),
        }
    letter = mailing.letter_to(user, "issues/mail/issue_news", context)
    return letter and mailing.Letter(letter.to, letter.subject, letter.body, _headers(user))


def _headers(user: User) -> dict[str, str]:
    address = f"{settings.PUBLIC_URL}{reverse('unsubscribe', args=[token_of(user)])}"
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


mailing.register(mailing.Kind(ISSUE_NEWS, _("news about a followed issue"), _written))
