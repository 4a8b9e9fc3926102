"""`/authorize`: a user sees what the app asks for, and accepts or denies (atlassian.md a.1)."""

from __future__ import annotations

import secrets
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, current_app, make_response, render_template, request

from sandbox.oauth import pkce
from sandbox.oauth.authorization_request import Problem, describe, problems
from sandbox.oauth.consent_markups import READERS, Choice
from sandbox.oauth_records import CONSENT_LIFETIME, Code, Consent
from sandbox.people import Account, Client, Site
from sandbox.world import World, current_world

DENIED = {"error": "access_denied", "error_description": "User did not authorize the request"}
MOST_SHOWN = 40  # accounts on a page; `crowd` makes tokens without one
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def register(blueprint: Blueprint) -> None:
    """Mount the page and its form."""
    blueprint.get("/authorize", endpoint="authorize")(ask)
    blueprint.post("/authorize", endpoint="consent")(decide)


def ask() -> Response:
    """The consent page, or a page that names every wrong parameter."""
    world = current_world()
    wrong = problems(world, request.args)
    if wrong:
        return refusal(wrong)
    if refused := pkce.refused_request(world, request.args):
        return redirected(request.args["redirect_uri"], {**refused, "state": request.args["state"]})
    consent = Consent(
        id=secrets.token_urlsafe(24),
        client_id=request.args["client_id"],
        redirect_uri=request.args["redirect_uri"],
        state=request.args["state"],
        scopes=list(dict.fromkeys(request.args["scope"].split())),
        started_at=world.clock.now(),
        challenge=request.args.get("code_challenge", ""),
    )
    world.table(Consent).put(consent)
    world.event("consent_shown", scopes=consent.scopes)
    return page(world, consent)


def decide() -> Response:
    """Handle the posted form."""
    world = current_world()
    choice = READERS[current_app.config["MARKUP"]](request.form)
    with world.lock:
        consent = world.table(Consent).get(choice.consent_id)
        if consent is None or world.clock.now() - consent.started_at > CONSENT_LIFETIME:
            reason = "was answered already, or is too old. Go back to the app and start again"
            return refusal([Problem("This request", reason)])
        if choice.decision == "deny":
            world.table(Consent).delete(consent.id)
            world.event("consent_denied")
            return back(consent, DENIED)
        account = world.table(Account).get(choice.account_id or consent.account_id or "")
        if account is None or account not in demo_accounts(world):
            return page(world, consent, error="Choose an account.")
        if choice.decision == "continue":
            consent.account_id = account.id
            world.table(Consent).put(consent)
            return page(world, consent)
        return accept(world, consent, account, choice)


def accept(world: World, consent: Consent, account: Account, choice: Choice) -> Response:
    """Back to the app with a code, unless a site is missing or an admin forbids it."""
    sites = sites_of(world, account)
    chosen = [site.id for site in sites if site.id in choice.cloud_ids]
    if sites and not chosen:
        return page(world, consent, error="Choose at least one site.")
    if world.config.user_installed_apps_blocked and sites:
        return blocked(sites[0])
    allowed = world.config.granted_scopes
    code = Code(
        id=secrets.token_urlsafe(48),
        client_id=consent.client_id,
        redirect_uri=consent.redirect_uri,
        account_id=account.id,
        scopes=[scope for scope in consent.scopes if allowed is None or scope in allowed],
        cloud_ids=chosen,
        issued_at=world.clock.now(),
        challenge=consent.challenge,
    )
    world.table(Code).put(code)
    world.table(Consent).delete(consent.id)
    world.event("consent_given", account_id=account.id, cloud_ids=chosen, scopes=code.scopes)
    return back(consent, {"code": code.id})


def page(world: World, consent: Consent, error: str | None = None) -> Response:
    """The consent page in the markup that this process was started with."""
    accounts = demo_accounts(world)[:MOST_SHOWN]
    html = render_template(
        f"consent_{current_app.config['MARKUP']}.html",
        consent=consent,
        client=world.table(Client).get(consent.client_id),
        account=world.table(Account).get(consent.account_id or ""),
        accounts=[(account, sites_of(world, account)) for account in accounts],
        sites={account.id: sites_of(world, account) for account in accounts},
        scopes=[(scope, describe(scope)) for scope in consent.scopes],
        resource_mode=world.config.grant_type_mode == "resource",
        error=error,
    )
    return shown(html, 400 if error else 200)


def refusal(wrong: list[Problem]) -> Response:
    """A page that says what is wrong; nothing goes back to the app."""
    return shown(render_template("refusal.html", problems=wrong), 400)


def blocked(site: Site) -> Response:
    """The site's admin does not let users install apps; nothing goes back to the app."""
    return shown(render_template("blocked.html", site=site), 403)


def shown(html: str, status: int) -> Response:
    """A page with the headers that every page has."""
    response = make_response(html, status)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-store"
    return response


def back(consent: Consent, answer: dict[str, str]) -> Response:
    """Redirect to the app's callback."""
    return redirected(consent.redirect_uri, {**answer, "state": consent.state})


def redirected(redirect_uri: str, answer: dict[str, str]) -> Response:
    """The same, before there was a page."""
    joint = "&" if "?" in redirect_uri else "?"
    query = urlencode(answer, quote_via=quote)
    return Response(status=302, headers={"Location": f"{redirect_uri}{joint}{query}"})


def demo_accounts(world: World) -> list[Account]:
    """Who can sign in: active people."""
    return [a for a in world.table(Account).all() if a.active and a.account_type == "atlassian"]


def sites_of(world: World, account: Account) -> list[Site]:
    """The sites that the account may choose."""
    return [site for site in world.table(Site).all() if account.id in site.members]
