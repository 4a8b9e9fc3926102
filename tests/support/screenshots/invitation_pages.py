"""Bringing people in: the list, what will happen, invitations and mails in the administration, and coming in."""

from datetime import timedelta

from django.utils import timezone

from accounts.inviting import invitation_sending, parse_list, plan
from accounts.inviting.signed_link import link_of
from accounts.mailing import mail_server_lease
from accounts.models import Invitation, Mail, MailServer, MailState, User
from tests.support.screenshots.navigator import Guide

LIST = """Dora Doe <dora@example.com>
erik.with.a.very.long.name.that.has.no.end@department.example.com
bob@lodge.example
waits@example.com
dora@example.com
somebody at example"""


def _invitations(admin: User) -> dict[str, Invitation]:
    """One of each state."""
    Invitation.objects.all().delete()
    names = ("waits", "ended", "withdrawn", "refused")
    steps = plan.plan(parse_list.from_text("\n".join(f"{name}@example.com" for name in names)))
    made = {
        row.address.partition("@")[0]: row for row in invitation_sending.carry_out(steps, by=admin)
    }
    past = timezone.now() - timedelta(days=2)
    Invitation.objects.filter(pk=made["ended"].pk).update(
        expires_at=past, full_name="Ernesto Ended"
    )
    invitation_sending.withdraw(made["withdrawn"])
    Mail.objects.filter(about=str(made["ended"].pk)).update(state=MailState.SENT)
    Mail.objects.filter(about=str(made["refused"].pk)).update(
        state=MailState.GIVEN_UP, error="SMTPRecipientsRefused 550 5.1.1"
    )
    return made


def inviting(guide: Guide) -> None:
    """From the list to the door."""
    page, admin = guide.page, guide.sign_in("admin")
    made = _invitations(admin)
    guide.go("/admin/accounts/invitation/", "invitations")
    guide.go(f"/admin/accounts/invitation/{made['waits'].pk}/change/", "invitation")
    guide.go("/admin/accounts/invitation/add/", "invite")
    guide.press("See what will happen")
    guide.shoot("invite-wrong")
    page.get_by_label("Addresses").fill(LIST)
    guide.press("See what will happen")
    guide.shoot("invite-preview")
    mail_server_lease.standing()
    MailServer.objects.update(failing_since=timezone.now(), failures=3, error="TimeoutError")
    guide.go("/admin/accounts/mail/", "mails")
    guide.go("/admin/", "mail-server-away")
    guide.go("/admin/accounts/user/", "people")
    guide.go("/admin/accounts/user/add/", "person-new")
    guide.go(f"/admin/accounts/user/{admin.pk}/password/", "person-password")
    path = link_of(made["waits"]).partition("/account/")[2]
    guide.go(f"/account/{path}", "invitation-signed-in")
    page.context.clear_cookies()
    guide.go(f"/account/{path}", "coming-in")
    guide.press("Come in")
    guide.shoot("coming-in-wrong")
    for name in ("ended", "withdrawn"):
        guide.go(f"/account/{link_of(made[name]).partition('/account/')[2]}", f"invitation-{name}")
    guide.go("/account/invitation/x/", "invitation-unknown")
    MailServer.objects.update(failing_since=None, failures=0, error="")
