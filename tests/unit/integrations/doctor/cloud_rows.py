"""Failures at the authorization server and at the gateway, as sources describe them."""

from integrations.doctor.diagnosis import Credential
from tests.unit.integrations.doctor.rows import Row, data_center, gateway, refused, token

ROWS: tuple[Row, ...] = (
    # The authorization server
    token(
        "refresh: unauthorized_client, refresh_token is invalid",
        "grant_ended",
        403,
        refused("unauthorized_client", "refresh_token is invalid"),
    ),
    token(
        "refresh: invalid_grant (password changed)",
        "grant_ended",
        403,
        refused("invalid_grant", "Unknown or invalid refresh token."),
    ),
    token(
        "refresh at Data Center: invalid_grant without a word",
        "dc_grant_ended",
        400,
        refused("invalid_grant", ""),
        credential=Credential.DATA_CENTER_OAUTH,
    ),
    token(
        "exchange: code used, old, or redirect_uri differs",
        "code_refused",
        403,
        refused("invalid_grant", "Invalid authorization code"),
    ),
    token(
        "wrong client secret",
        "client_refused",
        401,
        refused("access_denied", "Unauthorized"),
    ),
    token(
        "service account: wrong or revoked client secret",
        "service_client_refused",
        401,
        refused("access_denied", "Unauthorized"),
        credential=Credential.SERVICE_ACCOUNT,
    ),
    token(
        "3LO app asks for client credentials",
        "grant_type",
        403,
        refused(
            "unauthorized_client", "Grant type 'client_credentials' not allowed for the client."
        ),
    ),
    token(
        "client credentials with a scope",
        "scope_asked",
        400,
        refused("invalid_scope", "scope is not allowed"),
        credential=Credential.SERVICE_ACCOUNT,
    ),
    token("PKCE refused", "pkce", 400, refused("invalid_request", "code_verifier is not expected")),
    token("malformed request", "request_refused", 400, refused("invalid_request", "Missing code")),
    token(
        "site admin blocks user-installed apps",
        "app_blocked",
        403,
        refused("access_denied", "Your site admin must authorize this app for the site"),
    ),
    token(
        "consent declined",
        "declined",
        403,
        refused("access_denied", "User did not authorize the request"),
    ),
    token("token endpoint out of order", "authorization_down", 502, "<h1>Bad gateway</h1>"),
    token("token endpoint asks to wait", "authorization_busy", 429, ""),
    token("success without a token", "no_token", 200, {"expires_in": 3600}),
    # The gateway
    gateway(
        "access token revoked or superseded",
        "token_refused",
        401,
        {"code": 401, "message": "Unauthorized"},
    ),
    gateway(
        "access token past its expiry: 401",
        "expired",
        401,
        {"code": 401, "message": "Unauthorized"},
        expired=True,
    ),
    gateway(
        "access token past its expiry: 403",
        "expired",
        403,
        {"code": 403, "message": "Forbidden"},
        expired=True,
    ),
    gateway(
        "access token past its expiry: 404",
        "expired",
        404,
        {"code": 404, "message": "Not Found"},
        expired=True,
    ),
    gateway(
        "scope does not match",
        "scope_missing",
        401,
        {"code": 401, "message": "Unauthorized; scope does not match"},
    ),
    gateway(
        "scope does not match, API token with scopes",
        "token_scope_missing",
        401,
        {"code": 401, "message": "Unauthorized; scope does not match"},
        credential=Credential.SCOPED_API_TOKEN,
    ),
    gateway(
        "scope does not match, service account",
        "service_scope_missing",
        401,
        {"code": 401, "message": "Unauthorized; scope does not match"},
        credential=Credential.SERVICE_ACCOUNT,
    ),
    gateway(
        "service account's token refused",
        "service_token_refused",
        401,
        {"code": 401, "message": "Unauthorized"},
        credential=Credential.SERVICE_ACCOUNT,
    ),
    gateway(
        "app not installed, product removed, account removed",
        "not_installed",
        403,
        {"code": 403, "message": "The app is not installed on this instance"},
    ),
    gateway(
        "the same as Jira's own list of errors",
        "not_installed",
        403,
        {"errorMessages": ["The app is not installed on this instance."]},
    ),
    gateway("unknown cloud id", "unknown_site", 404, {"code": 404, "message": "Not Found"}),
    gateway(
        "IP allow-list",
        "ip_not_allowed",
        403,
        {"code": 403, "message": "The IP address has been rejected: it is not on the allowlist"},
    ),
    gateway(
        "app or API tokens blocked by the organisation's policy",
        "blocked_by_policy",
        403,
        {"code": 403, "message": "Access has been blocked by your organization's policy"},
    ),
    gateway(
        "curl -u at the wrong host: token without scopes at the gateway",
        "unscoped_token_at_gateway",
        401,
        {"code": 401, "message": "Unauthorized"},
        credential=Credential.API_TOKEN,
    ),
    gateway(
        "API token with scopes, ended or revoked",
        "scoped_token_dead",
        401,
        {"code": 401, "message": "Unauthorized"},
        credential=Credential.SCOPED_API_TOKEN,
    ),
    gateway(
        "API token sent as Bearer",
        "token_as_bearer",
        403,
        {"error": "Failed to parse Connect Session Auth Token"},
        credential=Credential.SCOPED_API_TOKEN,
    ),
    gateway(
        "X-AAccountId of another account",
        "another_account",
        200,
        {"accountId": "712020:bob"},
        headers={"X-AAccountId": "712020:bob"},
    ),
    # Throttling
    *(
        gateway(f"429 {reason}", name, 429, headers={"RateLimit-Reason": reason})
        for reason, name in {
            "jira-quota-global-based": "wait_for_all",
            "jira-quota-tenant-based": "wait_for_site",
            "jira-burst-based": "burst",
            "jira-per-issue-on-write": "wait_for_issue",
            "jira-max-concurrent-threads-across-all-instances-per-tenant-per-user": "wait_for_person",
        }.items()
    ),
    gateway(
        "429 of the gateway itself",
        "gateway_busy",
        429,
        headers={"X-Failure-Category": "FAILURE CLIENT RATE LIMITED"},
    ),
    data_center("429 at Data Center", "dc_busy", 429, headers={"X-RateLimit-Limit": "70"}),
    data_center(
        "huge Retry-After: the account is locked out",
        "locked_out",
        429,
        headers={"Retry-After": "9223372036854775807", "X-RateLimit-Limit": "0"},
    ),
)
