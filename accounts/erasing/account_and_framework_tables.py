"""Personal data in the tables of accounts, background, installation, Django and python-social-auth."""

from functools import reduce
from operator import or_

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Q
from social_django.models import Association, Code, Nonce, Partial, UserSocialAuth

from accounts.erasing import admin_history, admin_mails, session_data
from accounts.erasing.personal_data_registry import declare
from accounts.models import (
    BackupCode,
    Erasure,
    ExternalIdentity,
    Invitation,
    Mail,
    MailServer,
    PendingSignIn,
    SecondFactor,
    Tries,
    User,
)
from background.models import Heartbeat, Message

declare(User, goes=("pk",), names=("username", "email"))
declare(User.groups.through, goes=("user",))
declare(User.user_permissions.through, goes=("user",))
declare(Erasure, emptied=("person", "asked_by"), nobody=("counts", "unsettled"))
declare(Group, words=("name",))
declare(Group.permissions.through)
declare(Permission, nobody=("name", "codename"))
declare(ContentType, nobody=("app_label", "model"))
# Until a worker has looked up the typed address, the mail belongs to no user. An alert may name a user.
declare(
    Mail,
    goes=("person",),
    also=lambda person: reduce(or_, (Q(about__iexact=each) for each in person.names), Q(pk__in=[])),
    forget=admin_mails.forget,
)
# An earlier invitation of the same address is about the same person.
declare(
    Invitation,
    goes=("person",),
    emptied=("invited_by",),
    also=lambda person: reduce(
        or_, (Q(address__iexact=each) for each in person.names), Q(pk__in=[])
    ),
)
declare(Invitation.groups.through, via=("invitation",))
declare(Tries, nobody=("key",))  # digests, kept for 15 minutes
declare(SecondFactor, goes=("user",))
declare(BackupCode, via=("factor",))
declare(ExternalIdentity, goes=("user",))
declare(PendingSignIn, goes=("user",), nobody=("state", "provider", "session", "next_path"))
declare(MailServer, nobody=("lease_owner", "error"))
declare(LogEntry, goes=("user",), forget=admin_history.forget)
declare(Session, forget=session_data.forget, left=session_data.left)
# Linking writes none of these (integrations/backends.py), so such rows were created by hand.
declare(UserSocialAuth, goes=("user",))
declare(Code, also=lambda person: Q(email__in=person.names))
declare(Partial, nobody=("token", "backend", "data"))
declare(Nonce, nobody=("server_url", "salt"))
declare(Association, nobody=("server_url", "handle", "secret", "assoc_type"))
# A task holds row ids only.
declare(Message, nobody=("queue", "payload", "lease", "set_aside_why"))
declare(Heartbeat, nobody=("name",))
