"""What the tables of this room hold, those below it, and those of Django and of python-social-auth."""

from functools import reduce
from operator import or_

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Q
from social_django.models import Association, Code, Nonce, Partial, UserSocialAuth

from accounts.erasing import history, mails, sessions
from accounts.erasing.holdings import declare
from accounts.models import BackupCode, Erasure, Invitation, Mail, MailServer, SecondFactor, Tries, User
from background.models import Heartbeat, Message

declare(User, goes=("pk",), names=("username", "email"))
declare(User.groups.through, goes=("user",))
declare(User.user_permissions.through, goes=("user",))
declare(Erasure, emptied=("person", "asked_by"), nobody=("counts", "unsettled"))
declare(Group, words=("name",))
declare(Group.permissions.through)
declare(Permission, nobody=("name", "codename"))
declare(ContentType, nobody=("app_label", "model"))
# Until somebody looks whose address was typed, its mail is nobody's. An alarm may tell who met an error.
declare(
    Mail,
    goes=("person",),
    also=lambda person: reduce(or_, (Q(about__iexact=each) for each in person.names), Q(pk__in=[])),
    forget=mails.forget,
)
# Whoever was asked in before, under the same address, is them.
declare(
    Invitation,
    goes=("person",),
    emptied=("invited_by",),
    also=lambda person: reduce(or_, (Q(address__iexact=each) for each in person.names), Q(pk__in=[])),
)
declare(Invitation.groups.through, via=("invitation",))
declare(Tries, nobody=("key",))  # digests, for a quarter of an hour
declare(SecondFactor, goes=("user",))
declare(BackupCode, via=("factor",))
declare(MailServer, nobody=("lease_owner", "error"))
declare(LogEntry, goes=("user",), forget=history.forget)
declare(Session, forget=sessions.forget, left=sessions.left)
# Linking writes none of these (integrations/backends.py); what is there was put there by hand.
declare(UserSocialAuth, goes=("user",))
declare(Code, also=lambda person: Q(email__in=person.names))
declare(Partial, nobody=("token", "backend", "data"))
declare(Nonce, nobody=("server_url", "salt"))
declare(Association, nobody=("server_url", "handle", "secret", "assoc_type"))
# A task carries numbers of rows alone.
declare(Message, nobody=("queue", "payload", "lease", "set_aside_why"))
declare(Heartbeat, nobody=("name",))
