"""Pages of the account and of the link to Atlassian."""

from datetime import timedelta

from django.contrib.auth.tokens import default_token_generator
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from integrations.models import Connection, ConnectionState, RefreshAttempt
from tests.support.screenshots.navigator import Guide

ATTEMPTS = (
    "saved",
    "rate_limited",
    "unavailable",
    "outcome_unknown",
    "misconfigured",
    "refused",
    "",
)


def account(guide: Guide) -> None:
    """Signing in and out, passwords, preferences; home and lists before there is anything in them."""
    page = guide.page
    guide.go("/account/sign-in/", "sign-in")
    page.get_by_label("User name or e-mail").fill("bob")
    page.get_by_label("Password").fill("not this one")
    guide.press("Sign in")
    guide.shoot("sign-in-wrong")
    guide.go("/account/forgotten/", "forgotten")
    guide.go("/account/forgotten/sent/", "forgotten-sent")
    bob = guide.sign_in("bob")
    guide.go("/", "home-unlinked")
    guide.go("/reports/", "reports-empty")
    guide.go("/drafts/", "drafts-empty")
    guide.go("/comments/", "comments-empty")
    guide.go("/report/", "start-unlinked")
    page.locator(".menu summary").click()
    guide.shoot("account-menu")
    guide.go("/account/preferences/", "preferences")
    guide.press("Save")
    guide.shoot("preferences-saved")
    guide.go("/account/password/", "password")
    page.locator("[type=password]").first.fill("wrong")
    page.locator("main form button.main").click()
    guide.shoot("password-wrong")
    page.context.clear_cookies()
    number = urlsafe_base64_encode(force_bytes(bob.pk))
    guide.go(
        f"/account/forgotten/{number}/{default_token_generator.make_token(bob)}/", "new-password"
    )
    guide.go(f"/account/forgotten/{number}/abc-def/", "new-password-stale")


def remember_refreshes(connection: Connection) -> None:
    """A renewal of each outcome, some hours apart."""
    for hours, outcome in enumerate(ATTEMPTS):
        RefreshAttempt.objects.create(
            connection=connection,
            started_at=timezone.now() - timedelta(hours=hours * 5),
            asked_by=("web", "schedule", "admin")[hours % 3],
            generation=hours,
            outcome=outcome,
            status=200,
        )


def link(guide: Guide) -> None:
    """From no link to one that works, has ended, or came back as somebody else."""
    page = guide.page
    bob = guide.sign_in("bob")
    guide.go("/link/", "link-start")
    page.locator("main details summary").first.click()
    guide.shoot("link-start-help")
    page.locator("form[action*=begin] button").first.click()
    guide.press_any("Deny")
    guide.shoot("link-declined")
    guide.go("/link/complete/atlassian/?state=never&code=none", "link-begun-elsewhere")
    guide.go("/link/")
    page.locator("form[action*=begin] button").first.click()
    guide.shoot("consent")
    guide.consent("Bob")
    guide.shoot("link-site")
    if page.get_by_role("radio").count():
        page.get_by_role("radio").first.check()
        guide.press("Use this site")
    guide.go("/", "home-empty")
    guide.go("/link/", "linked")
    own = Connection.objects.filter(user=bob)
    own.update(owned_since=timezone.now() - timedelta(days=9))
    remember_refreshes(own.get())
    guide.go("/link/history/", "link-history")
    RefreshAttempt.objects.filter(connection=own.get()).delete()
    guide.go("/link/history/", "link-history-empty")
    guide.go("/link/disconnect/", "disconnect")
    own.update(state=ConnectionState.RECONNECT)
    guide.go("/link/", "link-ended")
    guide.go("/", "home-link-ended")
    guide.go("/reports/", "banner-link-ended")
    own.update(state=ConnectionState.BLOCKED)
    guide.go("/link/", "link-stopped")
    own.update(state=ConnectionState.ACTIVE)
    guide.go("/link/")
    page.locator("form[action*=begin] button").first.click()
    guide.consent("Carol")
    guide.shoot("link-another-account")
    guide.go("/link/", "linked-waiting")
    guide.go("/link/disconnect/")
    page.locator("main form button").first.click()
    guide.shoot("link-disconnected")
