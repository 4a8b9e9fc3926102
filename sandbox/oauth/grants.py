"""Grants and their token families: the rules of atlassian.md a.3.

A refresh token is rotated by every refresh. Sent again within ten minutes it gives another pair (two
ways, knob `reuse`); sent again later it kills the family. Ten minutes after a rotation the earlier
access token is dead too, whatever its expiry. Every function here is called under `world.lock`
or takes it.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sandbox.oauth.keys import new_access_token, new_refresh_token
from sandbox.oauth_records import INACTIVITY, REUSE_INTERVAL, AccessToken, Code, Grant, RefreshToken
from sandbox.people import Client
from sandbox.world import World

Pair = tuple[AccessToken, RefreshToken | None]


class Refused(Exception):
    """The refresh token is no good; only consent helps. `.reason` is for the event log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def grant_id(client_id: str, account_id: str) -> str:
    """The id of the one grant of an account for an app."""
    return f"{client_id}|{account_id}"


def consented(world: World, code: Code) -> Grant:
    """The grant after this consent: scopes replace the earlier ones, sites add up in account mode."""
    table = world.table(Grant)
    key = grant_id(code.client_id, code.account_id)
    grant = table.get(key)
    if grant is None:
        grant = Grant(key, code.client_id, code.account_id, [], [], created_at=world.clock.now())
    elif not grant.live:
        grant.family += 1
        grant.state, grant.cloud_ids = "live", []
    grant.scopes = code.scopes
    earlier = grant.cloud_ids if world.config.grant_type_mode == "account" else []
    grant.cloud_ids = [
        *earlier,
        *(cloud_id for cloud_id in code.cloud_ids if cloud_id not in earlier),
    ]
    return table.put(grant)


def first_pair(world: World, code: Code) -> Pair:
    """Tokens for a code, which is thereby used up."""
    with world.lock:
        code.used = True
        world.table(Code).put(code)
        grant = consented(world, code)
        if world.config.reconsent == "replaces":
            supersede(world, live_tokens(world, grant))
        pair = new_pair(world, grant, chain=secrets.token_hex(8))
    world.event("token_issued", account_id=grant.account_id, scopes=grant.scopes)
    return pair


def refreshed(world: World, client: Client, value: str) -> Pair:
    """New tokens for a refresh token. Raises Refused."""
    with world.lock:
        try:
            pair, reuse = rotate(world, client, value)
        except Refused as refusal:
            world.event("token_refused", reason=refusal.reason)
            raise
    world.event("token_rotated", account_id=pair[0].account_id, reuse=reuse)
    return pair


def rotate(world: World, client: Client, value: str) -> tuple[Pair, bool]:
    """The pair, and whether it came of a re-sent token within the reuse interval."""
    now = world.clock.now()
    token = world.table(RefreshToken).get(value)
    grant = world.table(Grant).get(token.grant_id) if token else None
    if token is None or grant is None or grant.client_id != client.id:
        raise Refused("unknown")
    if not grant.live or token.family != grant.family:
        raise Refused(grant.state if not grant.live else "of an earlier family")
    if now - token.issued_at >= INACTIVITY:
        raise Refused("inactive")
    again = token.superseded_at is not None
    if again and now - (token.superseded_at or now) > REUSE_INTERVAL:
        end(world, grant, "breached")
        raise Refused("breached")
    grant.refreshes += 1
    world.table(Grant).put(grant)
    if world.config.omit_refresh_token:
        return (new_access(world, grant), None), again
    if not again:
        supersede(world, [token])
    elif world.config.reuse == "superseded":
        chain = [other for other in live_tokens(world, grant) if other.chain == token.chain]
        supersede(world, chain)
    return new_pair(world, grant, token.chain), again


def live_tokens(world: World, grant: Grant) -> list[RefreshToken]:
    """Refresh tokens of the grant that were not rotated yet."""
    return [
        token
        for token in world.table(RefreshToken).all()
        if token.grant_id == grant.id
        and token.family == grant.family
        and token.superseded_at is None
    ]


def supersede(world: World, tokens: list[RefreshToken]) -> None:
    """The reuse interval of these tokens begins; when it ends their access tokens die too."""
    now = world.clock.now()
    for token in tokens:
        token.superseded_at = now
        world.table(RefreshToken).put(token)
        companion = world.table(AccessToken).get(token.access_token)
        if companion is not None:
            shorten(world, companion, now + REUSE_INTERVAL)


def shorten(world: World, token: AccessToken, moment: datetime) -> None:
    """Let an access token die at this moment, unless it dies earlier."""
    token.dies_at = min(moment, token.dies_at) if token.dies_at else moment
    world.table(AccessToken).put(token)


def new_pair(world: World, grant: Grant, chain: str) -> Pair:
    """An access token, and a refresh token if `offline_access` was granted."""
    access = new_access(world, grant)
    if "offline_access" not in grant.scopes or world.config.omit_refresh_token:
        return access, None
    refresh = RefreshToken(
        id=new_refresh_token(),
        grant_id=grant.id,
        family=grant.family,
        chain=chain,
        access_token=access.id,
        issued_at=world.clock.now(),
    )
    return access, world.table(RefreshToken).put(refresh)


def new_access(world: World, grant: Grant) -> AccessToken:
    """An access token of a grant."""
    return mint(world, grant.client_id, grant.account_id, grant.scopes, grant=grant)


def client_credentials(world: World, client: Client) -> AccessToken:
    """An access token of a service account: 60 minutes, no refresh token (atlassian.md b)."""
    with world.lock:
        token = mint(world, client.id, client.account_id or "", client.scopes)
    world.event("token_issued", account_id=token.account_id, scopes=token.scopes)
    return token


def mint(
    world: World, client_id: str, account_id: str, scopes: list[str], *, grant: Grant | None = None
) -> AccessToken:
    """A new access token, kept."""
    now = world.clock.now()
    scopes = [scope for scope in scopes if scope != "offline_access"]
    token = AccessToken(
        id=new_access_token(account_id, scopes, client_id),
        grant_id=grant.id if grant else None,
        client_id=client_id,
        account_id=account_id,
        scopes=scopes,
        family=grant.family if grant else 0,
        issued_at=now,
        expires_at=now + timedelta(seconds=world.config.access_token_seconds),
    )
    return world.table(AccessToken).put(token)


def revoke(world: World, account_id: str, reason: str = "revoked") -> int:
    """End all grants of an account, as Connected apps does. Returns how many were live.

    Revoked by the user, access tokens die at once; a changed password lets them run out.
    """
    with world.lock:
        grants = [g for g in world.table(Grant).all() if g.account_id == account_id and g.live]
        for grant in grants:
            end(world, grant, reason)
            if reason == "revoked":
                for token in world.table(AccessToken).all():
                    if token.grant_id == grant.id:
                        shorten(world, token, world.clock.now())
    return len(grants)


def end(world: World, grant: Grant, state: str) -> None:
    """The family is dead: none of its refresh tokens works again."""
    grant.state = state
    world.table(Grant).put(grant)
    world.event("grant_revoked", account_id=grant.account_id, reason=state)
