"""For each setting: a good value, what is of the wrong type, and what contradicts other settings."""

from dataclasses import dataclass, field

from tests.integration.config.settings.production_settings import KEY, SAID
from tests.support.paths import ROOT

# A word that no sentence of ours holds.
ODD = "kittiwake"


@dataclass(frozen=True)
class Kind:
    """What can be said about a setting. *contradicting*: environments in which it, or another one, has to be named."""

    good: str
    wrong: tuple[str, ...] = ()
    contradicting: tuple[dict[str, str], ...] = field(default=())
    quotable: bool = False  # its value is a word that sentences need


def _flag(*contradicting: dict[str, str]) -> Kind:
    return Kind("true", (ODD, "2", "tru"), contradicting, quotable=True)


def _count(good: str = "12") -> Kind:
    return Kind(good, (ODD, "0", "-1", "2.5", "1e3", "1_000", "½", "inf", "9" * 30), quotable=True)


def _span(good: str = "70", *wrong: str, contradicting: tuple[dict[str, str], ...] = ()) -> Kind:
    bad = (ODD, "0", "-1", "1e3", "1_0", "nan", "inf", "1,5", "9" * 30)
    return Kind(good, (*bad, *wrong), contradicting, quotable=True)


_HTTP = {"PUBLIC_URL": "http://lodge.kingfisher.test"}
_SEVERAL = {"SINGLE_HOST": "false"}
_ISSUER = "https://id.puffin.test"
_OIDC = {
    "OIDC_ISSUER": _ISSUER,
    "OIDC_CLIENT_ID": "puffin-client",
    "OIDC_CLIENT_SECRET": "razorbill-secret",
}

KINDS = {
    "DEBUG": _flag({"DEBUG": "true"}),
    "SECRET_KEY": Kind(
        SAID["SECRET_KEY"],
        (ODD, "x" * 60, f"{SAID['SECRET_KEY']} and more", f"{SAID['SECRET_KEY']},x"),
    ),
    "SECRET_KEY_FALLBACKS": Kind(
        "a-former-merganser", (), ({"SECRET_KEY_FALLBACKS": SAID["SECRET_KEY"]},)
    ),
    "PUBLIC_URL": Kind(
        SAID["PUBLIC_URL"],
        (
            f"{ODD}.test",
            f"https:{ODD}.test",
            f"https://{ODD}.test/with/a/path",
            f"https://{ODD}.test?query",
            f"ftp://{ODD}.test",
            f"https://{ODD}.test:443",
            f"https://user:{ODD}@host.test",
            f"https://{ODD}.test:port",
            f"https://{ODD} .test",
            f"https://{ODD}#x",
            "https://",
        ),
        (_HTTP,),
    ),
    "ALLOWED_HOSTS": Kind(
        "lodge.kingfisher.test",
        (f"https://{ODD}.test", f"{ODD}.test:8000", f"{ODD}.test/", f"*.{ODD}.test"),
        ({"ALLOWED_HOSTS": f"{ODD}.test"},),
    ),
    "ADMINS": Kind(SAID["ADMINS"], (ODD, f"{ODD}@", f"a@b.test, {ODD}", f"Ops <{ODD}@lodge.test>")),
    "DEFAULT_FROM_EMAIL": Kind(
        SAID["DEFAULT_FROM_EMAIL"], (ODD, f"{ODD} <lodge>", f"{ODD} a@b.test", f"<a@b.test> {ODD}")
    ),
    "ATLASSIAN_AUTH_URL": Kind(
        "https://auth.atlassian.com",
        (f"{ODD}.test", f"https://{ODD}.test/path", f"https://{ODD}.test:x"),
        (
            {"ATLASSIAN_AUTH_URL": f"https://{ODD}.test"},
            {"ATLASSIAN_AUTH_URL": f"http://{ODD}.test"},
        ),
    ),
    "ATLASSIAN_API_URL": Kind(
        "https://api.atlassian.com",
        (f"{ODD}.test", f"https://{ODD}.test/ex/jira"),
        ({"ATLASSIAN_API_URL": f"https://{ODD}.test"},),
    ),
    "ATLASSIAN_MEDIA_URL": Kind(
        "https://api.media.atlassian.com",
        (f"{ODD}.test", f"https://{ODD}.test/file"),
    ),
    "ATLASSIAN_CLIENT_ID": Kind(SAID["ATLASSIAN_CLIENT_ID"], (f"two {ODD}",)),
    "ATLASSIAN_CLIENT_SECRET": Kind(
        SAID["ATLASSIAN_CLIENT_SECRET"],
        (f"two {ODD}",),
        ({"ATLASSIAN_CLIENT_SECRET": SAID["ATLASSIAN_CLIENT_ID"]},),
    ),
    "ATLASSIAN_SCOPES": Kind(
        "read:jira-work write:jira-work read:me offline_access",
        (ODD, f"read:me offline_access read:jira-work write:jira-work https://{ODD}.test"),
        ({"ATLASSIAN_SCOPES": "read:me read:jira-work write:jira-work"},),
    ),
    "ATLASSIAN_PKCE": _flag(),
    "ATLASSIAN_ALLOWED_SITES": Kind(
        "https://demo.atlassian.net/jira, other.atlassian.net",
        (ODD, f"javascript://{ODD}.atlassian.net", f"a.atlassian.net {ODD}@x", "https://"),
    ),
    "JIRA_PRIVATE_NETWORKS": Kind(
        "10.77.0.0/16, fd77:77::/32",
        (
            ODD,
            "10.99.0.0/0",
            "10.99.0.1/16",
            f"{ODD}/8",
            "0.0.0.0/0",
            "8.8.8.0/24",
            "169.254.0.0/16",
            "ff00::/8",
        ),
    ),
    "JIRA_HTTP_ALLOWED": _flag(),
    "SHARED_LINKS": _flag(),
    "REQUESTS_CA_BUNDLE": Kind("/etc/ssl/certs", (f"/{ODD}/company.pem", str(ROOT / "manage.py"))),
    "OUTBOX_GRACE_SECONDS": _span("100"),
    "OUTBOX_LEASE_SECONDS": _span("60", "59.9"),
    "INDEX_LAG_SECONDS": _span("3600", contradicting=({"INDEX_LAG_SECONDS": "100"},)),
    "REQUEST_READ_SECONDS": _span("3"),
    "LISTEN_ADDRESS": Kind(
        "127.0.0.1", (ODD, f"{ODD}:8000", "0.0.0.0:8000", "256.0.0.1"), quotable=True
    ),
    "PORT": Kind("8001", (ODD, "0", "65536", "80.5"), quotable=True),
    "WEB_THREADS": _count(),
    "WEB_CONCURRENCY": _count("3"),
    "WORKER_CONCURRENCY": _count("5"),
    "TOKEN_ENCRYPTION_KEYS": Kind(
        KEY, (ODD, f"{KEY},{ODD}"), ({"TOKEN_ENCRYPTION_KEYS": f"{KEY},{KEY}"},)
    ),
    "DEACTIVATED_DISCONNECT_DAYS": _span("31"),
    "INSTALLATION_ID": Kind("the-redshank", (ODD * 40,)),
    "DATABASE_URL": Kind(
        SAID["DATABASE_URL"],
        (
            f"{ODD}.test/name",
            f"paper://{ODD}",
            f"mysql://user:{ODD}@host/name",
            f"postgres://user:{ODD}#x@host.test/name",
            f"postgres://user:{ODD}?x@host.test/name",
            f"postgres://user:12?{ODD}@host.test/name",
            f"postgres://user:12/{ODD}@host.test/name",
            f"postgres://user:{ODD}@x@host.test/name",
            f"postgres://user:{ODD}%@host.test/name",
            f"postgres://user:{ODD}[x@host.test/name",
            f"postgres://user:{ODD}@host.test:port/name",
            f"postgres://user:{ODD}@host.test",
            f"postgres://user:{ODD}@host.test/name?atomic_requests=true",
            f"postgres://user:{ODD}@host.test/name?sslmode={ODD}",
            f"postgres://user:{ODD}@host.test/name?sslrootcert=/{ODD}",
            f"postgres:user:{ODD}@host.test/name",
            f"sqlite:///{ODD}",
            "sqlite://:memory:",
            f"sqlite:////{ODD}/name",
            f"sqlite:////dev/null/{ODD}",
            "sqlite:////tmp",
        ),
        ({"DATABASE_URL": "sqlite:////tmp/lodge.sqlite3"} | _SEVERAL,),
    ),
    "DATABASE_PREPARE": _flag(),
    "REDIS_URL": Kind(
        SAID["REDIS_URL"],
        (
            f"{ODD}.test:6379",
            ODD,
            f"amqp://{ODD}.test",
            f"unix:///{ODD}.sock",
            f"redis://:{ODD}#x@host.test:6379/0",
            f"redis://:{ODD}?x@host.test:6379/0",
            f"redis://:{ODD}/x@host.test:6379/0",
            f"redis://:{ODD}@host.test:port/0",
            f"redis://:{ODD}@host.test:6379/name",
            f"redis://:{ODD}@host.test:6379/0?db=1",
            f"rediss://:{ODD}@host.test:6379/0?ssl_cert_reqs=none",
            f"rediss://:{ODD}@host.test:6379/0?ssl_ca_certs=/{ODD}",
            "redis://",
        ),
        ({"REDIS_URL": "none"} | _SEVERAL,),
    ),
    "FILES_URL": Kind(
        SAID["FILES_URL"],
        (
            f"/{ODD}",
            f"file://{ODD}/x",
            f"file:{ODD}",
            f"ftp://host/{ODD}",
            f"s3:///{ODD}",
            f"file:///{ODD}#x",
            f"file:///a b/{ODD}",
        ),
        (
            _SEVERAL,
            {"FILES_URL": f"file://{ROOT / 'static' / ODD}"},
            {"FILES_URL": f"file:///dev/null/{ODD}"},
            {"FILES_URL": f"s3://{ODD}"},
        ),
    ),
    "SINGLE_HOST": _flag(),
    "LODGE_VAR_DIR": Kind(
        "/tmp/lodge-var-phalarope", (ODD, f"~/{ODD}"), ({"LODGE_VAR_DIR": f"/dev/null/{ODD}"},)
    ),
    "FILE_MAX_MB": _count(),
    "FILES_PER_REPORT": _count(),
    "DRAFTS_PER_PERSON": _count(),
    "DRAFTS_MB_PER_PERSON": _count(),
    "FILES_MB_PER_PERSON": _count(),
    "SEARCHES_PER_MINUTE": _count(),
    "SEARCHES_PER_HOUR": _count(),
    "QUERY_ROWS_PER_HOUR": _count(),
    "LINKS_BEGUN_PER_HOUR": _count(),
    **{
        f"{kept}_KEPT_DAYS": _span()
        for kept in (
            "FILES",
            "DRAFTS",
            "DRAFT_FILES",
            "THROWN_AWAY",
            "SENT_TEXTS",
            "ENDED_LINKS",
            "RENEWALS",
            "MAILS",
            "INVITATIONS",
        )
    },
    "INVITATION_DAYS": _span("3"),
    "EMAIL_URL": Kind(
        SAID["EMAIL_URL"],
        (
            f"{ODD}.test",
            f"pigeon://{ODD}",
            f"smtp+tls://user:{ODD}#x@mail.test:587",
            f"smtp+tls://user:{ODD}@mail.test:587/x",
            f"smtp+tls://user:{ODD}@mail.test:587?timeout=5",
            f"smtp+tls://user:{ODD}@mail.test:port",
            f"smtp+tls://{ODD}@mail.test:587",
            f"smtps://user:{ODD}@mail.test:465",
            "smtp+tls://",
            "filemail://",
        ),
        (
            {"EMAIL_URL": "consolemail://"},
            {"EMAIL_URL": "dummymail://"},
            {"EMAIL_URL": f"smtp://{ODD}:{ODD}@mail.test:25"},
            {"EMAIL_URL": f"smtp+tls://{ODD}:{ODD}@mail.test:465"},
            {"EMAIL_URL": f"smtp+ssl://{ODD}:{ODD}@mail.test:587"},
        ),
    ),
    "EMAIL_TIMEOUT": _span("20"),
    "SECURE_SSL_REDIRECT": _flag(_HTTP | {"SECURE_SSL_REDIRECT": "true"}),
    "BEHIND_PROXY": _flag({"BEHIND_PROXY": "false"}),
    "ADMIN_SECOND_FACTOR": _flag(),
    "SESSION_IDLE_HOURS": _span("8"),
    "PASSWORD_SIGN_IN": _flag({"PASSWORD_SIGN_IN": "false"}),
    "ATLASSIAN_SIGN_IN_SITES": Kind(
        "demo.atlassian.net, 11111111-2222-3333-4444-555555555555", (ODD, f"a.b {ODD}@x")
    ),
    "OIDC_ISSUER": Kind(
        "https://id.puffin.test/realms/corp",
        (
            f"{ODD}.test",
            f"ftp://{ODD}.test",
            f"https://{ODD}.test?query",
            f"https://{ODD}@host.test",
            f"https://{ODD}.test/.well-known/openid-configuration",
            f"https://{ODD}.test:port",
            "https://",
        ),
        ({"OIDC_ISSUER": "http://id.puffin.test"},),
    ),
    "OIDC_CLIENT_ID": Kind("puffin-client", (f"two {ODD}",), ({"OIDC_ISSUER": _ISSUER},)),
    "OIDC_CLIENT_SECRET": Kind(
        "razorbill-secret",
        (f"two {ODD}",),
        (_OIDC | {"OIDC_CLIENT_SECRET": "puffin-client"}, {"OIDC_CLIENT_SECRET": "x"}),
    ),
    "OIDC_SCOPES": Kind("openid email", (ODD, f"openid {ODD}\\")),
    "OIDC_NAME": Kind("the guillemot", (ODD * 9,)),
    "OIDC_NEW_PEOPLE": _flag(),
    "OIDC_EMAIL_DOMAINS": Kind(
        "puffin.test, corp.puffin.test",
        (ODD, f"https://{ODD}.test", f"a@{ODD}.test", f"*.{ODD}.test"),
        ({"OIDC_EMAIL_DOMAINS": "puffin.test"},),
    ),
    "OIDC_JOIN_BY_EMAIL": _flag({"OIDC_JOIN_BY_EMAIL": "true"}),
    "OIDC_GROUPS_CLAIM": Kind("realm_access.roles", (f"two {ODD}",)),
    "OIDC_GROUPS": Kind(
        "puffins => The guillemots; cn=x,ou=y => Others",
        (ODD, f"{ODD} =>", f"=> {ODD}", f"a => {ODD} => b", f"a => {ODD * 20}"),
        ({"OIDC_GROUPS": "a => b"},),
    ),
    "OIDC_STAFF": Kind("puffins; the guillemots", (), ({"OIDC_STAFF": "a"},)),
    "OIDC_SUPERUSERS": Kind("puffins", (), ({"OIDC_SUPERUSERS": "a"},)),
    "OIDC_SIGN_OUT": _flag({"OIDC_SIGN_OUT": "true"}),
    "TRUSTED_PROXIES": Kind(
        "2",
        (ODD, "11", "-1", "1.5"),
        ({"PUBLIC_URL": "http://lodge.kingfisher.test", "TRUSTED_PROXIES": "1"},),
        quotable=True,
    ),
    "LOG_LEVEL": Kind("WARNING", (ODD, "10", "ALL"), quotable=True),
}
