"""Each house rule stops at what breaks it, lets pass what does not, and the product keeps them all."""

from pathlib import Path
from textwrap import dedent

import pytest

from tests.rules.__main__ import RULES
from tests.rules.checking import Source, Violation, check, sources

BROKEN = {
    "http-in-transaction": [
        """
        def save(row):
            with transaction.atomic():
                row.save()
                oauth.me(row.access)
        """,
        """
        @transaction.atomic
        def save(account_id):
            _look(account_id)

        def _look(account_id):
            return jira.get_issue(account_id)
        """,
        """
        def save(row):
            with transaction.atomic(using="default"):
                tasks.deliver.delay(row.pk)
        """,
    ],
    "first-of-sites": [
        "site = connection.sites.first()",
        "site = account.sites[0]",
        "site = next(iter(account.sites))",
        "site = Site.objects.order_by('name').last()",
    ],
    "secret-revealed": ["header = f'Bearer {access.token.reveal()}'"],
    "claim-unread": [
        "Submission.objects.filter(pk=pk, state=State.QUEUED).update(state=State.SENDING)",
        "Connection.objects.filter(claim.mine).update(lease_until=None)",
        "move(row.pk, State.DRAFT, State.QUEUED)",
    ],
    "jql-formatted": [
        "def look(key):\n    return f'project = {key}'",
        "def look(key):\n    return 'project = %s ORDER BY created' % key",
        "def look(key):\n    return 'summary ~ {}'.format(key)",
        "def look(words):\n    return clause('project', '=', 'A') + ' AND ' + words",
        "def look(words):\n    both = ' OR '.join(words)\n    return f'{clause(1, 2, 3)} AND ({both})'",
    ],
}
KEPT = {
    "http-in-transaction": [
        """
        def save(row):
            with transaction.atomic():
                row.save()
                transaction.on_commit(later)
            oauth.me(row.access)
        """,
        """
        @transaction.atomic
        def save(words):
            return jira.words_to_look_for(words)
        """,
    ],
    "first-of-sites": [
        "site = connection.sites.filter(cloud_id=cloud_id).first()",
        "row = Submission.objects.first()",
        "site = by_cloud_id[wanted]",
    ],
    "secret-revealed": ["call = Call(access=access.token)"],
    "claim-unread": [
        "won = Submission.objects.filter(pk=pk, state=State.QUEUED).update(state=State.SENDING)",
        "Submission.objects.filter(pk=pk).update(messages=[])",
        "if not move(row.pk, State.DRAFT, State.QUEUED):\n    raise LostError",
        "kept.update(more)",
    ],
    "jql-formatted": [
        "def look(key):\n    return f\"{search.clause('project', '=', key)} ORDER BY key\"",
        "def look(words):\n    each = ' OR '.join(clause('text', '~', word) for word in words)\n"
        "    return f'{clause(1, 2, 3)} AND ({each})'",
        "def said(name):\n    return f'{name} and others'",
    ],
}
CASES = [
    pytest.param(name, text, id=f"{name} {n}")
    for name, texts in BROKEN.items()
    for n, text in enumerate(texts)
]
FINE = [
    pytest.param(name, text, id=f"{name} {n}")
    for name, texts in KEPT.items()
    for n, text in enumerate(texts)
]


def found(text: str, path: str = "integrations/jira/example.py") -> list[Violation]:
    return check([Source.of(path, dedent(text))], RULES)


@pytest.mark.parametrize(("name", "text"), CASES)
def test_what_breaks_a_rule_is_found(name: str, text: str) -> None:
    assert {each.rule for each in found(text)} == {name}


@pytest.mark.parametrize(("name", "text"), FINE)
def test_what_keeps_a_rule_passes(name: str, text: str) -> None:
    assert [each for each in found(text) if each.rule == name] == []


@pytest.mark.parametrize(
    ("excuse", "rules"),
    [
        ("# rule first-of-sites: it is the only one", set()),
        ("# rule first-of-sites", {"excuse"}),
        ("# rule first-of-sites: ok", {"excuse"}),
        ("# rule claim-unread: it is the only one", {"excuse", "first-of-sites"}),
        ("# rule no-such-rule: it is the only one", {"excuse", "first-of-sites"}),
    ],
)
@pytest.mark.parametrize("where", ["behind it", "above it"])
def test_an_excuse_gives_its_reason_and_is_needed(excuse: str, rules: set[str], where: str) -> None:
    text = f"site = sites[0]  {excuse}" if where == "behind it" else f"{excuse}\nsite = sites[0]"
    assert {each.rule for each in found(text)} == rules


def test_an_excuse_that_nothing_needs_is_found() -> None:
    assert [
        each.rule for each in found("site = None  # rule first-of-sites: it is the only one")
    ] == ["excuse"]


@pytest.mark.parametrize(
    ("view", "address", "said"),
    [
        (
            "def show(request, pk):\n    return Row.objects.get(pk=pk, owner=request.user)",
            "rows/<uuid:pk>/",
            "asks nobody",
        ),
        (
            "@login_required\ndef show(request, pk):\n    return Row.objects.get(pk=pk)",
            "rows/<uuid:pk>/",
            "without saying whose",
        ),
        (
            "@login_required\ndef show(request, pk):\n    return Row.objects.get(pk=pk, owner=request.user)",
            "rows/<uuid:pk>/",
            "",
        ),
        ("@login_required\ndef show(request):\n    return 1", "rows/", ""),
        ("class show(LoginRequiredMixin, View):\n    pass", "rows/", ""),
        ("class show(View):\n    pass", "rows/", "asks nobody"),
    ],
)
def test_every_view_asks_who_is_there_and_whose_a_row_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, view: str, address: str, said: str
) -> None:
    (tmp_path / "rooms").mkdir()
    (tmp_path / "rooms" / "rows.py").write_text(view, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    called = "rows.show.as_view()" if view.startswith("class") else "rows.show"
    urls = f'from rooms import rows\nurlpatterns = [path("{address}", {called}, name="row")]'
    told = [each.said for each in found(urls, "issues/urls.py") if each.rule == "view-open"]
    assert [said in each for each in told] == ([True] if said else [])


def test_the_product_keeps_them_all(repository: Path) -> None:
    assert check(sources(repository), RULES) == []
