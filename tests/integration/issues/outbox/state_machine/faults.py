"""The faults of the sandbox that the state machine plays. test_state_machine.py compares them with the sandbox's."""

from email.utils import format_datetime
from typing import Any

from django.utils import timezone
from hypothesis import strategies as st

from integrations.jira import issue_mark
from tests.support.sandbox import Sandbox

Fault = tuple[str, dict[str, Any]]

# Real seconds. A call of Lodge's may last BUDGET here; what hangs does so for a little longer.
BUDGET, HANGING, LATE = 1.0, 1.4, 0.8
A_DATE = "a date"
NO = {"errorMessages": ["Nein."], "errors": {}}

PLAYED: dict[str, tuple[dict[str, Any], ...]] = {
    "delay": ({"seconds": 0.05}, {"seconds": HANGING}),
    "answer_late": ({"seconds": 0.05}, {"seconds": HANGING}),
    "drop_before": ({},),
    "drop_after_commit": ({},),
    "commit_late": ({"seconds": LATE},),
    "rate_limit": (
        {"retry_after": 0},
        {"retry_after": 20, "reason": "jira-quota-tenant-based"},
        {"retry_after": 86_400, "reason": "jira-quota-global-based"},
        {"retry_after": A_DATE, "reason": "jira-per-issue-on-write"},
        {"retry_after": None, "reason": None},
        {"retry_after": 5, "status": 503},
    ),
    "status": (
        {"status": 201, "body": {}},
        {"status": 400, "body": {"errorMessages": [], "errors": {"summary": "Nicht so."}}},
        {"status": 401, "body": NO},
        {"status": 403, "body": NO},
        {"status": 404, "body": NO},
        {"status": 408, "body": {}},
        {"status": 409, "body": NO},
        {"status": 413, "body": NO},
        {"status": 500},
    ),
    "status_after_commit": ({"status": 502}, {"status": 503}, {"status": 408}),
    "html": ({"status": 502}, {"status": 200}, {"status": 403}, {"status": 404}),
    "malformed": ({},),
    "truncate": ({},),
    "drip": ({"seconds_per_byte": 0.02},),
    "redirect": ({}, {"location": "https://elsewhere.example/", "status": 307}),
    "expired_as": ({"status": 401}, {"status": 403}, {"status": 404}),
}
"""Kinds of faults with what each is played with."""

FAULTS: list[Fault] = [(kind, options) for kind, variants in PLAYED.items() for options in variants]

WHERE: dict[str, tuple[str | None, str]] = {
    "create": ("POST", r"/issue$"),
    "upload": ("POST", r"/attachments$"),
    "search": (None, r"/search/jql$"),
    "scan": ("POST", r"/issue/bulkfetch$"),
    "permissions": ("GET", r"/mypermissions$"),
    "issue": ("GET", r"/issue/[\w-]+$"),
    "bytes": ("GET", r"/attachment/content/"),
    "form": ("GET", r"/createmeta/"),
    "token": ("POST", r"/oauth/token$"),
    "sites": ("GET", r"/oauth/token/accessible-resources$"),
    "all of Jira": (None, r"^/ex/jira/"),
}
"""Which calls a fault strikes: method and path."""

KNOBS: dict[str, tuple[Any, ...]] = {
    "index_lag_seconds": (0, 30, 900),
    "key_gap": (0, 7, 150),
    "automation_move": (None, "SHOP", "SHOP:20"),
    "properties_refused": (False, True),
    "createmeta_denied": ("message", "empty"),
    "expired_status": (401, 403, 404),
    "revoked_status": (401, 403, 404),
    "lost_site": ("not_installed", "forbidden", "not_found"),
    "access_token_seconds": (3600, 90),
    "refusal": ("unauthorized_client", "invalid_grant"),
    "reuse": ("siblings", "superseded"),
    "reconsent": ("keeps", "replaces"),
}
"""Knobs with what each is turned to; the first is where it stands in calm."""

FAULTS_ELSEWHERE = {"refusal": "tests/integration/integrations/doctor/test_examine.py"}
"""Faults that the machine does not play: they answer as sources describe, and the doctor explains each."""

ELSEWHERE: dict[str, str] = {
    "cycle_period": "tests/integration/integrations/personal_data/test_account_reports.py",
    "service_keys": "tests/integration/integrations/credentials/test_probing.py",
    "comments_show_properties": "tests/integration/issues/similar_issues/test_comment_exactly_once.py",
    "omit_refresh_token": "tests/integration/integrations/connections/test_refused_refresh.py",
    "pkce": "tests/integration/integrations/linking/test_pkce.py",
    "grant_type_mode": "tests/integration/integrations/connections/test_linking.py",
    "granted_scopes": "tests/integration/integrations/linking/test_link_failures.py",
    "invalid_clauses": "tests/integration/issues/queries/test_run_page.py",
    "page_token_repeats": "tests/integration/issues/queries/test_run_page.py",
    "unloadable_fields": "tests/integration/issues/reading/test_privacy.py",
    "unreadable_issues": "tests/integration/issues/reading/test_mirror.py",
    "changelog_created": "tests/integration/integrations/jira/test_background_reads.py",
    "voting": "tests/integration/issues/acts/test_acts_exactly_once.py",
    "webhooks": "tests/integration/issues/reading/test_webhook_deliveries.py",
    "user_installed_apps_blocked": "tests/integration/sandbox/test_oauth_authorize.py",
}
"""Knobs that mean nothing to a report under way, and where they are turned instead."""

# What hurts most comes most often: done, or done late, and nobody was told.
_CRUEL: list[Fault] = [("drop_after_commit", {}), ("commit_late", {"seconds": LATE})]
faults = st.sampled_from([*FAULTS, *_CRUEL * 8])
places = st.sampled_from(list(WHERE))
knobs = st.sampled_from([(name, value) for name, values in KNOBS.items() for value in values])


def break_out(sandbox: Sandbox, fault: Fault, where: str, *, times: int = 1, skip: int = 0) -> str:
    """Let *fault* strike the calls of *where*; its id."""
    kind, options = fault
    if options.get("retry_after") == A_DATE:
        options = {**options, "retry_after": format_datetime(timezone.now())}
    method, path = WHERE[where]
    return sandbox.fault(kind, method=method, path=path, times=times, skip=skip, **options)


def calm_down(sandbox: Sandbox) -> None:
    """Jira works and is believed, but for a search index that has not caught up."""
    sandbox.control("DELETE", "/faults")
    sandbox.config(
        **{name: values[0] for name, values in KNOBS.items() if name != "index_lag_seconds"}
    )
    allow(sandbox)


def allow(sandbox: Sandbox, **changes: Any) -> None:
    """What the site's administrators allow; all of it, but for *changes*."""
    site = {
        "cloud_id": sandbox.site("demo-team")["cloud_id"],
        "may_not_create": [],
        "attachments_enabled": True,
    }
    sandbox.control("POST", "/seed", {"jira": [{**site, **changes}]})


def marked(issue: dict[str, Any], marker: str) -> bool:
    """Whether *issue* carries the mark of a report, wherever Lodge may put it."""
    places = (issue["properties"].get(issue_mark.PROPERTY), issue["labels"], issue["description"])
    return marker in str(places)
